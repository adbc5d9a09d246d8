import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresBacktestBars } from '../../../adapters/postgres/backtest-bars.ts';
import { postgresBacktests } from '../../../adapters/postgres/backtests.ts';
import type { BacktestDetail, BacktestSummary } from '../../../actors/domain/backtest/backtest-run.ts';
import { unpackedBars } from '../../../actors/domain/backtest/packed-bars.ts';
import type { BacktestOutcome, HeldShard, NewBacktest } from '../../../actors/ports/backtest-store.ts';
import { shardOf } from '../../../runtime/shard.ts';
import { wavyBars } from '../../actors/backtest/runs.ts';
import { aRequest } from '../../support/backtest-requests.ts';
import { entry, unitMaker } from './actor-store.conformance.ts';
import { type Fixture, openFixture } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.source.query('TRUNCATE backtests, backtest_details, backtest_rows; DELETE FROM actors'));

const store = () => postgresBacktests(fixture.source);
const actorOf = (id: string, owner: string) => ({
  ...{ address: `backtest.${id}`, kind: 'backtest', config: {}, desired: 'running' as const, ordinal: 0, owner },
  shard: shardOf(`backtest.${id}`),
});
const add = async (id: string, told: Partial<NewBacktest> = {}, most = 3): Promise<void> => {
  const run = { id, owner: 'ada', name: 'a run', request: aRequest(), key: null, ...told };
  await store().create(run, actorOf(id, run.owner), most);
};
const heldOf = (id: string): HeldShard => ({
  ...{ shard: shardOf(`backtest.${id}`), node: 'test', epoch: fixture.epoch },
});
const claimed = async (id: string): Promise<number> => {
  const claim = await store().claim(id, heldOf(id));
  if (claim.kind !== 'claimed') throw new Error(`it is ${claim.kind}`);
  return claim.attempt;
};
const done = (finalEquity: number): BacktestOutcome => ({
  kind: 'done',
  summary: { metrics: { finalEquity }, bars: 9, fills: 2, trades: 1, missing: 0 } as unknown as BacktestSummary,
  detail: { curve: [finalEquity] } as unknown as BacktestDetail,
});
const fills = (price: string): string => JSON.stringify([{ price }, { price }]);

describe('a run', () => {
  test('is there with its actor, or neither is', async () => {
    await add('one');
    expect(await store().find('one')).toMatchObject({ id: 'one', owner: 'ada', state: 'queued', attempt: 0 });
    await expect(add('one')).rejects.toThrow();
    await fixture.source.query(`DELETE FROM backtests`);
    await expect(add('one'), 'its actor is there already').rejects.toThrow();
    expect(await store().find('one')).toBeUndefined();
  });

  test('is one of three that an owner may have under way, also when many are asked for at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => add(`r${index}`)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const one of asked)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ type: 'BACKTESTS_FULL' });
    await add('bens', { owner: 'ben' });
    const [mine] = (await store().list({ owner: 'ada', limit: 1 })).rows;
    await store().cancel(mine!.id, 'ada');
    await add('another');
  });

  test('that is asked for again under its key is known', async () => {
    const key = { name: 'k', mark: 'm' };
    const asked = await Promise.allSettled([add('k1', { key }), add('k2', { key }), add('k3', { key, owner: 'ben' })]);
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const refused = asked.find((one) => one.status === 'rejected')!;
    expect(refused.reason).toMatchObject({ type: 'BACKTEST_KNOWN', data: { mark: 'm' } });
  });

  test('is listed newest first, by owner, page by page', async () => {
    for (const id of ['a', 'b', 'c']) await add(id);
    await add('d', { owner: 'ben' });
    const first = await store().list({ owner: 'ada', limit: 2 });
    expect(first.rows.map(({ id }) => id)).toEqual(['c', 'b']);
    const second = await store().list({ owner: 'ada', limit: 2, cursor: first.nextCursor });
    expect(second.rows.map(({ id }) => id)).toEqual(['a']);
    expect(second.nextCursor).toBeUndefined();
    expect((await store().list({ limit: 9 })).rows).toHaveLength(4);
  });
});

