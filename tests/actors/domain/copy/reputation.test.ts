import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPUTATION_FIGURES, reputationOf, type ReputationInput } from '../../../../actors/domain/copy/reputation.ts';
import { decimal, ZERO } from '../../../../actors/domain/decimal.ts';
import { T0 } from '../../../support/domain-builders.ts';

const DAY = 86_400_000;
const at = (days: number): number => T0 + days * DAY;
const equity = (...points: readonly (readonly [days: number, value: number | string])[]): ReputationInput['equity'] =>
  points.map(([days, value]) => ({ time: at(days), equity: decimal(value) }));
const trade = (pnl: number, day = 1) => ({ pnl: decimal(pnl), exitTime: at(day), mae: null, mfe: null });

const record = (overrides: Partial<ReputationInput> = {}): ReputationInput => ({
  equity: equity([0, 1_000], [1, 1_100]),
  trades: [],
  fills: [{ time: at(0.5) }],
  basis: '24/7',
  followers: { count: 0, assets: ZERO },
  copies: [],
  divergences: [],
  now: at(1_000),
  ...overrides,
});

describe('a track record', () => {
  // Day 1: 1100 ÷ 1000. Day 2: (1945 − 900 paid in) ÷ 1100 = 0.95. Day 3: 2139.5 ÷ 1945 = 1.1. Day 4: (1139.5 + 1000 paid out) ÷ 2139.5 = 1.
  const withFlows = record({
    equity: equity([0, 1_000], [1, 1_100], [2, 1_945], [3, '2139.5'], [4, '1139.5']),
    flows: [
      { time: at(1.5), amount: decimal(900) },
      { time: at(4), amount: decimal(-1_000) },
    ],
  });

  it('takes neither a deposit for a gain nor a withdrawal for a loss', () => {
    const { curve, totalReturn, maxDrawdown } = reputationOf(withFlows);
    expect(curve.map(({ time }) => time)).toEqual([0, 1, 2, 3, 4].map(at));
    for (const [index, value] of [0, 0.1, 0.045, 0.1495, 0.1495].entries()) {
      expect(curve[index]!.return).toBeCloseTo(value, 12);
    }
    for (const [index, value] of [0, 0, -0.05, 0, 0].entries()) {
      expect(curve[index]!.drawdown).toBeCloseTo(value, 12);
    }
    expect(totalReturn).toBeCloseTo(0.1495, 12);
    expect(maxDrawdown).toBeCloseTo(0.05, 12);
  });

  it('has Sharpe and Sortino by the conventions of METRICS, with the year of its market', () => {
    // Returns 0.1, −0.05, 0.1, 0: mean 0.0375, sample deviation √(0.016875 ÷ 3) = 0.075, downside √(0.0025 ÷ 4) = 0.025.
    const { sharpe, sortino, periodsPerYear } = reputationOf(withFlows);
    expect(sharpe).toBeCloseTo(0.5 * Math.sqrt(365), 9);
    expect(sortino).toBeCloseTo(1.5 * Math.sqrt(365), 9);
    expect(periodsPerYear).toBe(365);
    expect(reputationOf({ ...withFlows, basis: 'sessions' }).sortino).toBeCloseTo(1.5 * Math.sqrt(252), 9);
    expect(REPUTATION_FIGURES.sharpe.convention).toContain('risk-free rate 0');
    expect(REPUTATION_FIGURES.sortino.convention).toContain('downside over all days');
  });

  it('begins with the last equity before the first fill: waiting is no record', () => {
    const idle = equity([0, 1_000], [50, 2_000], [60, 2_000], [61, 2_200], [70, 2_200]);
    const { curve, days, totalReturn } = reputationOf(record({ equity: idle, fills: [{ time: at(60.5) }] }));
    expect(curve[0]).toEqual({ time: at(60), return: 0, drawdown: 0 });
    expect(totalReturn).toBeCloseTo(0.1, 12);
    expect(days).toBe(9.5);
  });

  it('is empty before the first fill, without equity, and all figures of it unknown', () => {
    for (const nothing of [record({ fills: [] }), record({ equity: [] }), record({ now: at(-1) })]) {
      expect(reputationOf(nothing)).toMatchObject({
        ...{ curve: [], totalReturn: null, maxDrawdown: 0, sharpe: null, sortino: null, days: 0, consistency: null },
        ...{ trades: 0, winRate: null, profitFactor: null, averageSlippage: null, copiedShare: null, divergence: null },
        verdict: { kind: 'too-young', because: '0 of 30 days, 0 of 30 trades' },
      });
    }
  });

  it('stays lost once equity is gone, whatever is paid in afterwards', () => {
    const gone = record({
      equity: equity([0, 1_000], [1, -100], [2, 5_000], [3, 6_000]),
      flows: [{ time: at(1.5), amount: decimal(5_100) }],
    });
    const { curve, totalReturn, maxDrawdown, sharpe, sortino } = reputationOf(gone);
    expect(curve.map((point) => point.return)).toEqual([0, -1.1, -1.1, -1.1]);
    expect({ totalReturn, maxDrawdown, sharpe, sortino }).toEqual({
      ...{ totalReturn: -1.1, maxDrawdown: 1.1, sharpe: null, sortino: null },
    });
  });

  it('counts the calendar months that ended above where they began, midnight closing the month before', () => {
    // January +10 %, February 0, March +10 %, half of April −1.
    const months = equity([0, 100], [31, 110], [60, 110], [91, 121], [105, 120]);
    expect(reputationOf(record({ equity: months })).consistency).toBe(0.5);
    expect(reputationOf(record({ equity: months, now: at(91) })).consistency).toBeCloseTo(2 / 3, 12);
  });
});

