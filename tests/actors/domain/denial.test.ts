import { describe, expect, it } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import { allow, DENIAL_CODES, deny, formatDenial } from '../../../actors/domain/denial.ts';
import { assertNever, DomainError } from '../../../actors/domain/errors.ts';
import { strictest, TRADING_STATES } from '../../../actors/domain/trading-state.ts';

describe('a denial', () => {
  it('reads as CODE: key=value with exact decimals', () => {
    expect(
      formatDenial(deny('NOTIONAL_EXCEEDS_MAX_PER_ORDER', { notional: decimal('10000.10'), limit: decimal('1e4') })),
    ).toBe('NOTIONAL_EXCEEDS_MAX_PER_ORDER: notional=10000.1 limit=10000');
    expect(formatDenial(deny('TRADING_HALTED'))).toBe('TRADING_HALTED');
  });

  it('quotes text that would read as further facts', () => {
    expect(formatDenial(deny('TRADING_HALTED', { reason: 'by ops limit=0', by: '' }))).toBe(
      'TRADING_HALTED: reason="by ops limit=0" by=""',
    );
  });

  it('is told from an allowance by its kind, and has every code of DESIGN.md once', () => {
    expect([allow.kind, deny('STALE_MARKET_DATA').kind]).toEqual(['allow', 'deny']);
    expect(new Set(DENIAL_CODES).size).toBe(DENIAL_CODES.length);
  });
});

describe('the trading state in force', () => {
  it('is the strictest of all scopes, in any order, and never milder for asking more of them', () => {
    expect(strictest()).toBe('ACTIVE');
    for (const [a, first] of TRADING_STATES.entries()) {
      for (const [b, second] of TRADING_STATES.entries()) {
        expect(strictest(first, second)).toBe(TRADING_STATES[Math.max(a, b)]);
        expect(strictest('ACTIVE', first, second, 'ACTIVE')).toBe(TRADING_STATES[Math.max(a, b)]);
      }
    }
  });
});

describe('a domain error', () => {
  it('carries its type and facts as plain fields, which cross nodes when its class does not', () => {
    const error = new DomainError('SOME_RULE', 'it was broken', { limit: 3 });
    expect(error).toMatchObject({ type: 'SOME_RULE', message: 'it was broken', data: { limit: 3 } });
    expect(Object.keys(error)).toEqual(expect.arrayContaining(['type', 'data']));
    expect(error).toBeInstanceOf(Error);
  });

  it('names corrupt data that reaches the end of a switch', () => {
    expect(() => assertNever('SIDEWAYS' as never, 'order side')).toThrow(
      expect.objectContaining({ type: 'UNEXPECTED_VALUE' }),
    );
  });
});
