import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountEvent, EquityMark } from '../../../actors/domain/account-event.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import { fillPostings, fillTransactionId } from '../../../actors/domain/ledger-entry.ts';
import { applyFill, FLAT_POSITION } from '../../../actors/domain/position.ts';
import { affectedAccounts } from '../../../adapters/postgres/affected-accounts.ts';
import { postgresActorRegistry } from '../../../adapters/postgres/actor-registry.ts';
import { postgresRecords } from '../../../adapters/postgres/records.ts';
import type { CommitUnit } from '../../../runtime/ports/actor-store.ts';
import { aFill, T0 } from '../../support/domain-builders.ts';
import * as copying from './copy-fixture.ts';
import { openFixture, type Fixture } from './fixture.ts';

const { PROVIDER } = copying;
const DAY_MS = 86_400_000;
let fixture: Fixture;
const records = () => postgresRecords(fixture.source);

const mark = (actor: string, time: number, equity: number): AccountEvent => ({
  type: 'equity.marked',
  rows: [
    { actor, time, equity: decimal(equity), cash: decimal(0), quantity: decimal(0), price: 1 } satisfies EquityMark,
  ],
});

/** Buys the 5 of the order at the price, with a commission of 0.35. */
function bought(
  account: string,
  actor: string,
  clientOrderId: string,
  price: string,
  instrument = 'ACME',
): AccountEvent {
  const fill = aFill({
    ...{ clientOrderId, fillId: `f-${clientOrderId}`, actor, account, instrument },
    ...{ quantity: 5, price, commission: '0.35', time: T0 + 60_000 },
  });
  const postings = fillPostings(FLAT_POSITION, applyFill(FLAT_POSITION, fill), fill, 'USD');
  return { type: 'order.filled', fill, done: true, transactionId: fillTransactionId(fill), postings };
}

const denied = (clientOrderId: string, account: string, actor: string, reason: string): AccountEvent => {
  const { order } = copying.initialized(clientOrderId, account, actor);
  return { type: 'order.denied', order, reason };
};

const fees = { management: '1.25', performance: '0', volume: '0', mark: '5000', equity: '5010' };

/** f1 copies two fills and skips one, f2 is denied, f3 trades another instrument and has stopped. */
async function play(): Promise<void> {
  const { store } = fixture;
  const commitAll = (...units: CommitUnit[]) => Promise.all(units.map((unit) => store.commit(unit)));
  const provider = await copying.providerOf(fixture);
  const [a1, a2, a3] = [await account('a1'), await account('a2'), await account('a3')];
  await commitAll(
    a1(...copying.following('a1', 'follower.f1')),
    a2(...copying.following('a2', 'follower.f2')),
    a3(
      ...copying
        .following('a3', 'follower.f3')
        .map((event) => (event.type === 'allocation.made' ? { ...event, instrument: 'OTHER' } : event)),
    ),
  );
  await commitAll(provider(copying.aFillEntry('pf1'), copying.aNote('good morning'), copying.aFillEntry('pf3')));
  await commitAll(
    a1(
      copying.initialized('c1', 'a1', 'follower.f1'),
      copying.decided('follower.f1', copying.aCopy(1, {}, 'c1')),
      bought('a1', 'follower.f1', 'c1', '100.70'),
      copying.decided('follower.f1', copying.aCopy(3, { outcome: 'skipped', reason: 'PAUSED', ordered: '0' })),
    ),
    a2(
      denied('c2', 'a2', 'follower.f2', 'TRADING_HALTED: scope=platform'),
      copying.decided('follower.f2', copying.aCopy(1, {}, 'c2')),
    ),
    a3(
      copying.initialized('c3', 'a3', 'follower.f3', 'OTHER'),
      copying.decided('follower.f3', copying.aCopy(1, { outcome: 'reduced', reason: 'COPY_ABOVE_MAXIMUM' }, 'c3')),
      bought('a3', 'follower.f3', 'c3', '7', 'OTHER'),
      copying.decided('follower.f3', {
        ...{ word: { kind: 'mode', mode: 'stopped', why: 'unfollowed', by: 'cleo' }, clientOrderIds: [] },
      }),
    ),
  );
  await commitAll(
    a1(
      mark('follower.f1', T0 + 3_600_000, 4_990),
      // At midnight: it closes the day before.
      mark('follower.f1', T0 + DAY_MS, 5_010),
      copying.charged('a1', 'follower.f1', '2024-01-01', fees),
      mark('follower.f1', T0 + DAY_MS + 60_000, 5_020),
    ),
  );
}