describe('trades', () => {
  it('give win rate and profit factor after commission, those that ended by now alone', () => {
    const trades = [trade(30), trade(10), trade(-20), trade(1_000, 5)];
    expect(reputationOf(record({ trades, now: at(2) }))).toMatchObject({ trades: 3, profitFactor: 2, winRate: 2 / 3 });
    expect(reputationOf(record({ trades: [trade(5)] })).profitFactor).toBeNull();
  });
});

describe('followers', () => {
  const copy = (side: 'BUY' | 'SELL', providerPrice: number, price: number, wanted: number, ordered: number) => ({
    side,
    ...{ providerPrice: decimal(providerPrice), price: decimal(price) },
    ...{ wanted: decimal(wanted), ordered: decimal(ordered) },
  });
  const copies = [
    copy('BUY', 100, 101, 4, 2), // costs 2 more than 200
    copy('SELL', 200, 199, -1, -1), // 1 less than 200
    copy('BUY', 100, 99, 1, 1), // 1 less to pay than 100
    copy('BUY', 100, 150, 3, 0), // skipped
  ];

  it('pay worse prices than the provider, weighted by what they traded', () => {
    expect(reputationOf(record({ copies })).averageSlippage).toBeCloseTo(2 / 500, 12);
    const mirrored = copies.map((each) => ({
      ...each,
      side: each.side === 'BUY' ? ('SELL' as const) : ('BUY' as const),
    }));
    expect(reputationOf(record({ copies: mirrored })).averageSlippage).toBeCloseTo(-2 / 500, 12);
  });

  it('copy a share of what is asked for', () => {
    // Wanted 400 + 200 + 100 + 300, ordered 200 + 200 + 100.
    expect(reputationOf(record({ copies })).copiedShare).toBe(0.5);
  });

  it('are as far from their targets as they would have to trade', () => {
    const pairs = [
      [10, 10],
      [10, 5],
      [0, 0],
      [4, -4],
      [0, 3],
    ];
    const divergences = pairs.map(([target, held]) => ({ target: decimal(target!), held: decimal(held!) }));
    // 0, ½, 0, 2, 1.
    expect(reputationOf(record({ divergences })).divergence).toBe(0.7);
  });

  it('are counted with what they have allocated', () => {
    const followers = { count: 3, assets: decimal('1234.56') };
    const { followers: count, assets } = reputationOf(record({ followers }));
    expect([count, String(assets)]).toEqual([3, '1234.56']);
  });
});

describe('the verdict', () => {
  const trades = Array.from({ length: 30 }, () => trade(1));
  const daily = (values: readonly number[]) => equity(...values.map((value, day) => [day, value] as const));

  it('judges thirty days and trades, from the figures beside it', () => {
    // Up 2 %, down 1 %, in turn: mean 0.005, downside √(0.0001 ÷ 2), Sortino over 3.
    let value = 1_000;
    const curve = daily([1_000, ...Array.from({ length: 32 }, (_, day) => (value *= day % 2 === 0 ? 1.02 : 0.99))]);
    const { verdict, days, maxDrawdown } = reputationOf(record({ equity: curve, trades }));
    expect(days).toBe(31.5);
    expect(maxDrawdown).toBeCloseTo(0.01, 9);
    // January ends higher, the one day of February is a losing one; nobody copies.
    const points = { sortino: 1, drawdown: 0.98, consistency: 0.5, slippage: 0.5, length: 1.5 / 700 };
    expect(verdict.kind).toBe('judged');
    if (verdict.kind !== 'judged') return;
    for (const part of verdict.parts) expect(part.points).toBeCloseTo(points[part.name], 9);
    expect(verdict.score).toBeCloseTo(0.3 + 0.245 + 0.1 + 0.075 + 0.15 / 700, 9);
  });

  it('does not take a record without a losing day for an unknown one, nor one that does nothing for a good one', () => {
    const pointsOf = (values: readonly number[]) => {
      const { sortino, verdict } = reputationOf(record({ equity: daily(values), trades }));
      expect(sortino).toBeNull();
      return verdict.kind === 'judged' ? verdict.parts[0]!.points : undefined;
    };
    expect(pointsOf(Array.from({ length: 40 }, (_, day) => 1_000 + day))).toBe(1);
    expect(pointsOf(Array.from({ length: 40 }, () => 1_000))).toBe(0);
    expect(pointsOf(Array.from({ length: 40 }, (_, day) => (day < 5 ? 1_000 : -1)))).toBe(0);
  });
});

