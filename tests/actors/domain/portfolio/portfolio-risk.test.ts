import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../../../actors/domain/portfolio/exposure.ts';
import { historicalRisk } from '../../../../actors/domain/portfolio/historical.ts';
import { portfolioRisk, type PortfolioRiskInput } from '../../../../actors/domain/portfolio/portfolio-risk.ts';
import { ReturnWindow } from '../../../../actors/domain/portfolio/return-window.ts';
import { seededRandom } from '../../../../runtime/random.ts';
import { aHolding, rate, RUNS, valued, windowOf } from './portfolio-builders.ts';

const random = seededRandom(1);
const noise = (count: number) => Array.from({ length: count }, () => (random.next() - 0.5) / 20);
const market = noise(250);
const window = windowOf({ M: market, A: market.map((value) => 2 * value), B: noise(250) });
noise(6).forEach((value, index) => window.push('NEW', 245 + index, 1 + value));

const report = (overrides: Partial<PortfolioRiskInput> = {}) =>
  portfolioRisk({
    positions: [
      aHolding({ symbol: 'A', stop: 90 }),
      aHolding({ symbol: 'M', quantity: -5 }),
      aHolding({ symbol: 'B' }),
    ],
    rate,
    equity: 1_000,
    highWater: 1_250,
    window,
    benchmark: 'M',
    accountCurrency: 'USD',
    ...overrides,
  });

