import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MIN_DAYS,
  MIN_TRADES,
  rank,
  type Rankable,
  SCORE_PARTS,
  type ScoreFigures,
  scoreOf,
  type ScorePartName,
  type Verdict,
  verdictOf,
} from '../../../../actors/domain/copy/ranking.ts';

const NAMES = Object.keys(SCORE_PARTS) as ScorePartName[];
const BEST: ScoreFigures = { sortino: 3, drawdown: 0, consistency: 1, slippage: 0, length: 730 };
const WORST: ScoreFigures = { sortino: 0, drawdown: 0.5, consistency: 0, slippage: 0.005, length: 30 };

describe('the score', () => {
  it('is worked out by hand from the table', () => {
    // 1.5 of 3; (0.5 − 0.1) of 0.5; 0.75; (0.005 − 0.001) of 0.005; (380 − 30) of 700.
    const { score, parts } = scoreOf({ sortino: 1.5, drawdown: 0.1, consistency: 0.75, slippage: 0.001, length: 380 });
    expect(parts.map(({ name, weight }) => [name, weight])).toEqual([
      ['sortino', 30],
      ['drawdown', 25],
      ['consistency', 20],
      ['slippage', 15],
      ['length', 10],
    ]);
    for (const [index, points] of [0.5, 0.8, 0.75, 0.8, 0.5].entries()) {
      expect(parts[index]!.points).toBeCloseTo(points, 12);
    }
    for (const [index, share] of [0.15, 0.2, 0.15, 0.12, 0.05].entries()) {
      expect(parts[index]!.share).toBeCloseTo(share, 12);
    }
    expect(score).toBeCloseTo(0.67, 12);
  });

  it('is 1 at the best of everything, 0 at the worst, and neither more nor less beyond', () => {
    expect(scoreOf(BEST).score).toBe(1);
    expect(scoreOf(WORST).score).toBe(0);
    expect(scoreOf({ sortino: 9, drawdown: -1, consistency: 2, slippage: -0.01, length: 9_000 }).score).toBe(1);
    expect(scoreOf({ sortino: -9, drawdown: 1.2, consistency: -1, slippage: 1, length: 0 }).score).toBe(0);
  });

  it('gives the unknown no points, and half of them to a provider whom nobody has copied', () => {
    const unknown = scoreOf({ sortino: null, drawdown: null, consistency: null, slippage: null, length: null });
    expect(unknown.parts.map(({ points }) => points)).toEqual([0, 0, 0, 0.5, 0]);
    expect(unknown.score).toBeCloseTo(0.075, 12);
    expect(unknown.parts[0]!.value).toBeNull();
    expect(scoreOf({ ...BEST, sortino: NaN }).score).toBeCloseTo(0.7, 12);
  });
});

describe('the score for any record', () => {
  const figure: Record<ScorePartName, fc.Arbitrary<number>> = {
    sortino: fc.double({ min: -5, max: 10, noNaN: true }),
    drawdown: fc.double({ min: 0, max: 1.5, noNaN: true }),
    consistency: fc.double({ min: 0, max: 1, noNaN: true }),
    slippage: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
    length: fc.double({ min: 0, max: 3_000, noNaN: true }),
  };
  const figures = fc.record({
    sortino: fc.option(figure.sortino),
    drawdown: fc.option(figure.drawdown),
    consistency: fc.option(figure.consistency),
    slippage: fc.option(figure.slippage),
    length: fc.option(figure.length),
  });
  const improved = fc
    .constantFrom(...NAMES)
    .chain((name) => fc.record({ name: fc.constant(name), figures, one: figure[name], other: figure[name] }));
  type Score = (figures: ScoreFigures) => number;

  const withinBounds = (score: Score) =>
    fc.property(figures, (any) => {
      const value = score(any);
      return value >= 0 && value <= 1;
    });
  const monotonic = (score: Score) =>
    fc.property(improved, ({ name, figures: rest, one, other }) => {
      const isHigherBetter = SCORE_PARTS[name].best > SCORE_PARTS[name].worst;
      const [worse, better] = one < other === isHigherBetter ? [one, other] : [other, one];
      return score({ ...rest, [name]: worse }) <= score({ ...rest, [name]: better });
    });
  const runs = { numRuns: 10_000 };
  const score: Score = (any) => scoreOf(any).score;

  it('lies within 0 and 1, never falls when one figure gets better, and is the sum of its parts', () => {
    fc.assert(withinBounds(score), runs);
    fc.assert(monotonic(score), runs);
    fc.assert(
      fc.property(figures, (any) => {
        const { score: total, parts } = scoreOf(any);
        expect(parts.every(({ points }) => points >= 0 && points <= 1)).toBe(true);
        expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(total, 12);
      }),
      runs,
    );
  });

  it('is caught without the cut-off, and with slippage taken the wrong way round', () => {
    const uncut: Score = (any) =>
      NAMES.reduce((sum, name) => {
        const { worst, best, weight } = SCORE_PARTS[name];
        return sum + (weight * ((any[name] ?? worst) - worst)) / (best - worst) / 100;
      }, 0);
    const inverted: Score = (any) => score({ ...any, slippage: any.slippage === null ? null : -any.slippage });
    expect(fc.check(withinBounds(uncut), runs).failed).toBe(true);
    expect(fc.check(monotonic(inverted), runs).failed).toBe(true);
  });
});

