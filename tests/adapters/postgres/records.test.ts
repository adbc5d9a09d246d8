import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { OrderNews } from '../../../actors/domain/record-rows.ts';
import {
  allocationPostings,
  depositPostings,
  fillPostings,
  fillTransactionId,
} from '../../../actors/domain/ledger-entry.ts';
import { applyFill, FLAT_POSITION } from '../../../actors/domain/position.ts';
import { postgresAuditLog } from '../../../adapters/postgres/audit.ts';
import { postgresRecords } from '../../../adapters/postgres/records.ts';
import { aBar, aFill, anOrder, T0 } from '../../support/domain-builders.ts';
import { entry, event, unitMaker } from './actor-store.conformance.ts';
import { openFixture, type Fixture } from './fixture.ts';

const ORDERS = 7;
const actor = 'subscription.s1';
const monitor = 'risk-monitor.a1';
let fixture: Fixture;

/** An account whose actor buys 7 × 10 and sells them again, with commission, marked after each fill. */
function accountOf(): AccountEvent[] {
  const events: AccountEvent[] = [
    {
      type: 'account.opened',
      deposit: decimal(10_000),
      currency: 'USD',
      time: 0,
      transactionId: 'open',
      postings: depositPostings(monitor, 'USD', decimal(10_000)),
    },
    {
      type: 'allocation.made',
      actor,
      lane: 'bars.ACME.1m',
      instrument: 'ACME',
      amount: decimal(9_000),
      time: 0,
      transactionId: 'allocate',
      postings: allocationPostings(monitor, actor, 'USD', decimal(9_000)),
    },
  ];
  let position = FLAT_POSITION;
  let cash = decimal(9_000);
  for (let index = 1; index <= 2 * ORDERS; index += 1) {
    const side = index <= ORDERS ? 'BUY' : 'SELL';
    const clientOrderId = `o${index}`;
    const fill = aFill({
      clientOrderId,
      fillId: `f${index}`,
      side,
      price: `10.${index}`,
      commission: '0.07',
      time: T0 + index * 60_000,
    });
    const before = position;
    position = applyFill(before, fill);
    const postings = fillPostings(before, position, fill, 'USD');
    for (const { book, amount } of postings) if (book === 'CASH') cash = cash.add(amount);
    events.push(
      { type: 'order.initialized', order: anOrder({ clientOrderId, side, actor }), reserved: decimal(1) },
      { type: 'order.accepted', clientOrderId, venueOrderId: `v${index}`, time: T0 },
      { type: 'order.filled', fill, done: true, transactionId: fillTransactionId(fill), postings },
      {
        type: 'equity.marked',
        rows: [
          {
            actor,
            time: T0 + index * 60_000,
            cash,
            quantity: position.quantity,
            price: 10,
            equity: cash.add(position.quantity.mul(10)),
          },
        ],
      },
    );
  }
  return events;
}

beforeAll(async () => {
  fixture = await openFixture();
  const { store, epoch } = fixture;
  const opened = await store.recover([monitor, 'market-data.m'].map((address) => ({ address, shard: 7, epoch })));
  const unit = unitMaker(monitor, epoch, opened.get(monitor)!.incarnation);
  let seq = 0;
  for (const payload of accountOf())
    await store.commit(
      unit({ events: [{ ...event(++seq, payload), type: payload.type }], entries: [entry('reports.s1', seq)] }),
    );
  await store.commit(
    unit({
      events: [
        {
          ...event(++seq),
          type: 'order.initialized',
          payload: { order: anOrder({ clientOrderId: 'resting' }), reserved: 1, type: 'order.initialized' },
        },
      ],
    }),
  );
  const bars = Array.from({ length: 5 }, (_, index) =>
    aBar({ openTime: T0 + index * 60_000, closeTime: T0 + (index + 1) * 60_000, close: 0.1 * (index + 1) }),
  );
  const feed = unitMaker('market-data.m', epoch, opened.get('market-data.m')!.incarnation);
  await store.commit(
    feed({
      entries: bars.map((bar, index) => ({
        ...entry('bars.ACME.1m', index + 1, index === 2 ? { ...bar, flags: ['GAP'] } : bar),
        time: bar.closeTime,
      })),
    }),
  );
});
afterAll(() => fixture.close());

