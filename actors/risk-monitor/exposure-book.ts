// X1. The sums over the account are those of its actors, always: each is taken out as it went in.
import { type Decimal, larger, minus, plain, plus as added, sumOf, times, ZERO } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { ExposedOrder, Reach } from './exposure.ts';
import { figuresOf, type SideFigures } from './side-figures.ts';
import { type Stake, Stakes } from './stakes.ts';

/** What an actor trades, where it stands, and what its open orders may make of that. */
export interface ExposedActor {
  readonly symbol: string;
  readonly lane: string;
  /** Undefined until the actor has said hello. */
  readonly instrument: Instrument | undefined;
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

/** The open orders of one actor, and what they may make of its position. */
export interface ActorReach {
  readonly orders: readonly ExposedOrder[];
  readonly reach: Reach;
}

/** Values of one actor in account currency. */
export interface ActorExposure {
  readonly of: ExposedActor;
  /** Worth held, with its sign. */
  readonly value: Decimal;
  /** Undefined while it holds something that nobody knows the price of. */
  readonly equity: Decimal | undefined;
  readonly long: SideFigures;
  readonly short: SideFigures;
  /** Worst size and worst loss to the stops, over both sides. */
  readonly gross: Decimal;
  readonly risk: Decimal;
  /** Worth of the long end, and of the short end with its sign. */
  readonly upper: Decimal;
  readonly lower: Decimal;
  /** As plain numbers, for statistics. */
  readonly stake: Stake;
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
  /** What the open orders may make of the positions of actors; it stands whatever the prices are. */
  readonly reaches = new Map<string, ActorReach>();
  /** What was worked out from the book is good while this stays. */
  version = 0;
  private readonly stale = new Set<string>();
  private stakesNow: Stakes | undefined;
  private total: { readonly version: number; readonly unallocated: Decimal; readonly equity: Decimal } | undefined;
  private readonly bySymbol = new Map<string, Span>();
  private readonly byCurrency = new Map<string, Span>();
  private unpriced = 0;
  private known = ZERO;
  gross = ZERO;
  risk = ZERO;
  net: Span = EMPTY;

  /** Equity of the actors with the cash that belongs to none of them; undefined while a part of it is unknown. */
  equityWith(unallocated: Decimal): Decimal | undefined {
    if (this.unpriced > 0) return undefined;
    if (this.total?.version !== this.version || this.total.unallocated !== unallocated)
      this.total = { version: this.version, unallocated, equity: added(this.known, unallocated) };
    return this.total.equity;
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
    this.reaches.delete(address);
  }

  /** What is known of an actor; undefined when that is out of date. */
  fresh(address: string): ActorExposure | undefined {
    return this.stale.has(address) ? undefined : this.actors.get(address);
  }

  /** What all actors have at stake. */
  stakes(): Stakes {
    return (this.stakesNow ??= new Stakes(Array.from(this.actors.values(), ({ stake }) => stake)));
  }

  /** The same with the lane of one that has nothing at stake yet. */
  stakesWith({ stake: own }: ActorExposure): Stakes {
    const stakes = this.stakes();
    return stakes.has(own)
      ? stakes
      : new Stakes(
          Array.from(this.actors.values(), ({ stake }) => stake),
          own,
        );
  }

  put(address: string, of: ExposedActor): void {
    const before = this.actors.get(address);
    if (before !== undefined) this.add(before, -1);
    const after = exposureOf(of);
    this.actors.set(address, after);
    this.stale.delete(address);
    this.version += 1;
    this.stakesNow = undefined;
    this.add(after, 1);
  }

  private add(actor: ActorExposure, sign: 1 | -1): void {
    const { of, equity, gross, risk, upper, lower } = actor;
    const plus = (a: Decimal, b: Decimal): Decimal => (b.isZero() ? a : sign > 0 ? added(a, b) : minus(a, b));
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
  const { reach, price, cash, quantity, lane, close } = of;
  const isUnknown = price.isZero() && !quantity.isZero();
  const value = quantity.isZero() ? ZERO : times(quantity, price);
  const long = figuresOf(reach.long, 'BUY', price);
  const short = figuresOf(reach.short, 'SELL', price);
  return {
    ...{ of, value, long, short },
    equity: isUnknown ? undefined : sumOf(cash, value),
    gross: larger(long.value, short.value),
    risk: larger(long.risk, short.risk),
    upper: long.end,
    lower: short.end.neg(),
    stake: {
      lane,
      worth: quantity.isZero() ? 0 : plain(quantity) * close,
      opening: Math.max(plain(reach.long.openingValue), plain(reach.short.openingValue)),
    },
  };
}
