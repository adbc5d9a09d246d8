import { describe, expect, it } from 'vitest';
import { anInstrument, anOrder, T0 } from '../../../support/domain-builders.ts';
import { brokerConformance, delivered } from '../broker.conformance.ts';
import { barAt, fundsOf, LANE } from '../venue-scene.ts';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { fillModel } from '../../../../actors/domain/fill-model.ts';
import { restingBook } from '../../../../actors/domain/resting-book.ts';
import { paperBroker } from '../../../../adapters/brokers/paper/paper-broker.ts';
import { listedFaults, seededFaults, type VenueFaults } from '../../../../adapters/brokers/paper/venue-faults.ts';

const instrumentOf = (symbol: string) => (symbol === 'ACME' ? anInstrument({ lotSize: decimal(1) }) : undefined);
const bookOf = (doneKept = 100) => restingBook({ model: fillModel(), instrumentOf, doneKept });
const broker = (faults?: VenueFaults) => paperBroker({ book: bookOf(), ...(faults && { faults }) });

brokerConformance('paper', broker);
for (const seed of [1, 2, 3]) {
  const rates = { lost: 0.15, unanswered: 0.15, unavailable: 0.15, duplicated: 0.15 };
  brokerConformance(`paper with faults of seed ${seed}`, () => broker(seededFaults(seed, rates)));
}

const matched = (venue: ReturnType<typeof broker>) =>
  venue.advance({ account: 'a1', lane: LANE, position: 1, bar: barAt(1, {}), funds: fundsOf() });

describe('an unanswered submit', () => {
  it('leaves an order at the venue that query finds and the next bar fills', async () => {
    const venue = broker(listedFaults({ submit: ['unanswered'] }));
    await expect(venue.submit(anOrder())).rejects.toMatchObject({
      type: 'VENUE_TIMEOUT',
      data: { clientOrderId: 'T-1' },
    });
    expect(await venue.query('T-1')).toMatchObject([{ kind: 'accepted', venueOrderId: 'paper-T-1' }]);
    expect(await matched(venue)).toMatchObject([{ kind: 'filled', clientOrderId: 'T-1' }]);
  });

  it('that was lost on the way is told apart by query alone, and fills nothing', async () => {
    const venue = broker(listedFaults({ submit: ['lost'] }));
    await expect(venue.submit(anOrder())).rejects.toMatchObject({ type: 'VENUE_TIMEOUT' });
    expect(await venue.query('T-1')).toBeUndefined();
    expect(await matched(venue)).toEqual([]);
  });

  it('sent again is still one order', async () => {
    const venue = broker(listedFaults({ submit: ['unanswered', 'unanswered', 'duplicated'] }));
    await expect(venue.submit(anOrder())).rejects.toThrow();
    await expect(venue.submit(anOrder())).rejects.toThrow();
    expect(await venue.submit(anOrder())).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
    expect(await matched(venue)).toHaveLength(1);
  });
});

describe('other provoked faults', () => {
  it('an unreachable venue has no order', async () => {
    const venue = broker(listedFaults({ submit: ['unavailable'] }));
    await expect(venue.submit(anOrder())).rejects.toMatchObject({ type: 'VENUE_UNAVAILABLE' });
    expect(await venue.query('T-1')).toBeUndefined();
  });

  it('a rejected order is done, stays rejected when sent again, and wakes no child', async () => {
    const venue = broker(listedFaults({ submit: ['rejected'] }));
    const refused = [{ kind: 'rejected', reason: 'VENUE_REJECTED: fault=provoked' }];
    expect(await venue.submit(anOrder())).toMatchObject(refused);
    expect(await venue.submit(anOrder())).toMatchObject(refused);
    await venue.submit(anOrder({ clientOrderId: 'T-2', parentOrderId: 'T-1' }));
    expect(await matched(venue)).toMatchObject([{ kind: 'canceled', reason: 'PARENT_CLOSED: parent=T-1' }]);
  });

  it('a cancel whose answer is lost has happened all the same', async () => {
    const venue = broker(listedFaults({ cancel: ['unanswered'] }));
    await venue.submit(anOrder());
    await expect(venue.cancel('T-1', { position: 0, time: T0 })).rejects.toMatchObject({ type: 'VENUE_TIMEOUT' });
    expect((await venue.query('T-1'))?.map(({ kind }) => kind)).toEqual(['accepted', 'canceled']);
  });

  it('seeded faults are the same for the same call whatever came before, and as frequent as asked', () => {
    const faults = seededFaults(7, { lost: 0.2, unanswered: 0.1 });
    const drawn = Array.from({ length: 10_000 }, (_, index) =>
      faults({ operation: 'submit', clientOrderId: `T-${index}`, attempt: 1 }),
    );
    expect(faults({ operation: 'submit', clientOrderId: 'T-5', attempt: 1 })).toBe(drawn[5]);
    expect(drawn.filter((fault) => fault === 'lost').length / 10_000).toBeCloseTo(0.2, 1);
    expect(drawn.filter((fault) => fault === 'unanswered').length / 10_000).toBeCloseTo(0.1, 1);
    expect(drawn.filter((fault) => fault === undefined).length / 10_000).toBeCloseTo(0.7, 1);
  });
});

describe('a book', () => {
  it('tells of a restored order what it can: that it is there, its trigger, and that it was hit', () => {
    const book = bookOf();
    const order = anOrder({ type: 'TRAILING_STOP_MARKET', trailingOffset: 1 });
    book.restore('a1', [{ order, filled: decimal(2), triggered: true, triggerPrice: decimal(99), matchedThrough: 4 }]);
    expect(book.query('T-1')?.map(({ kind }) => kind)).toEqual(['accepted', 'updated', 'triggered']);
  });

  it('forgets done orders, oldest first, so that it does not grow for ever', async () => {
    const book = bookOf(2);
    const venue = paperBroker({ book });
    for (const clientOrderId of ['A', 'B', 'C', 'D']) await delivered(venue, anOrder({ clientOrderId, quantity: 0 }));
    expect(['A', 'B', 'C', 'D'].map((id) => book.query(id) !== undefined)).toEqual([false, false, true, true]);
  });
});
