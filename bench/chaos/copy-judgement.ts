// What a chaos run did to copies: is each follower where its provider is, and was anything copied twice? The venue's log is the oracle.
// J1. Where a follower ought to be is its provider's position times its ratio, to the lot: by what the venue has filled of the source.
//     What it holds and what it has open at the venue must come to that; the ledger must hold what the venue filled.
// J2. Whichever of its provider's positions a follower has met, it never trades more than its provider times its ratio, so what it
//     has traded at the venue tells of a copy that was made twice, whatever ids the orders had, and also when it was put right again.
// J3. Of one fill of the provider there is an order of each leg at most, and together no more is filled than the entry asked for.
import type { Pool } from 'pg';
import { copyOrderId } from '../../actors/domain/client-order-id.ts';
import { type Decimal, decimal, floorTo, ZERO } from '../../actors/domain/decimal.ts';
import type { Copier } from './copiers.ts';
import type { VenueLine } from './venue/venue-line.ts';

/** What the database says of copying; amounts as exact text. */
export interface CopyBooks {
  /** Signed, after the provider's last entry. */
  readonly books: ReadonlyMap<string, string>;
  /** Signed, by the ledger's fills. */
  readonly held: ReadonlyMap<string, string>;
  readonly words: readonly CopyWordRow[];
  /** Fees by follower and day, as often as they were journaled. */
  readonly fees: readonly { readonly follower: string; readonly day: string; readonly times: number }[];
}

interface CopyWordRow {
  readonly follower: string;
  readonly fill: string;
  readonly wanted: string;
  readonly ordered: string;
}

export interface CopyFindings {
  /** Entries that an order was made for. */
  readonly copies: number;
  /** Σ |where followers are − where they ought to be|, in units of what they trade. */
  readonly divergence: number;
  /** Days of fees that were charged. */
  readonly copyFees: number;
  /** In words. */
  readonly violations: readonly string[];
}

/** Of all instruments of a chaos run. */
const LOT = decimal('0.00000001');
/** Of a copy: what closes, and what opens. */
const LEGS = [0, 1];

export function judgeCopies(
  copiers: readonly Copier[],
  lines: readonly VenueLine[],
  database: CopyBooks,
): CopyFindings {
  const venue = new VenueTrades(lines);
  const { books, held, words, fees } = database;
  const violations: string[] = [];
  const say = (what: string): void => void violations.push(`copy: ${what}`);
  let divergence = ZERO;
  for (const { follower, provider, source, ratio } of copiers) {
    const theirs = venue.of(source);
    const mine = venue.of(follower);
    const told = books.get(provider) ?? '0';
    if (!theirs.held.eq(told)) say(`${provider} says that ${source} holds ${told}, the venue says ${theirs.held}`);
    const size = floorTo(theirs.held.mul(ratio).abs(), LOT);
    const expected = theirs.held.mul(ratio).isNegative() ? size.neg() : size;
    const apart = mine.held.add(mine.open).sub(expected).abs();
    divergence = divergence.add(apart);
    if (!apart.isZero())
      say(`${follower} holds ${mine.held} and has ${mine.open} open, its provider asks for ${expected}`); // J1
    const booked = held.get(follower) ?? '0';
    if (!mine.held.eq(booked)) say(`${follower} holds ${booked} by the ledger, ${mine.held} by the venue`);
    const most = theirs.traded.mul(ratio).abs().add(LOT.mul(theirs.fills));
    if (mine.traded.gt(most)) say(`${follower} traded ${mine.traded}, its provider times its ratio ${most}`); // J2
  }
  for (const { follower, fill, wanted } of words) {
    const filled = LEGS.reduce((sum, leg) => sum.add(venue.filled(copyOrderId(follower, fill, leg))), ZERO);
    if (filled.gt(decimal(wanted).abs()))
      say(`${follower} copied ${filled} of fill ${fill}, which asked for ${wanted}`); // J3
  }
  for (const { follower, day, times } of fees)
    if (times > 1) say(`${follower} was charged the fees of ${day} ${times} times`);
  return {
    copies: words.filter(({ ordered }) => !decimal(ordered).isZero()).length,
    ...{ divergence: divergence.toNumber(), copyFees: fees.length, violations },
  };
}

