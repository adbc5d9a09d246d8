// X1. The sums over the account are those of its actors, always: each is taken out as it went in.
import { type Decimal, Decimal as Decimals, ZERO } from '../domain/decimal.ts';
import { endValue, type ExposedOrder, type Reach, sideRisk, sideValue } from './exposure.ts';

/** What an actor trades, where it stands, and what its open orders may make of that. */
export interface ExposedActor {
  readonly symbol: string;
  readonly lane: string;
  readonly quoteCurrency: string;
  /** Of a pair; undefined for what is no pair. */
  readonly baseCurrency: string | undefined;
  readonly cash: Decimal;
  readonly quantity: Decimal;
  /** Last close of its lane, as the lane has it and as a decimal; zero when there is none yet. */
  readonly close: number;
  readonly price: Decimal;
  readonly orders: readonly ExposedOrder[];
  readonly reach: Reach;
}

/** Values of one actor in account currency. */
export interface ActorExposure {
  readonly of: ExposedActor;
  /** Undefined while it holds something that nobody knows the price of. */
  readonly equity: Decimal | undefined;
  /** Worst size and worst loss to the stops, over both sides. */
  readonly gross: Decimal;
  readonly risk: Decimal;
  /** Worth of the long end, and of the short end with its sign. */
  readonly upper: Decimal;
  readonly lower: Decimal;
  /** As plain numbers, for statistics: worth held, with its sign, and the most that orders may open on a side. */
  readonly worth: number;
  readonly opening: number;
}

/** How far up and down a sum of positions may come, signed. */
export interface Span {
  readonly upper: Decimal;
  readonly lower: Decimal;
}

const EMPTY: Span = { upper: ZERO, lower: ZERO };

/** What an account holds and may come to hold, in all, by symbol and by currency. */
export class ExposureBook {
  readonly actors = new Map<string, ActorExposure>();
  private readonly stale = new Set<string>();
  private readonly bySymbol = new Map<string, Span>();
  private readonly byCurrency = new Map<string, Span>();
  private unpriced = 0;
  private known = ZERO;
  gross = ZERO;
  risk = ZERO;
  net: Span = EMPTY;

  /** Equity of the actors; undefined while a part of it is unknown. */
  get equity(): Decimal | undefined {
    return this.unpriced > 0 ? undefined : this.known;
  }

  ofSymbol = (symbol: string): Span => this.bySymbol.get(symbol) ?? EMPTY;
  ofCurrency = (currency: string): Span => this.byCurrency.get(currency) ?? EMPTY;
  get symbols(): ReadonlyMap<string, Span> {
    return this.bySymbol;
  }
  get currencies(): ReadonlyMap<string, Span> {
    return this.byCurrency;
  }

  /** Something of the actor has changed; what is known of it is out of date. */
  touch(address: string): void {
    this.stale.add(address);
  }

  isStale(address: string): boolean {
    return this.stale.has(address) || !this.actors.has(address);
  }

  put(address: string, of: ExposedActor): void {
    const before = this.actors.get(address);
    if (before !== undefined) this.add(before, -1);
    const after = exposureOf(of);
    this.actors.set(address, after);
    this.stale.delete(address);
    this.add(after, 1);
  }

  private add(actor: ActorExposure, sign: 1 | -1): void {
    const { of, equity, gross, risk, upper, lower } = actor;
    const plus = (a: Decimal, b: Decimal): Decimal => (b.isZero() ? a : sign > 0 ? a.add(b) : a.sub(b));
    if (equity === undefined) this.unpriced += sign;
    else this.known = plus(this.known, equity);
    if (upper.isZero() && lower.isZero() && gross.isZero()) return;
    this.gross = plus(this.gross, gross);
    this.risk = plus(this.risk, risk);
    const sum = (span: Span): Span => ({ upper: plus(span.upper, upper), lower: plus(span.lower, lower) });
    this.net = sum(this.net);
    this.bySymbol.set(of.symbol, sum(this.ofSymbol(of.symbol)));
    const { baseCurrency, quoteCurrency } = of;
    this.byCurrency.set(baseCurrency ?? quoteCurrency, sum(this.ofCurrency(baseCurrency ?? quoteCurrency)));
    if (baseCurrency === undefined) return;
    const quote = this.ofCurrency(quoteCurrency);
    this.byCurrency.set(quoteCurrency, {
      upper: plus(quote.upper, lower.neg()),
      lower: plus(quote.lower, upper.neg()),
    });
  }
}

function exposureOf(of: ExposedActor): ActorExposure {
  const { reach, price, cash, quantity } = of;
  const { long, short } = reach;
  const isUnknown = price.isZero() && !quantity.isZero();
  return {
    of,
    equity: isUnknown ? undefined : quantity.isZero() ? cash : cash.add(quantity.mul(price)),
    gross: larger(sideValue(long, price), sideValue(short, price)),
    risk: larger(sideRisk(long, 'BUY', price), sideRisk(short, 'SELL', price)),
    upper: endValue(long, price),
    lower: endValue(short, price).neg(),
    worth: quantity.isZero() ? 0 : quantity.toNumber() * of.close,
    opening: Math.max(plain(long.openingValue), plain(short.openingValue)),
  };
}

const plain = (value: Decimal): number => (value.isZero() ? 0 : value.toNumber());

const larger = (a: Decimal, b: Decimal): Decimal => (a.isZero() ? b : b.isZero() ? a : Decimals.max(a, b));