describe('any record', () => {
  interface Step {
    /** Equity after ÷ before, thousandths. */
    readonly growth: number;
    readonly flow: number;
    readonly hours: number;
  }
  const step = fc.record<Step>({
    growth: fc.integer({ min: 500, max: 1_600 }),
    flow: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 })),
    hours: fc.integer({ min: 1, max: 400 }),
  });
  const steps = fc.array(step, { minLength: 1, maxLength: 12 });
  const runs = { numRuns: 10_000 };

  /** The same trading once alone and once with money paid in at the end of each step. */
  function bothOf(list: readonly Step[]) {
    const alone = [{ time: T0, equity: decimal(1_000) }];
    const paid = [...alone];
    const flows: { time: number; amount: ReturnType<typeof decimal> }[] = [];
    let time = T0;
    for (const { growth, flow, hours } of list) {
      time += hours * 3_600_000;
      alone.push({ time, equity: alone.at(-1)!.equity.mul(growth).div(1_000) });
      paid.push({ time, equity: paid.at(-1)!.equity.mul(growth).div(1_000).add(flow) });
      flows.push({ time, amount: decimal(flow) });
    }
    const fills = [{ time: T0 + 1 }];
    return { alone: record({ equity: alone, fills }), paid: record({ equity: paid, flows, fills }), end: time };
  }
  const sameReturn = (judge: typeof reputationOf) =>
    fc.property(steps, (list) => {
      const { alone, paid } = bothOf(list);
      const [left, right] = [judge(alone), judge(paid)];
      expect(right.totalReturn).toBeCloseTo(left.totalReturn!, 6);
      expect(right.maxDrawdown).toBeCloseTo(left.maxDrawdown, 9);
      expect(right.consistency).not.toBeNull();
    });

  it('has the return of its trading alone, whatever is paid in', () => {
    fc.assert(sameReturn(reputationOf), runs);
  });

  it('is caught when what is paid in counts as return', () => {
    const blind: typeof reputationOf = (input) => reputationOf({ ...input, flows: [] });
    expect(fc.check(sameReturn(blind), runs).failed).toBe(true);
  });

  const pointwise = (judge: typeof reputationOf) =>
    fc.property(steps, (list) => {
      const { paid, end } = bothOf(list);
      const whole = judge(paid);
      expect(whole.curve.every((point) => point.drawdown <= 0 && point.drawdown >= -1 && point.return > -1)).toBe(true);
      expect(Math.min(...whole.curve.map((point) => point.drawdown))).toBeCloseTo(-whole.maxDrawdown, 12);
      expect(whole.consistency).toBeGreaterThanOrEqual(0);
      expect(whole.consistency).toBeLessThanOrEqual(1);
      // What comes later is not known yet.
      const later = { ...paid, equity: [...paid.equity, { time: end + DAY, equity: decimal(7) }], now: end };
      expect(judge({ ...later, trades: [trade(5, 100_000)] })).toEqual(whole);
    });

  it('never stands above its peak, has the deepest point of its curve as max drawdown, and knows nothing of the future', () => {
    fc.assert(pointwise(reputationOf), runs);
  });

  it('is caught when it looks ahead, or draws falls upwards', () => {
    const ahead: typeof reputationOf = (input) => reputationOf({ ...input, now: Infinity });
    const upwards: typeof reputationOf = (input) => {
      const judged = reputationOf(input);
      return { ...judged, curve: judged.curve.map((point) => ({ ...point, drawdown: -point.drawdown })) };
    };
    expect(fc.check(pointwise(ahead), runs).failed).toBe(true);
    expect(fc.check(pointwise(upwards), runs).failed).toBe(true);
  });

  const amount = fc.integer({ min: -50, max: 50 }).map(decimal);
  it('diverges between nothing and twice what is held, nothing only where all are at their targets', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ target: amount, held: amount }), { minLength: 1 }), (divergences) => {
        const { divergence } = reputationOf(record({ divergences }));
        expect(divergence).toBeGreaterThanOrEqual(0);
        expect(divergence).toBeLessThanOrEqual(2);
        expect(divergence === 0).toBe(divergences.every(({ target, held }) => target.eq(held)));
      }),
      runs,
    );
  });
});
