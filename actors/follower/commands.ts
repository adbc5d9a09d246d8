// What a person asks of a follower. A wish is a numbered request like any other, checkpointed, so it is told once, whatever crashes.
import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { copySettings, type CopySettings } from '../domain/copy/copy-settings.ts';
import type { CopyMode } from '../domain/copy/copy-word.ts';
import { DomainError } from '../domain/errors.ts';
import type { TradingRequest, TradingStateName } from '../protocol.ts';
import { copyOn } from './copying.ts';
import { closeAll } from './corrections.ts';
import { type FollowerState, volatilityFor } from './follower-state.ts';
import { finishWhenDone, leave } from './leaving.ts';
import { request, sayHello, tellDecided } from './requests.ts';
import { askRoll } from './roll.ts';
import { equityOf, isReady, tradingStateOf } from './scene.ts';

type Command = Extract<Message, { kind: 'command' }>;
interface Refusal {
  readonly type: string;
  readonly message: string;
}
interface Obeyed {
  readonly requests: readonly TradingRequest[];
  readonly reply: Record<string, unknown>;
}
type Wish = (state: FollowerState, message: Command, turn: Turn) => Obeyed | Refusal;

/** Takes a person's wish; HALTED and `stopped` are latched and end by `reset`. */
export function obey(state: FollowerState, message: Command, turn: Turn): void {
  const wish = Object.hasOwn(WISHES, message.command) ? WISHES[message.command]! : undefined;
  const outcome =
    wish === undefined ? unknown(message.command) : (notReady(state, message, turn) ?? wish(state, message, turn));
  if ('type' in outcome) {
    turn.refuse(outcome.type, outcome.message);
    return;
  }
  turn.checkpoint();
  if (outcome.requests.length > 0) tellDecided(state, turn, outcome.requests);
  copyOn(state, turn);
  finishWhenDone(state, turn);
  turn.reply(outcome.reply);
}

const inMode =
  (mode: CopyMode): Wish =>
  (state, message) => {
    const { memory } = state;
    const latched = memory.mode === 'stopped' ? `it has stopped copying (${memory.modeReason})` : haltedBy(state);
    if (latched !== undefined) return refusal('TRADING_HALTED', `${state.self}: ${latched}; only reset ends that`);
    const word = { kind: 'mode', mode, why: whyOf(message), by: message.by } as const;
    const made = request(state, { kind: 'none' }, { word });
    return { requests: [made], reply: { mode, request: made.seq } };
  };

const halt: Wish = (state, message) => restricted(state, message, 'HALTED', false);

const flatten: Wish = (state, message) => {
  if (message.params['thenStop'] === true) state.stopWhenFlat = true;
  return restricted(state, message, 'HALTED', true);
};

/** Goes on copying: after a halt, and after a stop that its own rules or a flatten have made; from today's equity on. */
const reset: Wish = (state, message) => {
  state.stopWhenFlat = false;
  state.highestEquity = equityOf(state).toNumber();
  state.drawdown = 0;
  return restricted(state, message, 'ACTIVE', false);
};

function restricted(state: FollowerState, message: Command, to: TradingStateName, isFlat: boolean): Obeyed {
  const reason = whyOf(message);
  state.own = { state: to, reason: to === 'ACTIVE' ? '' : reason };
  const action = { kind: 'restrict', state: to, flatten: isFlat, reason, by: message.by } as const;
  const round = state.book?.round ?? state.memory.round;
  // What is closed by hand is not opened again this round.
  const word =
    to === 'ACTIVE'
      ? ({ kind: 'mode', mode: 'copying', why: reason, by: message.by } as const)
      : ({ kind: 'correct', why: 'close-by-hand', round } as const);
  const made = request(state, action, to === 'ACTIVE' || isFlat ? { word } : {});
  return { requests: [made], reply: { tradingState: to, request: made.seq } };
}

const close: Wish = (state) => {
  const halted = haltedBy(state);
  if (halted !== undefined) return refusal('TRADING_HALTED', `${state.self} ${halted}; flatten closes all the same`);
  if (state.holding.quantity.isZero() && state.working.size === 0)
    return refusal('NOTHING_TO_CLOSE', `${state.self} holds nothing`);
  const made = closeAll(state, 'close-by-hand');
  return { requests: [made], reply: { closes: String(state.holding.quantity), request: made.seq } };
};

const unfollow: Wish = (state, message, turn) => {
  const { keep } = message.params;
  if (typeof keep !== 'boolean')
    return refusal('INVALID_PARAMS', 'keep: say true to keep what is held, false to close it');
  const { self, config, holding } = state;
  const requests = leave(state, { keep, by: message.by }, turn);
  askRoll(state, turn);
  const kept = { account: config.account, subLedger: self, quantity: String(holding.quantity) };
  return { requests, reply: keep ? { keeps: kept } : { closes: String(holding.quantity) } };
};

const setSettings: Wish = (state, message) => {
  let settings: CopySettings;
  try {
    settings = copySettings(message.params['settings']);
  } catch (error) {
    if (error instanceof DomainError) return refusal(error.type, error.message);
    throw error;
  }
  const isOther = settings.allocation.kind !== state.settings.allocation.kind;
  state.settings = settings;
  if (isOther) state.volatility = volatilityFor(settings, state.config);
  return { requests: [], reply: { settings } };
};

const WISHES: Readonly<Record<string, Wish>> = {
  pause: inMode('paused'),
  resume: inMode('copying'),
  'close-only': inMode('close_only'),
  halt,
  flatten,
  reset,
  close,
  unfollow,
  'set-settings': setSettings,
};

/** A person's halt does not wait for the past to be read. */
const AT_ONCE: ReadonlySet<string> = new Set(['halt', 'flatten', 'set-settings']);

function notReady(state: FollowerState, { command }: Command, turn: Turn): Refusal | undefined {
  if (state.leaving !== null && command !== 'flatten' && command !== 'reset' && command !== 'unfollow')
    return refusal('UNFOLLOWING', `${state.self} is on its way out`);
  if (AT_ONCE.has(command) ? state.listening : isReady(state)) return undefined;
  // A monitor that refused may think better of it.
  if (command === 'reset' && state.refused !== null) sayHello(state, turn);
  return refusal('NOT_READY', `${state.self} ${state.refused ?? 'has still to catch up'}; try again`);
}

function haltedBy(state: FollowerState): string | undefined {
  if (tradingStateOf(state) !== 'HALTED') return undefined;
  const { own, imposed } = state;
  return `is HALTED (${own.state === 'HALTED' ? own.reason : imposed.reason})`;
}

const whyOf = ({ params: { reason }, command, by }: Command): string =>
  typeof reason === 'string' ? reason : `${command} by ${by}`;

const refusal = (type: string, message: string): Refusal => ({ type, message });

const unknown = (command: string): Refusal =>
  refusal('UNKNOWN_COMMAND', `a follower does not know ${command}; it knows ${Object.keys(WISHES).join(', ')}`);