const records = () => postgresRecords(fixture.source);

describe('pages', () => {
  test('following cursors gives every fill once, newest first', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await records().fills({ actor, limit: 3, cursor });
      seen.push(...page.rows.map((row) => row.fillId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 2 * ORDERS }, (_, index) => `f${2 * ORDERS - index}`));
  });

  test('kept to some accounts hold nothing of others', async () => {
    const whole = { limit: 99 };
    expect((await records().fills({ ...whole, accounts: ['a1', 'none'] })).rows).toEqual(
      (await records().fills({ ...whole, account: 'a1' })).rows,
    );
    expect((await records().orders({ ...whole, accounts: ['a1'] })).rows).toEqual(
      (await records().orders({ ...whole, account: 'a1' })).rows,
    );
    for (const accounts of [[], ['none']]) {
      expect((await records().fills({ ...whole, accounts })).rows).toEqual([]);
      expect((await records().orders({ ...whole, actor, accounts })).rows).toEqual([]);
    }
  });

  test('numbers are exact text and times ISO 8601', async () => {
    const { rows } = await records().fills({ account: 'a1', limit: 1 });
    expect(rows[0]).toEqual({
      fillId: 'f14',
      clientOrderId: 'o14',
      actor,
      account: 'a1',
      instrument: 'ACME',
      side: 'SELL',
      price: '10.14',
      quantity: '10',
      commission: '0.07',
      time: '2024-01-01T00:14:00.000Z',
      lane: 'bars.ACME.1m',
      position: 1,
    });
  });

  test('open orders and closed orders are told apart', async () => {
    expect((await records().orders({ open: true, limit: 99 })).rows.map((row) => row.clientOrderId)).toEqual([
      'resting',
    ]);
    const closed = await records().orders({ open: false, actor, limit: 99 });
    expect(closed.rows).toHaveLength(2 * ORDERS);
    expect(closed.rows[0]).toMatchObject({
      clientOrderId: 'o14',
      state: 'FILLED',
      filled: '10',
      averagePrice: '10.14',
      limitPrice: null,
    });
  });

  test.each([
    'x',
    '',
    'Zm9v',
    Buffer.from('orders:1').toString('base64url'),
    Buffer.from('fills:1; DROP').toString('base64url'),
    '%00',
  ])('a cursor that was never handed out is refused: %j', async (cursor) => {
    await expect(records().fills({ limit: 1, cursor })).rejects.toMatchObject({ type: 'BAD_CURSOR' });
  });
});

describe('the journal of an account, for those who follow it', () => {
  test('read in parts it tells each event of an order once and in order, with the order and its fill', async () => {
    const [head] = await records().accountHeads({ accounts: ['a1', 'nobody'] });
    expect(head).toEqual({ account: 'a1', seq: 2 + 4 * 2 * ORDERS + 1 });
    expect(await records().accountHeads({})).toEqual([head]);
    const told: OrderNews[] = [];
    let after = 0;
    for (;;) {
      const [part] = await records().accountNews({ accounts: [{ account: 'a1', after }], limit: 7 });
      if (part === undefined) break;
      expect([part.account, part.isCut]).toEqual(['a1', part.through - after === 7]);
      told.push(...part.news);
      after = part.through;
    }
    expect(after).toBe(head!.seq);
    expect(told.map(({ seq }) => seq)).toEqual(told.map(({ seq }) => seq).sort((a, b) => a - b));
    const events = ['initialized', 'accepted', 'filled'];
    expect(told.map(({ event: one, order }) => `${order.clientOrderId} ${one}`)).toEqual([
      ...Array.from({ length: 2 * ORDERS }, (_, at) => events.map((one) => `o${at + 1} ${one}`)).flat(),
      'resting initialized',
    ]);
    const fills = told.flatMap(({ fill }) => (fill === null ? [] : [fill]));
    expect(fills).toEqual((await records().fills({ account: 'a1', limit: 99 })).rows.toReversed());
    expect(told.at(-1)!.order).toEqual((await records().orders({ open: true, limit: 1 })).rows[0]);
  });

  test('of accounts in which nothing is new, and of those that there are not, there is no part', async () => {
    const accounts = [
      { account: 'a1', after: 10_000 },
      { account: 'nobody', after: 0 },
    ];
    expect(await records().accountNews({ accounts, limit: 10 })).toEqual([]);
  });
});

