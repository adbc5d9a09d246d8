import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { TradingStateName } from '../protocol.ts';
import { request, sayHello } from './requests.ts';
import type { SubscriptionState } from './subscription-state.ts';

const WISHES: Readonly<Record<string, { state: TradingStateName; flatten: boolean }>> = {
  pause: { state: 'REDUCING', flatten: false },
  resume: { state: 'ACTIVE', flatten: false },
  halt: { state: 'HALTED', flatten: false },
  flatten: { state: 'HALTED', flatten: true },
  reset: { state: 'ACTIVE', flatten: false },
};

/** Takes a person's wish for this actor alone; HALTED is latched and ends by `reset`. */
export function obey(state: SubscriptionState, message: Extract<Message, { kind: 'command' }>, turn: Turn): void {
  const reason =
    typeof message.params['reason'] === 'string' ? message.params['reason'] : `${message.command} by ${message.by}`;
  const wish = WISHES[message.command];
  if (wish === undefined) {
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
  if ((message.command === 'resume' || message.command === 'pause') && state.own.state === 'HALTED') {
    turn.refuse('TRADING_HALTED', `${state.self} is HALTED (${state.own.reason}); only reset ends that`);
    return;
  }
  state.own = { state: wish.state, reason: wish.state === 'ACTIVE' ? '' : reason };
  if (wish.state === 'ACTIVE') state.stopWhenFlat = false;
  if (message.params['thenStop'] === true) state.stopWhenFlat = true;
  const restrict = request(state, {
    kind: 'restrict',
    state: wish.state,
    flatten: wish.flatten,
    reason,
    by: message.by,
  });
  turn.checkpoint();
  turn.tell(state.monitor, { kind: 'decided', position: state.position, requests: [restrict] });
  turn.reply({ tradingState: wish.state, request: restrict.seq });
}
