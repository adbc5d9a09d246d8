import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOrderId } from '../../../actors/domain/client-order-id.ts';
import { symbolOfToken, symbolToken } from '../../../actors/domain/symbol-token.ts';

describe('a client order id', () => {
  it('is the same for the same decision for good, so that a replay asks for the same order', () => {
    // A change of this literal would give every open order a second id: it must never change.
    expect(clientOrderId('subscription.s1', 7, 0)).toBe('T-60B0B530FD482B71CD4F03FF6ED4B7');
    expect(clientOrderId('subscription.s1', 7, '0')).toBe(clientOrderId('subscription.s1', 7, 0));
  });

  it('fits what venues accept', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.string(), (actor, seq, leg) => {
        expect(clientOrderId(actor, seq, leg)).toMatch(/^T-[0-9A-F]{30}$/);
      }),
    );
  });

  it('differs when actor, decision or leg differ, also where their texts run together', () => {
    const ids = [
      clientOrderId('a.1', 11, 1),
      clientOrderId('a.11', 1, 1),
      clientOrderId('a.1', 1, 11),
      clientOrderId('a.1', 1, 1),
      clientOrderId('a.1","1', 1, 1),
      clientOrderId('a.1', 1, '1","1'),
      clientOrderId('a.1:1', 1, ''),
      clientOrderId('a.1', 1, ':1'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    const many = new Set<string>();
    for (let seq = 0; seq < 5_000; seq++)
      for (let leg = 0; leg < 3; leg++) many.add(clientOrderId('subscription.s1', seq, leg));
    expect(many.size).toBe(15_000);
  });

  it('refuses a decision without a number', () => {
    for (const seq of [-1, 0.5, NaN, 2 ** 53]) {
      expect(() => clientOrderId('a', seq, 0)).toThrow(expect.objectContaining({ type: 'DECISION_SEQ_INVALID' }));
    }
  });
});

describe('a symbol token', () => {
  it('is one token of a subject or service name', () => {
    expect(symbolToken('BRK.B')).toBe('BRK_2EB');
    expect(symbolToken('EUR/USD')).toBe('EUR_2FUSD');
    expect(symbolToken('ES_F')).toBe('ES_5FF');
    expect(symbolToken('BTC-PERP')).toBe('BTC-PERP');
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (symbol) => {
        expect(symbolToken(symbol)).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(symbolOfToken(symbolToken(symbol))).toBe(symbol);
      }),
    );
  });

  it('is refused when no symbol has it', () => {
    expect(() => symbolToken('')).toThrow(expect.objectContaining({ type: 'SYMBOL_EMPTY' }));
    for (const token of ['', 'A.B', 'A_', 'A_2', 'A_2e', 'A_41', '_FF']) {
      expect(() => symbolOfToken(token), token).toThrow(expect.objectContaining({ type: 'SYMBOL_TOKEN_INVALID' }));
    }
  });
});