describe('series', () => {
  test('equity is thinned to the points asked for, first and last kept', async () => {
    const times = async (points: number) =>
      (await records().equity({ actor, points })).map((row) => (Date.parse(row.time) - T0) / 60_000);
    expect(await times(99)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
    const five = await times(5);
    expect(five).toHaveLength(5);
    expect([five[0], five[4]]).toEqual([1, 14]);
    expect(await times(2)).toEqual([1, 14]);
    expect(await times(1)).toEqual([14]);
    expect(await records().equity({ actor: 'nobody', points: 5 })).toEqual([]);
    expect(await records().equity({ actor, from: T0 + 120_000, to: T0 + 180_000, points: 9 })).toHaveLength(2);
  });

  test('bars are the latest up to a time, oldest first, with their flags', async () => {
    const rows = await records().bars({ symbolToken: 'ACME', timeframe: '1m', to: T0 + 4 * 60_000, limit: 2 });
    expect(rows.map(({ seq, close, flags }) => ({ seq, close, flags }))).toEqual([
      { seq: 3, close: 0.1 * 3, flags: ['GAP'] },
      { seq: 4, close: 0.4, flags: [] },
    ]);
  });
});

test('a command is audited once however often it is reported, and no row can be changed', async () => {
  const audit = postgresAuditLog(fixture.source);
  const said = { commandId: 'c1', by: 'u1', address: actor, command: 'pause', outcome: 'accepted' };
  await audit.append(said);
  await audit.append(said);
  await audit.append({ ...said, outcome: 'done' });
  expect(await fixture.source.query('SELECT command_id, outcome, who, what, address FROM audit ORDER BY id')).toEqual([
    { command_id: 'c1', outcome: 'accepted', who: 'u1', what: 'pause', address: actor },
    { command_id: 'c1', outcome: 'done', who: 'u1', what: 'pause', address: actor },
  ]);
  await expect(fixture.source.query(`UPDATE audit SET who = 'nobody'`)).rejects.toThrow('append-only');
  await expect(fixture.source.query('DELETE FROM audit')).rejects.toThrow('append-only');
});

test('entities name the columns that the migrations made', async () => {
  const rows = await fixture.source.query<{ table_name: string; column_name: string }[]>(
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT IN ('migrations', 'attempts')`, // TypeORM's own and the rate limiter's
  );
  const inDatabase = rows.map((row) => `${row.table_name}.${row.column_name}`).sort();
  const inEntities = fixture.source.entityMetadatas
    .flatMap((entity) => entity.columns.map((column) => `${entity.tableName}.${column.databaseName}`))
    .sort();
  expect(inEntities).toEqual(inDatabase);
});

describe('the check of the ledger', () => {
  test('finds nothing in sound books', async () => {
    const { checked, differences } = await records().checkLedger();
    expect(differences).toEqual([]);
    expect(checked).toMatchObject({ fills: 14, orders: 15, bars: 5 });
  });

  // Each line is a control: it breaks one thing, and the check must say which.
  test.each([
    [
      'I2',
      'order o2',
      `UPDATE journal SET payload = (replace(payload::text, 'o1"', 'o2"'))::json WHERE type = 'order.initialized' AND payload #>> '{order,clientOrderId}' = 'o1'`,
    ],
    [
      'I2',
      'order o1',
      `UPDATE journal SET payload = '{"clientOrderId":"o1","venueOrderId":"another"}' WHERE type = 'order.accepted' AND payload ->> 'clientOrderId' = 'o2'`,
    ],
    [
      'I2',
      'fill f1',
      `UPDATE journal SET payload = (SELECT payload FROM journal WHERE payload #>> '{fill,fillId}' = 'f1') WHERE payload #>> '{fill,fillId}' = 'f2'`,
    ],
    ['I3', 'transaction open in USD', `DELETE FROM ledger_entries WHERE transaction_id = 'open' AND book = 'CASH'`],
    [
      'I3',
      `cash of ${actor} on a1`,
      `UPDATE ledger_entries SET amount = amount + 0.01 WHERE transaction_id = 'fill:a1:f3' AND entry = 0`,
    ],
    ['I3', `commission of ${actor} on a1`, `UPDATE fills SET commission = 0.08 WHERE fill_id = 'f3'`],
    [
      'I3',
      `inventory of ${actor} on a1, which is flat`,
      `UPDATE ledger_entries SET amount = amount + CASE book WHEN 'INVENTORY' THEN 1 ELSE -1 END WHERE transaction_id = 'fill:a1:f14' AND book IN ('INVENTORY', 'REALIZED_PNL')`,
    ],
    ['I3', 'cash of account a1', `DELETE FROM ledger_entries WHERE transaction_id = 'open'`],
    [
      'I3',
      `position of ${actor} at its mark`,
      `UPDATE equity SET quantity = 1 WHERE time = (SELECT max(time) FROM equity)`,
    ],
    [
      'I3',
      `cash of ${actor} at its mark`,
      `UPDATE equity SET cash = cash + 1 WHERE time = (SELECT max(time) FROM equity)`,
    ],
    ['I3', 'order resting', `DELETE FROM orders WHERE client_order_id = 'resting'`],
    ['I3', 'fill f5', `UPDATE fills SET price = 10.51 WHERE fill_id = 'f5'`],
    ['I3', 'fill f6', `UPDATE fills SET client_order_id = 'nobody' WHERE fill_id = 'f6'`],
    ['I3', 'filled of order o7', `UPDATE orders SET filled = 9 WHERE client_order_id = 'o7'`],
    ['I3', 'order o8, FILLED', `UPDATE orders SET quantity = 11 WHERE client_order_id = 'o8'`],
    ['I3', 'transaction fill:a1:f9', `UPDATE fills SET transaction_id = 'fill:a1:f9x' WHERE fill_id = 'f9'`],
    ['I4', `journal 20 of ${monitor}`, `UPDATE journal SET epoch = 2 WHERE seq = 19`],
    ['I4', `journal of ${monitor}`, `UPDATE journal SET epoch = 99 WHERE seq = (SELECT max(seq) FROM journal)`],
    ['I4', 'stream_entries 20 of reports.s1', `UPDATE stream_entries SET epoch = 2 WHERE seq = 19`],
    ['I5', `journal of ${monitor}`, `DELETE FROM journal WHERE seq = 21`],
    [
      'I5',
      `journal head of ${monitor}`,
      `UPDATE actor_heads SET journal_seq = journal_seq + 1 WHERE actor = '${monitor}'`,
    ],
    ['I5', 'stream_entries of reports.s1', `DELETE FROM stream_entries WHERE seq = 4`],
    ['I5', 'bars of bars.ACME.1m', `DELETE FROM bars WHERE seq = 3`],
    ['I5', 'head of bars.ACME.1m', `DELETE FROM bars WHERE seq = 5`],
  ])('sees a broken %s: %s', async (invariant, subject, damage) => {
    // One connection, whose transaction is rolled back: the check sees the damage, the next test does not.
    const runner = fixture.source.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(damage);
      const inside = { query: (sql: string) => runner.query(sql) } as unknown as typeof fixture.source;
      const { differences } = await postgresRecords(inside).checkLedger();
      expect(
        differences.filter((found) => found.invariant === invariant && found.subject.startsWith(subject)),
      ).not.toEqual([]);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });
});
