// What a provider says to its followers. Each entry carries the whole book after it: the newest alone says where a follower should be.
import { type Decimal, decimal } from '../decimal.ts';
import type { TradingState } from '../trading-state.ts';

/** Whether a provider passes on what it does. */
export type Broadcasting = 'ON' | 'PAUSED' | 'WITHDRAWN';

/** What a provider holds, and whether it may be copied. */
export interface ProviderBook {
  /** 1, 2, 3 …: a round lasts from flat to flat, or to the other side; 0 before the first. */
  readonly round: number;
  /** Signed, in the provider's instrument. */
  readonly quantity: Decimal;
  /**
   * Signed quantity that the order which opened the round asks for beyond flat, so that a partial fill is not taken for the whole;
   * absent where it is not known.
   */
  readonly opening?: Decimal;
  /** Zero while flat. */
  readonly averagePrice: Decimal;
  /** Price of the last fill. */
  readonly price: Decimal;
  /** Cash and holding of the source at that price, in its account's currency. */
  readonly equity: Decimal;
  readonly broadcasting: Broadcasting;
  /** What risk lets the source do. */
  readonly tradingState: TradingState;
}

/** One entry of `copies.<provider>`. */
export interface CopyEntry {
  readonly what:
    | { readonly kind: 'fill'; readonly fillId: string; readonly side: 'BUY' | 'SELL'; readonly quantity: Decimal }
    /** The book as it is: broadcasting or trading state changed, or a pause ended. */
    | { readonly kind: 'state'; readonly reason: string }
    | { readonly kind: 'note'; readonly text: string };
  /** Epoch milliseconds UTC, market time of the source. */
  readonly time: number;
  /**
   * Epoch milliseconds UTC, wall time at which it was said; what ages and latencies are counted from. Entries from before providers
   * asked for it have their market time here.
   */
  readonly at: number;
  readonly book: ProviderBook;
}

/** Gives an entry its decimals back after JSON. */
export function reviveCopyEntry(entry: CopyEntry): CopyEntry {
  const { what, book } = entry;
  return {
    ...entry,
    what: what.kind === 'fill' ? { ...what, quantity: decimal(what.quantity) } : what,
    book: {
      ...book,
      quantity: decimal(book.quantity),
      ...(book.opening !== undefined && { opening: decimal(book.opening) }),
      averagePrice: decimal(book.averagePrice),
      price: decimal(book.price),
      equity: decimal(book.equity),
    },
  };
}
