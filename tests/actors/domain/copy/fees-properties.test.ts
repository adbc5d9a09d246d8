// A follower that earns and loses, is charged by words told in any order and more than once, crashes, leaves and follows again.
// Profit is what trading made, before fees: earning a fee back is profit (docs/fee-examples.md, 10).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCopy, NO_COPY, type CopyMemory } from '../../../../actors/domain/copy/copy-word.ts';
import { accrueDay, feesOf, type FeeStart } from '../../../../actors/domain/copy/fee-accrual.ts';
import type { FeeTerms } from '../../../../actors/domain/copy/fee-terms.ts';
import { markAtFollow } from '../../../../actors/domain/copy/high-water-mark.ts';
import { decimal, Decimal, ZERO } from '../../../../actors/domain/decimal.ts';
import { dateOfDay } from '../../../../actors/domain/zoned-time.ts';

const RUNS = { numRuns: 10_000 };
const FIRST_DAY = Date.UTC(2026, 0, 1) / 86_400_000;
const HALF_CENT = decimal('0.005');

interface Step {
  /** Days that pass before it. */
  readonly days: number;
  /** What trading made meanwhile, cents. */
  readonly profit: number;
  readonly volume: number;
  /** Days, counted back from today, that are told; in this order. */
  readonly told: readonly number[];
  /** Paid in after the fees, cents; negative: paid out. */
  readonly paidIn: number;
  readonly restarts: boolean;
  /** Leaves, and follows again with this many cents. */
  readonly followsAgain: number | undefined;
}

interface Path {
  readonly terms: FeeTerms;
  readonly allocation: number;
  readonly steps: readonly Step[];
}

const fraction = (most: number) =>
  fc.integer({ min: 0, max: most }).map((tenthOfPermille) => decimal(tenthOfPermille).div(10_000));