describe('the risk report', () => {
  it('puts every measure of one portfolio side by side', () => {
    const risk = report({ random: seededRandom(1).next });
    expect(risk).toMatchObject({ equity: 1_000, unvalued: [], unmeasured: [] });
    expect(risk.drawdown).toBeCloseTo(0.2, 12);
    expect(risk.exposure).toMatchObject({ gross: 2_500, net: 1_500, leverage: 2.5 });
    // 100 to the stop of A, all of M and B.
    expect(risk.heat).toBeCloseTo(1.6, 12);
    expect(risk.stress.find(({ scenario }) => scenario === 'Everything −10 %')!.loss).toBeCloseTo(150, 9);
    const { market: ofMarket } = risk;
    expect(ofMarket!.returns).toBe(250);
    expect(ofMarket!.correlated.map(({ symbols }) => symbols)).toEqual([['A', 'M']]);
    expect(ofMarket!.monteCarlo).toHaveLength(3);
  });

  it('takes historical VaR from what today’s holdings would have gained on each past day', () => {
    const pnl = market.map((_, day) => {
      const [a, m, b] = ['A', 'M', 'B'].map((symbol) => Math.exp(window.returnsOf(symbol)[day]!) - 1);
      return 1_000 * a! - 500 * m! + 1_000 * b!;
    });
    const { historical, parametric, deviation } = report().market!;
    historicalRisk(Float64Array.from(pnl)).forEach((expected, index) => {
      expect(historical[index]!.valueAtRisk).toBeCloseTo(expected.valueAtRisk!, 9);
      expect(historical[index]!.conditionalValueAtRisk).toBeCloseTo(expected.conditionalValueAtRisk!, 9);
    });
    const mean = pnl.reduce((total, value) => total + value, 0) / pnl.length;
    expect(deviation.sample ** 2).toBeCloseTo(pnl.reduce((s, value) => s + (value - mean) ** 2, 0) / 249, 6);
    expect(parametric[2]!.valueAtRisk).toBeCloseTo(2.3263478740408408 * deviation.sample - mean, 9);
  });

  it('has the beta of its holdings over equity', () => {
    const alone = report({ positions: [aHolding({ symbol: 'A' }), aHolding({ symbol: 'M', quantity: -5 })] });
    // (1,000 × 2 − 500 × 1) ÷ 1,000
    expect(alone.market!.beta).toBeCloseTo(1.5, 9);
    expect(report({ benchmark: undefined }).market!.beta).toBeNull();
  });

  it('simulates the same tail as the closed form, about, and none without a source of randomness', () => {
    const settings = { paths: 20_000 };
    const { monteCarlo, parametric } = report({ random: seededRandom(5).next, settings }).market!;
    parametric.forEach(({ valueAtRisk, conditionalValueAtRisk }, index) => {
      expect(Math.abs(monteCarlo![index]!.valueAtRisk! / valueAtRisk! - 1)).toBeLessThan(0.08);
      expect(Math.abs(monteCarlo![index]!.conditionalValueAtRisk! / conditionalValueAtRisk! - 1)).toBeLessThan(0.08);
    });
    expect(report().market!.monteCarlo).toBeNull();
  });

  it('survives JSON as it is', () => {
    const risk = report({ random: seededRandom(1).next });
    expect(JSON.parse(JSON.stringify(risk))).toEqual(risk);
  });

  it('says nothing of a portfolio that it cannot value, rather than leaving a holding out', () => {
    const risk = report({ positions: [aHolding({ symbol: 'A' }), aHolding({ symbol: 'B', price: NaN })] });
    expect(risk).toMatchObject({ unvalued: ['B'], exposure: null, heat: null, stress: [], market: null });
  });

  it('has no market risk with a holding whose returns it does not know', () => {
    const risk = report({ positions: [aHolding({ symbol: 'A' }), aHolding({ symbol: 'NEW' }), aHolding()] });
    expect(risk).toMatchObject({ unmeasured: ['NEW', 'ACME'], market: null });
    expect(risk.exposure).not.toBeNull();
    const patient = report({ positions: [aHolding({ symbol: 'NEW' })], settings: { minReturns: 5 } });
    expect(patient.market!.returns).toBe(5);
    expect(patient.market!.historical.every(({ valueAtRisk }) => valueAtRisk === null)).toBe(true);
  });

  it('has null for what hangs on equity when that is unknown or gone', () => {
    for (const equity of [null, 0, -10]) {
      const risk = report({ equity });
      expect(risk.heat).toBeNull();
      expect(risk.exposure!.leverage).toBeNull();
      expect(risk.market!.beta).toBeNull();
    }
    expect(report({ equity: null }).drawdown).toBeNull();
    expect(report({ highWater: undefined }).drawdown).toBeNull();
  });

  it('is zero throughout for an account that holds nothing, also before the first bar', () => {
    const flat = report({ positions: [], random: seededRandom(1).next });
    expect(flat.heat).toBe(0);
    for (const tails of [flat.market!.historical, flat.market!.parametric, flat.market!.ewma]) {
      for (const { valueAtRisk } of tails) expect(valueAtRisk).toBeCloseTo(0, 12);
    }
    const fresh = report({ positions: [], window: new ReturnWindow({ length: 5 }) });
    expect(fresh.market!.parametric[2]!.valueAtRisk).toBeCloseTo(0, 12);
    // Long and short of one symbol are nothing for the market, though two holdings.
    const hedged = report({ positions: [aHolding(), aHolding({ quantity: -10 })] });
    expect(hedged).toMatchObject({ unmeasured: [], exposure: { gross: 2_000, net: 0 } });
  });

  it('depends on what is held of a symbol in all, not on how it is split into holdings', () => {
    const split = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(split, (quantities) => {
        const all = quantities.reduce((total, quantity) => total + quantity, 0);
        fc.pre(all !== 0);
        const small = windowOf({ A: market.slice(0, 20) });
        const many = report({
          window: small,
          positions: quantities.map((quantity) => aHolding({ symbol: 'A', quantity })),
        });
        const one = report({ window: small, positions: [aHolding({ symbol: 'A', quantity: all })] });
        expect(many.market!.parametric[2]!.valueAtRisk).toBeCloseTo(one.market!.parametric[2]!.valueAtRisk!, 6);
        expect(many.exposure!.net).toBeCloseTo(one.exposure!.net, 9);
        expect(many.exposure!.gross).toBeGreaterThanOrEqual(one.exposure!.gross);
      }),
      RUNS,
    );
    expect(exposureOf(valued([]), 1).gross).toBe(0);
  });
});
