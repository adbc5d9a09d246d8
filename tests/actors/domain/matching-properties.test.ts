import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anInstrument } from '../../support/domain-builders.ts';
import { playTape, tapes, type Step, type Tape } from '../../adapters/brokers/venue-simulation.ts';
import { LANE } from '../../adapters/brokers/venue-scene.ts';
import { decimal, ZERO } from '../../../actors/domain/decimal.ts';
import { fillModel, type FillModelSettings } from '../../../actors/domain/fill-model.ts';
import type { RestingOrder } from '../../../actors/domain/matching-venue.ts';
import type { Fill, Order } from '../../../actors/domain/order.ts';
import { restingBook } from '../../../actors/domain/resting-book.ts';

const models: fc.Arbitrary<FillModelSettings> = fc.record({
  commissionRate: fc.constantFrom('0', '0.001'),
  slippageBps: fc.constantFrom('0', '7'),
  volumeShare: fc.constantFrom(null, '0.1', '0.5'),
  latencyMs: fc.constantFrom(0, 1, 90_000),
  limitFill: fc.constantFrom('touch' as const, 'through' as const),
});

const bookOf = (model: FillModelSettings) =>
  restingBook({ model: fillModel(model), instrumentOf: () => anInstrument({ lotSize: decimal(1) }) });

const played = (tape: Tape, model: FillModelSettings) => playTape(tape, bookOf(model));

/** Plays a tape at a book that is rebuilt from its own resting orders before every bar in `crashes`. */
function playedWithCrashes(
  tape: Tape,
  model: FillModelSettings,
  crashes: readonly number[],
  damage: (order: RestingOrder) => RestingOrder = (order) => order,
) {
  let book = bookOf(model);
  return playTape(tape, {
    submit: (order) => book.submit(order),
    advance: (request) => book.advance(request),
    interrupt(position) {
      if (!crashes.includes(position)) return;
      const rebuilt = bookOf(model);
      rebuilt.restore('a1', book.openOn('a1', LANE).map(damage));
      book = rebuilt;
    },
  });
}

interface Happened {
  readonly fill: Fill;
  readonly order: Order;
  readonly step: Step;
}

const fillsIn = (tape: Tape, steps: readonly Step[]): Happened[] =>
  steps.flatMap((step) =>
    step.events.flatMap((event) => {
      const order = tape.orders.find(({ clientOrderId }) => clientOrderId === event.clientOrderId);
      return event.kind === 'filled' && order !== undefined ? [{ fill: event.fill, order, step }] : [];
    }),
  );

const holds = (check: (tape: Tape, steps: readonly Step[], model: FillModelSettings) => void, longOnly = false) =>
  fc.assert(
    fc.asyncProperty(tapes({ longOnly }), models, async (tape, model) => check(tape, await played(tape, model), model)),
    { numRuns: 400 },
  );