const paths: fc.Arbitrary<Path> = fc.record({
  terms: fc.record({ performance: fraction(5_000), management: fraction(1_000), perVolume: fraction(100) }),
  allocation: fc.integer({ min: 100_000, max: 10_000_000 }),
  steps: fc.array(
    fc.record({
      days: fc.integer({ min: 0, max: 40 }),
      profit: fc.integer({ min: -300_000, max: 300_000 }),
      volume: fc.integer({ min: 0, max: 1_000_000 }),
      told: fc.array(fc.integer({ min: 0, max: 45 }), { maxLength: 4 }),
      paidIn: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -200_000, max: 200_000 }) },
      ),
      restarts: fc.boolean(),
      followsAgain: fc.option(fc.integer({ min: 100_000, max: 10_000_000 }), { nil: undefined, freq: 6 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});

/** The rules as they are; a control breaks one of them. */
interface Rules {
  readonly accrue: typeof accrueDay;
  readonly fold: typeof foldCopy;
  readonly restart: (memory: CopyMemory) => CopyMemory;
  readonly markAtFollow: typeof markAtFollow;
}

const RULES: Rules = {
  accrue: accrueDay,
  fold: foldCopy,
  restart: (memory) => JSON.parse(JSON.stringify(memory)) as CopyMemory,
  markAtFollow,
};

/** The account beside the rules under test: what it counts does not rest on the memory. */
class Follower {
  readonly charged: string[] = [];
  readonly daysTold = new Set<number>();
  performance = ZERO;
  performanceCharges = 0;
  management = ZERO;
  profit = ZERO;
  highestProfit = ZERO;
  highestEquity = ZERO;
  days = 0;
  #today = FIRST_DAY;
  #memory = NO_COPY;
  #equity: Decimal;
  #volume = ZERO;
  #paidIn = ZERO;
  #start: FeeStart;
  readonly #terms: FeeTerms;
  readonly #rules: Rules;

  constructor({ terms, allocation }: Path, rules: Rules) {
    this.#terms = terms;
    this.#rules = rules;
    this.#equity = decimal(allocation).div(100);
    this.#start = { day: dateOfDay(FIRST_DAY), mark: this.#equity, currency: 'USD' };
  }

  take(step: Step): void {
    const profit = decimal(step.profit).div(100);
    this.#today += step.days;
    this.days = this.#today - FIRST_DAY + 1;
    this.#equity = this.#equity.add(profit);
    this.#volume = this.#volume.add(decimal(step.volume).div(100));
    this.profit = this.profit.add(profit);
    this.highestProfit = Decimal.max(this.highestProfit, this.profit);
    this.highestEquity = Decimal.max(this.highestEquity, this.#equity);
    for (const back of step.told) this.#charge(Math.max(this.#today - back, FIRST_DAY), false);
    const paidIn = decimal(step.paidIn).div(100);
    this.#paidIn = this.#paidIn.add(paidIn);
    this.#equity = this.#equity.add(paidIn);
    this.highestEquity = Decimal.max(this.highestEquity, this.#equity);
    if (step.restarts) this.#memory = this.#rules.restart(this.#memory);
    if (step.followsAgain !== undefined) this.#followAgain(decimal(step.followsAgain).div(100));
  }

  #charge(day: number, isFinal: boolean): void {
    const today = { day: dateOfDay(day), equity: this.#equity, volume: this.#volume, paidIn: this.#paidIn, isFinal };
    const word = this.#rules.accrue(this.#terms, this.#memory, today, this.#start);
    if (word === undefined) return;
    this.charged.push(word.day);
    this.performance = this.performance.add(word.performance);
    if (!decimal(word.performance).isZero()) this.performanceCharges++;
    this.management = this.management.add(word.management);
    this.#equity = this.#equity.sub(feesOf(word));
    this.#volume = ZERO;
    this.#paidIn = ZERO;
    this.#memory = this.#rules.fold(this.#memory, word);
  }

  #followAgain(allocation: Decimal): void {
    this.#charge(this.#today, true);
    const mark = decimal(this.#memory.mark ?? this.#start.mark).add(this.#paidIn);
    const markNow = this.#rules.markAtFollow(allocation, { mark, equity: this.#equity });
    this.#start = { ...this.#start, day: dateOfDay(this.#today), mark: markNow };
    this.#memory = { ...NO_COPY, feesThrough: this.#memory.feesThrough, mark: String(markNow) };
    this.#equity = allocation;
    this.#paidIn = ZERO;
    this.#volume = ZERO;
    this.highestEquity = Decimal.max(this.highestEquity, allocation);
  }
}

function played(path: Path, rules: Rules): Follower {
  const follower = new Follower(path, rules);
  for (const step of path.steps) follower.take(step);
  return follower;
}

/** Performance fees are of the highest profit at most, and of each charge half a cent may be rounding. */
const isWithinProfit = (path: Path, rules: Rules): boolean => {
  const { performance, highestProfit, performanceCharges } = played(path, rules);
  return performance.lte(path.terms.performance.mul(highestProfit).add(HALF_CENT.mul(performanceCharges)));
};

/** Every word is about a later day than the one before it, and management is that of the days there were. */
const isOnceADay = (path: Path, rules: Rules): boolean => {
  const { charged, management, highestEquity, days } = played(path, rules);
  const daily = highestEquity.mul(path.terms.management).div(365).add(HALF_CENT);
  return charged.every((day, index) => index === 0 || day > charged[index - 1]!) && management.lte(daily.mul(days));
};

const holds = (check: (path: Path, rules: Rules) => boolean): void => {
  fc.assert(
    fc.property(paths, (path) => check(path, RULES)),
    RUNS,
  );
};

const isNoticed = (check: (path: Path, rules: Rules) => boolean, broken: Partial<Rules>): void => {
  const property = fc.property(paths, (path) => check(path, { ...RULES, ...broken }));
  expect(fc.check(property, { ...RUNS, endOnFailure: true }).failed).toBe(true);
};

describe('whatever is earned, told, repeated, missed, restarted and followed again', () => {
  it('performance fees never exceed their fraction of the highest profit', () => holds(isWithinProfit), 120_000);

  it('each day is charged at most once', () => holds(isOnceADay), 120_000);

  it('no fees take equity below zero, whatever was paid out', () => {
    const step = fc.record({
      ...{ equity: fc.integer({ min: -10_000, max: 10_000 }), volume: fc.integer({ min: 0, max: 10_000_000 }) },
      ...{ paidIn: fc.integer({ min: -2_000_000, max: 2_000_000 }), days: fc.integer({ min: 0, max: 400 }) },
    });
    const terms = fc.record({ performance: fraction(5_000), management: fraction(1_000), perVolume: fraction(100) });
    const start: FeeStart = { day: dateOfDay(FIRST_DAY), mark: decimal(100), currency: 'USD' };
    const left = (
      rates: FeeTerms,
      { equity, volume, paidIn, days }: Record<'equity' | 'volume' | 'paidIn' | 'days', number>,
      accrue: typeof accrueDay,
    ): Decimal => {
      const day = dateOfDay(FIRST_DAY + days);
      const today = {
        day,
        equity: decimal(equity).div(1_000),
        volume: decimal(volume),
        paidIn: decimal(paidIn).div(100),
      };
      const word = accrue(rates, NO_COPY, { ...today, isFinal: true }, start)!;
      return today.equity.sub(feesOf(word)).sub(Decimal.min(today.equity, 0));
    };
    fc.assert(
      fc.property(terms, step, (rates, today) => left(rates, today, accrueDay).gte(0)),
      RUNS,
    );
    // Control: fees of an equity that is ten times as high are too much.
    const careless: typeof accrueDay = (rates, memory, today, from) =>
      accrueDay(rates, memory, { ...today, equity: today.equity.mul(10) }, from);
    const isNoticed = fc.check(
      fc.property(terms, step, (rates, today) => left(rates, today, careless).gte(0)),
      RUNS,
    );
    expect(isNoticed.failed).toBe(true);
  });

  it('no performance fee takes equity below the mark that it was charged over', () => {
    const amount = fc.integer({ min: 0, max: 10_000_000 }).map((units) => decimal(units).div(10_000));
    const start: FeeStart = { day: '2026-01-31', mark: ZERO, currency: 'USD' };
    const check = fc.property(fraction(5_000), amount, amount, (performance, mark, equity) => {
      const terms: FeeTerms = { performance, management: ZERO, perVolume: ZERO };
      const word = accrueDay(terms, NO_COPY, { day: start.day, equity, volume: ZERO }, { ...start, mark })!;
      const fee = decimal(word.performance);
      return fee.isZero() || (fee.gt(0) && equity.sub(fee).gte(mark));
    });
    fc.assert(check, RUNS);
  });

  it('the path reaches what it is about: charges, late days, and following again', () => {
    const seen = fc.sample(paths, { numRuns: 200, seed: 5 }).map((path) => ({ path, end: played(path, RULES) }));
    expect(seen.filter(({ end }) => end.performanceCharges > 1).length).toBeGreaterThan(20);
    expect(
      seen.filter(({ path }) => path.steps.some((step) => step.followsAgain !== undefined)).length,
    ).toBeGreaterThan(50);
    expect(seen.filter(({ end }) => end.charged.length > 2).length).toBeGreaterThan(50);
  });
});

describe('control: it is noticed', () => {
  it.each<[string, Partial<Rules>]>([
    ['when a restart forgets the mark', { restart: (memory) => ({ ...memory, mark: undefined }) }],
    ['when following again forgets the loss', { markAtFollow: (allocation) => allocation }],
    [
      'when charging does not raise the mark',
      { fold: (memory, word) => ({ ...foldCopy(memory, word), mark: memory.mark }) },
    ],
    [
      'when money paid in counts as profit',
      { accrue: (terms, memory, { paidIn: _, ...today }, start) => accrueDay(terms, memory, today, start) },
    ],
    ['when the mark falls with equity', { fold: (memory, word) => withMarkAtEquity(foldCopy(memory, word), word) }],
  ])('%s', (_, broken) => isNoticed(isWithinProfit, broken), 120_000);

  it.each<[string, Partial<Rules>]>([
    ['when a restart forgets the last day', { restart: (memory) => ({ ...memory, feesThrough: undefined }) }],
    [
      'when a day before the last one is taken for new',
      { fold: (memory, word) => ({ ...foldCopy(memory, word), feesThrough: undefined }) },
    ],
    [
      'when the memory of what is charged is not asked',
      {
        accrue: (terms, memory, today, start) => accrueDay(terms, { ...memory, feesThrough: undefined }, today, start),
      },
    ],
  ])('%s', (_, broken) => isNoticed(isOnceADay, broken), 120_000);
});

function withMarkAtEquity(memory: CopyMemory, word: Parameters<typeof foldCopy>[1]): CopyMemory {
  return word.kind === 'fees' ? { ...memory, mark: String(decimal(word.equity).sub(feesOf(word))) } : memory;
}