const account = (id: string) => copying.accountOf(fixture, id);

/** Registry rows as the troupe has them: desk, risk monitor and trading actor of each account, and the provider. */
async function register(): Promise<void> {
  const common = { desired: 'running', ordinal: 0, shard: 7 } as const;
  const trader = (id: string, owner: string, address: string, config: object) => [
    { ...common, address: `account.${id}`, kind: 'account', owner, config: {} },
    {
      ...common,
      address: `risk-monitor.${id}`,
      kind: 'risk-monitor',
      parent: `account.${id}`,
      owner,
      config: { owner },
    },
    {
      ...{ ...common, address, kind: address.split('.')[0]!, parent: `account.${id}`, owner },
      config: { account: id, instrument: { symbol: 'ACME' }, ...config },
    },
  ];
  await postgresActorRegistry(fixture.source).add([
    ...trader('a1', 'ann', 'follower.f1', { provider: PROVIDER }),
    ...trader('a2', 'ben', 'follower.f2', { provider: PROVIDER }),
    ...trader('a3', 'cleo', 'follower.f3', { provider: PROVIDER, instrument: { symbol: 'OTHER' } }),
    ...trader('a4', 'pat', 'subscription.s1', { strategy: 'strategy.x' }),
    ...trader('a5', 'pat', 'subscription.s2', { strategy: 'strategy.x' }),
    ...trader('a6', 'ann', 'follower.f6', { provider: 'provider.p2' }),
    { ...common, address: PROVIDER, kind: 'provider', owner: 'pat', config: { source: 'subscription.s1' } },
  ]);
}

beforeAll(async () => {
  fixture = await openFixture();
  await register();
  await play();
});
afterAll(() => fixture.close());

