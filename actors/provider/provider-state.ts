import type { Broadcasting, ProviderBook } from '../domain/copy/copy-entry.ts';
import { reviveCopyEntry } from '../domain/copy/copy-entry.ts';
import { decimal, type Decimal } from '../domain/decimal.ts';
import { strictest, type TradingState } from '../domain/trading-state.ts';
import { copiesStream } from '../protocol.ts';
import type { StreamEntry } from '../../runtime/actor.ts';
import { idOf } from '../../runtime/address.ts';
import { emptyBook, equityOf, loadBook, saveBook, type SourceBook } from './book.ts';
import type { ProviderConfig } from './provider-config.ts';
import { emptyRoll, enrol, type Roll } from './roll.ts';

/** What a provider told its followers in words. */
export interface Note {
  readonly text: string;
  /** Wall time, epoch milliseconds UTC. */
  readonly at: number;
  readonly commandId: string;
}

/** All that a provider knows: the fold of its journal. */
export interface ProviderState {
  readonly config: ProviderConfig;
  /** The stream it owns. */
  readonly copies: string;
  /** Last report of the source that is taken. */
  reportsSeq: number;
  /** Market time that it has come to, epoch milliseconds UTC; 0: not known. */
  time: number;
  book: SourceBook;
  /** How many entries it has said; 0: it is not published yet. */
  entries: number;
  broadcasting: Broadcasting;
  broadcastingReason: string;
  /** While it is paused, the book as followers know it. */
  withheld: ProviderBook | undefined;
  /** When it was withdrawn, the round then: what of it is still open is told to its end. */
  lastRound: number | undefined;
  /** What risk, or its owner, lets it do beside what its source may. */
  own: { readonly state: TradingState; readonly reason: string };
  readonly roll: Roll;
  /** Owners who may not follow. */
  readonly banned: Set<string>;
  /** Followers that were taken off the roll with their owners, and their aliases: a ban that is asked for again names them again. */
  readonly expelled: Map<string, string | null>;
  /** Oldest first. */
  notes: readonly Note[];

  // Of this incarnation only:
  /** Reports that wait for the time, in order. */
  waiting: readonly StreamEntry[];
  /** The time is being asked for. */
  isAsking: boolean;
}

export const initialProvider = (config: ProviderConfig, self: string): ProviderState => ({
  ...{ config, copies: copiesStream(idOf(self)), reportsSeq: 0, time: config.since },
  ...{ book: emptyBook(config.allocation), entries: 0, broadcasting: 'ON', broadcastingReason: '' },
  ...{ withheld: undefined, lastRound: undefined, own: { state: 'ACTIVE', reason: '' } },
  ...{ roll: rollOf(config), banned: new Set<string>(), expelled: new Map(), notes: [] },
  ...{ waiting: [], isAsking: false },
});

function rollOf({ founders }: ProviderConfig): Roll {
  const roll = emptyRoll();
  for (const { follower: address, owner, alias, capital } of founders)
    enrol(roll, { address, owner, alias, capital: decimal(capital) });
  return roll;
}

/** What is in force of what its source may and what itself may. */
export const tradingStateOf = ({ book, own }: Pick<ProviderState, 'book' | 'own'>): TradingState =>
  strictest(own.state, book.restraint.state);

/** What followers read of a change of it. */
export const stateReason = (state: Pick<ProviderState, 'book' | 'own'>): string =>
  `trading state ${tradingStateOf(state)}`;

/** The book as followers may know it. */
export function toldBook(state: ProviderState): ProviderBook {
  if (state.withheld !== undefined) return state.withheld;
  const { book, broadcasting } = state;
  const { round, holding, opening, price } = book;
  return {
    ...{ round, quantity: holding.quantity, ...(opening !== undefined && { opening }) },
    ...{ averagePrice: holding.averagePrice, price, equity: equityOf(book) },
    ...{ broadcasting, tradingState: tradingStateOf(state) },
  };
}

interface Saved extends Pick<
  ProviderState,
  'reportsSeq' | 'time' | 'entries' | 'broadcasting' | 'broadcastingReason' | 'own' | 'notes'
> {
  readonly book: unknown;
  readonly withheld: ProviderBook | null;
  readonly lastRound: number | null;
  readonly followers: readonly {
    readonly address: string;
    readonly owner: string;
    readonly alias: string | null;
    readonly capital: string | Decimal;
    readonly account?: string | undefined;
    readonly unmetSince?: number | undefined;
  }[];
  readonly banned: readonly string[];
  readonly expelled?: readonly (readonly [string, string | null])[];
}

/** JSON of the state; decimals become exact text. */
export const saveProvider = (state: ProviderState): unknown => {
  const { config: _config, copies: _copies, waiting: _waiting, isAsking: _asking, ...kept } = state;
  const { book, withheld, lastRound, roll, banned, expelled, ...rest } = kept;
  const saved: Saved = {
    ...{ ...rest, book: saveBook(book), withheld: withheld ?? null, lastRound: lastRound ?? null },
    ...{ followers: [...roll.followers.values()], banned: [...banned], expelled: [...expelled] },
  };
  return saved;
};

/** The state again from its JSON. */
export function loadProvider(config: ProviderConfig, json: unknown, self: string): ProviderState {
  const { book, withheld, lastRound, followers, banned, expelled = [], ...rest } = json as Saved;
  const roll = emptyRoll();
  for (const follower of followers) enrol(roll, { ...follower, capital: decimal(follower.capital) });
  return {
    ...{ ...initialProvider(config, self), ...rest, book: loadBook(book), roll, banned: new Set(banned) },
    expelled: new Map(expelled),
    ...{ withheld: withheld === null ? undefined : reviveBook(withheld), lastRound: lastRound ?? undefined },
  };
}

const reviveBook = (book: ProviderBook): ProviderBook =>
  reviveCopyEntry({ what: { kind: 'state', reason: '' }, time: 0, at: 0, book }).book;