/** Of one actor. */
interface Trades {
  /** Signed. */
  held: Decimal;
  /** Σ of what was filled, unsigned. */
  traded: Decimal;
  fills: number;
  /** Signed sum of what its open orders may still fill. */
  readonly open: Decimal;
}

interface VenueOrder {
  readonly actor: string;
  readonly sign: 1 | -1;
  left: Decimal;
  filled: Decimal;
}

/** What each actor traded, by the venue's log. */
class VenueTrades {
  private readonly orders = new Map<string, VenueOrder>();
  private readonly trades = new Map<string, Omit<Trades, 'open'>>();

  constructor(lines: readonly VenueLine[]) {
    for (const line of lines) this.take(line);
  }

  of(actor: string): Trades {
    const { held, traded, fills } = this.trades.get(actor) ?? { held: ZERO, traded: ZERO, fills: 0 };
    let open = ZERO;
    for (const order of this.orders.values()) if (order.actor === actor) open = open.add(order.left.mul(order.sign));
    return { held, traded, fills, open };
  }

  /** Unsigned. */
  filled(clientOrderId: string): Decimal {
    return this.orders.get(clientOrderId)?.filled ?? ZERO;
  }

  private take(line: VenueLine): void {
    if (line.kind === 'submit' && line.outcome === 'accepted') {
      const { actor, side, quantity } = line.order;
      const sign = side === 'BUY' ? 1 : -1;
      this.orders.set(line.clientOrderId, { actor, sign, left: decimal(quantity), filled: ZERO });
    }
    if (!('events' in line)) return;
    for (const event of line.events) {
      const order = this.orders.get(event.clientOrderId);
      if (order === undefined) continue;
      if (event.kind === 'filled') this.fill(order, decimal(event.fill.quantity));
      if (event.kind === 'rejected' || event.kind === 'canceled' || event.kind === 'expired') order.left = ZERO;
    }
  }

  private fill(order: VenueOrder, quantity: Decimal): void {
    order.left = order.left.sub(quantity);
    order.filled = order.filled.add(quantity);
    const trades = this.trades.get(order.actor) ?? { held: ZERO, traded: ZERO, fills: 0 };
    this.trades.set(order.actor, {
      held: trades.held.add(quantity.mul(order.sign)),
      traded: trades.traded.add(quantity),
      fills: trades.fills + 1,
    });
  }
}

/** Reads what is judged from the run's database. */
export async function readCopyBooks(pool: Pool): Promise<CopyBooks> {
  const [books, held, words, fees] = [
    await pool.query<{ provider: string; quantity: string }>(BOOKS),
    await pool.query<{ actor: string; quantity: string }>(HELD),
    await pool.query<CopyWordRow>(WORDS),
    await pool.query<{ follower: string; day: string; times: number }>(FEES),
  ];
  return {
    books: new Map(books.rows.map(({ provider, quantity }) => [provider, quantity])),
    held: new Map(held.rows.map(({ actor, quantity }) => [actor, quantity])),
    ...{ words: words.rows, fees: fees.rows },
  };
}

const BOOKS = `
  SELECT DISTINCT ON (provider) provider, book_quantity::text AS quantity FROM copy_entries ORDER BY provider, seq DESC`;

const HELD = `
  SELECT actor, sum(CASE side WHEN 'BUY' THEN quantity ELSE -quantity END)::text AS quantity FROM fills
   WHERE actor LIKE 'follower.%' GROUP BY actor`;

const WORDS = `
  SELECT follower, fill_id AS fill, wanted::text AS wanted, ordered::text AS ordered FROM copies WHERE fill_id IS NOT NULL`;

const FEES = `
  SELECT payload ->> 'actor' AS follower, payload #>> '{word,day}' AS day, count(*)::int AS times FROM journal
   WHERE actor LIKE 'risk-monitor.%' AND type = 'fee.charged' GROUP BY 1, 2`;
