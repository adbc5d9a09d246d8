import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import { fillPostings, fillTransactionId } from '../../../actors/domain/ledger-entry.ts';
import { applyFill, FLAT_POSITION } from '../../../actors/domain/position.ts';
import { postgresRecords } from '../../../adapters/postgres/records.ts';
import { aFill } from '../../support/domain-builders.ts';
import * as copying from './copy-fixture.ts';
import { openFixture, type Fixture } from './fixture.ts';

const FOLLOWER = 'follower.f1';
const FEES = { management: '1.25', performance: '0', volume: '0.50', mark: '5000', equity: '5010' };
let fixture: Fixture;
let account: copying.Commit;
let provider: Awaited<ReturnType<typeof copying.providerOf>>;

const TABLES = ['follows', 'copies', 'copy_notes', 'copy_fees', 'copy_entries', 'ledger_entries', 'orders', 'journal'];
const rowsOf = (table: string): Promise<Record<string, unknown>[]> =>
  fixture.source.query(`SELECT * FROM ${table} ORDER BY 1, 2`);
const everything = () => Promise.all(TABLES.map(rowsOf));
const differences = async () => (await postgresRecords(fixture.source).checkLedger()).differences;

/** The order of a copy, filled at 100.70 with a commission. */
function filled(clientOrderId: string): AccountEvent {
  const fill = aFill({
    ...{ clientOrderId, fillId: `f-${clientOrderId}`, actor: FOLLOWER, account: 'a1' },
    ...{ quantity: 5, price: '100.70', commission: '0.35' },
  });
  const after = applyFill(FLAT_POSITION, fill);
  const postings = fillPostings(FLAT_POSITION, after, fill, 'USD');
  return { type: 'order.filled', fill, done: true, transactionId: fillTransactionId(fill), postings };
}

beforeAll(async () => {
  fixture = await openFixture();
  account = await copying.accountOf(fixture, 'a1');
  provider = await copying.providerOf(fixture);
});
afterAll(() => fixture.close());

describe('a unit of copying', () => {
  test('an entry of a provider is a row with its whole book, in the transaction of its stream', async () => {
    await fixture.store.commit(
      provider(copying.aFillEntry('pf1'), copying.aNote('good morning'), copying.aFillEntry('pf3')),
    );
    const rows = await rowsOf('copy_entries');
    expect(rows).toMatchObject([
      {
        ...{ provider: 'provider.p1', seq: '1', kind: 'fill', fill_id: 'pf1', side: 'BUY', quantity: '10', round: '1' },
        ...{ price: '100.5', book_quantity: '10', average_price: '100', equity: '10005', broadcasting: 'ON' },
        ...{ trading_state: 'ACTIVE', note: null, said_at: new Date('2024-01-01T00:00:00.005Z') },
      },
      { seq: '2', kind: 'note', fill_id: null, quantity: null, note: 'good morning' },
      { seq: '3', kind: 'fill', fill_id: 'pf3' },
    ]);
    expect(rows.every(({ at }) => at instanceof Date && at.getFullYear() >= 2025)).toBe(true);
  });

  test('follow, copies, orders, wishes and fees of one unit are durable together and once, also when it comes twice', async () => {
    const unit = account(
      ...copying.following('a1', FOLLOWER),
      copying.initialized('c1', 'a1', FOLLOWER),
      copying.decided(
        FOLLOWER,
        copying.aCopy(1, {}, 'c1'),
        copying.aCopy(3, { outcome: 'skipped', reason: 'SIGNAL_TOO_OLD', facts: 'ageMs=70000', ordered: '0' }),
        { word: { kind: 'mode', mode: 'paused', why: 'holidays', by: 'ann' }, clientOrderIds: [] },
        { word: { kind: 'correct', why: 'close-by-hand', round: 1 }, clientOrderIds: [] },
        // Charged by the event after it.
        { word: { kind: 'fees', day: '2024-01-01', ...FEES }, clientOrderIds: [] },
      ),
      filled('c1'),
      copying.charged('a1', FOLLOWER, '2024-01-01', FEES),
    );
    await fixture.store.commit(unit);
    // Its answer was lost.
    await fixture.store.commit(unit);
    expect(await rowsOf('follows')).toMatchObject([
      { follower: FOLLOWER, account: 'a1', provider: 'provider.p1', allocated: '5000', currency: 'USD', mark: null },
    ]);
    expect(await rowsOf('copies')).toMatchObject([
      {
        ...{ follower: FOLLOWER, account: 'a1', provider: 'provider.p1', provider_seq: '1', fill_id: 'pf1' },
        ...{
          outcome: 'copied',
          reason: null,
          scale: '0.5',
          is_joined: true,
          provider_price: '100.50',
          price: '100.60',
        },
        ...{ wanted: '5', ordered: '5', client_order_ids: ['c1'] },
      },
      { provider_seq: '3', outcome: 'skipped', reason: 'SIGNAL_TOO_OLD', facts: 'ageMs=70000', client_order_ids: [] },
    ]);
    expect(await rowsOf('copy_notes')).toMatchObject([
      { kind: 'mode', mode: 'paused', why: 'holidays', by: 'ann', round: null },
      { kind: 'correct', mode: null, why: 'close-by-hand', by: null, round: '1' },
    ]);
    expect(await rowsOf('copy_fees')).toMatchObject([
      { follower: FOLLOWER, provider: 'provider.p1', management: '1.25', volume: '0.50', mark: '5000', equity: '5010' },
    ]);
    expect(
      await fixture.source.query(
        `SELECT book, amount FROM ledger_entries WHERE transaction_id LIKE 'fees:%' ORDER BY entry`,
      ),
    ).toEqual([
      { book: 'FEES', amount: '1.75' },
      { book: 'CASH', amount: '-1.75' },
    ]);
  });

  test('a day on which there was nothing to pay is a row that moved no money', async () => {
    const none = { management: '0', performance: '0', volume: '0', mark: '5001', equity: '5001' };
    const word = { kind: 'fees', day: '2024-01-02', ...none } as const;
    await fixture.store.commit(account(copying.decided(FOLLOWER, { word, clientOrderIds: [] })));
    expect((await rowsOf('copy_fees'))[1]).toMatchObject({
      mark: '5001',
      transaction_id: null,
      provider: 'provider.p1',
    });
  });

  test('the check of the ledger finds nothing wrong with fees in the books', async () => {
    expect(await differences()).toEqual([]);
  });
});

