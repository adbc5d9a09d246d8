// What an order that opens adds to the worst that an account may come to. The order widens its own side alone, so everything
// else is in the sums already.
import { decimal, type Decimal, ZERO } from '../domain/decimal.ts';
import type { OrderSide } from '../domain/order.ts';
import { normalQuantile } from '../domain/portfolio/normal.ts';
import { endValue, type Side, sideRisk, sideValue, towards } from './exposure.ts';
import type { ActorExposure, ExposureBook, Span } from './exposure-book.ts';
import type { MarketHistory } from './market-history.ts';
import type { Burden, PortfolioBurdens } from './portfolio-checks.ts';

export interface OrderBurden {
  readonly book: ExposureBook;
  readonly own: ActorExposure;
  readonly side: OrderSide;
  /** What the actor's position may become on the order's side with it. */
  readonly after: Side;
  /** Present price of the instrument. */
  readonly price: Decimal;
  /** Where value at risk is asked for. */
  readonly history: MarketHistory | undefined;
}

const Z95 = normalQuantile(0.95);

export function burdensOf(order: OrderBurden): PortfolioBurdens {
  const { book, own, side, after, price, history } = order;
  const { of, gross, risk } = own;
  const [from, to] = [towards(of.reach, side), after];
  const widening = endValue(to, price).sub(endValue(from, price));
  const widened = (span: Span, way: OrderSide, name?: string): Burden => {
    const before = way === 'BUY' ? span.upper : span.lower.neg();
    return { before, after: before.add(widening), ...(name !== undefined && { of: name }) };
  };
  const { quoteCurrency, baseCurrency, symbol } = of;
  const held = baseCurrency ?? quoteCurrency;
  const currencies = [widened(book.ofCurrency(held), side, held)];
  // Long a pair is short its quote currency.
  if (baseCurrency !== undefined)
    currencies.push(widened(book.ofCurrency(quoteCurrency), side === 'BUY' ? 'SELL' : 'BUY', quoteCurrency));
  const instead = (sum: Decimal, worst: Decimal, before: Decimal, then: Decimal): Burden => {
    const others = sum.sub(worst);
    return { before: others.add(before), after: others.add(then) };
  };
  return {
    gross: instead(book.gross, gross, sideValue(from, price), sideValue(to, price)),
    net: widened(book.net, side),
    currencies,
    concentration: widened(book.ofSymbol(symbol), side, symbol),
    risk: instead(book.risk, risk, sideRisk(from, side, price), sideRisk(to, side, price)),
    valueAtRisk95: history === undefined ? undefined : valueAtRisk(order, history),
  };
}

/**
 * Value at risk of a day at 95 %, parametric about a mean of 0: of the positions with the order's own side at its end, plus that of
 * whatever other orders may still open, each for itself. A deviation is subadditive, so no part of them that fills comes to more.
 */
function valueAtRisk({ book, own, side, after, price }: OrderBurden, history: MarketHistory): Burden | null {
  const sign = side === 'BUY' ? 1 : -1;
  const { lane } = own.of;
  const stakes = stakesOf(book, own);
  const others = stakes.worths.get(lane) ?? 0;
  const at = (end: Decimal): number => others + sign * end.toNumber();
  const then = riskOf(stakes, history, lane, [at(endValue(after, price))])?.[0];
  // A bound may fall where the risk itself does not: what is over the limit is not let past for being less (P2 has no hold here).
  return then === undefined ? null : { before: ZERO, after: money(then) };
}

/** Value at risk of a day at 95 % as the account stands, with what its open orders may open; null when it is not known. */
export function standingValueAtRisk(book: ExposureBook, history: MarketHistory): number | null {
  const stakes = stakesOf(book, undefined);
  const [lane, worth] = [...stakes.worths][0] ?? [];
  if (lane === undefined || worth === undefined) return 0;
  return riskOf(stakes, history, lane, [worth])?.[0] ?? null;
}

interface Stakes {
  /** Worth held by lane. */
  readonly worths: Map<string, number>;
  /** What orders may open. */
  readonly openings: readonly (readonly [lane: string, worth: number])[];
}

function stakesOf(book: ExposureBook, except: ActorExposure | undefined): Stakes {
  const worths = new Map<string, number>();
  const openings: [string, number][] = [];
  for (const actor of book.actors.values()) {
    const { lane } = actor.of;
    const [worth, opening] = actor === except ? [0, 0] : [actor.worth, actor.opening];
    if (worth === 0 && opening === 0 && actor !== except) continue;
    worths.set(lane, (worths.get(lane) ?? 0) + worth);
    if (opening !== 0) openings.push([lane, opening]);
  }
  return { worths, openings };
}

/** For each of the worths that one lane may have. */
function riskOf(
  { worths, openings }: Stakes,
  history: MarketHistory,
  lane: string,
  ends: readonly number[],
): readonly number[] | null {
  const lanes = [...worths.keys()];
  const deviations = history.deviations(lanes);
  if (deviations === null) return null;
  let apart = 0;
  for (const [of, opening] of openings) apart += opening * deviations.ofLane(lanes.indexOf(of));
  const vector = Float64Array.from(worths.values());
  const at = lanes.indexOf(lane);
  return ends.map((end) => {
    vector[at] = end;
    return Z95 * (deviations.of(vector) + apart);
  });
}

const money = (value: number): Decimal => decimal(Number.isFinite(value) ? value : Number.MAX_VALUE);
