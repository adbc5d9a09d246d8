// S1. A row adds up: closing = opening + deposits + realized + unrealized − commissions − fees.
// S2. Fees belong to their day: its closing equity is what they were worked out from less them, whenever they were booked.
// S3. A day ends at midnight: equity at midnight closes the day before, a fill at midnight belongs to the day that begins.
// S4. Until fees are charged again, money paid in or out moves the mark by itself (high-water-mark.ts, H2).
import { decimal, ZERO, type Decimal } from '../decimal.ts';
import type { Fill } from '../order.ts';
import { applyFill, FLAT_POSITION, type Position } from '../position.ts';
import { feesOf, type FeesWord } from './fee-accrual.ts';

/** What is durable of one follower since it began, each list in the order of its times; amounts in the account's currency. */
export interface FollowerRecord {
  /** Mark at follow. */
  readonly firstMark: Decimal;
  /** Paid in (the allocation is the first), negative: paid out; times in epoch milliseconds UTC. */
  readonly deposits: readonly { readonly time: number; readonly amount: Decimal }[];
  readonly fills: readonly Fill[];
  readonly fees: readonly FeesWord[];
  /** Marked to market, times in epoch milliseconds UTC. */
  readonly equity: readonly { readonly time: number; readonly equity: Decimal }[];
}

/** One UTC day of a follower. */
export interface StatementRow {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly openingEquity: Decimal;
  readonly deposits: Decimal;
  /** Fills of the day. */
  readonly copiedTrades: number;
  /** Before commissions and fees. */
  readonly realizedPnl: Decimal;
  /** Change of what is open. */
  readonly unrealizedPnl: Decimal;
  readonly commissions: Decimal;
  readonly managementFee: Decimal;
  readonly volumeFee: Decimal;
  readonly performanceFee: Decimal;
  readonly closingEquity: Decimal;
  /** High-water mark at the end of the day. */
  readonly mark: Decimal;
}

/** The statement of a follower, a row for each day on which something was recorded, in order. */
export function statementRows(record: FollowerRecord): StatementRow[] {
  const days = daysOf(record);
  const positions = new Map<string, Position>();
  let openingEquity = ZERO;
  let mark = record.firstMark;
  return [...days.keys()].sort().map((day) => {
    const recorded = days.get(day)!;
    const { deposits, fees } = recorded;
    const traded = trade(positions, recorded.fills);
    const earned = traded.realizedPnl.sub(traded.commissions);
    const charged = sum(fees.map(feesOf));
    const before = openingEquity.add(deposits);
    const known = fees.at(-1)?.equity ?? recorded.equity;
    const closingEquity = (known === undefined ? before.add(earned) : decimal(known)).sub(charged); // S2
    mark = decimal(fees.at(-1)?.mark ?? mark.add(recorded.paidIn)); // S4
    const row: StatementRow = {
      ...{ day, openingEquity, deposits, copiedTrades: recorded.fills.length, ...traded },
      unrealizedPnl: closingEquity.add(charged).sub(before).sub(earned), // S1
      managementFee: sum(fees.map(({ management }) => decimal(management))),
      volumeFee: sum(fees.map(({ volume }) => decimal(volume))),
      performanceFee: sum(fees.map(({ performance }) => decimal(performance))),
      closingEquity,
      mark,
    };
    openingEquity = closingEquity;
    return row;
  });
}

/** What was recorded on one day. */
interface RecordedDay {
  deposits: Decimal;
  /** Of these, what is not the allocation. */
  paidIn: Decimal;
  readonly fills: Fill[];
  readonly fees: FeesWord[];
  equity: Decimal | undefined;
}

function daysOf({ deposits, fills, fees, equity }: FollowerRecord): Map<string, RecordedDay> {
  const days = new Map<string, RecordedDay>();
  const on = (day: string): RecordedDay => {
    let recorded = days.get(day);
    if (recorded === undefined) {
      recorded = { deposits: ZERO, paidIn: ZERO, fills: [], fees: [], equity: undefined };
      days.set(day, recorded);
    }
    return recorded;
  };
  for (const [index, { time, amount }] of deposits.entries()) {
    const recorded = on(dateOf(time));
    recorded.deposits = recorded.deposits.add(amount);
    if (index > 0) recorded.paidIn = recorded.paidIn.add(amount);
  }
  for (const fill of fills) on(dateOf(fill.time)).fills.push(fill);
  for (const word of fees) on(word.day).fees.push(word);
  for (const point of equity) on(dateOf(point.time - 1)).equity = point.equity; // S3
  return days;
}

/** Moves the positions on by the fills of a day, and tells what they realized and cost. */
function trade(
  positions: Map<string, Position>,
  fills: readonly Fill[],
): Pick<StatementRow, 'realizedPnl' | 'commissions'> {
  let realizedPnl = ZERO;
  for (const fill of fills) {
    const before = positions.get(fill.instrument) ?? FLAT_POSITION;
    const after = applyFill(before, fill);
    positions.set(fill.instrument, after);
    realizedPnl = realizedPnl.add(after.realizedPnl).sub(before.realizedPnl);
  }
  return { realizedPnl, commissions: sum(fills.map(({ commission }) => commission)) };
}

const sum = (amounts: readonly Decimal[]): Decimal => amounts.reduce((total, amount) => total.add(amount), ZERO);

const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
