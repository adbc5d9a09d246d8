// B1. The book is the fold of the source's reports and of nothing else; whether they are passed on does not touch it.
// B2. A round begins with the fill that leaves flat, or that leaves the other side, and ends with the next such or at flat.
import { reviveFill, revivePosition } from '../domain/account-event.ts';
import { decimal, type Decimal, ZERO } from '../domain/decimal.ts';
import type { Fill } from '../domain/order.ts';
import { applyFill, cashAfter, FLAT_POSITION, type Position } from '../domain/position.ts';
import type { TradingState } from '../domain/trading-state.ts';
import type { ExecutionReport } from '../protocol.ts';

/** What the source holds, as its reports tell it. */
export interface SourceBook {
  /** Of the present or the last round; 0 before the first. */
  readonly round: number;
  readonly holding: Position;
  readonly cash: Decimal;
  /** Of the last fill; zero before the first. */
  readonly price: Decimal;
  /** Signed quantity that the order which opened the round asks for beyond flat; undefined where it is not known. */
  readonly opening: Decimal | undefined;
  /** The order that opened the round, while more of it may fill. */
  readonly openingOrder: string | undefined;
  /** What has filled of orders that may fill on, by client order id. */
  readonly partials: ReadonlyMap<string, Decimal>;
  /** What risk lets the source do. */
  readonly restraint: { readonly state: TradingState; readonly reason: string };
}

export const emptyBook = (cash: Decimal): SourceBook => ({
  ...{ round: 0, holding: FLAT_POSITION, cash, price: ZERO },
  ...{ opening: undefined, openingOrder: undefined, partials: new Map(), restraint: { state: 'ACTIVE', reason: '' } },
});

/** The book after a report, as it was made or as it comes back from JSON; the same book when the report changes nothing. */
export function bookAfter(book: SourceBook, report: ExecutionReport): SourceBook {
  switch (report.kind) {
    case 'filled':
      return afterFill(book, report);
    case 'closed':
      return afterClose(book, report.clientOrderId);
    case 'trading-state':
      return { ...book, restraint: { state: report.state, reason: report.reason } };
  }
}

/** Cash and holding at the price of the last fill. */
export const equityOf = ({ cash, holding, price }: SourceBook): Decimal => cash.add(holding.quantity.mul(price));

function afterFill(book: SourceBook, report: Extract<ExecutionReport, { kind: 'filled' }>): SourceBook {
  const fill = reviveFill(report.fill);
  const holding = applyFill(book.holding, fill);
  const filled = book.partials.get(fill.clientOrderId) ?? ZERO;
  const partials = new Map(book.partials);
  if (report.done) partials.delete(fill.clientOrderId);
  else partials.set(fill.clientOrderId, filled.add(fill.quantity));
  const next = { ...book, holding, cash: cashAfter(book.cash, fill), price: fill.price, partials };
  if (holding.quantity.isZero()) return { ...next, opening: undefined, openingOrder: undefined };
  if (!isOpening(book.holding, holding))
    return report.done && book.openingOrder === fill.clientOrderId ? { ...next, openingOrder: undefined } : next;
  return {
    ...{ ...next, round: book.round + 1, openingOrder: report.done ? undefined : fill.clientOrderId },
    opening: openingOf(book, report, fill, filled),
  };
}

/** B2. */
const isOpening = (before: Position, after: Position): boolean =>
  before.quantity.isZero() || before.quantity.isPositive() !== after.quantity.isPositive();

/** What the order that turns the book asks for, less what it has closed: before this fill, and with it. */
function openingOf(
  { holding }: SourceBook,
  { ordered, done }: Extract<ExecutionReport, { kind: 'filled' }>,
  fill: Fill,
  filled: Decimal,
): Decimal | undefined {
  const whole = ordered !== undefined ? decimal(ordered) : done ? filled.add(fill.quantity) : undefined;
  const opening = whole?.sub(filled).sub(holding.quantity.abs());
  return fill.side === 'BUY' ? opening : opening?.neg();
}

/** An order that will fill no more: what it did not fill, the round does not open with. */
function afterClose(book: SourceBook, clientOrderId: string): SourceBook {
  if (!book.partials.has(clientOrderId)) return book;
  const partials = new Map(book.partials);
  partials.delete(clientOrderId);
  return book.openingOrder === clientOrderId
    ? { ...book, partials, opening: undefined, openingOrder: undefined }
    : { ...book, partials };
}

/** JSON of a book; decimals become exact text. */
export const saveBook = ({ partials, opening, openingOrder, ...book }: SourceBook): unknown => ({
  ...{ ...book, opening: opening ?? null, openingOrder: openingOrder ?? null, partials: [...partials] },
});

/** The book that `saveBook` wrote. */
export function loadBook(json: unknown): SourceBook {
  const { holding, cash, price, opening, openingOrder, partials, ...rest } = json as SavedBook;
  return {
    ...{ ...rest, holding: revivePosition(holding), cash: decimal(cash), price: decimal(price) },
    opening: opening === null ? undefined : decimal(opening),
    openingOrder: openingOrder ?? undefined,
    partials: new Map(partials.map(([id, filled]) => [id, decimal(filled)])),
  };
}

interface SavedBook extends Omit<SourceBook, 'opening' | 'openingOrder' | 'partials'> {
  readonly opening: Decimal | null;
  readonly openingOrder: string | null;
  readonly partials: readonly (readonly [string, Decimal])[];
}
