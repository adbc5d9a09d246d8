import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../../../actors/domain/portfolio/exposure.ts';
import { portfolioHeat } from '../../../../actors/domain/portfolio/heat.ts';
import { valuationOf, type Holding } from '../../../../actors/domain/portfolio/valuation.ts';
import { aHolding, rate, RUNS, sum, valued } from './portfolio-builders.ts';

const currencies = fc.constantFrom('USD', 'EUR', 'JPY', 'CHF');

const pairs: fc.Arbitrary<Holding> = fc
  .record({
    base: currencies,
    quote: currencies,
    quantity: fc.integer({ min: -1_000, max: 1_000 }),
    price: fc.integer({ min: 1, max: 10_000 }).map((ticks) => ticks / 100),
  })
  .filter(({ base, quote }) => base !== quote)
  .map(({ base, quote, ...rest }) =>
    aHolding({ ...rest, symbol: `${base}${quote}`, baseCurrency: base, quoteCurrency: quote }),
  );

const stocks: fc.Arbitrary<Holding> = fc
  .record({
    symbol: fc.constantFrom('A', 'B', 'C'),
    quantity: fc.integer({ min: -1_000, max: 1_000 }),
    price: fc.integer({ min: 1, max: 10_000 }).map((ticks) => ticks / 100),
    stop: fc.option(fc.integer({ min: 1, max: 10_000 }).map((ticks) => ticks / 100)),
  })
  .map((fields) => aHolding(fields));

describe('exposure', () => {
  it('is gross, net, leverage and concentration in account currency', () => {
    const holdings = [
      aHolding({ symbol: 'A', quantity: 30, price: 100 }), // 3,000
      aHolding({ symbol: 'B', quantity: -10, price: 50, quoteCurrency: 'EUR' }), // −10 × 50 × 2 = −1,000
    ];
    expect(exposureOf(valued(holdings), 2_000)).toEqual({
      gross: 4_000,
      net: 2_000,
      leverage: 2,
      // Shares ¾ and ¼: 9/16 + 1/16.
      concentration: { symbol: 'A', largest: 0.75, herfindahl: 0.625 },
      currencies: { USD: 3_000, EUR: -1_000 },
    });
  });

  it('of a long EURUSD is long euros and short as many dollars', () => {
    const pair = aHolding({ symbol: 'EURUSD', quantity: 1_000, price: 1.25, baseCurrency: 'EUR' });
    expect(exposureOf(valued([pair]), 1_000).currencies).toEqual({ EUR: 1_250, USD: -1_250 });
  });

  it('has currency legs of pairs that cancel, and those of stocks that sum to the net', () => {
    fc.assert(
      fc.property(fc.array(pairs, { maxLength: 8 }), fc.array(stocks, { maxLength: 8 }), (ofPairs, ofStocks) => {
        const legs = (holdings: readonly Holding[]) => {
          const { currencies: byCode, gross, net } = exposureOf(valued(holdings), null);
          return { total: sum(Object.values(byCode)), gross, net };
        };
        const [forex, shares, all] = [legs(ofPairs), legs(ofStocks), legs([...ofPairs, ...ofStocks])];
        const tolerance = 1e-9 * (1 + all.gross);
        expect(Math.abs(forex.total)).toBeLessThan(tolerance);
        expect(Math.abs(shares.total - shares.net)).toBeLessThan(tolerance);
        expect(Math.abs(all.total - shares.net)).toBeLessThan(tolerance);
      }),
      RUNS,
    );
  });

  it('would be caught if the quote leg of a pair were left out', () => {
    const broken = fc.check(
      fc.property(fc.array(pairs, { maxLength: 8 }), (holdings) => {
        const oneLegged = holdings.map((holding) => ({ ...holding, baseCurrency: undefined }));
        expect(Math.abs(sum(Object.values(exposureOf(valued(oneLegged), null).currencies)))).toBeLessThan(1e-6);
      }),
      RUNS,
    );
    expect(broken.failed).toBe(true);
  });

  it('nets the holdings of a symbol for concentration, and counts each in gross', () => {
    const holdings = [aHolding({ quantity: 10 }), aHolding({ quantity: -10 }), aHolding({ symbol: 'B', quantity: 1 })];
    expect(exposureOf(valued(holdings), null)).toMatchObject({
      gross: 2_100,
      net: 100,
      leverage: null,
      concentration: { symbol: 'B', largest: 1, herfindahl: 1 },
    });
    expect(exposureOf(valued(holdings.slice(0, 2)), 100).concentration).toBeNull();
  });

  it('is not guessed without a price or a rate', () => {
    const holdings = [
      aHolding({ symbol: 'PRICELESS', price: NaN }),
      aHolding({ symbol: 'FOREIGN', quoteCurrency: 'XXX' }),
      aHolding({ symbol: 'KNOWN' }),
      aHolding({ symbol: 'FLAT', quantity: 0, price: NaN }),
    ];
    const known = (currency: string) => (currency === 'XXX' ? null : rate(currency));
    expect(valuationOf(holdings, known)).toEqual({ unvalued: ['PRICELESS', 'FOREIGN'] });
  });
});

describe('portfolio heat', () => {
  it('is what the stops would lose over equity, long and short', () => {
    const holdings = [
      aHolding({ quantity: 10, price: 100, stop: 95 }), // 50
      aHolding({ quantity: -10, price: 100, stop: 110 }), // 100
      aHolding({ quantity: 10, price: 100, stop: 105 }), // its stop locks a profit in
    ];
    expect(portfolioHeat(valued(holdings), 1_000)).toBeCloseTo(0.15, 12);
  });

  it('counts a holding without a usable stop whole, or the share that is set', () => {
    for (const stop of [undefined, null, NaN, 0, -5, Infinity]) {
      const valuation = valued([aHolding({ quantity: -10, price: 100, stop })]);
      expect(portfolioHeat(valuation, 10_000)).toBeCloseTo(0.1, 12);
      expect(portfolioHeat(valuation, 10_000, 0.2)).toBeCloseTo(0.02, 12);
    }
  });

  it('is null without equity, so that nothing can be added', () => {
    for (const equity of [null, 0, -1, NaN]) expect(portfolioHeat(valued([aHolding()]), equity)).toBeNull();
  });

  it('is never negative, and no stop that moves nearer raises it', () => {
    fc.assert(
      fc.property(fc.array(stocks, { maxLength: 10 }), (holdings) => {
        const heat = portfolioHeat(valued(holdings), 1_000)!;
        const nearer = holdings.map((one) => ({ ...one, stop: ((one.stop ?? one.price) + one.price) / 2 }));
        expect(heat).toBeGreaterThanOrEqual(0);
        expect(portfolioHeat(valued(nearer), 1_000)!).toBeLessThanOrEqual(heat * (1 + 1e-12));
      }),
      RUNS,
    );
  });
});
