import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import type { RiskLimits } from '../../../../actors/domain/risk/limit-value.ts';
import { METRICS } from '../../../../actors/domain/risk/metric-catalog.ts';
import { DEFAULT_RULES } from '../../../../actors/domain/risk/rule-defaults.ts';
import {
  evaluateRules,
  throttleInForce,
  type Excursion,
  type RuleFacts,
  type RuleFiring,
} from '../../../../actors/domain/risk/rule-evaluation.ts';
import type { ActionRule, RuleCondition } from '../../../../actors/domain/risk/rule.ts';
import { isRefuted, MANY } from './arbitraries.ts';

const T0 = Date.UTC(2024, 0, 1);

const aRule = (condition: Partial<RuleCondition> = {}, overrides: Partial<ActionRule> = {}): ActionRule => ({
  id: 'r1',
  title: 'a rule',
  enabled: true,
  scope: { kind: 'platform' },
  condition: { metric: 'portfolioHeat', operator: '>', value: 2, ...condition },
  actions: [{ kind: 'warn' }],
  ...overrides,
});

const factsAt = (at: number, readings: RuleFacts['readings'], limits: RiskLimits = {}): RuleFacts => ({
  scope: { kind: 'account', id: 'a1' },
  subject: { user: 'alice', account: 'a1' },
  at,
  limits,
  readings,
});

const heat = (value: number) => ({ portfolioHeat: [{ of: '', value }] });

/** Evaluates one set of readings after the other, a second apart, and gives what fired at each. */
function play(rules: readonly ActionRule[], steps: readonly RuleFacts['readings'][], limits: RiskLimits = {}) {
  let excursions: readonly Excursion[] = [];
  return steps.map((readings, index) => {
    const evaluation = evaluateRules(rules, factsAt(T0 + index * 1_000, readings, limits), excursions);
    // It is saved in between, as JSON.
    excursions = JSON.parse(JSON.stringify(evaluation.excursions)) as Excursion[];
    return evaluation;
  });
}

const firedIn = (evaluations: ReturnType<typeof play>): (readonly RuleFiring[])[] =>
  evaluations.map((it) => it.firings);
const counts = (evaluations: ReturnType<typeof play>): number[] =>
  firedIn(evaluations).map((firings) => firings.length);

