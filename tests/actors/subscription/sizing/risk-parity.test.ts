import fc from 'fast-check';
import { expect, test } from 'vitest';
import { riskParitySchema, riskParityShare } from '../../../../actors/subscription/sizing/risk-parity.ts';

const RUNS = { seed: 1, numRuns: 10_000 };
const parity = (peers: readonly number[], more: object = {}) =>
  riskParitySchema.parse({ kind: 'risk-parity', peers, periodsPerYear: 256, ...more });
/** A volatility a year as one a bar, of 256 bars. */
const aBar = (annual: number): number => annual / 16;

test('what moves twice as much as the quietest of them gets half, and the quietest is invested whole', () => {
  expect(riskParityShare(parity([0.2, 0.8]), aBar(0.4))).toBeCloseTo(0.5, 12);
  expect(riskParityShare(parity([0.2, 0.8]), aBar(0.1))).toBe(1);
  expect(riskParityShare(parity([0.2], { maxLeverage: 0.6 }), aBar(0.4))).toBeCloseTo(0.3, 12);
});

test('a market that stands still is the quietest, and one whose volatility is not known is not traded', () => {
  expect(riskParityShare(parity([0.2]), 0)).toBe(1);
  expect(riskParityShare(parity([0.2]), null)).toBe(0);
});

const vol = fc.integer({ min: 1, max: 5000 }).map((parts) => parts / 1000);
const markets = fc.array(vol, { minLength: 2, maxLength: 8 });

/** The share of each market, when each names the others. */
const shares = (vols: readonly number[], correlations?: readonly (readonly number[])[]): number[] =>
  vols.map((own, at) => {
    // Its own row and column come first.
    const order = [at, ...vols.keys().filter((index) => index !== at)];
    const mine = correlations && { correlations: order.map((i) => order.map((j) => correlations[i]![j]!)) };
    const peers = order.slice(1).map((index) => vols[index]!);
    return riskParityShare(parity(peers, mine), aBar(own));
  });

const keepsParity = (share: (vols: readonly number[]) => number[]) =>
  fc.property(markets, (vols) => {
    const found = share(vols);
    const risks = found.map((part, index) => part * vols[index]!);
    return Math.max(...found) <= 1 && risks.every((risk) => Math.abs(risk / risks[0]! - 1) < 1e-9);
  });

test('markets that each name the others put the same risk into their positions, and none borrows', () => {
  fc.assert(keepsParity(shares), RUNS);
});

test('control: equal shares are caught', () => {
  expect(
    fc.check(
      keepsParity((vols) => vols.map(() => 0.5)),
      RUNS,
    ).failed,
  ).toBe(true);
});

test('with correlations the risks that the positions contribute are the same, also of those that go together', () => {
  const loading = fc.integer({ min: -90, max: 90 }).map((percent) => percent / 100);
  const correlated = fc.array(fc.record({ own: vol, loading }), { minLength: 2, maxLength: 6 }).map((assets) => ({
    vols: assets.map(({ own }) => own),
    // One common factor: positive definite, for no loading is 1.
    correlations: assets.map((one, i) => assets.map((other, j) => (i === j ? 1 : one.loading * other.loading))),
  }));
  fc.assert(
    fc.property(correlated, ({ vols, correlations }) => {
      const found = shares(vols, correlations);
      const risks = found.map((part, index) => part * vols[index]!);
      const contributions = risks.map((risk, i) =>
        risks.reduce((sum, other, j) => sum + risk * other * correlations[i]![j]!, 0),
      );
      for (const one of contributions) expect(one / contributions[0]!).toBeCloseTo(1, 7);
      expect(Math.max(...found)).toBeCloseTo(1, 9);
    }),
    { seed: 1, numRuns: 10_000 },
  );
});