describe('a contradiction is refused whole', () => {
  const other = 'follower.f2';
  const more = { management: '1', performance: '0', volume: '0', mark: '5000', equity: '5000' };
  const fresh = (): AccountEvent[] => [
    ...copying.following('a2', other),
    copying.initialized('z1', 'a2', other),
    copying.decided(other, copying.aCopy(1, {}, 'z1')),
  ];

  // Each line is one unit of the account a2; what is sound in it must not stay either.
  test.each<[string, () => AccountEvent[]]>([
    [
      'a second copy of the same fill under another entry',
      () => [...fresh(), copying.decided(other, copying.aCopy(9, { fillId: 'pf1' }))],
    ],
    [
      'a second copy of the same entry',
      () => [...fresh(), copying.decided(other, copying.aCopy(1, { fillId: 'another' }))],
    ],
    ['a copy by somebody who never followed', () => [...fresh(), copying.decided('follower.nobody', copying.aCopy(1))]],
    ['a copy by a follower of another account', () => [...fresh(), copying.decided(FOLLOWER, copying.aCopy(7))]],
    [
      'a wish of somebody who never followed',
      () => [
        ...fresh(),
        copying.decided('follower.nobody', {
          word: { kind: 'mode', mode: 'paused', why: '', by: 'x' },
          clientOrderIds: [],
        }),
      ],
    ],
    [
      'a day that is charged twice',
      () => [
        ...fresh(),
        copying.charged('a2', other, '2024-01-01', more),
        { ...copying.charged('a2', other, '2024-01-01', more), transactionId: 'again' } as AccountEvent,
      ],
    ],
    ['a fee of another provider', () => [...fresh(), copying.charged('a2', other, '2024-01-01', more, 'provider.p2')]],
    ['a fee below zero', () => [...fresh(), copying.charged('a2', other, '2024-01-01', { ...more, management: '-1' })]],
    [
      'fees whose postings do not balance',
      () => [
        ...fresh(),
        {
          ...copying.charged('a2', other, '2024-01-01', more),
          postings: [{ book: 'FEES', actor: other, currency: 'USD', amount: decimal(1) }],
        } as AccountEvent,
      ],
    ],
  ])('%s', async (_what, events) => {
    const before = await everything();
    const commit = await copying.accountOf(fixture, 'a2');
    await expect(fixture.store.commit(commit(...events()))).rejects.toMatchObject({ type: 'COMMIT_REFUSED' });
    expect(await everything()).toEqual(before);
  });

  test('a fill that a provider says twice', async () => {
    const before = await everything();
    await expect(fixture.store.commit(provider(copying.aFillEntry('pf1')))).rejects.toMatchObject({
      type: 'COMMIT_REFUSED',
    });
    expect(await everything()).toEqual(before);
  });

  test('control: the same unit without a contradiction is taken', async () => {
    const commit = await copying.accountOf(fixture, 'a2');
    await fixture.store.commit(commit(...fresh()));
    expect(await rowsOf('copies')).toHaveLength(3);
  });

  test.each(TABLES.slice(0, 5))('nothing that is written in %s changes', async (table) => {
    for (const statement of [`UPDATE ${table} SET epoch = 0`, `DELETE FROM ${table}`, `TRUNCATE ${table}`])
      await expect(fixture.source.query(statement)).rejects.toThrow('append-only');
  });
});

