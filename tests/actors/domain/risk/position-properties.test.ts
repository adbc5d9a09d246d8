// Every limit worked out again in whole numbers: prices and money in cents, rates, fractions and volatilities in hundredths.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { allow, type RiskDecision } from '../../../../actors/domain/denial.ts';
import {
  POSITION_CHECKS,
  type PositionCheck,
  type PositionContext,
  type PositionOrder,
} from '../../../../actors/domain/risk/position-checks.ts';
import { isRefuted, MANY } from './arbitraries.ts';

const cents = (n: number) => decimal(n).div(100);
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 3 });
const percent = (max: number) => fc.integer({ min: 1, max });

const cases = fc
  .record({
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    quantity: fc.integer({ min: 1, max: 20 }),
    closing: fc.constantFrom(0, 0, 0, 5, 20),
    price: fc.integer({ min: 9_000, max: 11_000 }),
    limitPrice: maybe(fc.integer({ min: 9_000, max: 11_000 })),
    stop: maybe(fc.integer({ min: 1, max: 900 })),
    rate: fc.constantFrom(100, 125, 80),
    equity: maybe(fc.integer({ min: -10_000, max: 400_000 })),
    gross: fc.integer({ min: 220_000, max: 600_000 }),
    volatility: fc.option(fc.integer({ min: 0, max: 90 })),
    positions: fc.array(
      fc.record({
        symbol: fc.constantFrom('ACME', 'BETA', 'GAMMA'),
        value: fc.integer({ min: -200_000, max: 200_000 }),
        correlation: fc.option(fc.integer({ min: -100, max: 100 }), { freq: 8 }),
      }),
      { maxLength: 3 },
    ),
    maxLoss: maybe(fc.integer({ min: 0, max: 30_000 })),
    maxLossPercent: maybe(percent(20)),
    maxLeverage: maybe(percent(600)),
    reference: maybe(percent(60)),
    maxCorrelated: maybe(percent(300)),
    threshold: maybe(percent(95)),
  })
  .map((it) => ({ ...it, opening: Math.max(0, it.quantity - it.closing) }));

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

const orderOf = ({ side, quantity, limitPrice }: Case): PositionOrder => ({
  ...{ side, quantity: decimal(quantity), type: limitPrice === undefined ? 'MARKET' : 'LIMIT' },
  ...(limitPrice !== undefined && { limitPrice: cents(limitPrice) }),
});

const contextOf = (it: Case): PositionContext => ({
  limits: {
    ...(it.maxLoss !== undefined && { maxLossPerTrade: cents(it.maxLoss) }),
    ...(it.maxLossPercent !== undefined && { maxLossPerTradeFraction: it.maxLossPercent / 100 }),
    ...(it.maxLeverage !== undefined && { maxLeverage: it.maxLeverage / 100 }),
    ...(it.reference !== undefined && { maxLeverageVolatility: it.reference / 100 }),
    ...(it.maxCorrelated !== undefined && { maxCorrelatedExposure: it.maxCorrelated / 100 }),
    ...(it.threshold !== undefined && { correlationThreshold: it.threshold / 100 }),
  },
  actor: 'subscription.s1',
  symbol: 'ACME',
  price: cents(it.price),
  decidedAt: 0,
  openingQuantity: decimal(it.opening),
  stopDistance: it.stop === undefined ? undefined : cents(it.stop),
  quoteRate: cents(it.rate),
  equity: it.equity === undefined ? undefined : cents(it.equity),
  grossExposure: cents(it.gross),
  realizedVolatility: it.volatility === null ? null : it.volatility / 100,
  positions: it.positions.map(({ symbol, value, correlation }) => ({
    ...{ symbol, value: cents(value), correlation: correlation === null ? null : correlation / 100 },
  })),
  restricted: new Map(),
  recentOrders: [],
});

