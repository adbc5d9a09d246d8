// What every venue adapter must keep; the part about bars is for simulated venues alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anOrder, T0 } from '../../support/domain-builders.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { RestingOrder, VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { BrokerPort } from '../../../actors/ports/broker.ts';
import type { Order } from '../../../actors/domain/order.ts';
import { applied } from '../../../actors/domain/resting-book.ts';
import {
  applyOrderEvent,
  initializedOrder,
  type OrderEvent,
  type WorkingOrder,
} from '../../../actors/domain/working-order.ts';
import { barAt, fundsOf, LANE, MINUTE, ohlc, resting } from './venue-scene.ts';
import { playTape, tapes, type Stage, type Tape } from './venue-simulation.ts';

/** Accepts whole units of ACME, at tick 0.01; `makeBroker` gives a fresh venue. */
export function brokerConformance(name: string, makeBroker: () => BrokerPort): void {
  const at = { position: 0, time: T0 + MINUTE };
  const advance = (broker: BrokerPort, position: number, funds = fundsOf(), bar = barAt(position, {})) =>
    broker.advance({ account: 'a1', lane: LANE, position, bar, funds });

  describe(`${name}: a broker`, () => {
    it('has one order for a client id, however often that is sent', async () => {
      const broker = makeBroker();
      const first = await delivered(broker, anOrder());
      expect(await delivered(broker, anOrder())).toEqual(first);
      expect((await advance(broker, 1)).filter(({ kind }) => kind === 'filled')).toHaveLength(1);
      expect((await delivered(broker, anOrder()))[0]).toEqual(first[0]);
      expect(await advance(broker, 2)).toEqual([]);
    });

    it('knows nothing of an order it never saw, and does not invent it', async () => {
      const broker = makeBroker();
      expect(await answered(() => broker.query('T-9'))).toBeUndefined();
      expect(await answered(() => broker.cancel('T-9', at))).toEqual([]);
    });

    it('tells by query all that became of an order, oldest first', async () => {
      const broker = makeBroker();
      const word = await delivered(broker, anOrder());
      const events = await advance(broker, 1);
      expect(unique((await answered(() => broker.query('T-1'))) ?? [])).toEqual([...word, ...events]);
    });

    it('cancels an open order once, and leaves a done one alone', async () => {
      const broker = makeBroker();
      await delivered(broker, anOrder({ type: 'LIMIT', limitPrice: 50 }));
      await answered(() => broker.cancel('T-1', at));
      expect(
        (await answered(() => broker.query('T-1')))?.filter(({ kind }) => kind === 'canceled').length,
      ).toBeGreaterThan(0);
      expect(await answered(() => broker.cancel('T-1', at))).toEqual([]);
      expect(await advance(broker, 1, fundsOf(), ohlc(1, 40, 40, 40, 40))).toEqual([]);
      await delivered(broker, anOrder({ clientOrderId: 'T-2', position: 1 }));
      await advance(broker, 2);
      expect(await answered(() => broker.cancel('T-2', at))).toEqual([]);
    });

    it('cancels the children of a parent that is canceled without a fill', async () => {
      const broker = makeBroker();
      await delivered(broker, anOrder({ type: 'LIMIT', limitPrice: 50 }));
      const child = { clientOrderId: 'T-2', parentOrderId: 'T-1', side: 'SELL', reduceOnly: true } as const;
      await delivered(broker, anOrder(child));
      await answered(() => broker.cancel('T-1', at));
      expect((await answered(() => broker.query('T-2')))?.at(-1)).toMatchObject({
        kind: 'canceled',
        reason: 'PARENT_CLOSED: parent=T-1',
      });
    });

    it('does not let a child trade whose parent is not there, and takes the two in any order', async () => {
      const broker = makeBroker();
      const child = { clientOrderId: 'T-2', parentOrderId: 'T-1', side: 'SELL', reduceOnly: true } as const;
      await delivered(broker, anOrder(child));
      expect(await advance(broker, 1, fundsOf(0, 10))).toMatchObject([
        { kind: 'canceled', reason: 'PARENT_CLOSED: parent=T-1' },
      ]);
      await delivered(broker, anOrder({ ...child, clientOrderId: 'T-4', parentOrderId: 'T-3', position: 1 }));
      await delivered(broker, anOrder({ clientOrderId: 'T-3', position: 1 }));
      expect((await advance(broker, 2)).map(({ clientOrderId, kind }) => [clientOrderId, kind])).toEqual([
        ['T-3', 'filled'],
        ['T-4', 'filled'],
      ]);
    });

    it.each([
      ['QUANTITY_BELOW_MINIMUM', anOrder({ quantity: 0 })],
      ['QUANTITY_BELOW_MINIMUM', anOrder({ quantity: '0.5' })],
      ['INVALID_ORDER', anOrder({ quantity: '1.5' })],
      ['INVALID_ORDER', anOrder({ type: 'LIMIT' })],
      ['INVALID_ORDER', anOrder({ type: 'STOP_LIMIT', limitPrice: 1 })],
      ['INVALID_ORDER', anOrder({ type: 'TRAILING_STOP_MARKET' })],
      ['INVALID_ORDER', anOrder({ timeInForce: 'GTD' })],
      ['INSTRUMENT_NOT_FOUND', anOrder({ instrument: 'NOPE' })],
    ])('rejects what it cannot trade with %s instead of failing later', async (code, order) => {
      const broker = makeBroker();
      expect(await delivered(broker, order)).toMatchObject([
        { kind: 'rejected', reason: expect.stringMatching(`^${code}: `) as unknown },
      ]);
      expect(await advance(broker, 1)).toEqual([]);
    });

    it('answers the same when asked again for its latest bar, and nothing for an older one', async () => {
      const broker = makeBroker();
      await delivered(broker, anOrder());
      const events = await advance(broker, 1);
      expect(await advance(broker, 1)).toEqual(events);
      expect(await advance(broker, 0)).toEqual([]);
    });

    it('replaces by restore all that it knew of the account, and of no other', async () => {
      const broker = makeBroker();
      await delivered(broker, anOrder());
      await delivered(broker, anOrder({ clientOrderId: 'B-1', account: 'b1' }));
      await broker.restore('a1', [resting(anOrder({ clientOrderId: 'T-2', quantity: 7 }), { filled: decimal(3) })]);
      expect(await answered(() => broker.query('T-1'))).toBeUndefined();
      expect(await advance(broker, 1)).toMatchObject([
        { clientOrderId: 'T-2', kind: 'filled', fill: { quantity: decimal(4) } },
      ]);
      expect(await answered(() => broker.query('B-1'))).toBeDefined();
    });

    it('says only what the state machine allows, fills no order beyond its quantity, and goes on after a restore as if undisturbed', () =>
      fc.assert(
        fc.asyncProperty(tapes(), fc.array(fc.nat({ max: 7 })), async (tape, crashes) => {
          const undisturbed = makeBroker();
          const expected = await playTape(tape, stageOf(undisturbed));
          const known = follow(
            tape,
            expected.flatMap(({ events }) => events),
          );
          for (const { state } of known.values()) expect(state).not.toBe('UNKNOWN');
          expect(await playTape(tape, restarting(makeBroker, crashes))).toEqual(expected);
        }),
        { numRuns: 60 },
      ));
  });
}