describe('copies', () => {
  test('of a follower come newest first with the order that they led to', async () => {
    const { rows } = await records().copies({ follower: 'follower.f1', limit: 9 });
    expect(rows).toEqual([
      expect.objectContaining({
        ...{ seq: 3, outcome: 'skipped', reason: 'PAUSED', wanted: '5', ordered: '0', clientOrderIds: [] },
        ...{ orderState: null, denied: null, filledQuantity: '0', fillPrice: null, instrument: null },
      }),
      {
        ...{ follower: 'follower.f1', account: 'a1', provider: PROVIDER, seq: 1, fillId: 'pf1', outcome: 'copied' },
        ...{
          reason: null,
          facts: null,
          round: 1,
          isJoined: true,
          scale: '0.5',
          providerPrice: '100.5',
          price: '100.6',
        },
        ...{
          wanted: '5',
          ordered: '5',
          clientOrderIds: ['c1'],
          instrument: 'ACME',
          orderState: 'FILLED',
          denied: null,
        },
        ...{ filledQuantity: '5', fillPrice: '100.7' },
        latencyMs: expect.any(Number) as number,
        at: expect.stringMatching(/^20\d\d-.*Z$/) as string,
      },
    ]);
  });

  test('say how long the provider’s word took by the database’s clock, not by what the follower told', async () => {
    const [row] = (await records().copies({ follower: 'follower.f2', limit: 1 })).rows;
    const [{ ms }] = await fixture.source.query<[{ ms: number }]>(
      `SELECT to_epoch_ms(c.at) - to_epoch_ms(e.at) AS ms FROM copies c JOIN copy_entries e ON e.seq = c.provider_seq WHERE c.follower = 'follower.f2'`,
    );
    expect(row!.latencyMs).toBe(ms);
    expect(ms).toBeGreaterThan(0);
    expect(row).toMatchObject({ orderState: 'DENIED', denied: 'TRADING_HALTED: scope=platform', filledQuantity: '0' });
  });

  test('following cursors gives every copy of an entry once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await records().copiesOfEntry({ provider: PROVIDER, seq: 1, limit: 2, cursor });
      seen.push(...page.rows.map(({ follower }) => follower));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(['follower.f1', 'follower.f2', 'follower.f3']);
    const none = await records().copiesOfEntry({ provider: 'provider.p2', seq: 1, limit: 9 });
    expect(none).toEqual({ rows: [] });
  });

  test('for delivery have what became of them; the price of another instrument is none', async () => {
    const rows = await records().copyDelivery({ provider: PROVIDER, seq: 1, limit: 9 });
    const byPrice = rows.map(({ outcome, denied, filledQuantity, fillPrice }) => [
      outcome,
      denied,
      filledQuantity,
      fillPrice,
    ]);
    expect(byPrice).toHaveLength(3);
    expect(byPrice).toEqual(
      expect.arrayContaining([
        ['copied', null, '5', '100.7'],
        ['copied', 'TRADING_HALTED: scope=platform', '0', null],
        ['reduced', null, '5', null],
      ]),
    );
    expect(rows[0]).toMatchObject({ seq: 1, ordered: '5', providerPrice: '100.5' });
  });

  test('for delivery come from a window of time, the newest entry first', async () => {
    const [{ at }] = await fixture.source.query<[{ at: number }]>(
      'SELECT to_epoch_ms(min(at)) AS at FROM copy_entries',
    );
    const seqs = async (from: number | undefined, to: number | undefined) =>
      (await records().copyDelivery({ provider: PROVIDER, from, to, limit: 9 })).map(({ seq }) => seq);
    expect(await seqs(at - 1, at + 60_000)).toEqual([3, 1, 1, 1]);
    expect(await seqs(undefined, at - 1)).toEqual([]);
    expect(await seqs(at + 60_000, undefined)).toEqual([]);
  });

  test('are judged where the follower trades what the source trades', async () => {
    const rows = await records().judgedCopies({ provider: PROVIDER, limit: 9 });
    expect(rows).toHaveLength(3);
    expect(rows[0]).toEqual({ providerPrice: '100.5', price: '100.6', side: 'BUY', wanted: '5', ordered: '0' });
  });
});

test('entries of a provider come newest first, by cursors', async () => {
  const first = await records().providerEntries({ provider: PROVIDER, limit: 2 });
  expect(first.rows).toMatchObject([
    {
      ...{ seq: 3, kind: 'fill', fillId: 'pf3', side: 'BUY', quantity: '10', price: '100.5', round: 1 },
      ...{ bookQuantity: '10', averagePrice: '100', equity: '10005', broadcasting: 'ON', tradingState: 'ACTIVE' },
      time: '2024-01-01T00:00:00.000Z',
    },
    { seq: 2, kind: 'note', note: 'good morning', fillId: null },
  ]);
  const second = await records().providerEntries({ provider: PROVIDER, limit: 2, cursor: first.nextCursor });
  expect(second.rows.map(({ seq }) => seq)).toEqual([1]);
  expect(second.nextCursor).toBeUndefined();
});

test('fees are found by follower and by provider', async () => {
  const fee = { follower: 'follower.f1', provider: PROVIDER, day: '2024-01-01', currency: 'USD', management: '1.25' };
  for (const asked of [{ follower: 'follower.f1' }, { provider: PROVIDER }])
    expect((await records().copyFees({ ...asked, limit: 9 })).rows).toMatchObject([{ ...fee, ...fees }]);
  expect((await records().copyFees({ provider: 'provider.p2', limit: 9 })).rows).toEqual([]);
});

test('a statement has a row a UTC day that adds up', async () => {
  const rows = await records().copyStatement({ follower: 'follower.f1' });
  // 5,010 at midnight less 1.25; −0.35 is the commission and 10.35 what the position gained.
  expect(rows).toEqual([
    {
      ...{ day: '2024-01-01', openingEquity: '0', deposits: '5000', copiedTrades: 1, realizedPnl: '0' },
      ...{ unrealizedPnl: '10.35', commissions: '0.35', managementFee: '1.25', volumeFee: '0', performanceFee: '0' },
      ...{ closingEquity: '5008.75', mark: '5000' },
    },
    {
      ...{ day: '2024-01-02', openingEquity: '5008.75', deposits: '0', copiedTrades: 0, realizedPnl: '0' },
      ...{ unrealizedPnl: '11.25', commissions: '0', managementFee: '0', volumeFee: '0', performanceFee: '0' },
      ...{ closingEquity: '5020', mark: '5000' },
    },
  ]);
  expect(await records().copyStatement({ follower: 'follower.nobody' })).toEqual([]);
});

