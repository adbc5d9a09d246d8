import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feesOf } from '../../../actors/domain/copy/fee-accrual.ts';
import { decimal, ZERO } from '../../../actors/domain/decimal.ts';
import { Ledger } from '../../../actors/domain/ledger.ts';
import { ledgerEntries } from '../../../actors/domain/ledger-entry.ts';
import { A, AccountScene, anOrderRequest, B, orders, TIMEOUT } from './account-scene.ts';
import { F, fees, TestFollower } from './copy-scene.ts';

const LIMITS = {
  maxOrderNotional: '3000',
  maxOrderQuantity: '40',
  maxOpenOrders: 4,
  maxOrdersPerMinute: 5,
  priceCollar: 0.05,
};

const wish = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.integer({ min: 0, max: 60 }),
  reduceOnly: fc.boolean(),
  kind: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'STOP_MARKET' as const),
  away: fc.integer({ min: -8, max: 8 }),
});

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('bar' as const),
      a: fc.array(wish, { maxLength: 3 }),
      b: fc.array(wish, { maxLength: 2 }),
      move: fc.integer({ min: -5, max: 5 }),
      range: fc.integer({ min: 0, max: 5 }),
      cancel: fc.boolean(),
      /** Of the follower, cents. */
      fees: fc.integer({ min: 0, max: 2_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      command: fc.constantFrom('pause', 'resume', 'halt', 'flatten', 'reset'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), forgetful: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('timeouts' as const), every: fc.constantFrom(0, 2, 4) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function play(steps: readonly Step[], after: (scene: AccountScene) => void): void {
  const scene = new AccountScene({
    limits: LIMITS,
    model: { commissionRate: 0.001, slippageBps: 5, volumeShare: 0.03 },
  });
  scene.hello(A);
  scene.hello(B);
  const follower = new TestFollower(scene);
  follower.hello();
  let day = 0;
  let close = 100;
  for (const next of steps) {
    if (next.kind === 'command') scene.command(next.command);
    else if (next.kind === 'restart') {
      scene.restart({ forgetful: next.forgetful });
      for (const actor of [A, B]) scene.hello(actor);
      follower.hello();
    } else if (next.kind === 'timeouts') {
      let calls = 0;
      scene.venue = (request) => {
        const mayFail = request.kind !== 'advance' && request.kind !== 'restore';
        return mayFail && next.every > 0 && ++calls % (next.every + 1) === 0 ? TIMEOUT : undefined;
      };
    } else {
      for (let patience = 0; scene.pulls === 0 && patience < 20; patience += 1) scene.ring();
      const open = close;
      close += next.move;
      scene.bar({ open, close, high: Math.max(open, close) + next.range, low: Math.min(open, close) - next.range });
      for (const [actor, wishes] of [
        [A, next.a],
        [B, next.b],
      ] as const) {
        const asked = wishes.map(({ side, quantity, reduceOnly, kind, away }, leg) =>
          anOrderRequest(side, quantity, {
            ...{ leg, type: kind, reduceOnly },
            ...(kind === 'LIMIT' && { limitPrice: close + away }),
            ...(kind === 'STOP_MARKET' && { triggerPrice: close + away }),
          }),
        );
        const ids = [...scene.state.orders.values()]
          .filter(({ working }) => working.order.actor === actor)
          .slice(0, 1)
          .map(({ working }) => working.order.clientOrderId);
        scene.decide(
          actor,
          ...(next.cancel && ids.length > 0 ? [{ kind: 'cancel' as const, clientOrderIds: ids }] : []),
          ...(asked.length > 0 ? [orders(...asked)] : []),
        );
      }
      const charged = fees(`2024-01-${String((day += 1)).padStart(2, '0')}`, { volume: String(next.fees / 100) });
      if (next.fees % 2 === 0) follower.ask(charged);
      else follower.idle();
    }
    after(scene);
  }
}

const runs = (check: (steps: Step[]) => void): void =>
  fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), check), { numRuns: 150, seed: 4 });

describe('whatever is asked, answered late or lost, and whenever it starts again', () => {
  test('no order is accepted beyond a limit in force (I6)', () => {
    let accepted = 0;
    runs((steps) =>
      play(steps, (scene) => {
        let minute: number[] = [];
        for (const event of scene.journal) {
          if (event.type !== 'order.initialized' || event.exit !== undefined) continue;
          accepted += 1;
          const { order } = event;
          minute = [...minute.filter((time) => time > order.decidedAt - 60_000), order.decidedAt];
          if (order.reduceOnly) continue;
          expect(Number(order.quantity)).toBeLessThanOrEqual(40);
          expect(minute.length).toBeLessThanOrEqual(5);
          if (order.limitPrice !== undefined)
            expect(Number(order.quantity.mul(order.limitPrice))).toBeLessThanOrEqual(3_000);
        }
        const opening = [...scene.state.orders.values()].filter(({ working }) => !working.order.reduceOnly);
        expect(opening.length).toBeLessThanOrEqual(4);
      }),
    );
    expect(accepted).toBeGreaterThan(1_000);
  });

  test('cash, inventory and the ledger are exact, and no cash is spent twice (I3)', () => {
    runs((steps) => {
      let last: AccountScene | undefined;
      play(steps, (scene) => {
        last = scene;
        const charged = scene.journal.reduce(
          (sum, event) => (event.type === 'fee.charged' ? sum.add(feesOf(event.word)) : sum),
          ZERO,
        );
        for (const { address, cash, holding } of scene.state.actors.values()) {
          const known = cash.add(holding.cost).add(holding.commission).sub(holding.realizedPnl);
          expect(known.add(address === F ? charged : 0).eq(10_000), address).toBe(true);
          if (!holding.quantity.isNegative()) expect(cash.gte(0), `${address} has ${cash}`).toBe(true);
        }
      });
      const ledger = new Ledger();
      for (const event of last!.journal) {
        if ('postings' in event)
          ledger.post(
            ledgerEntries({ transactionId: event.transactionId, account: 'a1', time: 0, postings: event.postings }),
          );
        if (event.type === 'order.filled') ledger.witness(event.fill, 'USD');
        if (event.type === 'fee.charged')
          ledger.witnessFees({ account: 'a1', actor: event.actor, currency: 'USD' }, event.word);
      }
      expect(
        ledger.check({
          cash: [
            {
              account: 'a1',
              currency: 'USD',
              amount: [...last!.state.actors.values()].reduce(
                (sum, { cash }) => sum.add(cash),
                decimal(last!.state.unallocated),
              ),
            },
          ],
        }),
      ).toEqual([]);
    });
  });

  test('the account is the fold of its journal', () => {
    runs((steps) =>
      play(steps, (scene) => {
        const { lanes: live, ...account } = scene.saved();
        const { lanes: folded, ...again } = scene.saved(scene.folded());
        expect(again).toEqual(account);
        // Bars that changed nothing are not journaled: the lane may be taken back, never forward.
        const positions = (lanes: unknown): number[] =>
          (lanes as { position: number }[]).map(({ position }) => position);
        positions(folded).forEach((position, index) => expect(position).toBeLessThanOrEqual(positions(live)[index]!));
      }),
    );
  });

  test('an account that is saved and loaded is the same account', () => {
    runs((steps) => play(steps, (scene) => expect(scene.saved(scene.loaded())).toEqual(scene.saved())));
  });
});
