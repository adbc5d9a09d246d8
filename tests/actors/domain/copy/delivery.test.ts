import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageSlippage, type CopiedPrice, copySlippage } from '../../../../actors/domain/copy/copy-slippage.ts';
import { type CopyRow, type Delivery, deliveryOf } from '../../../../actors/domain/copy/delivery.ts';
import { decimal, ZERO } from '../../../../actors/domain/decimal.ts';

const row = (overrides: Partial<CopyRow> = {}): CopyRow => ({
  ...{ outcome: 'copied', reason: null, denied: null, latencyMs: 10 },
  ...{ ordered: decimal(2), filledQuantity: decimal(2), providerPrice: decimal(100), fillPrice: decimal(100) },
  ...overrides,
});
const NOTHING = { ordered: ZERO, filledQuantity: ZERO, fillPrice: null };
const skipped = (reason: CopyRow['reason']): CopyRow => row({ outcome: 'skipped', reason, ...NOTHING });

describe('a delivery', () => {
  it('counts every follower once, with why it skipped or reduced', () => {
    const rows = [
      row(),
      row({ ordered: decimal(-2) }),
      row({ outcome: 'reduced', reason: 'COPY_ABOVE_MAXIMUM' }),
      row({ filledQuantity: decimal(1) }),
      row({ outcome: 'reduced', reason: 'COPY_ABOVE_MAXIMUM', filledQuantity: ZERO, fillPrice: null }),
      row({ denied: 'GROSS_EXPOSURE_EXCEEDED: limit=5 value=6', filledQuantity: ZERO, fillPrice: null }),
      row({ denied: 'TRADING_HALTED', filledQuantity: ZERO, fillPrice: null }),
      skipped('PAUSED'),
      skipped('PAUSED'),
      skipped('COPY_SLIPPAGE_EXCEEDED'),
      skipped(null),
      row({ outcome: 'noted', ...NOTHING }),
    ];
    expect(deliveryOf(rows, 15)).toMatchObject({
      ...{ addressed: 15, reached: 12, filled: 2, reduced: 1, working: 2, skipped: 6, noted: 1 },
      skippedBy: {
        ...{ 'RISK_DENIED: GROSS_EXPOSURE_EXCEEDED': 1, 'RISK_DENIED: TRADING_HALTED': 1 },
        ...{ PAUSED: 2, COPY_SLIPPAGE_EXCEEDED: 1, UNSTATED: 1 },
      },
      reducedBy: { COPY_ABOVE_MAXIMUM: 1 },
    });
  });

  it('addresses those it reached when nobody says how many there should be, or fewer', () => {
    expect(deliveryOf([row()]).addressed).toBe(1);
    expect(deliveryOf([row(), row()], 1).addressed).toBe(2);
    expect(deliveryOf([], 4)).toMatchObject({ addressed: 4, reached: 0, latencyMs: null, slippage: null });
  });

  it('has latencies by nearest rank: a value that was measured, never one between', () => {
    const latencies = (values: readonly number[]) =>
      deliveryOf(values.map((latencyMs) => row({ latencyMs }))).latencyMs;
    expect(latencies([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
    expect(latencies([4, 1, 3, 2])).toEqual({ p50: 2, p95: 4, p99: 4 });
    // 700 × 99 ÷ 100 is 693, though 700 × 0.99 may not be.
    for (const count of [100, 300, 700, 1_900]) {
      const values = Array.from({ length: count }, (_, index) => count - index);
      expect(latencies(values)).toEqual({ p50: count * 0.5, p95: (count * 95) / 100, p99: (count * 99) / 100 });
    }
  });

  it('has the slippage of what is filled, sells the other way round, the mean by volume and p95 by copies', () => {
    const rows = [
      row({ fillPrice: decimal(101) }), // 2 more than 200: 1 %
      row({ ordered: decimal(-1), filledQuantity: decimal(1), providerPrice: decimal(200), fillPrice: decimal(199) }), // 1 of 200: ½ %
      row({ ordered: decimal(1), filledQuantity: decimal(1), fillPrice: decimal(99) }), // −1 of 100
      row({ filledQuantity: ZERO, fillPrice: null }),
      skipped('PAUSED'),
    ];
    const { slippage } = deliveryOf(rows);
    expect(slippage!.mean).toBeCloseTo(2 / 500, 12);
    expect(slippage!.p95).toBeCloseTo(0.01, 12);
    expect(deliveryOf([skipped('PAUSED')]).slippage).toBeNull();
    expect(deliveryOf([row({ providerPrice: ZERO })]).slippage).toBeNull();
  });
});

describe('any delivery', () => {
  const size = fc.integer({ min: 0, max: 20 }).map(decimal);
  const reason = fc.option(
    fc.constantFrom<NonNullable<CopyRow['reason']>>('PAUSED', 'SIGNAL_TOO_OLD', 'COPY_ABOVE_MAXIMUM'),
  );
  const rows = fc.array(
    fc.record<CopyRow>({
      outcome: fc.constantFrom('copied', 'reduced', 'skipped', 'noted'),
      reason,
      denied: fc.option(fc.constantFrom('TRADING_HALTED', 'LEVERAGE_EXCEEDED: limit=2'), { freq: 4 }),
      latencyMs: fc.integer({ min: 0, max: 5_000 }),
      ordered: fc.integer({ min: -20, max: 20 }).map(decimal),
      filledQuantity: size,
      providerPrice: fc.integer({ min: 1, max: 1_000 }).map(decimal),
      fillPrice: fc.option(fc.integer({ min: 1, max: 1_000 }).map(decimal)),
    }),
    { maxLength: 30 },
  );
  const runs = { numRuns: 10_000 };
  const total = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);

  const addsUp = (deliver: (rows: readonly CopyRow[], addressed: number) => Delivery) =>
    fc.property(rows, fc.nat(40), (list, more) => {
      const delivery = deliver(list, list.length + more);
      const { addressed, reached, filled, reduced, working, skipped: left, noted } = delivery;
      expect(addressed - reached).toBe(more);
      expect(filled + reduced + working + left + noted).toBe(reached);
      expect(total(delivery.skippedBy)).toBe(left);
      expect(total(delivery.reducedBy)).toBe(reduced);
    });

  it('adds up: addressed, reached and their outcomes, and the reasons of each', () => {
    fc.assert(addsUp(deliveryOf), runs);
  });

  it('is caught when a denied copy counts as filled too, or a reason is lost', () => {
    const twice: typeof deliveryOf = (list, addressed) => {
      const delivery = deliveryOf(list, addressed);
      const denied = list.filter((each) => each.outcome === 'copied' && each.denied !== null).length;
      return { ...delivery, filled: delivery.filled + denied };
    };
    const forgetful: typeof deliveryOf = (list, addressed) => {
      const delivery = deliveryOf(list, addressed);
      const { UNSTATED: _, ...skippedBy } = delivery.skippedBy;
      return { ...delivery, skippedBy };
    };
    expect(fc.check(addsUp(twice), runs).failed).toBe(true);
    expect(fc.check(addsUp(forgetful), runs).failed).toBe(true);
  });

  type Percentiles = (values: readonly number[]) => NonNullable<Delivery['latencyMs']>;
  const covers = (percentiles: Percentiles) =>
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 250 }), (values) => {
      const { p50, p95, p99 } = percentiles(values);
      for (const [value, percent] of [
        [p50, 50],
        [p95, 95],
        [p99, 99],
      ] as const) {
        expect(values).toContain(value);
        // At least so many are no larger, and fewer are smaller.
        expect(values.filter((each) => each <= value).length * 100).toBeGreaterThanOrEqual(percent * values.length);
        expect(values.filter((each) => each < value).length * 100).toBeLessThan(percent * values.length);
      }
    });

  it('has percentiles that are the smallest value to cover their share', () => {
    const percentiles: Percentiles = (values) => deliveryOf(values.map((latencyMs) => row({ latencyMs }))).latencyMs!;
    fc.assert(covers(percentiles), runs);
    const oneFurther: Percentiles = (values) => {
      const sorted = values.toSorted((left, right) => left - right);
      const of = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
      return { p50: of(0.5), p95: of(0.95), p99: of(0.99) };
    };
    expect(fc.check(covers(oneFurther), runs).failed).toBe(true);
  });

  const copies = fc.array(
    fc.record<CopiedPrice>({
      side: fc.constantFrom('BUY', 'SELL'),
      providerPrice: fc.integer({ min: 1, max: 1_000 }).map(decimal),
      price: fc.integer({ min: 1, max: 1_000 }).map(decimal),
      quantity: fc.integer({ min: -20, max: 20 }).map(decimal),
    }),
    { maxLength: 20 },
  );
  const between = (average: typeof averageSlippage) =>
    fc.property(copies, (list) => {
      const each = list.map(copySlippage).filter((slippage) => slippage !== null);
      const mean = average(list);
      expect(mean === null).toBe(each.length === 0);
      if (mean === null) return;
      expect(mean).toBeGreaterThanOrEqual(Math.min(...each) - 1e-9);
      expect(mean).toBeLessThanOrEqual(Math.max(...each) + 1e-9);
      const exact = list.reduce((sum, { side, price, providerPrice, quantity }) => {
        const worse = price.sub(providerPrice).mul(quantity.abs());
        return side === 'BUY' ? sum.add(worse) : sum.sub(worse);
      }, ZERO);
      const notional = list.reduce(
        (sum, { providerPrice, quantity }) => sum.add(providerPrice.mul(quantity).abs()),
        ZERO,
      );
      expect(mean).toBeCloseTo(exact.div(notional).toNumber(), 9);
    });

  it('has a mean slippage between its best and worst copy: the money lost over the money traded', () => {
    fc.assert(between(averageSlippage), runs);
  });

  it('is caught when the weights keep the sign of a sale', () => {
    const signed: typeof averageSlippage = (list) => {
      let cost = 0;
      let notional = 0;
      for (const copy of list) {
        const weight = copy.providerPrice.mul(copy.quantity).toNumber();
        cost += (copySlippage(copy) ?? 0) * weight;
        notional += weight;
      }
      return notional === 0 ? null : cost / notional;
    };
    expect(fc.check(between(signed), runs).failed).toBe(true);
  });
});