test('the record of a source has its equity thinned, what was paid in, and all its fills', async () => {
  const record = await records().sourceRecord({ source: 'follower.f1', points: 2 });
  expect(record.equity).toEqual([
    { time: T0 + 3_600_000, equity: '4990' },
    { time: T0 + DAY_MS + 60_000, equity: '5020' },
  ]);
  expect(record.flows).toEqual([{ time: T0, amount: '5000' }]);
  expect(record.fills).toMatchObject([
    { fillId: 'f-c1', side: 'BUY', price: '100.7', quantity: '5', commission: '0.35', time: T0 + 60_000 },
  ]);
  expect((await records().sourceRecord({ source: 'follower.f1', points: 9 })).equity).toHaveLength(3);
  expect(await records().sourceRecord({ source: 'nobody', points: 9 })).toEqual({ equity: [], flows: [], fills: [] });
});

test('followers of a provider are counted with what they allocated, without who has stopped', async () => {
  expect(await records().providerFollowers({ provider: PROVIDER })).toEqual({ count: 2, allocated: { USD: '10000' } });
  expect(await records().providerFollowers({ provider: 'provider.p2' })).toEqual({ count: 0, allocated: {} });
});

test('follows of an owner say how they stand', async () => {
  const { rows: follows } = await records().follows({ owner: 'ann', limit: 10 });
  // The market stands in 2024, and the follow was made just now.
  expect(Date.now() - Date.parse(follows[0]!.since)).toBeLessThan(600_000);
  expect(follows.map(({ since: _since, ...follow }) => follow)).toEqual([
    {
      ...{ follower: 'follower.f1', account: 'a1', provider: PROVIDER, instrument: 'ACME', allocated: '5000' },
      ...{ currency: 'USD', mode: 'copying', modeReason: '', isFollowing: true },
      ...{ seq: 3, round: 1, scale: '0.5', isJoined: true },
    },
  ]);
  expect(await records().follows({ owner: 'cleo', limit: 10 })).toMatchObject({
    rows: [{ follower: 'follower.f3', mode: 'stopped', modeReason: 'unfollowed', isFollowing: false }],
  });
  expect(await records().follows({ owner: 'pat', limit: 10 })).toEqual({ rows: [] });
});

test('follows of all come page by page, each once, and those that are over can be asked for alone', async () => {
  const named = async (query: { isOver?: boolean; follower?: string } = {}): Promise<readonly string[]> =>
    (await records().follows({ ...query, limit: 10 })).rows.map(({ follower }) => follower);
  const all = await named();
  const paged: string[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const page = await records().follows({ limit: 1, cursor });
    paged.push(...page.rows.map(({ follower }) => follower));
    cursor = page.nextCursor;
    more = cursor !== undefined;
  }
  expect(all.length).toBeGreaterThan(2);
  expect(paged).toEqual(all);
  expect(await named({ isOver: true })).toEqual(['follower.f3']);
  expect(await named({ follower: 'follower.f1' })).toEqual(['follower.f1']);
});

test('a provider’s scope is about its followers and its source, and about nobody else', async () => {
  const affected = affectedAccounts(fixture.source);
  expect(await affected('provider:p1', undefined)).toMatchObject([
    { account: 'a1', actors: ['follower.f1'] },
    { account: 'a2', actors: ['follower.f2'] },
    { account: 'a3', actors: ['follower.f3'] },
    { account: 'a4', actors: ['subscription.s1'] },
  ]);
  expect(await affected('provider:p2', undefined)).toMatchObject([{ account: 'a6', actors: ['follower.f6'] }]);
  // An address is no id.
  expect(await affected('provider:provider.p1', undefined)).toEqual([]);
});
