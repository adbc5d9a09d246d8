// Reports over a real database: nothing is lost between parts, periods are kept to, sums are exact, and a long one is held in parts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { Records } from '../../../actors/ports/records.ts';
import { postgresRecords } from '../../../adapters/postgres/records.ts';
import { FILL_COLUMNS, STATEMENT_COLUMNS, TRADE_COLUMNS } from '../../../dashboard/report-columns.ts';
import { csvOf, fillParts, jsonOf, type ReportReads, statementParts, tradeParts } from '../../../dashboard/reports.ts';
import { type Fixture, openFixture } from './fixture.ts';

const FILLS = 6_000;
const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const ME = '=cmd|calc';

let fixture: Fixture;
let records: Records;
let asked = 0;
let troupe: ReportReads;

beforeAll(async () => {
  fixture = await openFixture();
  records = postgresRecords(fixture.source);
  await fixture.source.query(
    `INSERT INTO fills (fill_id, client_order_id, actor, account, instrument, side, price, quantity, commission, time, lane, position,
                        transaction_id, journal_seq, epoch)
     SELECT 'f' || n, 'o' || n, CASE WHEN n % 4 < 2 THEN $1 ELSE 'subscription.b' END, 'a1', 'SPX',
            CASE WHEN n % 2 = 0 THEN 'BUY' ELSE 'SELL' END, 100 + (n % 7) * 0.1, 3, 0.01, to_timestamp($2::float8 / 1000) + n * interval '1 minute',
            'bars.SPX.1m', n, 't' || n, n, 1 FROM generate_series(0, ${FILLS - 1}) n`,
    [ME, START],
  );
  // Two events of every kind that has postings, and between them many that have none.
  await fixture.source.query(
    `INSERT INTO journal (actor, seq, type, payload, time, correlation_id, shard, epoch)
     SELECT 'risk-monitor.a1', n + 1, CASE WHEN n % 3 = 0 THEN 'order.filled' ELSE 'order.accepted' END,
            CASE WHEN n % 3 = 0 THEN json_build_object('fill', json_build_object('instrument', 'SPX', 'side', 'BUY', 'quantity', '3', 'price', '0.1'),
              'postings', json_build_array(json_build_object('book', 'CASH', 'actor', $1::text, 'currency', 'USD', 'amount', '-0.1'),
                                           json_build_object('book', 'CASH', 'actor', $1::text, 'currency', 'USD', 'amount', '-0.02'),
                                           json_build_object('book', 'COMMISSION', 'actor', $1::text, 'currency', 'USD', 'amount', '0.02')))
            ELSE json_build_object('clientOrderId', n) END,
            to_timestamp($2::float8 / 1000) + n * interval '1 minute', 'c', 7, 1 FROM generate_series(0, 8999) n`,
    [ME, START],
  );
  const counted =
    <Query, Answer>(read: (query: Query) => Promise<Answer>) =>
    async (query: Query): Promise<Answer> => {
      asked += 1;
      return read(query);
    };
  troupe = {
    fillsThrough: counted(records.fillsThrough),
    ordersThrough: counted(records.ordersThrough),
    accountStatement: counted(records.accountStatement),
    find: async () => ({ state: { account: 'a1' } }) as never,
    accounts: async () => [],
  };
}, 30_000);
afterAll(() => fixture.close());

const all = async <Row>(parts: AsyncGenerator<readonly Row[]>): Promise<Row[]> => {
  const rows: Row[] = [];
  for await (const part of parts) rows.push(...part);
  return rows;
};
const lines = async (text: AsyncGenerator<string>): Promise<string[]> => {
  let whole = '';
  for await (const some of text) whole += some;
  return whole.trimEnd().split('\r\n');
};

