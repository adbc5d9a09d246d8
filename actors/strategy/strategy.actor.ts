// S1. Each bar is taken once, in order, whatever the trading state: indicators stay warm and every position is announced.
// S2. What reaches the stream is a pure function of the bars and of the commands between them.
// S3. REDUCING lets through what leads to FLAT; HALTED lets nothing through and ends only by `reset`.
// S4. A signal carries a position that has not been announced yet; so a flatten goes out with the next bar. Hence no command is
//     taken while bars of an earlier incarnation come again: it would change which signals these give, and one that is new could
//     get the number of one that is durable, and be swallowed.
// S5. A bar that its rules cannot take however often it comes is gone past like one that its feed never had: indicators do not see it,
//     nothing is signalled on it, and its position is announced, so nobody waits for it. What trades on its signals is not touched.
import { z } from 'zod';
import { type ActorDefinition, type Message, type StreamEntry } from '../../runtime/actor.ts';
import { type ActorAddress, idOf } from '../../runtime/address.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { Bar } from '../domain/bar.ts';
import type { TradingState } from '../domain/trading-state.ts';
import { type Signal, type Target, signalsStream } from '../protocol.ts';
import { type StrategyConfig, parseStrategyConfig } from './strategy-config.ts';
import { type StrategyInstance, savedTarget } from './strategy.ts';

export interface StrategyState {
  readonly config: StrategyConfig;
  /** The stream it owns. */
  readonly signals: string;
  readonly instance: StrategyInstance;
  readonly warmUp: number;
  /** Last bar taken. */
  position: number;
  /** Close of that bar, epoch milliseconds UTC; 0 before the first. */
  time: number;
  barsSeen: number;
  signalsSent: number;
  /** Signals that the trading state kept back or turned to FLAT. */
  suppressed: number;
  last: SentSignal | undefined;
  tradingState: TradingState;
  tradingReason: string;
  flattenReason: string | undefined;
}

interface SentSignal extends Signal {
  readonly position: number;
  readonly time: number;
}

/** Bars in, signals out; it never sees money. */
export const strategyActor: ActorDefinition<StrategyConfig, StrategyState> = {
  kind: 'strategy',
  parseConfig: parseStrategyConfig,
  initial,

  receive(state, message, turn): void {
    switch (message.kind) {
      case 'entry':
        return onBar(state, message.entry, turn);
      case 'started':
        turn.follow(state.config.lane, { after: state.position, rank: 0 });
        // Followers that come up after it learn how far it is without waiting for a bar.
        if (state.time > 0) turn.advance(state.signals, state.position, state.time);
        return undefined;
      case 'command':
        return onCommand(state, message, turn);
      default:
        return undefined;
    }
  },

  miss: onMissedBar,

  save(state): unknown {
    const { position, time, barsSeen, signalsSent, suppressed, tradingState, tradingReason } = state;
    return {
      ...{ position, time, barsSeen, signalsSent, suppressed, tradingState, tradingReason },
      last: state.last ?? null,
      flattenReason: state.flattenReason ?? null,
      instance: state.instance.save(),
    };
  },

  load(config, saved, self): StrategyState {
    const { instance, last, flattenReason, ...rest } = savedState.parse(saved);
    const state = Object.assign(initial(config, self), rest);
    state.last = last ?? undefined;
    state.flattenReason = flattenReason ?? undefined;
    state.instance.load(instance);
    return state;
  },

  inspect(state): Record<string, unknown> {
    const { config } = state;
    return {
      strategy: config.strategy.name,
      title: config.strategy.title,
      params: config.params,
      lane: config.lane,
      owner: config.owner,
      published: config.published,
      tradingState: state.tradingState,
      tradingReason: state.tradingReason,
      flattenPending: state.flattenReason !== undefined,
      position: state.position,
      time: state.time === 0 ? null : new Date(state.time).toISOString(),
      barsSeen: state.barsSeen,
      warmUp: state.warmUp,
      warm: state.barsSeen >= state.warmUp,
      barsToWarm: Math.max(0, state.warmUp - state.barsSeen),
      signalsSent: state.signalsSent,
      signalsSuppressed: state.suppressed,
      lastSignal: state.last === undefined ? null : { ...state.last, time: new Date(state.last.time).toISOString() },
      indicators: state.instance.values(),
    };
  },
};

