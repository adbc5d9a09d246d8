import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMIT_NAMES, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import { parseLimitValue } from '../../actors/domain/risk/limit-value.ts';
import { limitFromText, limitText, typedText } from '../../dashboard/limit-text.ts';

describe('the text of a limit', () => {
  it('reads in its unit', () => {
    expect(limitText('maxOrderNotional', '25000.5')).toBe('25,000.5');
    expect(limitText('maxPortfolioHeat', 0.155)).toBe('15.5 %');
    expect(limitText('maxLeverage', 4)).toBe('4 ×');
    expect(limitText('maxOrdersPerMinute', 60)).toBe('60 a minute');
    expect(limitText('maxLeverage', null)).toBe('—');
  });

  it('typed as it is shown in its field is the same value, for every limit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LIMIT_NAMES),
        fc.integer({ min: 1, max: 999_999 }),
        fc.nat(4),
        (name, digits, places) => {
          const { unit, minimum, maximum } = LIMITS[name];
          const isWhole = unit === 'count' || unit === 'per-minute' || unit === 'ms';
          const text = isWhole ? String(digits) : (digits / 10 ** places).toFixed(places);
          fc.pre(Number(text) >= minimum && Number(text) <= maximum);
          const value = String(parseLimitValue(name, text));
          expect(String(parseLimitValue(name, limitFromText(name, typedText(name, value))))).toBe(value);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('never takes a decimal comma for a separator of thousands', () => {
    expect(limitFromText('maxOrderNotional', '25,000')).toBe('25000');
    expect(() => parseLimitValue('maxOrderNotional', limitFromText('maxOrderNotional', '2500,50'))).toThrow();
    expect(() => parseLimitValue('maxPortfolioHeat', limitFromText('maxPortfolioHeat', '2,5'))).toThrow();
  });
});
