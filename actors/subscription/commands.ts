import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { takeWish, WISHES } from '../trader.ts';
import { sayHello } from './requests.ts';
import type { SubscriptionState } from './subscription-state.ts';

/** Takes a person's wish for this actor alone; HALTED is latched and ends by `reset`. */
export function obey(state: SubscriptionState, message: Extract<Message, { kind: 'command' }>, turn: Turn): void {
  if (WISHES[message.command] === undefined) {
    turn.refuse(
      'UNKNOWN_COMMAND',
      `a subscription does not know ${message.command}; it knows ${Object.keys(WISHES).join(', ')}`,
    );
    return;
  }
  if (!state.listening || state.seq < state.decidedBefore) {
    // A monitor that refused may think better of it.
    if (message.command === 'reset' && state.refused !== null) sayHello(state, turn);
    turn.refuse('NOT_READY', `${state.self} ${state.refused ?? 'has still to catch up'}; try again`);
    return;
  }
  const restrict = takeWish(state, message);
  if (restrict === undefined) {
    turn.refuse('TRADING_HALTED', `${state.self} is HALTED (${state.own.reason}); only reset ends that`);
    return;
  }
  turn.checkpoint();
  turn.tell(state.monitor, { kind: 'decided', position: state.position, requests: [restrict] });
  turn.reply({ tradingState: state.own.state, request: restrict.seq });
}
