import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { marketTime, type AccountState } from './account-state.ts';
import { flattenOn } from './flatten.ts';
import { journal, pin, reportTradingState } from './journal.ts';
import type { TradingStateName } from '../protocol.ts';

const WISHES: Readonly<Record<string, { state: TradingStateName; flatten: boolean }>> = {
  pause: { state: 'REDUCING', flatten: false },
  resume: { state: 'ACTIVE', flatten: false },
  halt: { state: 'HALTED', flatten: false },
  flatten: { state: 'HALTED', flatten: true },
  reset: { state: 'ACTIVE', flatten: false },
};

/** What may be asked of an account that is HALTED. */
const LATCHED = new Set(['reset', 'halt', 'flatten']);

/** Changes the trading state of the whole account; HALTED is latched and ends by `reset` alone. */
export function obeyAccountCommand(
  state: AccountState,
  turn: Turn,
  message: Extract<Message, { kind: 'command' }>,
): void {
  const wish = WISHES[message.command];
  if (wish === undefined) {
    turn.refuse(
      'UNKNOWN_COMMAND',
      `a risk monitor does not know ${message.command}; it knows ${Object.keys(WISHES).join(', ')}`,
    );
    return;
  }
  if (state.restriction.state === 'HALTED' && !LATCHED.has(message.command)) {
    turn.refuse('TRADING_HALTED', `${state.account} is HALTED (${state.restriction.reason}); only reset ends that`);
    return;
  }
  const reason =
    typeof message.params['reason'] === 'string' ? message.params['reason'] : `${message.command} by ${message.by}`;
  const time = marketTime(state);
  const correlationId = message.commandId;
  // A halt takes back no flatten that is under way.
  const flatten = wish.flatten || (wish.state === 'HALTED' && state.restriction.flatten);
  for (const lane of state.lanes.values()) pin(turn, lane);
  journal(
    turn,
    {
      type: 'trading-state.changed',
      scope: state.self,
      state: wish.state,
      flatten,
      reason: wish.state === 'ACTIVE' ? '' : reason,
      by: message.by,
      time,
    },
    time,
    correlationId,
  );
  if (message.command === 'reset') liftLatches(state, turn, message.by, correlationId);
  for (const actor of state.actors.values()) reportTradingState(state, turn, actor, correlationId);
  flattenOn(state, turn);
  turn.reply({ tradingState: wish.state });
}

/** What rules have latched within the account ends with the reset of it. */
function liftLatches(state: AccountState, turn: Turn, by: string, correlationId: string): void {
  const time = marketTime(state);
  for (const { scope } of state.watch.latches) {
    const lifted = { scope, state: 'ACTIVE', flatten: false, reason: '', by, time } as const;
    journal(turn, { type: 'trading-state.changed', ...lifted }, time, correlationId);
  }
}