describe('the rules that Troupe comes with', () => {
  const firings = (readings: RuleFacts['readings']) =>
    evaluateRules(DEFAULT_RULES, factsAt(T0, readings), []).firings.map(({ of, actions }) => ({ of, actions }));

  it('halve new sizes above a heat of 15 %', () => {
    expect(firings(heat(0.15))).toEqual([]);
    expect(firings(heat(0.151))).toEqual([{ of: '', actions: [{ kind: 'throttle', sizeFactor: 0.5 }] }]);
  });

  it('close everything once the daily loss is above its limit', () => {
    expect(firings({ dailyLossOfLimit: [{ of: '', value: 1 }] })).toEqual([]);
    expect(firings({ dailyLossOfLimit: [{ of: '', value: decimal('1.0000000001') }] })).toEqual([
      { of: '', actions: [{ kind: 'flatten', of: 'scope' }] },
    ]);
  });

  it('close the smaller of two positions that are correlated above 0.8, once a pair', () => {
    const pair = (of: string, value: number) => ({ of, value, inputs: { smaller: of.slice(-1) } });
    const [first, second] = play(DEFAULT_RULES, [
      { correlation: [pair('A|B', 0.81), pair('A|C', 0.8)] },
      { correlation: [pair('A|B', 0.9), pair('A|C', 0.85)] },
    ]);
    expect(first?.firings).toMatchObject([
      { of: 'A|B', inputs: { smaller: 'B' }, actions: [{ kind: 'flatten', of: 'smaller-of-pair' }] },
    ]);
    expect(second?.firings).toMatchObject([{ of: 'A|C' }]);
  });

  it('tighten stops above twice the average volatility, and pause entries 15 minutes for high-impact news', () => {
    expect(firings({ volatilityRatio: [{ of: 'ACME', value: 2 }], newsImpact: [{ of: 'NFP', value: 2 }] })).toEqual([]);
    expect(firings({ volatilityRatio: [{ of: 'ACME', value: 2.1 }], newsImpact: [{ of: 'NFP', value: 3 }] })).toEqual([
      { of: 'ACME', actions: [{ kind: 'tighten-stops', volatilities: 2 }] },
      { of: 'NFP', actions: [{ kind: 'pause', ms: 900_000 }] },
    ]);
  });

  it('warn at 80 % of each limit', () => {
    expect(
      firings({
        usageOfLimit: [
          { of: 'maxDrawdown', value: 0.8 },
          { of: 'maxOpenOrders', value: 0.79 },
          { of: 'maxDailyLoss', value: Infinity },
        ],
      }),
    ).toEqual([
      { of: 'maxDrawdown', actions: [{ kind: 'warn' }] },
      { of: 'maxDailyLoss', actions: [{ kind: 'warn' }] },
    ]);
  });

  it('look at metrics that say what they are', () => {
    for (const { title, meaning } of Object.values(METRICS)) {
      expect(title).toMatch(/^[A-Z]/);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('a rule', () => {
  it('makes a firing with all that led to it, for its row', () => {
    const rule = aRule({ metric: 'dailyLoss', value: { limit: 'maxDailyLoss', times: 0.5 }, for: 1_000 });
    const loss = { dailyLoss: [{ of: '', value: decimal('51.5'), inputs: { equity: '948.5' } }] };
    const firings = firedIn(play([rule], [loss, loss], { maxDailyLoss: decimal(100) })).flat();
    expect(firings).toEqual([
      {
        ...{ rule: 'r1', title: 'a rule', scope: 'account:a1', of: '', at: T0 + 1_000, since: T0 },
        ...{ metric: 'dailyLoss', operator: '>', value: decimal('51.5'), threshold: decimal(50) },
        ...{ inputs: { equity: '948.5' }, actions: [{ kind: 'warn' }] },
      },
    ]);
    expect(counts(play([rule], [loss, loss], {}))).toEqual([0, 0]);
  });

  it('begins anew where its condition broke off before it was due', () => {
    const rule = aRule({ for: 2_000 });
    expect(counts(play([rule], [3, 3, 1, 3, 3, 3, 3].map(heat)))).toEqual([0, 0, 0, 0, 0, 1, 0]);
  });

  it('holds down to its rearm value, so that a flutter fires once', () => {
    const values = [3, 2, 3, 1.5, 3, 1, 3].map(heat);
    expect(counts(play([aRule()], values))).toEqual([1, 0, 1, 0, 1, 0, 1]);
    expect(counts(play([aRule({ rearm: 1 })], values))).toEqual([1, 0, 0, 0, 0, 0, 1]);
  });

  it('neither fires nor ends while its metric is unknown', () => {
    const steps = [heat(3), {}, heat(Number.NaN), heat(3)];
    expect(counts(play([aRule()], steps))).toEqual([1, 0, 0, 0]);
    expect(counts(play([aRule()], [{}, heat(Number.NaN)]))).toEqual([0, 0]);
  });

  it('ends with what it was about: a pair that is no longer held may fire again when it is', () => {
    const pair = { correlation: [{ of: 'A|B', value: 3 }] };
    const played = play([aRule({ metric: 'correlation' })], [pair, { correlation: [] }, pair]);
    expect(counts(played)).toEqual([1, 0, 1]);
    expect(played.map(({ ended }) => ended.length)).toEqual([0, 1, 0]);
  });

  it('watches only what its scope covers, and nothing while it is off', () => {
    const of = (id: string) => aRule({}, { scope: { kind: 'user', id } });
    expect(counts(play([of('alice')], [heat(3)]))).toEqual([1]);
    expect(counts(play([of('bob')], [heat(3)]))).toEqual([0]);
    expect(counts(play([aRule({}, { enabled: false })], [heat(3)]))).toEqual([0]);
  });

  it('throttles while it lasts: of several the smallest factor and rate are in force', () => {
    const throttle = (id: string, value: number, sizeFactor: number, ratePerMinute?: number): ActionRule =>
      aRule({ value }, { id, actions: [{ kind: 'throttle', sizeFactor, ...(ratePerMinute && { ratePerMinute }) }] });
    const rules = [throttle('a', 1, 0.5), throttle('b', 2, 0.25, 30), throttle('c', 3, 1, 10)];
    const inForce = play(rules, [heat(1), heat(2), heat(3), heat(4), heat(2)]).map(({ excursions }) =>
      throttleInForce(rules, excursions),
    );
    expect(inForce).toEqual([
      { sizeFactor: 1 },
      { sizeFactor: 0.5 },
      { sizeFactor: 0.25, ratePerMinute: 30 },
      { sizeFactor: 0.25, ratePerMinute: 10 },
      { sizeFactor: 0.5 },
    ]);
  });
});

interface Sample {
  readonly at: number;
  readonly value: number;
}

const samples: fc.Arbitrary<Sample[]> = fc
  .array(
    fc.record({
      after: fc.integer({ min: 0, max: 4 }),
      value: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0, max: 4 }) },
        { weight: 1, arbitrary: fc.constant(NaN) },
      ),
    }),
    { maxLength: 30 },
  )
  .map((steps) => {
    let at = T0;
    return steps.map(({ after, value }) => ({ at: (at += after), value }));
  });

/** Times at which a rule `> 2` must fire, one for each excursion, found by looking ahead in the samples. */
function expected(all: readonly Sample[], holdsAbove: number, forMs: number): number[] {
  const known = all.filter(({ value }) => !Number.isNaN(value));
  const fired: number[] = [];
  for (let begin = 0; begin < known.length;) {
    if (known[begin]!.value <= 2) {
      begin += 1;
      continue;
    }
    const due = known.findIndex(({ at }, index) => index >= begin && at - known[begin]!.at >= forMs);
    const breaks = known.findIndex(({ value }, index) => index > begin && value <= 2);
    if (due < 0) break;
    if (breaks >= 0 && breaks <= due) {
      begin = breaks;
      continue;
    }
    fired.push(known[due]!.at);
    const over = known.findIndex(({ value }, index) => index > due && value <= holdsAbove);
    if (over < 0) break;
    begin = over;
  }
  return fired;
}

type Evaluate = typeof evaluateRules;
const firesOnce = (evaluate: Evaluate) =>
  fc.property(samples, fc.constantFrom(2, 1, 0), fc.constantFrom(0, 3, 6), (all, holdsAbove, forMs) => {
    const rule = aRule({ for: forMs, rearm: holdsAbove });
    let excursions: readonly Excursion[] = [];
    const fired = all.flatMap(({ at, value }) => {
      const evaluation = evaluate([rule], factsAt(at, heat(value)), excursions);
      excursions = evaluation.excursions;
      return evaluation.firings.map((firing) => firing.at);
    });
    expect(fired).toEqual(expected(all, holdsAbove, forMs));
  });

describe('an excursion', () => {
  it('fires its rule exactly once, whatever is measured', () => fc.assert(firesOnce(evaluateRules), MANY));

  it('[control] rules that forget what has fired are caught', () => {
    const forgetful: Evaluate = (rules, facts, excursions) =>
      evaluateRules(
        rules,
        facts,
        excursions.map((excursion) => ({ ...excursion, fired: false })),
      );
    expect(isRefuted(firesOnce(forgetful))).toBe(true);
  });

  it('[control] rules that take what is unknown for false are caught', () => {
    const hasty: Evaluate = (rules, facts, excursions) =>
      Number.isNaN(facts.readings.portfolioHeat?.[0]?.value)
        ? { firings: [], ended: excursions, excursions: [] }
        : evaluateRules(rules, facts, excursions);
    expect(isRefuted(firesOnce(hasty))).toBe(true);
  });
});
