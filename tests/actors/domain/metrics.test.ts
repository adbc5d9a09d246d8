import { describe, expect, it } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import { maxDrawdown } from '../../../actors/domain/drawdown.ts';
import { METRICS, metricsOf, type MetricsInput } from '../../../actors/domain/metrics.ts';
import { annualGrowth, dailyReturns, sharpeRatio, sortinoRatio } from '../../../actors/domain/returns.ts';
import { T0 } from '../../support/domain-builders.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const trade = (pnl: number, mae: number | null = null, mfe: number | null = null) => ({ pnl: decimal(pnl), mae, mfe });

/** Daily closes at midnight. */
function daily(equity: readonly number[], overrides: Partial<MetricsInput> = {}): MetricsInput {
  return {
    initialEquity: 100,
    startTime: T0,
    equity: Float64Array.from(equity),
    times: Float64Array.from(equity, (_, index) => T0 + (index + 1) * DAY),
    trades: [],
    basis: '24/7',
    commissionPaid: 0,
    tradedNotional: 0,
    exposedBars: 0,
    ...overrides,
  };
}

describe('daily returns', () => {
  it('take the last equity of each UTC day, midnight closing the day before', () => {
    const times = Float64Array.of(T0 + HOUR, T0 + 23 * HOUR, T0 + DAY, T0 + DAY + 1, T0 + 4 * DAY);
    const returns = dailyReturns(Float64Array.of(100, 105, 110, 120, 99), times, 100)!;
    // Day 1 ends at 110, day 2 at 120, days 3 has no point, day 4 ends at 99.
    expect([...returns].map((value) => value.toFixed(10))).toEqual(['0.1000000000', '0.0909090909', '-0.1750000000']);
  });

  it('are undefined once equity is gone, rather than wrong', () => {
    expect(dailyReturns(Float64Array.of(100, 0, 50), Float64Array.of(DAY, 2 * DAY, 3 * DAY), 100)).toBeNull();
    const broke = metricsOf(daily([100, -20, 30]));
    expect(broke).toMatchObject({ sharpe: null, sortino: null, maxDrawdown: 1.2 });
    expect(metricsOf(daily([100, 0])).cagr).toBeNull();
  });
});

describe('Sharpe and Sortino', () => {
  // Returns 1 %, −2 %, 3 %, 0: mean 0.005; squared deviations 0.25, 6.25, 6.25, 0.25 (×1e-4) → sample variance 13e-4 / 3.
  const returns = Float64Array.of(0.01, -0.02, 0.03, 0);

  it('divide by the sample deviation and annualize with √365 or √252', () => {
    expect(sharpeRatio(returns, 365)).toBeCloseTo((0.005 / Math.sqrt(13e-4 / 3)) * Math.sqrt(365), 12);
    expect(sharpeRatio(returns, 252)).toBeCloseTo(3.8129, 4);
  });

  it('divide by the downside over all days, not over the losing ones', () => {
    expect(sortinoRatio(returns, 365)).toBeCloseTo((0.005 / Math.sqrt(0.0004 / 4)) * Math.sqrt(365), 12);
  });

  it('are null where they are undefined: too few days, no deviation, no loss', () => {
    expect(sharpeRatio(Float64Array.of(0.01), 365)).toBeNull();
    expect(sharpeRatio(Float64Array.of(0, 0, 0), 365)).toBeNull();
    expect(sortinoRatio(Float64Array.of(0.01, 0.02), 365)).toBeNull();
    const steady = daily([100 * 1.01, 100 * 1.01 ** 2, 100 * 1.01 ** 3, 100 * 1.01 ** 4]);
    expect(metricsOf(steady).sharpe).toBeNull();
  });
});

describe('max drawdown', () => {
  it('is the deepest fall from a running peak, with where it began, ended and was made good', () => {
    const curve = Float64Array.of(110, 99, 120, 90, 100, 121, 115);
    expect(maxDrawdown(curve, 100)).toEqual({
      fraction: 0.25,
      amount: 30,
      peakIndex: 2,
      troughIndex: 3,
      recoveryIndex: 5,
    });
  });

  it('counts the starting cash as the first peak', () => {
    expect(maxDrawdown(Float64Array.of(80, 90), 100)).toEqual({
      fraction: 0.2,
      amount: 20,
      peakIndex: -1,
      troughIndex: 0,
      recoveryIndex: null,
    });
  });

  it('compares by fraction, so a small early fall can be deeper than a large late one', () => {
    expect(maxDrawdown(Float64Array.of(50, 1000, 800), 100)).toMatchObject({
      fraction: 0.5,
      peakIndex: -1,
      troughIndex: 0,
      recoveryIndex: 1,
    });
  });

  it('is zero for a curve that never fell, and for none', () => {
    expect(maxDrawdown(Float64Array.of(100, 101, 101), 100).fraction).toBe(0);
    expect(maxDrawdown(new Float64Array(), 100).fraction).toBe(0);
  });
});