describe('whatever the orders and bars', () => {
  it('no fill is at a price that its bar, with slippage, did not have', () =>
    holds((tape, steps, { slippageBps }) => {
      for (const { fill, order, step } of fillsIn(tape, steps)) {
        const slips = order.type !== 'LIMIT' && order.type !== 'STOP_LIMIT' && slippageBps !== '0';
        const reach = slips ? decimal(step.bar.high).mul('0.0007').add('0.01') : ZERO;
        expect(fill.price.lte(decimal(step.bar.high).add(reach)), `${fill.price}`).toBe(true);
        expect(fill.price.gte(decimal(step.bar.low).sub(reach)), `${fill.price}`).toBe(true);
      }
    }));

  it('no limit is filled at a worse price, and nothing on or before the bar it was decided on', () =>
    holds((tape, steps) => {
      for (const { fill, order } of fillsIn(tape, steps)) {
        expect(fill.position).toBeGreaterThan(order.position);
        if (order.type !== 'LIMIT' && order.type !== 'STOP_LIMIT') continue;
        const worse =
          order.side === 'BUY' ? fill.price.gt(order.limitPrice ?? ZERO) : fill.price.lt(order.limitPrice ?? ZERO);
        expect(worse).toBe(false);
      }
    }));

  it('no order is overfilled, no fill id comes twice, and FOK is all or nothing', () =>
    holds((tape, steps) => {
      const fills = fillsIn(tape, steps).map(({ fill }) => fill);
      expect(new Set(fills.map(({ fillId }) => fillId)).size).toBe(fills.length);
      for (const { clientOrderId, quantity, timeInForce } of tape.orders) {
        const total = fills
          .filter((fill) => fill.clientOrderId === clientOrderId)
          .reduce((sum, fill) => sum.add(fill.quantity), ZERO);
        expect(total.lte(quantity)).toBe(true);
        if (timeInForce === 'FOK') expect([ZERO, quantity].some((allowed) => total.eq(allowed))).toBe(true);
      }
    }));

  it('the account never takes more than its share of a bar', () =>
    holds((_, steps, { volumeShare }) => {
      for (const { bar, events } of steps) {
        const taken = events.reduce(
          (sum, event) => (event.kind === 'filled' ? sum.add(event.fill.quantity) : sum),
          ZERO,
        );
        if (volumeShare != null && bar.volume > 0) expect(taken.lte(decimal(bar.volume).mul(volumeShare))).toBe(true);
      }
    }));

  it('cash of a long-only account never goes below zero', () =>
    holds((_, steps) => {
      for (const { after } of steps) expect(after.cash.gte(0), `${after.cash}`).toBe(true);
    }, true));

  it('a reduce-only fill never turns or adds to the position', () =>
    holds((tape, steps) => {
      for (const step of steps) {
        let held = step.before.quantity;
        for (const { fill, order } of fillsIn(tape, [step])) {
          const next = fill.side === 'BUY' ? held.add(fill.quantity) : held.sub(fill.quantity);
          if (order.reduceOnly) expect(next.abs().lt(held.abs()) && !next.mul(held).lt(0)).toBe(true);
          held = next;
        }
      }
    }));

  it('the same orders and bars give the same events', () =>
    fc.assert(
      fc.asyncProperty(tapes(), models, async (tape, model) => {
        expect(await played(tape, model)).toEqual(await played(tape, model));
      }),
    ));

  it('a venue rebuilt from its resting orders before any bars goes on as if nothing had happened', () =>
    fc.assert(
      fc.asyncProperty(tapes(), models, fc.array(fc.nat({ max: 7 })), async (tape, model, crashes) => {
        expect(await playedWithCrashes(tape, model, crashes)).toEqual(await played(tape, model));
      }),
      { numRuns: 400 },
    ));

  it.each<[string, (order: RestingOrder) => RestingOrder]>([
    ['filled', (order) => ({ ...order, filled: ZERO })],
    ['triggered', (order) => ({ ...order, triggered: false })],
    ['triggerPrice', ({ triggerPrice: _, ...order }) => order],
    ['matchedThrough', (order) => ({ ...order, matchedThrough: order.order.position })],
  ])('control: a rebuild that forgets `%s` is noticed', async (_field, damage) => {
    const noticed = fc.asyncProperty(tapes(), async (tape) => {
      const model: FillModelSettings = { volumeShare: '0.1' };
      expect(await playedWithCrashes(tape, model, [1, 2, 3, 4, 5, 6, 7], damage)).toEqual(await played(tape, model));
    });
    expect((await fc.check(noticed, { numRuns: 2_000, seed: 1 })).failed).toBe(true);
  });

  it('control: the checks see fills, of every order type', async () => {
    const seen = new Set<string>();
    const run = fc.asyncProperty(tapes(), async (tape) => {
      for (const { order } of fillsIn(tape, await played(tape, {}))) seen.add(order.type);
    });
    await fc.assert(run, { seed: 1 });
    expect([...seen].toSorted()).toEqual(['LIMIT', 'MARKET', 'STOP_LIMIT', 'STOP_MARKET', 'TRAILING_STOP_MARKET']);
  });
});