test('a copy that is journaled with its order is a row like any other, and the check knows its word', async () => {
  const own = await openFixture();
  const say = await copying.providerOf(own);
  const commit = await copying.accountOf(own, 'a1');
  const differs = async () => (await postgresRecords(own.source).checkLedger()).differences;
  const order = copying.initialized('c1', 'a1', FOLLOWER);
  await own.store.commit(say(copying.aFillEntry('pf1')));
  await own.store.commit(
    commit(...copying.following('a1', FOLLOWER), {
      ...order,
      decided: { through: 1, copies: [copying.aCopy(1, {}, 'c1')] },
    }),
  );
  const [copy] = await own.source.query<object[]>('SELECT follower, provider_seq, client_order_ids FROM copies');
  expect(copy).toEqual({ follower: FOLLOWER, provider_seq: '1', client_order_ids: ['c1'] });
  expect(await differs()).toEqual([]);

  await own.source.query(
    `UPDATE journal SET payload = (payload::jsonb - 'decided')::json WHERE type = 'order.initialized'`,
  );
  expect(await differs()).toMatchObject([{ invariant: 'I3', subject: 'copy of entry 1 by follower.f1' }]);
  await own.close();
});

// Each line breaks one thing, and the check must say which.
test.each([
  [
    'I2',
    'fill pf1 of the provider, for follower.f2',
    `UPDATE journal SET payload = jsonb_set(payload::jsonb, '{copies}', (payload::jsonb -> 'copies') || (payload::jsonb -> 'copies'))::json WHERE type = 'requests.decided' AND payload ->> 'actor' = 'follower.f2'`,
  ],
  ['I2', 'order c1', `UPDATE copies SET client_order_ids = '{c1}'`],
  ['I3', 'order z1 of copy', `UPDATE orders SET actor = 'follower.x' WHERE client_order_id = 'z1'`],
  ['I3', 'copy of entry 3 by follower.f1', `DELETE FROM copies WHERE provider_seq = 3`],
  ['I3', 'copy of entry 4 by follower.f1', `UPDATE copies SET provider_seq = 4 WHERE provider_seq = 3`],
  ['I3', 'fees of follower.f1 on a1', `UPDATE copy_fees SET management = 1.26 WHERE day = '2024-01-01'`],
  ['I3', 'fees of follower.f1 for 2024-01-01', `DELETE FROM copy_fees WHERE day = '2024-01-01'`],
  ['I3', 'fees of follower.f1 for 2024-01-01', `UPDATE copy_fees SET day = '2024-01-05' WHERE day = '2024-01-01'`],
  [
    'I3',
    'cash of follower.f1 on a1',
    `UPDATE ledger_entries SET amount = amount + 1 WHERE book = 'CASH' AND transaction_id LIKE 'fees:%'`,
  ],
  ['I3', 'cash of account a1', `UPDATE ledger_entries SET amount = amount + 1 WHERE book = 'FEES'`],
  ['I5', 'entry 3 of provider.p1, copied by follower.f1', `DELETE FROM copy_entries WHERE seq = 3`],
  ['I5', 'entry 2 of provider.p1', `DELETE FROM copy_entries WHERE seq = 2`],
])('the check of the ledger sees a broken %s: %s', async (invariant, subject, damage) => {
  const runner = fixture.source.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query(`SET LOCAL session_replication_role = replica`);
    await runner.query(damage);
    const inside = { query: (sql: string) => runner.query(sql) } as unknown as typeof fixture.source;
    const found = (await postgresRecords(inside).checkLedger()).differences;
    expect(found.filter((one) => one.invariant === invariant && one.subject.startsWith(subject))).not.toEqual([]);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
});

test('whose shard is another’s copies and says nothing', async () => {
  const before = await everything();
  await fixture.loseShards();
  const late = copying.decided(FOLLOWER, copying.aCopy(8));
  await expect(fixture.store.commit(account(late))).rejects.toMatchObject({ type: 'STALE_EPOCH' });
  await expect(fixture.store.commit(provider(copying.aFillEntry('late')))).rejects.toMatchObject({
    type: 'STALE_EPOCH',
  });
  expect(await everything()).toEqual(before);
});