describe('growth', () => {
  it('compounds over years of 365.25 days', () => {
    expect(annualGrowth(100, 121, 2 * 365.25 * DAY)).toBeCloseTo(0.1, 12);
    expect(annualGrowth(100, 50, 365.25 * DAY)).toBeCloseTo(-0.5, 12);
  });

  it('is not stretched from less than a day to a year', () => {
    expect(annualGrowth(100, 101, DAY - 1)).toBeNull();
    expect(annualGrowth(1, 1e9, DAY)).toBeNull();
  });

  it('relates to the deepest fall as Calmar', () => {
    const equity = Array.from({ length: 1461 }, (_, index) =>
      index === 700 ? 90 : 100 + (index === 1460 ? 46.41 : 0),
    );
    const metrics = metricsOf(daily(equity));
    expect(metrics.cagr).toBeCloseTo(0.1, 12);
    expect(metrics.calmar).toBeCloseTo(1, 12);
    expect(metricsOf(daily([101, 102])).calmar).toBeNull();
  });
});

describe('trade metrics', () => {
  it('agree with values worked out by hand', () => {
    const trades = [trade(10, 0.01, 0.05), trade(-5, 0.04, 0.01), trade(20), trade(-5, 0.01, 0)];
    const metrics = metricsOf(
      daily([100, 110, 120, 120], { trades, tradedNotional: 900, exposedBars: 3, commissionPaid: 7 }),
    );
    expect(metrics).toMatchObject({
      trades: 4,
      winRate: 0.5,
      profitFactor: 3,
      expectancy: 5,
      bestTrade: 20,
      worstTrade: -5,
      averageMae: 0.02,
      averageMfe: 0.02,
      worstMae: 0.04,
      bestMfe: 0.05,
      exposureTime: 0.75,
      turnover: 8,
      commissionPaid: 7,
      finalEquity: 120,
      periodsPerYear: 365,
    });
    expect(metrics.totalReturn).toBeCloseTo(0.2, 12);
    // Deviations 5, −10, 15, −10: squares 450; ÷ 3 = 150.
    expect(metrics.sqn).toBeCloseTo((2 * 5) / Math.sqrt(150), 12);
  });

  it('are null, not zero and not infinite, where there is nothing to divide', () => {
    expect(metricsOf(daily([100, 100]))).toMatchObject({
      trades: 0,
      winRate: null,
      profitFactor: null,
      expectancy: null,
      sqn: null,
      bestTrade: null,
      averageMae: null,
    });
    expect(metricsOf(daily([110], { trades: [trade(10)] }))).toMatchObject({
      winRate: 1,
      profitFactor: null,
      sqn: null,
    });
    expect(metricsOf(daily([100], { trades: [trade(0)] }))).toMatchObject({
      winRate: 0,
      profitFactor: null,
      expectancy: 0,
    });
    expect(metricsOf(daily([]))).toMatchObject({
      finalEquity: 100,
      exposureTime: null,
      turnover: null,
      sharpe: null,
      cagr: null,
    });
  });

  it('never hold a number that JSON would lose', () => {
    for (const input of [
      daily([]),
      daily([100]),
      daily([0, 0]),
      daily([100, 1e300]),
      daily([1e-300, 5], { trades: [trade(1), trade(1)] }),
    ]) {
      for (const name of Object.keys(METRICS) as (keyof typeof METRICS)[]) {
        const value = metricsOf(input)[name];
        expect(value === null || Number.isFinite(value), `${name} is ${value}`).toBe(true);
      }
    }
  });

  it('state a convention and a unit for each value', () => {
    const metrics = metricsOf(daily([100], { basis: 'sessions' }));
    expect(metrics.periodsPerYear).toBe(252);
    for (const name of Object.keys(metrics).filter((name) => name !== 'drawdown' && name !== 'periodsPerYear')) {
      expect(METRICS, name).toHaveProperty(name);
    }
  });
});