describe('a verdict', () => {
  it('needs thirty days and thirty trades, and says what is lacking', () => {
    expect([MIN_DAYS, MIN_TRADES]).toEqual([30, 30]);
    expect(verdictOf(29.99, 30, BEST)).toEqual({ kind: 'too-young', because: '29 of 30 days' });
    expect(verdictOf(30, 29, BEST)).toEqual({ kind: 'too-young', because: '29 of 30 trades' });
    expect(verdictOf(12.5, 8, BEST)).toEqual({ kind: 'too-young', because: '12 of 30 days, 8 of 30 trades' });
    expect(verdictOf(30, 30, BEST)).toMatchObject({ kind: 'judged', score: 1 });
    expect(verdictOf(NaN, 30, BEST).kind).toBe('too-young');
  });
});

describe('the ranking', () => {
  const judged = (id: string, score: number): Rankable => ({ id, verdict: { kind: 'judged', score, parts: [] } });
  const young = (id: string): Rankable => ({ id, verdict: { kind: 'too-young', because: '1 of 30 days' } });

  it('puts the best first, lets equals share a place, and keeps the too young apart', () => {
    const { ranked, tooYoung } = rank([
      young('z'),
      judged('d', 0.2),
      judged('c', 0.5),
      judged('a', 0.9),
      judged('b', 0.5),
      young('y'),
    ]);
    expect(ranked.map(({ place, score, provider }) => `${place} ${provider.id} ${score}`)).toEqual([
      '1 a 0.9',
      '2 b 0.5',
      '2 c 0.5',
      '4 d 0.2',
    ]);
    expect(tooYoung.map(({ id }) => id)).toEqual(['y', 'z']);
    expect(rank([])).toEqual({ ranked: [], tooYoung: [] });
  });

  const verdict: fc.Arbitrary<Verdict> = fc.oneof(
    fc.constant<Verdict>({ kind: 'too-young', because: '0 of 30 days' }),
    fc.integer({ min: 0, max: 10 }).map<Verdict>((tenths) => ({ kind: 'judged', score: tenths / 10, parts: [] })),
  );
  const providers = fc
    .array(verdict, { maxLength: 12 })
    .map((verdicts) => verdicts.map((each, index) => ({ id: `p${String(index).padStart(2, '0')}`, verdict: each })));
  const shuffled = providers.chain((list) =>
    fc.record({ list: fc.constant(list), other: fc.shuffledSubarray(list, { minLength: list.length }) }),
  );

  const sound = (ranking: typeof rank) =>
    fc.property(shuffled, ({ list, other }) => {
      const { ranked, tooYoung } = ranking(list);
      expect(ranking(other)).toEqual({ ranked, tooYoung });
      expect([...ranked.map(({ provider }) => provider.id), ...tooYoung.map(({ id }) => id)].sort()).toEqual(
        list.map(({ id }) => id),
      );
      expect(tooYoung.every((each) => each.verdict.kind === 'too-young')).toBe(true);
      for (const { place, score } of ranked) {
        expect(place).toBe(1 + ranked.filter((each) => each.score > score).length);
      }
    });

  it('has each provider once, gives a place by who is better alone, whatever order they come in', () => {
    fc.assert(sound(rank), { numRuns: 10_000 });
  });

  it('is caught when the too young are ranked last, or equals in the order they come in', () => {
    const ranksAll: typeof rank = (list) => {
      const { ranked, tooYoung } = rank(list);
      return {
        ranked: [...ranked, ...tooYoung.map((provider) => ({ place: ranked.length + 1, score: 0, provider }))],
        tooYoung,
      };
    };
    const asTheyCome: typeof rank = (list) => {
      const { ranked, tooYoung } = rank(list);
      const order = ranked.toSorted(
        (left, right) => right.score - left.score || list.indexOf(left.provider) - list.indexOf(right.provider),
      );
      return { ranked: order, tooYoung };
    };
    expect(fc.check(sound(ranksAll), { numRuns: 1_000 }).failed).toBe(true);
    expect(fc.check(sound(asTheyCome), { numRuns: 1_000 }).failed).toBe(true);
  });
});
