// The worked examples of docs/fee-examples.md, by their numbers, and what surrounds them.
import { describe, expect, it } from 'vitest';
import { foldCopy, NO_COPY, type CopyMemory } from '../../../../actors/domain/copy/copy-word.ts';
import { toCent } from '../../../../actors/domain/copy/cent.ts';
import { accrueDay, type FeeDay, type FeeStart, type FeesWord } from '../../../../actors/domain/copy/fee-accrual.ts';
import { feePostings, feeTransactionId } from '../../../../actors/domain/copy/fee-postings.ts';
import { parseFeeTerms } from '../../../../actors/domain/copy/fee-terms.ts';
import { markAtFollow } from '../../../../actors/domain/copy/high-water-mark.ts';
import { decimal, ZERO } from '../../../../actors/domain/decimal.ts';

const START: FeeStart = { day: '2026-01-01', mark: decimal(10_000), currency: 'USD' };
const terms = (fractions: Record<string, string>) => parseFeeTerms(fractions);
const aDay = (day: string, equity: string, others: Partial<FeeDay> = {}): FeeDay => ({
  ...{ day, equity: decimal(equity), volume: ZERO },
  ...others,
});
const through = (feesThrough: string, mark = '10000'): CopyMemory => ({ ...NO_COPY, feesThrough, mark });

/** Charges days one after the other, folding each word as the journal does. */
function chargeAll(fractions: Record<string, string>, days: readonly FeeDay[], from = NO_COPY, start = START) {
  let memory = from;
  return days.map((today) => {
    const word = accrueDay(terms(fractions), memory, today, start);
    if (word !== undefined) memory = foldCopy(memory, word);
    return word;
  });
}

const amounts = (word: FeesWord | undefined) =>
  word && `${word.management} ${word.volume} ${word.performance} mark ${word.mark}`;

describe('worked examples: management', () => {
  it('1: a day costs a 365th of the year’s fraction of equity, to the cent', () => {
    const word = accrueDay(terms({ management: '0.02' }), NO_COPY, aDay('2026-01-01', '10000'), START);
    expect(word).toEqual({
      ...{ kind: 'fees', day: '2026-01-01', equity: '10000', mark: '10000' },
      ...{ management: '0.55', performance: '0', volume: '0' },
    });
  });

  it('2: half a cent is rounded up, where half even would give it away', () => {
    const [word] = chargeAll({ management: '0.02' }, [aDay('2026-01-01', '9216.25')]);
    expect(word?.management).toBe('0.51');
  });

  it('3: days that were missed are charged late, once each, each to the cent', () => {
    const words = chargeAll(
      { management: '0.02' },
      ['2026-01-02', '2026-01-05', '2026-01-04', '2026-01-05'].map((day) => aDay(day, '10000')),
    );
    expect(words.map((word) => word?.management)).toEqual(['1.1', '1.65', undefined, undefined]);
  });
});

describe('worked examples: volume and all together', () => {
  it('4: copied notional costs its fraction', () => {
    const [word] = chargeAll({ perVolume: '0.0005' }, [aDay('2026-01-01', '10000', { volume: decimal('12345.67') })]);
    expect(word?.volume).toBe('6.17');
  });

  it('5: performance is of what management and volume have left', () => {
    const all = { performance: '0.2', management: '0.02', perVolume: '0.0001' };
    const today = aDay('2026-01-31', '11000', { volume: decimal(40_000) });
    expect(chargeAll(all, [today], through('2026-01-30')).map(amounts)).toEqual(['0.6 4 199.08 mark 10796.32']);
  });
});

