import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, type Decimal } from '../../../../actors/domain/decimal.ts';
import { LIMIT_NAMES, LIMITS } from '../../../../actors/domain/risk/limit-catalog.ts';
import { SCOPE_KINDS } from '../../../../actors/domain/risk/scope.ts';
import { limitUsages } from '../../../../actors/domain/risk/limit-usage.ts';
import { isLoosening, parseLimitValue, parseRiskLimits } from '../../../../actors/domain/risk/limit-value.ts';
import { isRefuted, MANY, names, valuesOf } from './arbitraries.ts';

describe('the catalog of limits', () => {
  it('says of every limit, in words, what it is, where it may be set and within what', () => {
    expect(LIMIT_NAMES).toHaveLength(26);
    for (const name of LIMIT_NAMES) {
      const { title, meaning, minimum, maximum, scopes } = LIMITS[name];
      expect(title).toMatch(/^[A-Z]/);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
      expect(minimum).toBeLessThan(maximum);
      expect([...scopes]).toEqual(
        SCOPE_KINDS.filter((kind) => (scopes as readonly string[]).includes(kind)).sort(byOrder(scopes)),
      );
      expect(scopes[0]).toBe('platform');
    }
  });
});

const byOrder =
  (order: readonly string[]) =>
  (a: string, b: string): number =>
    order.indexOf(a) - order.indexOf(b);

describe('limits from JSON', () => {
  it('are exact where they are money or quantity and numbers elsewhere', () => {
    const limits = parseRiskLimits({ maxOrderNotional: '10000.10', maxOpenOrders: 3, priceCollar: '0.05' });
    expect(limits.maxOrderNotional?.eq('10000.1')).toBe(true);
    expect(limits).toMatchObject({ maxOpenOrders: 3, priceCollar: 0.05 });
    expect(parseLimitValue('maxDailyLoss', decimal('7.5'))).toEqual(decimal('7.5'));
  });

  it('are refused whole, with every fault and its field', () => {
    const faulty = {
      maxOrderNotional: 1_000.1,
      maxOpenOrders: 2.5,
      maxDrawdown: 1.5,
      maxLeverage: Number.NaN,
      maxDailyLoss: ['5'],
      duplicateWindowMs: 0,
      maxOrderSize: 5,
    };
    expect(() => parseRiskLimits(faulty)).toThrow(
      expect.objectContaining({
        type: 'LIMITS_INVALID',
        data: {
          faults: [
            { field: 'maxOrderNotional', reason: 'is not an amount, as decimal text like "2500.50"' },
            { field: 'maxOpenOrders', reason: 'is not a whole number' },
            { field: 'maxDrawdown', reason: 'is above 1' },
            { field: 'maxLeverage', reason: 'is not a number' },
            { field: 'maxDailyLoss', reason: 'is not an amount, as decimal text like "2500.50"' },
            { field: 'duplicateWindowMs', reason: 'is below 1' },
            { field: 'maxOrderSize', reason: 'is not a known limit' },
          ],
        },
      }),
    );
    for (const json of [null, [], 'none']) expect(() => parseRiskLimits(json)).toThrow(/limits: is not an object/);
    expect(() => parseLimitValue('maxDailyLoss', undefined)).toThrow(/^maxDailyLoss: nothing is not an amount/);
    expect(() => parseRiskLimits(JSON.parse('{"__proto__": 1}'))).toThrow(/__proto__: is not a known limit/);
  });

  it('are the same again after JSON', () =>
    fc.assert(
      fc.property(
        names.chain((name) => fc.tuple(fc.constant(name), valuesOf(name))),
        ([name, value]) => {
          expect(parseLimitValue(name, JSON.parse(JSON.stringify(value)))).toEqual(value);
        },
      ),
      MANY,
    ));
});

describe('a loosening', () => {
  it('is a higher most, a shorter window, and any limit that is taken away', () => {
    expect(isLoosening('maxOrderNotional', decimal(10), decimal(11))).toBe(true);
    expect(isLoosening('maxOrderNotional', decimal('10.0'), decimal(10))).toBe(false);
    expect(isLoosening('duplicateWindowMs', 10, 9)).toBe(true);
    expect(isLoosening('duplicateWindowMs', 9, 10)).toBe(false);
    expect(isLoosening('maxDrawdown', 0.2, undefined)).toBe(true);
    expect(isLoosening('maxDrawdown', undefined, 0.2)).toBe(false);
    expect(isLoosening('maxDrawdown', undefined, undefined)).toBe(false);
  });

  const optionalPair = names.chain((name) => {
    const value = fc.option(valuesOf(name), { nil: undefined });
    return fc.tuple(fc.constant(name), value, value);
  });
  const isAntisymmetric = (loosens: typeof isLoosening) =>
    fc.property(optionalPair, ([name, a, b]) => {
      const isSame = a === undefined || b === undefined ? a === b : decimal(a).eq(decimal(b));
      expect([loosens(name, a, b), loosens(name, b, a)].filter(Boolean)).toHaveLength(isSame ? 0 : 1);
    });

  it('one way is none the other way, and a change is always one of the two', () =>
    fc.assert(isAntisymmetric(isLoosening), MANY));

  it('[control] a detection that takes no change for a loosening is caught', () => {
    expect(isRefuted(isAntisymmetric((name, a, b) => !isLoosening(name, b, a)))).toBe(true);
  });
});

describe('the usage of limits', () => {
  it('is measured over limit, for those that are in force, measured, and can be used up', () => {
    const usages = limitUsages(
      { maxOrderNotional: decimal(100), maxOpenOrders: 4, duplicateWindowMs: 1_000, maxDrawdown: 0.2 },
      { maxOrderNotional: decimal(85), maxOpenOrders: 5, duplicateWindowMs: 1_000, maxDailyLoss: decimal(1) },
    );
    expect(usages).toEqual([
      { of: 'maxOrderNotional', value: 0.85, inputs: { measured: '85', limit: '100' } },
      { of: 'maxOpenOrders', value: 1.25, inputs: { measured: 5, limit: 4 } },
    ]);
  });

  it('of a limit of zero is whole by nothing and infinite by anything', () => {
    const of = (loss: Decimal) => limitUsages({ maxDailyLoss: decimal(0) }, { maxDailyLoss: loss })[0]?.value;
    expect([of(decimal(0)), of(decimal('0.01')), of(decimal(-5))]).toEqual([1, Infinity, 0]);
  });
});