describe('fills of a period', () => {
  test('are all there once, oldest first, and none of another time or account', async () => {
    const whole = await all(fillParts(troupe, { account: 'a1' }));
    expect(whole.map(({ fillId }) => fillId)).toEqual(Array.from({ length: FILLS }, (_, n) => `f${n}`));
    const from = START + 100 * MINUTE;
    const some = await all(fillParts(troupe, { account: 'a1', from, to: from + 10 * MINUTE }));
    expect(some.map(({ fillId }) => fillId)).toEqual(Array.from({ length: 10 }, (_, n) => `f${100 + n}`));
    expect(await all(fillParts(troupe, { account: 'a2' }))).toEqual([]);
    const ofOthers = await records.fillsThrough({ account: 'a1', accounts: ['a2'], limit: 10 });
    expect(ofOthers.rows).toEqual([]);
    await expect(records.fillsThrough({ account: 'a1', limit: 1, cursor: 'made-up' })).rejects.toMatchObject({
      type: 'BAD_CURSOR',
    });
  });

  test('are text without formulas, with exact numbers and times in UTC', async () => {
    const query = { actor: ME, to: START + 2 * MINUTE };
    expect(await lines(await csvOf(fillParts(troupe, query), FILL_COLUMNS))).toEqual([
      'time,fill_id,client_order_id,actor,account,instrument,side,quantity,price,commission',
      `2026-01-01T00:00:00.000Z,f0,o0,'${ME},a1,SPX,BUY,3,100,0.01`,
      `2026-01-01T00:01:00.000Z,f1,o1,'${ME},a1,SPX,SELL,3,100.1,0.01`,
    ]);
  });

  test('are read no faster than whoever takes them: a reader that stops has had two parts read for it', async () => {
    asked = 0;
    const text = await csvOf(fillParts(troupe, { account: 'a1' }), FILL_COLUMNS);
    for (let taken = 0; taken < 3; taken++) await text.next(); // the head and two parts
    expect(asked).toBe(2);
    await text.return(undefined);
    expect(asked).toBe(2);
  });

  test('are JSON that can be read, also where there is none', async () => {
    const whole = await lines(await jsonOf(fillParts(troupe, { account: 'a1' }), 'fills', (row) => row));
    expect((JSON.parse(whole.join('')) as { fills: unknown[] }).fills).toHaveLength(FILLS);
    const none = await lines(await jsonOf(fillParts(troupe, { account: 'a2' }), 'fills', (row) => row));
    expect(JSON.parse(none.join(''))).toEqual({ fills: [] });
  });
});

describe('round trips of a period', () => {
  test('that began before it are whole, and each actor’s are its own', async () => {
    const whole = await all(tradeParts(troupe, { account: 'a1' }));
    expect(whole).toHaveLength(FILLS / 2);
    const from = START + 101 * MINUTE;
    const [first] = await all(tradeParts(troupe, { account: 'a1', from, to: from + MINUTE }));
    expect([first?.entryTime, first?.exitTime]).toEqual([from - MINUTE, from]);
  });

  test('that lost are numbers, not text with an apostrophe', async () => {
    const [, ...rows] = await lines(
      await csvOf(tradeParts(troupe, { actor: ME, to: START + 60 * MINUTE }), TRADE_COLUMNS),
    );
    const profits = rows.map((row) => row.split(',').at(-2)!);
    expect(profits.some((text) => text.startsWith('-'))).toBe(true);
    for (const text of profits) expect(text).toMatch(/^-?\d+(\.\d+)?$/);
  });
});

describe('a statement', () => {
  test('has every line of the journal that moved cash, and a balance that is exact to the last digit', async () => {
    const whole = await all(statementParts(troupe, { account: 'a1' }));
    expect(whole).toHaveLength(3_000);
    expect(whole.at(-1)).toMatchObject({
      balance: decimal('-0.12').mul(3_000).toFixed(),
      cash: '-0.12',
      commission: '0.02',
    });
    expect(whole.map(({ seq }) => seq)).toEqual(Array.from({ length: 3_000 }, (_, n) => 3 * n + 1));
  });

  test('of a period begins with the balance of before', async () => {
    const from = START + 30 * MINUTE;
    const [first] = await all(statementParts(troupe, { actor: ME, from, to: from + MINUTE }));
    expect(first).toMatchObject({ seq: 31, balance: decimal('-0.12').mul(11).toFixed() });
    expect(await all(statementParts(troupe, { actor: 'subscription.b' }))).toEqual([]);
  });

  test('is a file with a heading', async () => {
    const [heading, row] = await lines(await csvOf(statementParts(troupe, { account: 'a1' }), STATEMENT_COLUMNS));
    expect(heading).toBe(STATEMENT_COLUMNS.map(([name]) => name).join(','));
    expect(row).toBe(`2026-01-01T00:00:00.000Z,1,order.filled,'${ME},SPX,BUY,3,0.1,USD,-0.12,0.02,0,0,-0.12`);
  });
});
