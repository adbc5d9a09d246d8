import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../../actors/domain/portfolio/scenarios.ts';
import { stressLosses, type Scenario, type Shock } from '../../../../actors/domain/portfolio/stress.ts';
import type { Holding } from '../../../../actors/domain/portfolio/valuation.ts';
import { aHolding, valued } from './portfolio-builders.ts';

const scenario = (...shocks: Shock[]): Scenario => ({ name: 'test', source: 'by hand', shocks });
const symbol = (name: string, move: number): Shock => ({ target: { kind: 'symbol', symbol: name }, move });
const currency = (code: string, move: number): Shock => ({ target: { kind: 'currency', currency: code }, move });
const crypto = (move: number): Shock => ({ target: { kind: 'asset-class', assetClass: 'crypto' }, move });
const all = (move: number): Shock => ({ target: { kind: 'all' }, move });

const lossOf = (holding: Holding, shocked: Scenario, account = 'USD', rates: Record<string, number> = {}): number =>
  stressLosses(
    valued([holding], (code) => (code === account ? 1 : (rates[code] ?? 1))),
    [shocked],
    account,
  )[0]!.loss;

describe('a stress scenario', () => {
  const stock = aHolding({ kind: 'equity' }); // 1,000 USD
  const coin = aHolding({ symbol: 'BTCUSD', kind: 'crypto', baseCurrency: 'BTC' });

  it('strikes by symbol before asset class before all', () => {
    const shocked = scenario(all(-0.1), crypto(-0.4), symbol('ACME', -0.2));
    expect(lossOf(stock, shocked)).toBeCloseTo(200, 9);
    expect(lossOf(coin, shocked)).toBeCloseTo(400, 9);
    expect(lossOf({ ...stock, symbol: 'OTHER' }, shocked)).toBeCloseTo(100, 9);
    expect(lossOf(stock, scenario())).toBeCloseTo(0, 9);
  });

  it('is a gain for a short position', () => {
    expect(lossOf(aHolding({ quantity: -10 }), scenario(all(-0.1)))).toBeCloseTo(-100, 9);
  });

  it('moves a pair by its two currencies, and a foreign asset by the one it is quoted in', () => {
    const pair = aHolding({ symbol: 'EURUSD', kind: 'forex', baseCurrency: 'EUR' });
    expect(lossOf(pair, scenario(currency('EUR', -0.05)))).toBeCloseTo(50, 9);
    const foreign = aHolding({ quoteCurrency: 'GBP' });
    // 1,000 × (1 − 0.9 × 0.92)
    expect(lossOf(foreign, scenario(all(-0.1), currency('GBP', -0.08)))).toBeCloseTo(172, 9);
    expect(lossOf(coin, scenario(crypto(-0.4), currency('USD', 0.1)), 'EUR')).toBeCloseTo(500, 9);
  });

  it('loses a long EURCHF as much as the franc’s rise in any account’s money', () => {
    const shocked = scenario(currency('CHF', 0.23));
    const pair = aHolding({
      symbol: 'EURCHF',
      kind: 'forex',
      quantity: 1_000,
      price: 1.2,
      baseCurrency: 'EUR',
      quoteCurrency: 'CHF',
    });
    // In dollars and euros 1,200 CHF of debt grow by 23 %; in francs the euros fall to 1 ÷ 1.23.
    expect(lossOf(pair, shocked, 'USD')).toBeCloseTo(1_200 * 0.23, 9);
    expect(lossOf(pair, shocked, 'EUR', { CHF: 1 / 1.2 })).toBeCloseTo(1_000 * 0.23, 9);
    expect(lossOf(pair, shocked, 'CHF')).toBeCloseTo(1_200 * (1 - 1 / 1.23), 9);
    // An account in francs that holds a stock in dollars loses by the dollar.
    expect(lossOf(stock, shocked, 'CHF')).toBeCloseTo(1_000 * (1 - 1 / 1.23), 9);
  });

  it('converts the profit of a pair with a shock of its own at the shocked rate', () => {
    const pair = aHolding({ symbol: 'EURGBP', baseCurrency: 'EUR', quoteCurrency: 'GBP' });
    expect(lossOf(pair, scenario(symbol('EURGBP', -0.1), currency('GBP', -0.5)))).toBeCloseTo(50, 9);
  });
});

describe('the shipped scenarios', () => {
  const lossIn = (name: string, holding: Holding, account = 'USD') =>
    stressLosses(
      valued([holding], () => 1),
      SCENARIOS,
      account,
    ).find((one) => one.scenario === name)!.loss;

  it('are the days that they are named after', () => {
    const stock = aHolding({ kind: 'equity' });
    expect(lossIn('Black Monday', stock)).toBeCloseTo(205, 9);
    expect(lossIn('October 2008', stock)).toBeCloseTo(182, 9);
    const sterling = aHolding({ symbol: 'GBPUSD', kind: 'forex', baseCurrency: 'GBP' });
    expect(lossIn('Brexit vote', sterling)).toBeCloseTo(80, 9);
    const coin = aHolding({ symbol: 'BTCUSD', kind: 'crypto', baseCurrency: 'BTC' });
    expect(lossIn('COVID crash', coin)).toBeCloseTo(370, 9);
    expect(lossIn('FTX collapse', coin)).toBeCloseTo(230, 9);
    expect(lossIn('Everything −10 %', coin)).toBeCloseTo(100, 9);
    const swiss = aHolding({ symbol: 'EURCHF', kind: 'forex', baseCurrency: 'EUR', quoteCurrency: 'CHF' });
    expect(lossIn('Swiss franc unpegged', swiss, 'CHF')).toBeCloseTo(187, 0);
  });

  it('have names of their own and say where they are from', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    expect(SCENARIOS.every(({ source, shocks }) => source !== '' && shocks.length > 0)).toBe(true);
  });
});
