import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import { anOrderRequest } from './account-scene.ts';
import { MarketScene, product, type RiskMonitor, trader } from './market-scene.ts';
import { type Measures, Oracle } from './portfolio-oracle.ts';

const RUNS = 10_000;
const TRADERS = [trader('a', 'ACME'), trader('b', 'BETA'), trader('c', 'ACME'), trader('d', 'GAMMA')];
const LANES = [...new Set(TRADERS.map(({ lane }) => lane))];

const LIMITS = [
  'maxGrossExposure',
  'maxNetExposure',
  'maxConcentration',
  'maxPortfolioHeat',
  'maxLeverage',
  'maxCurrencyExposure',
] as const;
type Limited = (typeof LIMITS)[number];

const level = fc.integer({ min: 2, max: 40 }).map((n) => n / 100);
const limits = fc.dictionary(fc.constantFrom(...LIMITS), level, { minKeys: 1, maxKeys: 3 });

const wish = fc.record({
  trader: fc.integer({ min: 0, max: TRADERS.length - 1 }),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.integer({ min: 1, max: 90 }),
  kind: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'STOP_MARKET' as const),
  away: fc.integer({ min: -4, max: 4 }),
  reduceOnly: fc.boolean(),
  stop: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
});

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('round' as const),
      wishes: fc.array(wish, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('bar' as const),
      moves: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('limit' as const), limit: fc.constantFrom(...LIMITS), value: level }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      from: fc.constantFrom('journal' as const, 'snapshot' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('halt' as const),
      trader: fc.integer({ min: 0, max: 3 }),
      state: fc.constantFrom('HALTED' as const, 'ACTIVE' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), trader: fc.integer({ min: 0, max: 3 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Plays the steps with the oracle beside them; the first order that ought not to have been let in, in words. */
function violation(
  inForce: Partial<Record<Limited, number>>,
  steps: readonly Step[],
  tally: { accepted: number; denied: number },
  definition: RiskMonitor = product,
): string | undefined {
  const scene = new MarketScene({ limits: inForce, traders: TRADERS, definition, volumeShare: 1 });
  const oracle = new Oracle();
  for (const [name, value] of Object.entries(inForce)) oracle.limits.set(name, value);
  const closes = new Map(LANES.map((lane) => [lane, 100]));
  const versions = new Map<string, number>();
  const priceOf = (lane: string): number => scene.state.lanes.get(lane)!.price || 100;
  const faults: string[] = [];
  const admit = (event: Extract<AccountEvent, { type: 'order.initialized' }>): void => {
    const { order } = event;
    const before = oracle.measure(priceOf);
    const standing = oracle.standing(order.actor);
    oracle.take(event, priceOf);
    tally.accepted += 1;
    // What closes is let past, though it may have stood against something else.
    if (oracle.standing(order.actor) <= standing) return;
    if (oracle.latched.has(scopeOf(order.instrument))) faults.push(`latched: ${order.clientOrderId}`);
    faults.push(...exceeded(oracle, before, oracle.measure(priceOf), false));
  };
  for (const event of scene.journal) oracle.take(event, priceOf);
  scene.onRecord = (event) => {
    if (event.type === 'order.initialized' && event.exit === undefined) admit(event);
    else oracle.take(event, priceOf);
  };
  const nextBar = (move: (index: number) => number): void => {
    LANES.forEach((lane, index) => closes.set(lane, Math.max(50, closes.get(lane)! + move(index))));
    scene.bar((lane) => closes.get(lane)!);
  };
  nextBar(() => 0);
  for (const next of steps) {
    switch (next.kind) {
      case 'bar':
        nextBar((index) => next.moves[index]!);
        break;
      case 'round':
        for (const one of next.wishes) {
          const { address, lane } = TRADERS[one.trader]!;
          const before = oracle.measure(priceOf);
          scene.orders(address, lane, ...requestsOf(one, priceOf(lane)));
          if (!one.reduceOnly) faults.push(...exceeded(oracle, before, oracle.measure(priceOf), true));
        }
        nextBar(() => 0);
        break;
      case 'limit': {
        const version = (versions.get(next.limit) ?? 0) + 1;
        versions.set(next.limit, version);
        // The strictest holds: the account's own stays below it.
        const value = Math.min(next.value, inForce[next.limit] ?? Infinity);
        const who = { by: 'eve', at: 0, reason: 'storm', approvedBy: null };
        scene.control({ kind: 'limit', entry: { scope: 'user:ann', limit: next.limit, value, version, ...who } });
        break;
      }
      case 'halt': {
        const who = { reason: 'storm', by: 'eve', at: 0, flatten: false } as const;
        scene.control({ kind: 'restrict', scope: scopeOf(TRADERS[next.trader]!.symbol), state: next.state, ...who });
        break;
      }
      case 'restart':
        scene.restart(next.from);
        break;
      case 'cancel': {
        const { address, lane } = TRADERS[next.trader]!;
        const ids = [...scene.state.orders.values()]
          .filter(({ working }) => working.order.actor === address)
          .map(({ working }) => working.order.clientOrderId);
        scene.decide(address, lane, { kind: 'cancel', clientOrderIds: ids });
      }
    }
    if (faults.length > 0) return faults[0];
  }
  tally.denied += scene.state.denied;
  return definition === product ? inexact(scene, oracle) : undefined;
}

const scopeOf = (symbol: string): string => `instrument:${symbol}`;

/** A limit that is exceeded, and was not as much before. */
function exceeded(oracle: Oracle, before: Measures, after: Measures, heat: boolean): string[] {
  const figures: readonly (readonly [Limited, number, number])[] = heat
    ? [['maxPortfolioHeat', before.heat, after.heat]]
    : [
        ['maxGrossExposure', before.gross, after.gross],
        ['maxLeverage', before.gross, after.gross],
        ['maxNetExposure', before.net, after.net],
        ['maxCurrencyExposure', before.currency, after.currency],
        ...Object.keys(after.bySymbol).map(
          (symbol) => ['maxConcentration', before.bySymbol[symbol] ?? 0, after.bySymbol[symbol]!] as const,
        ),
      ];
  return figures.flatMap(([name, was, is]) => {
    const limit = oracle.limits.get(name);
    if (limit === undefined || is <= limit * after.equity + 1e-6 || is <= was + 1e-6) return [];
    return [`${name}: ${is} of ${after.equity} is beyond ${limit}, before ${was}`];
  });
}

/** The first figure that is not as the fills make it. */
function inexact(scene: MarketScene, oracle: Oracle): string | undefined {
  let total = Number(scene.state.unallocated);
  for (const { address, cash, holding } of scene.state.actors.values()) {
    const holder = oracle.holders.get(address)!;
    if (Number(holding.quantity) !== holder.quantity)
      return `${address} holds ${String(holding.quantity)}, its fills say ${holder.quantity}`;
    if (Math.abs(Number(cash) - holder.cash) > 1e-6)
      return `${address} has ${String(cash)}, its fills say ${holder.cash}`;
    total += Number(cash.add(holding.cost).sub(holding.realizedPnl).add(holding.commission));
  }
  if (Math.abs(total - 100_000) > 1e-6) return `the sub-ledgers sum to ${total}`;
  return isDeepStrictEqual(withoutLanes(scene.saved()), withoutLanes(productSave(scene)))
    ? undefined
    : 'the account is not the fold of its journal';
}

const productSave = (scene: MarketScene): unknown => JSON.parse(JSON.stringify(product.save(scene.folded())));
/** What the journal alone makes; bars that changed nothing are not in it. */
function withoutLanes(saved: unknown): unknown {
  const { actors, orders, closed, recentOrders, recentCancels, unallocated, accepted, denied } = saved as Record<
    string,
    unknown
  >;
  return { actors, orders, closed, recentOrders, recentCancels, unallocated, accepted, denied };
}

function requestsOf(
  { side, quantity, kind, away, reduceOnly, stop }: typeof wish extends fc.Arbitrary<infer Wish> ? Wish : never,
  close: number,
) {
  const entry = anOrderRequest(side, quantity, {
    ...{ type: kind, reduceOnly },
    ...(kind === 'LIMIT' && { limitPrice: close + away }),
    ...(kind === 'STOP_MARKET' && { triggerPrice: close + away }),
  });
  if (stop === undefined || reduceOnly) return [entry];
  const away2 = side === 'BUY' ? -stop : stop;
  const protection = anOrderRequest(side === 'BUY' ? 'SELL' : 'BUY', quantity, {
    ...{ leg: 1, parentLeg: 0, type: 'STOP_MARKET' as const, reduceOnly: true, triggerPrice: close + away2 },
  });
  return [entry, protection];
}

const plays = fc.tuple(limits, fc.array(step, { minLength: 3, maxLength: 6 }));

describe('whatever is asked of an account, and whenever it starts again', () => {
  test(
    'no order is let in with which the portfolio may come to stand beyond a limit (I6), and the ledger is exact (I3)',
    { timeout: 280_000 },
    () => {
      const tally = { accepted: 0, denied: 0 };
      fc.assert(
        fc.property(plays, ([inForce, steps]) => {
          expect(violation(inForce, steps, tally)).toBeUndefined();
        }),
        { numRuns: RUNS, seed: 17 },
      );
      expect(tally.accepted).toBeGreaterThan(RUNS / 2);
      expect(tally.denied).toBeGreaterThan(RUNS / 2);
    },
  );
});

describe('what must not be left out', () => {
  /** The first fault found, without its figures. */
  const found = (definition: RiskMonitor): string | undefined => {
    for (const [inForce, steps] of fc.sample(plays, { numRuns: 500, seed: 17 })) {
      const fault = violation(inForce, steps, { accepted: 0, denied: 0 }, definition);
      if (fault !== undefined) return fault.split(':', 1)[0];
    }
    return undefined;
  };

  test('without the reservation, orders pass together that could not alone', () => {
    const forgetful: RiskMonitor = {
      ...product,
      receive: (state, message, turn) => {
        // What was let in before is out of sight while the next orders are checked.
        const hidden = message.kind === 'told' ? [...state.orders] : [];
        for (const [id] of hidden) state.orders.delete(id);
        for (const actor of state.actors.keys()) state.memo.exposures.touch(actor);
        product.receive(state, message, turn);
        if (message.kind === 'told') for (const [id, open] of hidden) state.orders.set(id, open);
      },
    };
    expect(found(forgetful)).toMatch(/^max/);
  });

  test('without the latch, orders pass that were halted', () => {
    const deaf: RiskMonitor = {
      ...product,
      apply: (state, type, event) => {
        product.apply!(state, type, event);
        state.controls.latches.clear();
      },
    };
    expect(found(deaf)).toBe('latched');
  });
});