describe('the fence', () => {
  test('lets no one begin a run whose actor’s shard is another’s', async () => {
    await add('one');
    const held = heldOf('one');
    expect(await store().claim('one', { ...held, node: 'other' })).toEqual({ kind: 'not-held' });
    expect(await store().claim('one', { ...held, epoch: held.epoch + 1 })).toEqual({ kind: 'not-held' });
    expect(await store().claim('none', held)).toEqual({ kind: 'unknown' });
    expect(await store().find('one')).toMatchObject({ state: 'queued', attempt: 0 });
  });

  test('a late owner writes neither progress nor rows nor an outcome over the next one’s', async () => {
    await add('one');
    const late = await claimed('one');
    expect(await store().keep('one', late, 'fills', 0, fills('1'))).toBe(true);
    const next = await claimed('one');
    expect(next).toBe(late + 1);
    expect(await store().progress('one', late, 5, 9)).toBe(false);
    expect(await store().keep('one', late, 'fills', 2, fills('1'))).toBe(false);
    expect(await store().settle('one', late, done(1))).toBe(false);
    expect(await store().keep('one', next, 'fills', 0, fills('2'))).toBe(true);
    expect(await store().settle('one', next, done(2))).toBe(true);
    expect(await store().settle('one', late, done(1))).toBe(false);
    expect(await store().settle('one', next, { kind: 'failed', type: 'X', message: 'x' })).toBe(false);
    expect(await store().find('one')).toMatchObject({ state: 'done', summary: { metrics: { finalEquity: 2 } } });
    expect(await store().detail('one')).toEqual({ curve: [2] });
    expect((await store().rows('one', 'fills', { limit: 9 })).rows).toEqual([{ price: '2' }, { price: '2' }]);
    expect(await fixture.source.query('SELECT DISTINCT attempt FROM backtest_rows')).toEqual([{ attempt: next }]);
  });

  test('a run that is over is never begun again', async () => {
    await add('one');
    await store().settle('one', await claimed('one'), done(1));
    expect(await store().claim('one', heldOf('one'))).toEqual({ kind: 'settled' });
    expect(await store().cancel('one', 'ada')).toMatchObject({ state: 'done' });
  });

  test('a cancel stays, whatever whoever carries it out writes afterwards', async () => {
    await add('one');
    const attempt = await claimed('one');
    await store().keep('one', attempt, 'trades', 0, fills('1'));
    expect(await store().cancel('one', 'ada')).toMatchObject({
      ...{ state: 'cancelled', error: { type: 'CANCELLED', message: 'cancelled by ada' } },
    });
    expect(await store().progress('one', attempt, 1, 1)).toBe(false);
    expect(await store().settle('one', attempt, done(1))).toBe(false);
    expect(await store().claim('one', heldOf('one'))).toEqual({ kind: 'settled' });
    expect(await store().detail('one')).toBeUndefined();
    expect(await fixture.source.query('SELECT * FROM backtest_rows')).toEqual([]);
  });

  test('what failed says why and has no result', async () => {
    await add('one');
    const attempt = await claimed('one');
    await store().keep('one', attempt, 'trades', 0, fills('1'));
    await store().settle('one', attempt, { kind: 'failed', type: 'NO_BARS', message: 'none' });
    expect(await store().find('one')).toMatchObject({ state: 'failed', error: { type: 'NO_BARS', message: 'none' } });
    expect((await store().rows('one', 'trades', { limit: 9 })).rows).toEqual([]);
  });
});

describe('bars for a run', () => {
  test('are all those of the range, to the last digit, in parts that join without a seam', async () => {
    const bars = wavyBars(4_500);
    const feed = unitMaker('market-data.acme', fixture.epoch, await opened('market-data.acme'));
    await fixture.store.commit(
      feed({ entries: bars.map((bar, index) => ({ ...entry('bars.ACME.1m', index + 1, bar), time: bar.closeTime })) }),
    );
    const source = { kind: 'stored', instrument: 'ACME', timeframe: '1m', from: null, to: null } as const;
    const reads = postgresBacktestBars(fixture.source);
    expect(unpackedBars((await reads.read(source, 5_000)).bars)).toEqual(bars);
    expect(await reads.extent(source)).toEqual({
      ...{ bars: 4_500, from: bars[0]!.openTime, to: bars.at(-1)!.closeTime },
    });
    const part = {
      ...source,
      from: new Date(bars[10]!.openTime).toISOString(),
      to: new Date(bars[19]!.closeTime).toISOString(),
    };
    expect(unpackedBars((await reads.read(part, 5_000)).bars)).toEqual(bars.slice(10, 20));
    await expect(reads.read(source, 4_000)).rejects.toMatchObject({ type: 'TOO_MANY_BARS' });
    expect(await reads.extent({ ...source, instrument: 'NONE' })).toEqual({ bars: 0, from: null, to: null });
  });

  const opened = async (address: string): Promise<number> => {
    const found = await fixture.store.recover([{ address, shard: 7, epoch: fixture.epoch }]);
    return found.get(address)!.incarnation;
  };
});
