import type { EconomicEvent } from '../system-risk/economic-event.ts';
import type { TradingState } from '../trading-state.ts';
import type { SavedLimitEntry } from './limit-book.ts';
import type { SavedRule } from './rule-parsing.ts';

/** Sets or lifts the restriction of one scope; ACTIVE lifts it. */
export interface Restrict {
  readonly kind: 'restrict';
  /** Text of the scope. */
  readonly scope: string;
  readonly state: TradingState;
  /** All that the scope holds is to be closed. */
  readonly flatten: boolean;
  /** Those it is about where the scope says where accounts are, not whose: the accounts of a node when it was asked for. */
  readonly accounts?: readonly string[];
  readonly reason: string;
  readonly by: string;
  /** Epoch milliseconds UTC. */
  readonly at: number;
}

/** What the risk supervisor says to every account, in one numbered order; plain JSON. */
export type Control =
  | Restrict
  /** The next version of one limit of one scope. */
  | { readonly kind: 'limit'; readonly entry: SavedLimitEntry }
  /** The rules of every account, in place of those before. */
  | { readonly kind: 'rules'; readonly rules: readonly SavedRule[]; readonly by: string; readonly at: number }
  /** The economic calendar, in place of the one before. */
  | { readonly kind: 'calendar'; readonly events: readonly EconomicEvent[]; readonly by: string; readonly at: number };
