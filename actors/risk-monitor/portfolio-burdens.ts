// What an order that opens adds to the worst that an account may come to. The order widens its own side alone, so everything
// else is in the sums already.
import { type Decimal, minus, plain, plus, sumOf } from '../domain/decimal.ts';
import type { OrderSide } from '../domain/order.ts';
import type { ActorExposure, ExposureBook, Span } from './exposure-book.ts';
import type { MarketHistory } from './market-history.ts';
import type { Burden, PortfolioBurdens } from './portfolio-checks.ts';
import type { SideFigures } from './side-figures.ts';

export interface OpeningOrder {
  readonly book: ExposureBook;
  readonly own: ActorExposure;
  readonly side: OrderSide;
  /** What the actor's position may come to on the order's side without it and with it. */
  readonly before: SideFigures;
  readonly after: SideFigures;
  readonly history: MarketHistory;
}

/** The burdens of one order; each is worked out when it is asked about. */
export class OrderBurdens implements PortfolioBurdens {
  private readonly order: OpeningOrder;
  private readonly widening: Decimal;

  constructor(order: OpeningOrder) {
    this.order = order;
    this.widening = minus(order.after.end, order.before.end);
  }

  get gross(): Burden {
    const { book, own, before, after } = this.order;
    return instead(book.gross, own.gross, before.value, after.value);
  }

  get risk(): Burden {
    const { book, own, before, after } = this.order;
    return instead(book.risk, own.risk, before.risk, after.risk);
  }

  get net(): Burden {
    const { book, side } = this.order;
    return this.widened(book.net, side);
  }

  get concentration(): Burden {
    const { book, own, side } = this.order;
    const { symbol } = own.of;
    return this.widened(book.ofSymbol(symbol), side, symbol);
  }

  get currencies(): readonly Burden[] {
    const { book, own, side } = this.order;
    const { quoteCurrency, baseCurrency } = own.of;
    const held = baseCurrency ?? quoteCurrency;
    const inHeld = this.widened(book.ofCurrency(held), side, held);
    if (baseCurrency === undefined) return [inHeld];
    // Long a pair is short its quote currency.
    const across = side === 'BUY' ? 'SELL' : 'BUY';
    return [inHeld, this.widened(book.ofCurrency(quoteCurrency), across, quoteCurrency)];
  }

  /** Of the positions with the order's own side at its end, as a whole: there is nothing that it adds to. */
  get valueAtRisk95(): number | null {
    const { book, own, side, after, history } = this.order;
    const end = plain(after.end);
    return book.stakesWith(own).riskWith(own.stake, side === 'BUY' ? end : -end, history);
  }

  private widened(span: Span, way: OrderSide, name?: string): Burden {
    const after = way === 'BUY' ? plus(span.upper, this.widening) : minus(this.widening, span.lower);
    return { after, growth: this.widening, ...(name !== undefined && { of: name }) };
  }
}

/** The sum with another worst of one actor. */
const instead = (sum: Decimal, worst: Decimal, before: Decimal, after: Decimal): Burden => ({
  after: sumOf(minus(sum, worst), after),
  growth: minus(after, before),
});
