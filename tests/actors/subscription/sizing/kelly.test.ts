import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Kelly, kellyFraction, kellyShare } from '../../../../actors/subscription/sizing/kelly.ts';

const RUNS = { seed: 1, numRuns: 10_000 };
const HALF: Kelly = { kind: 'kelly', multiple: 0.5, cap: 0.25, window: 50, minTrades: 20, fallback: 0.05 };

/** `wins` trades that won `gain` and `losses` that lost `loss`. */
const record = (wins: number, gain: number, losses: number, loss: number): number[] => [
  ...Array.from({ length: wins }, () => gain),
  ...Array.from({ length: losses }, () => -loss),
];

describe('the Kelly fraction', () => {
  test.each([
    // Even money at p: 2p − 1 (Kelly 1956).
    [record(6, 0.02, 4, 0.02), 0.2],
    // p = ½, b = 2: ½ − ½ ÷ 2.
    [record(5, 0.04, 5, 0.02), 0.25],
    // p = 0.4, b = 3: 0.4 − 0.6 ÷ 3.
    [record(4, 0.03, 6, 0.01), 0.2],
    [record(7, 0.01, 0, 0), 1],
    [record(0, 0, 7, 0.01), 0],
    [[0, 0, 0], 0],
    [[], 0],
  ])('of %j is %d', (returns, fraction) => expect(kellyFraction(returns)).toBeCloseTo(fraction, 12));

  const returns = fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { minLength: 1, maxLength: 60 });

  test('is p − (1 − p) ÷ b wherever that is above 0, and else 0', () => {
    fc.assert(
      fc.property(returns, (trades) => {
        const wins = trades.filter((value) => value > 0);
        const losses = trades.filter((value) => value <= 0);
        const mean = (list: number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
        const p = wins.length / trades.length;
        const b = mean(wins) / -mean(losses);
        const wanted = wins.length === 0 ? 0 : losses.length === 0 ? 1 : Math.max(0, p - (1 - p) / b);
        expect(kellyFraction(trades)).toBeCloseTo(wanted, 9);
      }),
      RUNS,
    );
  });

  test('is where the bet grows fastest: p·ln(1 + bf) + (1 − p)·ln(1 − f) is less on both sides of it', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 10, max: 400 }), (wins, losses, percent) => {
        const b = percent / 100;
        const p = wins / (wins + losses);
        const growth = (f: number): number => p * Math.log1p(b * f) + (1 - p) * Math.log1p(-f);
        const best = kellyFraction(record(wins, b * 0.01, losses, 0.01));
        const step = 1e-3;
        expect(best).toBeLessThan(1);
        if (best + step < 1) expect(growth(best + step)).toBeLessThan(growth(best));
        if (best > step) expect(growth(best - step)).toBeLessThan(growth(best));
      }),
      RUNS,
    );
  });
});

describe('the share that is staked', () => {
  test('is the fallback until there are enough trades, and from then on what they earned', () => {
    const trades = record(12, 0.02, 7, 0.02);
    expect(kellyShare(HALF, trades)).toBe(0.05);
    expect(kellyShare(HALF, [...trades, -0.02])).toBeCloseTo(0.1, 12);
    expect(kellyShare({ ...HALF, fallback: 0.9 }, [])).toBe(0.25);
  });

  test('is nothing once the trades have no edge', () => {
    expect(kellyShare(HALF, record(10, 0.02, 10, 0.02))).toBe(0);
    expect(kellyShare(HALF, record(10, 0.01, 10, 0.02))).toBe(0);
  });

  const cases = fc.record({
    returns: fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { maxLength: 50 }),
    multiple: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
    cap: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
    minTrades: fc.integer({ min: 2, max: 50 }),
  });
  const bounded = (share: typeof kellyShare) =>
    fc.property(cases, ({ returns, ...more }) => {
      const sizing = { ...HALF, ...more };
      const staked = share(sizing, returns);
      const gained = returns.reduce((sum, value) => sum + value, 0);
      const isKnown = returns.length >= sizing.minTrades;
      return staked >= 0 && staked <= sizing.cap && !(isKnown && gained <= 0 && staked > 0);
    });

  test('is never below 0, never above the cap, and 0 where the trades lost in sum', () => {
    fc.assert(bounded(kellyShare), RUNS);
  });

  test('control: Kelly without the cap, or without the edge’s sign, is caught', () => {
    const uncapped: typeof kellyShare = (sizing, returns) => sizing.multiple * kellyFraction(returns);
    const signless: typeof kellyShare = (sizing, returns) =>
      Math.min(sizing.cap, Math.abs(returns.reduce((sum, value) => sum + value, 0)));
    expect(fc.check(bounded(uncapped), RUNS).failed).toBe(true);
    expect(fc.check(bounded(signless), RUNS).failed).toBe(true);
  });
});