const savedState = z.strictObject({
  position: z.int().nonnegative(),
  time: z.number(),
  barsSeen: z.int().nonnegative(),
  signalsSent: z.int().nonnegative(),
  suppressed: z.int().nonnegative(),
  last: z
    .strictObject({ position: z.int(), time: z.number(), target: savedTarget, price: z.number(), reason: z.string() })
    .nullable(),
  tradingState: z.enum(['ACTIVE', 'REDUCING', 'HALTED']),
  tradingReason: z.string(),
  flattenReason: z.string().nullable(),
  instance: z.unknown(),
});

function initial(config: StrategyConfig, self: ActorAddress): StrategyState {
  return {
    config,
    signals: signalsStream(idOf(self)),
    instance: config.strategy.create(config.params),
    warmUp: config.strategy.warmUp(config.params),
    position: config.after,
    time: 0,
    barsSeen: 0,
    signalsSent: 0,
    suppressed: 0,
    last: undefined,
    tradingState: 'ACTIVE',
    tradingReason: '',
    flattenReason: undefined,
  };
}

/** The hot path: entry and bar may be objects that the caller uses again. */
function onBar(state: StrategyState, entry: StreamEntry, turn: Turn): void {
  const bar = entry.payload as Bar;
  const wish = state.instance.onBar(bar);
  state.position = entry.position;
  state.time = bar.closeTime;
  state.barsSeen++;
  if (wish !== undefined || state.flattenReason !== undefined) {
    const signal = permitted(state, wish, bar);
    if (signal !== undefined) {
      const { position, time } = state;
      turn.append(state.signals, { position, time, payload: signal, correlationId: entry.correlationId });
      state.last = { ...signal, position, time };
      state.signalsSent++;
    }
  }
  turn.advance(state.signals, state.position, state.time);
}

/** S5. */
function onMissedBar(state: StrategyState, entry: StreamEntry, turn: Turn): void {
  state.position = entry.position;
  state.time = entry.time;
  turn.advance(state.signals, state.position, state.time);
}

/** What of a wish may go out now. */
function permitted(state: StrategyState, wish: Signal | undefined, bar: Bar): Signal | undefined {
  const flatten = state.flattenReason;
  if (flatten !== undefined) {
    state.flattenReason = undefined;
    if (wish !== undefined && wish.target !== 'FLAT') state.suppressed++;
    return { target: 'FLAT', price: bar.close, reason: flatten };
  }
  if (wish === undefined || state.tradingState === 'ACTIVE') return wish;
  if (state.tradingState === 'REDUCING' && wish.target === 'FLAT') return wish;
  state.suppressed++;
  // A strategy that only ever turns from side to side would never let go of what it holds.
  if (state.tradingState === 'REDUCING' && isOpposite(state.last?.target, wish.target)) {
    return { ...wish, target: 'FLAT', reason: `${wish.reason} (REDUCING: leaves, does not turn)` };
  }
  return undefined;
}

const isOpposite = (a: Target | undefined, b: Target): boolean =>
  (a === 'LONG' && b === 'SHORT') || (a === 'SHORT' && b === 'LONG');

function onCommand(state: StrategyState, message: Message & { kind: 'command' }, turn: Turn): void {
  if (!turn.isCaughtUp()) {
    return turn.refuse('NOT_READY', `${turn.self} has still to take again the bars of before its restart; try again`);
  }
  const given = message.params['reason'];
  const reason =
    typeof given === 'string' && given !== '' ? `${given} (${message.by})` : `${message.command} by ${message.by}`;
  switch (message.command) {
    case 'pause':
      if (state.tradingState !== 'HALTED') restrict(state, 'REDUCING', reason);
      break;
    case 'resume':
      if (state.tradingState === 'HALTED') {
        return turn.refuse('TRADING_HALTED', `${turn.self} is halted (${state.tradingReason}); reset it first`);
      }
      restrict(state, 'ACTIVE', '');
      break;
    case 'halt':
      restrict(state, 'HALTED', reason);
      break;
    case 'reset':
      // A paused strategy that was never halted stays paused.
      if (state.tradingState === 'HALTED') restrict(state, 'ACTIVE', '');
      break;
    case 'flatten':
      state.flattenReason = reason;
      restrict(state, 'HALTED', reason);
      break;
    default:
      return turn.refuse(
        'UNKNOWN_COMMAND',
        `a strategy knows pause, resume, halt, reset and flatten, not ${message.command}`,
      );
  }
  // Where a command falls between the bars cannot be replayed, so the state after it is kept.
  turn.checkpoint();
  const { tradingState, tradingReason, position } = state;
  turn.reply({ tradingState, tradingReason, position, flattenPending: state.flattenReason !== undefined });
}

function restrict(state: StrategyState, tradingState: TradingState, reason: string): void {
  state.tradingState = tradingState;
  state.tradingReason = reason;
}