/** Names of the limits that the account would break once the order has filled at its worst. */
function broken(it: Case): string[] {
  if (it.opening === 0) return [];
  // A buyer pays at most the limit; a seller gets at least the limit, or the market's price above it.
  const worst = it.side === 'BUY' ? (it.limitPrice ?? it.price) : Math.max(it.limitPrice ?? 0, it.price);
  // In hundredths of a cent: price × rate.
  const value = it.opening * worst * it.rate;
  const names: string[] = [];
  const loss = it.opening * (it.stop ?? worst) * it.rate;
  if (it.maxLoss !== undefined && loss > it.maxLoss * 100) names.push('loss');
  if (it.maxLossPercent !== undefined && !(it.equity !== undefined && loss <= it.equity * it.maxLossPercent)) {
    names.push('loss of equity');
  }
  if (it.maxLeverage !== undefined && !isWithinLeverage(it, value)) names.push('leverage');
  if (it.maxCorrelated !== undefined && !isWithinCluster(it, value)) names.push('correlated');
  return names;
}

function isWithinLeverage(it: Case, value: number): boolean {
  if (it.equity === undefined || (it.reference !== undefined && it.volatility === null)) return false;
  const exposure = it.gross * 100 - (it.quantity - it.opening) * it.price * it.rate + value;
  const [up, down] =
    it.reference !== undefined && it.volatility !== null && it.volatility > it.reference
      ? [it.reference, it.volatility]
      : [1, 1];
  const most = BigInt(Math.max(0, it.equity)) * BigInt(it.maxLeverage!) * BigInt(up);
  return BigInt(exposure) * BigInt(down) <= most;
}

function isWithinCluster(it: Case, value: number): boolean {
  const direction = it.side === 'BUY' ? 1 : -1;
  const cluster = it.positions.filter(({ symbol, value: worth, correlation }) => {
    if (worth === 0) return false;
    if (symbol === 'ACME') return worth * direction > 0;
    return correlation === null || correlation * Math.sign(worth) * direction > (it.threshold ?? 95);
  });
  if (!cluster.some(({ symbol }) => symbol !== 'ACME')) return true;
  if (it.equity === undefined || it.equity <= 0) return false;
  return cluster.reduce((sum, { value: worth }) => sum + Math.abs(worth) * 100, value) <= it.equity * it.maxCorrelated!;
}

const decide = (checks: readonly PositionCheck[], it: Case): RiskDecision =>
  checks.map((check) => check(orderOf(it), contextOf(it))).find(({ kind }) => kind === 'deny') ?? allow;

const keepsLimits = (checks: readonly PositionCheck[]) =>
  fc.property(cases, (it) => {
    if (decide(checks, it).kind === 'allow') expect(broken(it)).toEqual([]);
  });

describe('an order that the checks of the position layer allow', () => {
  it('breaks no limit when everything is worked out again', () => fc.assert(keepsLimits(POSITION_CHECKS), MANY));

  it('is every one that breaks none: nothing is denied without need', () =>
    fc.assert(
      fc.property(cases, (it) => {
        if (decide(POSITION_CHECKS, it).kind === 'deny') expect(broken(it)).not.toEqual([]);
      }),
      MANY,
    ));

  it('is often one that opens under limits, so that this says something', () => {
    const seen = fc.sample(cases, { numRuns: 2_000, seed: 1 });
    const opening = seen.filter(
      (it) => it.opening > 0 && (it.maxLeverage ?? it.maxCorrelated ?? it.maxLoss) !== undefined,
    );
    const allowed = opening.filter((it) => decide(POSITION_CHECKS, it).kind === 'allow').length;
    expect(allowed).toBeGreaterThan(opening.length / 20);
    expect(allowed).toBeLessThan((opening.length * 19) / 20);
  });

  it.each(['lossPerTrade', 'leverage', 'correlatedExposure'])(
    '[control] breaks a limit where %s is left out',
    (name) => {
      expect(isRefuted(keepsLimits(POSITION_CHECKS.filter((check) => check.name !== name)))).toBe(true);
    },
  );

  it('[control] breaks a limit where a seller is taken to get no more than the limit', () => {
    const cheap = POSITION_CHECKS.map<PositionCheck>(
      (check) => (order, context) => check({ ...order, side: 'BUY' }, context),
    );
    expect(isRefuted(keepsLimits(cheap))).toBe(true);
  });

  it('[control] breaks a limit where volatility does not count', () => {
    const calm = POSITION_CHECKS.map<PositionCheck>(
      (check) => (order, context) => check(order, { ...context, realizedVolatility: 0 }),
    );
    expect(isRefuted(keepsLimits(calm))).toBe(true);
  });
});