const stageOf = (broker: BrokerPort): Stage => ({
  submit: (order) => delivered(broker, order),
  advance: (request) => broker.advance(request),
});

/** A venue that is lost before the bars in `crashes` and restored from what its events said. */
function restarting(makeBroker: () => BrokerPort, crashes: readonly number[]): Stage {
  let broker = makeBroker();
  const open = new Map<string, RestingOrder>();
  const note = (events: readonly VenueEvent[]) => {
    for (const event of events) {
      const before = open.get(event.clientOrderId);
      const after = before && applied(before, event);
      if (after === undefined) open.delete(event.clientOrderId);
      else open.set(event.clientOrderId, after);
    }
    return events;
  };
  return {
    async submit(order) {
      open.set(order.clientOrderId, resting(order));
      return note(await delivered(broker, order));
    },
    async advance(request) {
      const events = note(await broker.advance(request));
      for (const [id, order] of open) open.set(id, { ...order, matchedThrough: request.position });
      return events;
    },
    async interrupt(position) {
      if (!crashes.includes(position)) return;
      broker = makeBroker();
      await broker.restore('a1', [...open.values()]);
    },
  };
}

/** Sends until the venue's word is known, as a risk monitor does: after a timeout it asks, and sends again only what never arrived. */
export async function delivered(broker: BrokerPort, order: Order): Promise<readonly VenueEvent[]> {
  for (;;) {
    try {
      return unique(await broker.submit(order));
    } catch (error) {
      if (!isVenueTrouble(error)) throw error;
      const known = await answered(() => broker.query(order.clientOrderId));
      if (known !== undefined) return unique(known);
    }
  }
}

/** Asks until there is an answer. */
async function answered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isVenueTrouble(error)) throw error;
    }
  }
}

const isVenueTrouble = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && (error.type === 'VENUE_TIMEOUT' || error.type === 'VENUE_UNAVAILABLE');

/** Drops what was said twice. */
const unique = (events: readonly VenueEvent[]): readonly VenueEvent[] => {
  const said = new Set<string>();
  return events.filter((event) => !said.has(JSON.stringify(event)) && said.add(JSON.stringify(event)));
};

/** Runs the events through the orders' state machine; throws at the first illegal one and at an overfill. */
function follow({ orders }: Tape, events: readonly VenueEvent[]): ReadonlyMap<string, WorkingOrder> {
  const working = new Map(
    orders.map((order) => [order.clientOrderId, applyOrderEvent(initializedOrder(order), { type: 'order.submitted' })]),
  );
  for (const event of events) {
    const before = working.get(event.clientOrderId);
    if (before === undefined) throw new Error(`${event.kind} of an order nobody sent: ${event.clientOrderId}`);
    const { kind, ...facts } = event;
    working.set(event.clientOrderId, applyOrderEvent(before, { type: `order.${kind}`, ...facts } as OrderEvent));
  }
  return working;
}
