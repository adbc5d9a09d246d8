import { describe, expect, it } from 'vitest';
import { copySettings, followerSymbol, isAllowed } from '../../../../actors/domain/copy/copy-settings.ts';
import { DomainError } from '../../../../actors/domain/errors.ts';
import { someSettings } from './copy-builders.ts';

const allocation = { kind: 'fixed_ratio', ratio: '0.1' };
const faultOf = (json: unknown): string => {
  try {
    copySettings(json);
  } catch (error) {
    if (error instanceof DomainError) return `${error.type} ${error.message}`;
    throw error;
  }
  return 'none';
};

describe('copy settings', () => {
  it('are the same after JSON, to the last digit', () => {
    const settings = copySettings({
      ...{ allocation: { kind: 'fixed_notional', notional: '1234.000000000000000000001' }, reverse: true },
      ...{ symbolMap: { BTCUSDT: 'BTC-USD' }, allow: ['BTC-USD'], deny: ['DOGE'], minLot: '0.01', maxLot: 5 },
      ...{ maxSlippage: 0.01, maxSignalAgeMs: 5000, copyOpen: { notWorseThan: 0.02 }, copyStopLoss: 0.4 },
      ...{ takeProfit: 1, maxDrawdown: 0.5, maxOpenPositions: 3, maxExposure: '10000', afterOutage: 'wait' },
    });
    expect(copySettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
    expect(JSON.stringify(settings)).toContain('1234.000000000000000000001');
  });

  it('have no age of a signal left open where none is named', () => {
    expect(someSettings()).toMatchObject({ maxSignalAgeMs: 60_000, reverse: false, copyOpen: false });
    expect(someSettings({ deny: undefined, maxLot: undefined })).toMatchObject({ deny: [], afterOutage: 'reconcile' });
  });

  it.each<[string, unknown]>([
    ['settings', 7],
    ['allocation', {}],
    ['allocation.kind', { allocation: { kind: 'martingale' } }],
    ['allocation.kind', { allocation: { kind: 'toString' } }],
    ['allocation.ratio', { allocation: { kind: 'fixed_ratio' } }],
    ['allocation.ratio', { allocation: { kind: 'fixed_ratio', ratio: '-1' } }],
    ['allocation.percent', { allocation: { kind: 'var_target', percent: 101 } }],
    ['allocation.quantity', { allocation: { ...allocation, quantity: 1 } }],
    ['leverage', { allocation, leverage: 2 }],
    ['reverse', { allocation, reverse: 'yes' }],
    ['symbolMap', { allocation, symbolMap: { A: 1 } }],
    ['allow', { allocation, allow: 'ACME' }],
    ['minLot', { allocation, minLot: 0 }],
    ['maxLot', { allocation, minLot: 2, maxLot: 1 }],
    ['maxSlippage', { allocation, maxSlippage: -0.1 }],
    ['maxSignalAgeMs', { allocation, maxSignalAgeMs: 1.5 }],
    ['copyOpen', { allocation, copyOpen: true }],
    ['copyOpen', { allocation, copyOpen: {} }],
    ['copyStopLoss', { allocation, copyStopLoss: 0.96 }],
    ['copyStopLoss', { allocation, copyStopLoss: 0.04 }],
    ['maxOpenPositions', { allocation, maxOpenPositions: 0 }],
    ['maxExposure', { allocation, maxExposure: '1e5' }],
    ['afterOutage', { allocation, afterOutage: 'hope' }],
  ])('name the field %s that is wrong', (field, json) => {
    expect(faultOf(json)).toContain(`COPY_SETTINGS_INVALID ${field}: `);
  });

  it('name every wrong field at once', () => {
    expect(faultOf({ allocation, maxLot: 'x', reverse: 1 })).toMatch(/reverse: .*; maxLot: /);
  });

  it('map symbols, and deny what is allowed and denied', () => {
    const settings = someSettings({ symbolMap: { A: 'B' }, allow: ['B', 'C'], deny: ['C'] });
    expect(['A', 'B', 'toString'].map((symbol) => followerSymbol(settings, symbol))).toEqual(['B', 'B', 'toString']);
    expect(['A', 'B', 'C'].map((symbol) => isAllowed(settings, symbol))).toEqual([false, true, false]);
  });
});