describe('worked examples: high-water mark', () => {
  const performance = { performance: '0.2' };

  it('6: three periods: a profit, a loss, and a profit that is charged above the mark alone', () => {
    const days = [
      aDay('2026-01-15', '12000'),
      aDay('2026-01-31', '11000'),
      aDay('2026-02-28', '10300'),
      aDay('2026-03-31', '11500'),
    ];
    expect(chargeAll(performance, days).map(amounts)).toEqual([
      undefined, // no month ends, and nothing else costs
      '0 0 200 mark 10800',
      '0 0 0 mark 10800',
      '0 0 140 mark 11360',
    ]);
  });

  it('7: a month end that was missed is charged with the next day told', () => {
    expect(chargeAll(performance, [aDay('2026-02-03', '11000')], through('2026-01-29')).map(amounts)).toEqual([
      '0 0 200 mark 10800',
    ]);
  });

  it('8: leaving charges what is above the mark, and following again carries the loss that was not made good', () => {
    const [final] = chargeAll(
      performance,
      [aDay('2026-02-10', '10300', { isFinal: true })],
      through('2026-02-09', '10800'),
    );
    expect(amounts(final)).toBe('0 0 0 mark 10800');
    const left = { mark: decimal(10_800), equity: decimal(10_300) };
    expect(String(markAtFollow(decimal(5_000), left))).toBe('5500');
    expect(String(markAtFollow(decimal(10_300), left))).toBe('10800');
    expect(String(markAtFollow(decimal(5_000)))).toBe('5000');
    const again: FeeStart = { ...START, day: '2026-05-01', mark: markAtFollow(decimal(5_000), left) };
    const memory = { ...NO_COPY, feesThrough: '2026-02-10' };
    expect(
      chargeAll({ ...performance, management: '0.0365' }, [aDay('2026-05-31', '5600')], memory, again).map(amounts),
    ).toEqual(['17.36 0 16.53 mark 5566.11']);
  });

  it('9: money paid in is no profit, and money paid out no loss', () => {
    const days = [
      aDay('2026-01-31', '15500', { paidIn: decimal(5_000) }),
      aDay('2026-02-28', '9400', { paidIn: decimal(-6_000) }),
    ];
    expect(chargeAll(performance, days).map(amounts)).toEqual(['0 0 100 mark 15400', '0 0 0 mark 9400']);
  });

  it('10: profit that makes a fee good again is profit above the mark', () => {
    const days = [aDay('2026-01-31', '11000'), aDay('2026-02-28', '11000')];
    expect(chargeAll(performance, days).map(amounts)).toEqual(['0 0 200 mark 10800', '0 0 40 mark 10960']);
  });
});

