// E1. A provider is the fold of its journal: `applyProviderEvent` alone changes what survives a crash. It decides nothing again,
//     so a command falls between the same reports for ever, and no entry is said twice or skipped (docs/0002: folded).
// E2. `entry` is the number under which the event is said to followers, in the same commit; without it nothing is said. `at` is the
//     wall time of that, epoch milliseconds UTC; journals from before it was asked for are without it.
import type { Broadcasting } from '../domain/copy/copy-entry.ts';
import { decimal } from '../domain/decimal.ts';
import type { TradingState } from '../domain/trading-state.ts';
import type { ExecutionReport } from '../protocol.ts';
import { bookAfter } from './book.ts';
import { type ProviderState, toldBook } from './provider-state.ts';
import { enrol, expel, meet } from './roll.ts';

export type ProviderEvent =
  /** A report of the source was taken; `seq` in its stream. */
  | {
      readonly type: 'provider.reported';
      readonly seq: number;
      readonly report: ExecutionReport;
      /** Market time, epoch milliseconds UTC. */
      readonly time: number;
      readonly entry?: number;
      readonly at?: number;
    }
  /** Everything from before it was published is in the book; from here on it speaks. */
  | { readonly type: 'provider.published'; readonly entry: number; readonly at?: number }
  | {
      readonly type: 'provider.broadcasting';
      readonly to: Broadcasting;
      readonly reason: string;
      readonly by: string;
      readonly entry?: number;
      readonly at?: number;
    }
  /** What risk, or its owner, lets it do beside what its source may. */
  | {
      readonly type: 'provider.restrained';
      readonly state: TradingState;
      readonly reason: string;
      readonly by: string;
      readonly entry?: number;
      readonly at?: number;
    }
  | {
      readonly type: 'provider.noted';
      readonly text: string;
      readonly at: number;
      readonly commandId: string;
      readonly entry: number;
    }
  | {
      readonly type: 'provider.admitted';
      readonly follower: string;
      readonly owner: string;
      /** Null: it does not want to be named. */
      readonly alias: string | null;
      /** Exact text, in the provider's currency. */
      readonly capital: string;
      readonly account?: string;
      /** Wall time, epoch milliseconds UTC; absent where the follower itself asked. */
      readonly unmetSince?: number;
    }
  /** A follower that was admitted before it was made has spoken itself. */
  | { readonly type: 'provider.met'; readonly follower: string }
  | { readonly type: 'provider.left'; readonly follower: string }
  | { readonly type: 'provider.banned'; readonly owners: readonly string[] };

/** How many notes are remembered for people; the stream has all. */
const NOTES_KEPT = 20;

/** Folds one event; just made, or read back from JSON. */
export function applyProviderEvent(state: ProviderState, event: ProviderEvent): void {
  if ('entry' in event) state.entries = event.entry;
  switch (event.type) {
    case 'provider.reported':
      state.reportsSeq = event.seq;
      state.time = Math.max(state.time, event.time);
      state.book = bookAfter(state.book, event.report);
      return;
    case 'provider.published':
      settle(state);
      return;
    case 'provider.broadcasting':
      state.broadcasting = event.to;
      state.broadcastingReason = event.reason;
      settle(state);
      return;
    case 'provider.restrained':
      state.own = { state: event.state, reason: event.reason };
      return;
    case 'provider.noted': {
      const { text, at, commandId } = event;
      state.notes = [...state.notes, { text, at, commandId }].slice(-NOTES_KEPT);
      return;
    }
    case 'provider.admitted': {
      const { follower: address, owner, alias, capital, account, unmetSince } = event;
      enrol(state.roll, { address, owner, alias, capital: decimal(capital), account, unmetSince });
      return;
    }
    case 'provider.met':
      meet(state.roll, event.follower);
      return;
    case 'provider.left':
      expel(state.roll, event.follower);
      return;
    case 'provider.banned':
      for (const owner of event.owners) state.banned.add(owner);
      for (const { address, owner, alias } of [...state.roll.followers.values()])
        if (state.banned.has(owner)) {
          state.expelled.set(address, alias);
          expel(state.roll, address);
        }
  }
}

/** What its broadcasting now says of the book as it is. */
function settle(state: ProviderState): void {
  const { broadcasting, book } = state;
  state.withheld = undefined;
  if (broadcasting === 'PAUSED') state.withheld = toldBook(state);
  state.lastRound = broadcasting === 'WITHDRAWN' ? book.round : undefined;
}
