// What of it survives: what is replayed (bars, reports) is in the snapshot; what is not (entries, wishes) is in the account's
// memory, or in a snapshot that was written with it.
import type { StreamEntry } from '../../runtime/actor.ts';
import { revivePosition } from '../domain/account-event.ts';
import type { ProviderBook } from '../domain/copy/copy-entry.ts';
import { copySettings, type CopySettings } from '../domain/copy/copy-settings.ts';
import { type CopyMemory, NO_COPY } from '../domain/copy/copy-word.ts';
import type { EntryWord } from '../domain/copy/decide-copy.ts';
import { decimal, type Decimal, ZERO } from '../domain/decimal.ts';
import { Volatility } from '../domain/volatility.ts';
import { type EquityMarks, newTrader, reviveTradingRequest, type Trader, type WorkingLeg } from '../trader.ts';
import type { FollowerConfig } from './follower-config.ts';

/** An order of its own that may still fill. */
export interface WorkingCopy extends WorkingLeg {
  /** Unsigned quantity that is not filled. */
  readonly left: Decimal;
  /** It follows the provider, and no wish of the follower's own. */
  readonly isCopy: boolean;
}

/** What became of an entry, for people. */
export interface RecentCopy {
  readonly word: EntryWord;
  /** Epoch milliseconds UTC of the bar it was decided on. */
  readonly at: number;
  readonly clientOrderIds: readonly string[];
  /** `RISK_DENIED: …`, when the account did not let it past. */
  readonly denial?: string;
}

/** A day that is over in market time, and what it closed with; its fees are not asked for yet. */
export interface EndedDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly equity: Decimal;
  readonly volume: Decimal;
}

/** All that a follower knows. */
export interface FollowerState extends Trader, EquityMarks {
  readonly config: FollowerConfig;
  working: Map<string, WorkingCopy>;
  settings: CopySettings;
  reportsSeq: number;
  /** The account's lane had come to this position when this actor joined. */
  tradesAfter: number;
  volatility: Volatility | undefined;
  /** The user leaves: with the holding, or once it is closed. */
  leaving: { readonly keep: boolean; isCharged: boolean } | null;
  /** Newest last. */
  recent: readonly RecentCopy[];
  feesPaid: Decimal;
  /** UTC days, `YYYY-MM-DD`: of its first bar, and of its last. */
  startDay: string | null;
  day: string | null;
  endedDay: EndedDay | null;
  /** Last day that was charged or needed no word; null: none. */
  settledThrough: string | null;
  /** Its provider has it on its roll. */
  hasJoined: boolean;
  /** Of the position that is not complete yet. */
  bar: StreamEntry | undefined;

  // Of this incarnation only:
  /** Its provider does not have it on its roll any more. */
  isOffRoll: boolean;
  /** The account's memory, and what of its own words is on the way there. */
  memory: CopyMemory;
  /** Notional that its fills copied since the last fees. */
  volume: Decimal;
  /** The risk monitor has answered, so inputs are followed. */
  listening: boolean;
  /** Where the account stood then: until its reports have come to there, nothing is decided. */
  caughtUpAt: number;
  /** The provider's entries are followed. */
  isCopying: boolean;
  /** The newest entry that is dealt with. */
  book: ProviderBook | null;
  /** An entry whose age is being asked for. */
  asking: StreamEntry | undefined;
  /** Entries that are too old to be the newest, unless nothing comes after them. */
  aged: AgedEntries | undefined;
  /** An order of its own came to nothing, so it may be asked for again. */
  unfinished: boolean;
  /** Corrections that were denied in a row, and the position before which no other is asked for. */
  patience: { denials: number; until: number };
}

export interface AgedEntries {
  readonly newest: StreamEntry;
  /** The one before it, if any. */
  readonly earlier: StreamEntry | undefined;
  /** Wall time at which the newest was taken, epoch milliseconds UTC. */
  readonly now: number;
}

export function initialState(config: FollowerConfig, self: string): FollowerState {
  const trader = newTrader(config, self);
  return {
    ...trader,
    ...{ config, settings: config.settings, working: new Map(), bar: undefined },
    ...{ reportsSeq: 0, tradesAfter: config.after, highestEquity: trader.cashNumber, drawdown: 0, maxDrawdown: 0 },
    volatility: volatilityFor(config.settings, config),
    ...{ leaving: null, recent: [], feesPaid: ZERO, startDay: null, day: null, endedDay: null, settledThrough: null },
    ...{ memory: NO_COPY, volume: ZERO, listening: false, caughtUpAt: 0, isCopying: false, book: null },
    ...{ hasJoined: false, isOffRoll: false, asking: undefined, aged: undefined },
    ...{ unfinished: false, patience: { denials: 0, until: 0 } },
  };
}

/** A day of bars, or a month of days: what an allocation by value at risk looks back on. */
export const volatilityFor = (
  { allocation }: Pick<CopySettings, 'allocation'>,
  { periodsPerDay }: FollowerConfig,
): Volatility | undefined =>
  allocation.kind === 'var_target'
    ? new Volatility(Math.min(MOST_BARS, Math.max(LEAST_BARS, Math.round(periodsPerDay))))
    : undefined;

const LEAST_BARS = 20;
const MOST_BARS = 1_440;

type OfIncarnation =
  | ('config' | 'self' | 'monitor' | 'memory' | 'listening' | 'caughtUpAt' | 'isCopying' | 'book' | 'asking' | 'aged')
  | ('unfinished' | 'patience' | 'volume' | 'isOffRoll');

type Saved = Omit<FollowerState, OfIncarnation | 'bar' | 'volatility' | 'working'> & {
  readonly bar: StreamEntry | null;
  readonly working: readonly [string, WorkingCopy][];
  readonly volatility: unknown;
};

/** JSON of the state; decimals become exact text. */
export function saveState(state: FollowerState): unknown {
  const { config: _config, self: _self, monitor: _monitor, memory: _memory, listening: _listening, ...kept } = state;
  const { caughtUpAt: _at, isCopying: _copying, book: _book, asking: _asking, aged: _aged, ...more } = kept;
  const { unfinished: _unfinished, patience: _patience, volume: _volume, isOffRoll: _off, ...still } = more;
  const { bar, working, volatility, ...rest } = still;
  const saved: Saved = {
    ...rest,
    bar: bar ?? null,
    working: [...working],
    volatility: volatility?.save() ?? null,
  };
  return saved;
}

/** The state again from its JSON. */
export function loadState(config: FollowerConfig, saved: unknown, self: string): FollowerState {
  const { bar, working, volatility, endedDay, ...rest } = saved as Saved;
  const settings = copySettings(rest.settings);
  const restored = volatilityFor(settings, config);
  if (volatility !== null) restored?.load(volatility);
  return {
    ...initialState(config, self),
    ...rest,
    settings,
    volatility: restored,
    bar: bar ?? undefined,
    pending: rest.pending.map(reviveTradingRequest),
    working: new Map(working.map(([id, order]) => [id, { ...order, left: decimal(order.left) }])),
    cash: decimal(rest.cash),
    holding: revivePosition(rest.holding),
    feesPaid: decimal(rest.feesPaid),
    endedDay:
      endedDay === null
        ? null
        : { day: endedDay.day, equity: decimal(endedDay.equity), volume: decimal(endedDay.volume) },
  };
}
