import { describe, expect, it } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import { floorQuantity, parseInstrument, PERIODS_PER_YEAR, roundPrice } from '../../../actors/domain/instrument.ts';
import { anInstrument } from '../../support/domain-builders.ts';

const json = {
  symbol: 'BTC/USD',
  kind: 'crypto',
  quoteCurrency: 'USD',
  tickSize: '0.5',
  lotSize: 1e-8,
  sessions: '24/7',
  simulated: false,
};

describe('an instrument', () => {
  it('comes from JSON with exact decimals and the basis of its sessions', () => {
    const parsed = parseInstrument({ ...json, minNotional: '10' });
    expect([parsed.tickSize, parsed.lotSize, parsed.minNotional].map(String)).toEqual(['0.5', '0.00000001', '10']);
    expect(PERIODS_PER_YEAR[parsed.basis]).toBe(365);
    expect('maxQuantity' in parsed).toBe(false);
    const sessions = {
      timeZone: 'America/New_York',
      windows: [{ days: [1, 2, 3, 4, 5], open: '09:30', close: '16:00' }],
    };
    expect(PERIODS_PER_YEAR[parseInstrument({ ...json, sessions }).basis]).toBe(252);
    expect(parseInstrument({ ...json, basis: 'sessions' }).basis).toBe('sessions');
  });

  it('is refused whole with the place of every fault', () => {
    expect(() => parseInstrument({ ...json, tickSize: '0', lotSize: 'many', kind: 'stonk', leverage: 9 })).toThrow(
      expect.objectContaining({
        type: 'INSTRUMENT_INVALID',
        message: expect.stringMatching(/^leverage: .*; kind: .*; tickSize: .*; lotSize: [^;]*$/s) as string,
      }),
    );
    for (const wrong of [
      null,
      {},
      { ...json, tickSize: Infinity },
      { ...json, tickSize: '-1' },
      { ...json, symbol: '' },
    ]) {
      expect(() => parseInstrument(wrong)).toThrow(expect.objectContaining({ type: 'INSTRUMENT_INVALID' }));
    }
  });

  it('never rounds a quantity up into money that is not there', () => {
    const whole = anInstrument({ lotSize: decimal(1) });
    expect(String(floorQuantity(whole, decimal('9.99999999')))).toBe('9');
    expect(String(floorQuantity(anInstrument(), decimal('0.123456789')))).toBe('0.12345678');
  });

  it('rounds a price to its tick without the noise of binary fractions', () => {
    expect(String(roundPrice(anInstrument(), decimal('1.005')))).toBe('1');
    expect(String(roundPrice(anInstrument(), decimal('1.015')))).toBe('1.02');
    expect(String(roundPrice(anInstrument({ tickSize: decimal('0.25') }), decimal('100.13')))).toBe('100.25');
  });
});
