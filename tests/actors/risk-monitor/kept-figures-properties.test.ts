// What an account keeps from order to order equals what it comes to worked out afresh: whatever it is asked, and whatever the market does.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposuresOf } from '../../../actors/risk-monitor/account-exposure.ts';
import { newMemo } from '../../../actors/risk-monitor/account-memo.ts';
import type { AccountState } from '../../../actors/risk-monitor/account-state.ts';
import { reachOf, sideOf, sideWith, towards } from '../../../actors/risk-monitor/exposure.ts';
import { figuresAfter, figuresOf } from '../../../actors/risk-monitor/side-figures.ts';
import { limitsView } from '../../../actors/risk-monitor/inspect-limits.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import { anOrderRequest } from './account-scene.ts';
import { MarketScene, product, type RiskMonitor, trader } from './market-scene.ts';

const RUNS = 10_000;
const TRADERS = [trader('a', 'ACME'), trader('b', 'BETA'), trader('c', 'ACME')];
const LIMITS = { maxGrossExposure: 0.5, maxConcentration: 0.3, maxOpenOrders: 20 };

const wish = fc.record({
  trader: fc.integer({ min: 0, max: TRADERS.length - 1 }),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.integer({ min: 1, max: 90 }),
  away: fc.option(fc.integer({ min: -4, max: 4 }), { nil: undefined }),
});
const step = fc.record({
  wishes: fc.array(wish, { maxLength: 2 }),
  moves: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 2 }),
});
const plays = fc.array(step, { minLength: 1, maxLength: 4 });
type Play = typeof plays extends fc.Arbitrary<infer Value> ? Value : never;

/** The same account that remembers nothing but the bars of its lanes. */
const afresh = (state: AccountState): AccountState => ({
  ...state,
  memo: { ...newMemo(), history: state.memo.history },
});

/** In one order, and without what has come and gone: an account that has just started knows nothing of either. */
const listed = <Of>(spans: Iterable<readonly [string, Of]>): (readonly [string, Of])[] =>
  [...spans].filter(([, of]) => /[1-9]/.test(JSON.stringify(of))).sort(([a], [b]) => (a < b ? -1 : 1));

const figures = (state: AccountState): unknown => {
  const book = exposuresOf(state);
  const { gross, risk, net, symbols, currencies, actors } = book;
  const sums = [book.equityWith(state.unallocated), gross, risk, net, listed(symbols), listed(currencies)];
  const own = Array.from(actors.values(), ({ of: { reach }, long, short, stake }) => ({ reach, long, short, stake }));
  const { portfolio, limitsInForce } = limitsView(state);
  const shown = {
    ...{ portfolio, limitsInForce },
    symbols: listed((portfolio?.symbols ?? []).map(({ symbol, ...worth }) => [symbol, worth])),
    currencies: listed((portfolio?.currencies ?? []).map(({ currency, ...worth }) => [currency, worth])),
  };
  return [sums, own, book.stakes().risk(state.memo.history), { ...shown, portfolio: { ...portfolio, ...NO_LISTS } }];
};

const NO_LISTS = { symbols: [], currencies: [] };

/** The first moment at which what is kept is not what it is afresh. */
function difference(steps: Play, definition: RiskMonitor = product): string | undefined {
  const scene = new MarketScene({ limits: LIMITS, traders: TRADERS, definition, volumeShare: 1 });
  const closes = new Map(TRADERS.map(({ lane }) => [lane, 100]));
  const fault = (when: string): string | undefined => {
    const [kept, anew] = [scene.state, afresh(scene.state)].map((state) => JSON.stringify(figures(state)));
    return kept === anew ? undefined : `${when}: ${kept} is ${anew}`;
  };
  for (const { wishes, moves } of steps) {
    [...closes].forEach(([lane, close], index) => closes.set(lane, Math.max(50, close + moves[index]!)));
    scene.bar((lane) => closes.get(lane)!);
    const afterBar = fault('after a bar');
    if (afterBar !== undefined) return afterBar;
    for (const { trader: index, side, quantity, away } of wishes) {
      const { address, lane } = TRADERS[index]!;
      const limit = away === undefined ? {} : { type: 'LIMIT' as const, limitPrice: closes.get(lane)! + away };
      scene.orders(address, lane, anOrderRequest(side, quantity, limit));
      const afterOrder = fault('after an order');
      if (afterOrder !== undefined) return afterOrder;
    }
  }
  return undefined;
}

describe('what an account keeps', () => {
  test('is what it comes to afresh, and what people are shown of it too', { timeout: 280_000 }, () => {
    fc.assert(
      fc.property(plays, (steps) => {
        expect(difference(steps)).toBeUndefined();
      }),
      { numRuns: RUNS, seed: 23 },
    );
  });

  test('is out of date where an order or a fill is not noticed', () => {
    const inattentive: RiskMonitor = {
      ...product,
      apply: (state, type, event) => {
        const { exposures } = state.memo;
        const touch = exposures.touch.bind(exposures);
        if (type === 'order.filled' || type === 'order.initialized') exposures.touch = () => undefined;
        product.apply!(state, type, event);
        exposures.touch = touch;
      },
    };
    const found = fc.sample(plays, { numRuns: 200, seed: 23 }).map((steps) => difference(steps, inattentive));
    expect(found.find((fault) => fault !== undefined)).toMatch(/^after /);
  });
});

describe('a side with one more order', () => {
  const order = fc
    .record({
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      type: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'STOP_MARKET' as const),
      reduceOnly: fc.boolean(),
      at: fc.integer({ min: 90, max: 110 }),
      leaves: fc.integer({ min: 0, max: 50 }),
      stop: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    })
    .map(({ side, type, reduceOnly, at, leaves, stop }) => ({
      order: {
        ...{ side, type, reduceOnly },
        ...(type === 'LIMIT' && { limitPrice: decimal(at) }),
        ...(type === 'STOP_MARKET' && { triggerPrice: decimal(at) }),
      },
      ...{ leaves: decimal(leaves), price: decimal(100) },
      stopDistance: stop === undefined || reduceOnly ? undefined : decimal(stop),
    }));
  const cases = fc.tuple(fc.integer({ min: -60, max: 60 }).map(decimal), fc.array(order, { maxLength: 4 }), order);
  const plainly = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('"-0"', '"0"'));

  const equalsAfresh = (extend: typeof sideWith): void =>
    fc.assert(
      fc.property(cases, ([position, orders, added]) => {
        const { side } = added.order;
        const before = towards(reachOf(position, orders), side);
        const anew = sideOf(side, position, [...orders, added]);
        const price = decimal(101);
        expect(plainly(extend(before, position, orders, added))).toEqual(plainly(anew));
        const kept = figuresAfter(figuresOf(before, side, price), anew, price);
        expect(plainly(kept)).toEqual(plainly(figuresOf(anew, side, price)));
      }),
      { numRuns: RUNS, seed: 29 },
    );

  test('is the side of all the orders', () => equalsAfresh(sideWith));

  test('is not, where what closes is taken for opening', () => {
    const careless: typeof sideWith = (side, _position, orders, added) => sideWith(side, decimal(0), orders, added); // as if nothing were held on the other side
    expect(() => equalsAfresh(careless)).toThrow();
  });
});