describe('what is charged', () => {
  it('never a day before following began, even after a gap between two follows', () => {
    const start = { ...START, day: '2026-06-10' };
    const yearly = terms({ management: '0.0365' });
    expect(accrueDay(yearly, through('2026-01-10'), aDay('2026-06-09', '10000'), start)).toBeUndefined();
    expect(accrueDay(yearly, through('2026-01-10'), aDay('2026-06-10', '10000'), start)?.management).toBe('1');
    expect(accrueDay(yearly, through('2026-06-10'), aDay('2026-06-10', '10000'), start)).toBeUndefined();
  });

  it('nothing for management of an equity below zero', () => {
    const [word] = chargeAll({ management: '0.1', performance: '0.5' }, [aDay('2026-01-31', '-500')]);
    expect(amounts(word)).toBe('0 0 0 mark 10000');
  });

  it.each<[string, Record<string, string>, FeeDay, string]>([
    [
      'volume after management',
      { management: '0.1', perVolume: '0.01' },
      aDay('2026-01-10', '50', { volume: decimal(10_000) }),
      '0.01 49.99 0',
    ],
    [
      'management alone',
      { management: '0.1', perVolume: '0.01' },
      aDay('2026-12-30', '0.019', { volume: decimal(1_000) }),
      '0 0.01 0',
    ],
    [
      'nothing',
      { management: '0.1', perVolume: '0.01' },
      aDay('2026-01-10', '-5', { volume: decimal(1_000) }),
      '0 0 0',
    ],
    [
      'performance last',
      { performance: '0.5', perVolume: '0.01' },
      aDay('2026-01-31', '8', { volume: decimal(500), paidIn: decimal(-10_020) }),
      '0 5 3',
    ],
  ])('takes no more than the equity, in whole cents: %s', (_, fractions, today, charged) => {
    const word = accrueDay(terms(fractions), through('2026-01-09'), today, START)!;
    expect(`${word.management} ${word.volume} ${word.performance}`).toBe(charged);
  });

  it('needs no word for a day that costs nothing by its terms, whatever the equity is, unless it moves the mark', () => {
    const free = { performance: '0.2', perVolume: '0.001' };
    const told = (today: FeeDay, fractions: Record<string, string> = free) => chargeAll(fractions, [today])[0];
    expect(told(aDay('2026-01-10', '12000'))).toBeUndefined();
    expect(told(aDay('2026-01-10', '12000', { volume: decimal(1) }))?.volume).toBe('0');
    expect(told(aDay('2026-01-10', '0'), { management: '0.01' })?.management).toBe('0');
    expect(told(aDay('2026-01-10', '12000', { paidIn: decimal(5) }))?.mark).toBe('10005');
    expect(told(aDay('2026-01-31', '9000'))?.day).toBe('2026-01-31');
    expect(told(aDay('2026-01-10', '9000', { isFinal: true }))?.day).toBe('2026-01-10');
    expect(chargeAll(free, [aDay('2026-01-30', '9000'), aDay('2026-02-02', '11000')]).map(amounts)).toEqual([
      undefined,
      '0 0 200 mark 10800',
    ]);
  });

  it('the last day of a leap February ends its month, the day before does not', () => {
    const told = (day: string) => chargeAll({ performance: '0.1' }, [aDay(day, '10100')], through('2028-02-27'))[0];
    expect([told('2028-02-28'), told('2028-02-29')?.performance]).toEqual([undefined, '10']);
  });

  it.each([
    ['JPY', '1235'],
    ['USD', '1234.57'],
    ['KWD', '1234.568'],
    ['BTC', '1234.56789012'],
  ])('rounds to the smallest unit of %s', (currency, rounded) => {
    expect(String(toCent(decimal('1234.567890123'), currency))).toBe(rounded);
  });

  it.each([
    ['a date that is none', aDay('2026-02-30', '1'), '2026-02-30 is not a date YYYY-MM-DD'],
    ['a time', aDay('2026-02-03T00:00', '1'), 'is not a date'],
    ['an unknown equity', aDay('2026-02-03', 'NaN'), 'equity=NaN'],
    ['a volume below zero', aDay('2026-02-03', '1', { volume: decimal(-1) }), 'volume=-1'],
  ])('refuses %s and says what it was', (_, today, said) => {
    expect(() => accrueDay(terms({}), NO_COPY, today, START)).toThrow(said);
  });
});

describe('fee terms', () => {
  it('survive JSON with their exact fractions, and what is left out is free', () => {
    const parsed = terms({ performance: '0.2', perVolume: '0.0001' });
    expect(JSON.stringify(parsed)).toBe('{"performance":"0.2","management":"0","perVolume":"0.0001"}');
    expect(parseFeeTerms(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    expect(parseFeeTerms({ performance: 0.5, management: 0.1, perVolume: 0.01 })).toEqual(
      terms({ performance: '0.5', management: '0.1', perVolume: '0.01' }),
    );
  });

  it('are refused whole, with every fault', () => {
    expect(() => parseFeeTerms({ performance: '0.51', management: -0.01, perVolume: '1e-3', perfomance: 0.2 })).toThrow(
      'perfomance: is not known; performance: "0.51" is not a fraction from 0 to 0.5; ' +
        'management: -0.01 is not a fraction from 0 to 0.1; perVolume: "1e-3" is not a fraction from 0 to 0.01',
    );
    expect(() => parseFeeTerms([])).toThrow('fees: is not an object');
  });
});

describe('fee postings', () => {
  it('spend cash on fees, in balance, under one id a day', () => {
    const word = { day: '2026-01-31', management: '0.6', volume: '4', performance: '199.08' };
    const postings = feePostings('follower.f1', 'USD', word);
    expect(postings.map(({ book, amount }) => `${book} ${amount}`)).toEqual(['FEES 203.68', 'CASH -203.68']);
    expect(postings.reduce((sum, { amount }) => sum.add(amount), ZERO).isZero()).toBe(true);
    expect(feeTransactionId('a1', 'follower.f1', word)).toBe('fees:a1:follower.f1:2026-01-31');
  });

  it('are none where nothing is charged', () => {
    expect(feePostings('follower.f1', 'USD', { management: '0', volume: '0', performance: '0' })).toEqual([]);
  });
});
