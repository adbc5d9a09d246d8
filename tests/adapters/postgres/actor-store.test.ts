import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import { fillPostings, fillTransactionId } from '../../../actors/domain/ledger-entry.ts';
import { FLAT_POSITION, applyFill } from '../../../actors/domain/position.ts';
import { aFill, anOrder, T0 } from '../../support/domain-builders.ts';
import { actorStoreConformance, entry, event, unitMaker } from './actor-store.conformance.ts';
import { openFixture, type Fixture } from './fixture.ts';

actorStoreConformance('PostgreSQL', openFixture);

describe('orders and fills of an account', () => {
  let fixture: Fixture;
  const monitor = 'risk-monitor.a1';
  beforeEach(async () => {
    fixture = await openFixture();
  });
  afterEach(() => fixture.close());

  const open = async (address = monitor) => {
    const { epoch, store } = fixture;
    const opened = (await store.recover([{ address, shard: 7, epoch }])).get(address)!;
    return unitMaker(address, epoch, opened.incarnation);
  };
  const journaled = (seq: number, payload: AccountEvent) => ({ ...event(seq, payload), type: payload.type });
  const initialized = (seq: number, clientOrderId: string) =>
    journaled(seq, { type: 'order.initialized', order: anOrder({ clientOrderId }), reserved: decimal(1_000) });
  const filled = (seq: number, clientOrderId: string, quantity: number, done: boolean) => {
    const fill = aFill({
      clientOrderId,
      fillId: `${clientOrderId}-${seq}`,
      quantity,
      price: '0.1',
      commission: '0.01',
    });
    const postings = fillPostings(FLAT_POSITION, applyFill(FLAT_POSITION, fill), fill, 'USD');
    return journaled(seq, { type: 'order.filled', fill, done, transactionId: fillTransactionId(fill), postings });
  };
  const order = async (clientOrderId: string) =>
    (
      await fixture.source.query<Record<string, unknown>[]>(
        'SELECT state, filled::text, filled_value::text, average_price::float8, venue_order_id, reason FROM orders WHERE client_order_id = $1',
        [clientOrderId],
      )
    )[0];

  test.each([
    ['in one unit', (events: readonly unknown[]) => [events]],
    ['in units of their own', (events: readonly unknown[]) => events.map((e) => [e])],
  ])('the row of an order says the same however its events are committed: %s', async (_, split) => {
    const unit = await open();
    const accepted = journaled(2, { type: 'order.accepted', clientOrderId: 'o1', venueOrderId: 'v1', time: T0 });
    const late = journaled(5, { type: 'order.accepted', clientOrderId: 'o1', venueOrderId: 'v1', time: T0 });
    const events = [
      initialized(1, 'o1'),
      accepted,
      filled(3, 'o1', 3, false),
      journaled(4, { type: 'order.pending-cancel', clientOrderId: 'o1', time: T0 }),
      late,
      filled(6, 'o1', 4, false),
    ];
    for (const part of split(events)) await fixture.store.commit(unit({ events: part as typeof events }));
    expect(await order('o1')).toEqual({
      state: 'PENDING_CANCEL',
      filled: '7',
      filled_value: '0.7',
      average_price: 0.1,
      venue_order_id: 'v1',
      reason: null,
    });
    await fixture.store.commit(
      unit({ events: [journaled(7, { type: 'order.canceled', clientOrderId: 'o1', reason: 'asked', time: T0 })] }),
    );
    expect(await order('o1')).toMatchObject({ state: 'CANCELED', reason: 'asked' });
  });

  test('a second order of the same client id fails alone, and leaves nothing of its unit', async () => {
    const unit = await open();
    const other = await open('risk-monitor.a2');
    await fixture.store.commit(unit({ events: [initialized(1, 'o1')] }));
    const outcomes = await Promise.allSettled([
      fixture.store.commit(other({ events: [initialized(1, 'o2')] })),
      fixture.store.commit(unit({ events: [initialized(2, 'o1')], entries: [entry('reports.x', 1)] })),
      fixture.store.commit(other({ events: [initialized(2, 'o3')] })),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { type: 'COMMIT_REFUSED', data: { code: '23505' } } });
    expect(await fixture.store.read('reports.x', 0, 1)).toEqual([]);
    expect(await fixture.source.query('SELECT client_order_id FROM orders ORDER BY 1')).toEqual(
      ['o1', 'o2', 'o3'].map((client_order_id) => ({ client_order_id })),
    );
  });

  test.each([
    ['a fill of an order that was never initialized', () => [filled(1, 'nobody', 1, true)]],
    [
      'more fills than the order has quantity',
      () => [initialized(1, 'o1'), filled(2, 'o1', 6, false), filled(3, 'o1', 5, true)],
    ],
    [
      'a fill that is booked twice',
      () => [initialized(1, 'o1'), filled(2, 'o1', 1, false), { ...filled(2, 'o1', 1, false), seq: 3 }],
    ],
    [
      'postings that do not balance',
      () => [
        journaled(1, {
          type: 'account.opened',
          deposit: decimal(1),
          currency: 'USD',
          time: 0,
          transactionId: 't',
          postings: [{ book: 'CASH', actor: monitor, currency: 'USD', amount: decimal(1) }],
        }),
      ],
    ],
  ])('refused whole: %s', async (_, events) => {
    const unit = await open();
    await expect(fixture.store.commit(unit({ events: events() }))).rejects.toMatchObject({ type: 'COMMIT_REFUSED' });
    for (const table of ['journal', 'orders', 'fills', 'ledger_entries'])
      expect(await fixture.source.query(`SELECT * FROM ${table}`)).toEqual([]);
  });

  test('an event of the same name in the journal of another kind is not taken for an order', async () => {
    const unit = await open('strategy.s');
    await fixture.store.commit(unit({ events: [initialized(1, 'o1')] }));
    expect(await order('o1')).toBeUndefined();
  });

  test('a lease that ran out but was taken by nobody is waited for, not lost', async () => {
    const unit = await open();
    await fixture.source.query(`UPDATE shards SET expires = clock_timestamp() - interval '1 s'`);
    let done = false;
    const committed = fixture.store.commit(unit({ events: [initialized(1, 'o1')] })).then(() => (done = true));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(done).toBe(false);
    await fixture.source.query(`UPDATE shards SET expires = clock_timestamp() + interval '1 h'`);
    await committed;
  });
});
