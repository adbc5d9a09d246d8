import type { StreamEntry } from '../../runtime/actor.ts';
import { revivePosition } from '../domain/account-event.ts';
import { decimal } from '../domain/decimal.ts';
import { newTrader, reviveTradingRequest, type Trader, type WorkingLeg } from '../trader.ts';
import type { Answer } from './answered.ts';
import { reviveDeskOrder, type DeskOrder } from './desk-order.ts';
import type { ManualConfig } from './manual-config.ts';

/** All that a manual desk knows. */
export interface ManualState extends Trader {
  readonly config: ManualConfig;
  reportsSeq: number;
  /** Oldest first. */
  orders: readonly DeskOrder[];
  /** By command id, oldest first. */
  answered: Map<string, Answer>;
  bar: StreamEntry | undefined;
  // Of this incarnation only:
  /** The risk monitor has answered, so inputs are followed. */
  listening: boolean;
  /** Where the account stood then: until bars and reports have come to there, it is not known what is held. */
  caughtUpAt: number;
}

export const initialState = (config: ManualConfig, self: string): ManualState => ({
  ...newTrader(config, self),
  config,
  reportsSeq: 0,
  orders: [],
  answered: new Map(),
  bar: undefined,
  listening: false,
  caughtUpAt: 0,
});

type OfIncarnation = 'config' | 'self' | 'monitor' | 'listening' | 'caughtUpAt';

type Saved = Omit<ManualState, OfIncarnation | 'bar' | 'working' | 'answered'> & {
  readonly bar: StreamEntry | null;
  readonly working: readonly [string, WorkingLeg][];
  readonly answered: readonly [string, Answer][];
};

/** JSON of the state; decimals become exact text. */
export const saveState = (state: ManualState): unknown => {
  const { config: _config, self: _self, monitor: _monitor, listening: _listening, ...kept } = state;
  const { caughtUpAt: _caughtUpAt, bar, working, answered, ...rest } = kept;
  const saved: Saved = { ...rest, bar: bar ?? null, working: [...working], answered: [...answered] };
  return saved;
};

/** The state again from its JSON. */
export function loadState(config: ManualConfig, saved: unknown, self: string): ManualState {
  const { bar, working, answered, ...rest } = saved as Saved;
  return {
    ...initialState(config, self),
    ...rest,
    bar: bar ?? undefined,
    pending: rest.pending.map(reviveTradingRequest),
    working: new Map(working),
    answered: new Map(answered),
    orders: rest.orders.map(reviveDeskOrder),
    cash: decimal(rest.cash),
    holding: revivePosition(rest.holding),
  };
}
