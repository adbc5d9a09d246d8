import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { event, entry, unitMaker } from './actor-store.conformance.ts';
import { commitCutter } from '../../../bench/chaos/proxy/commit-cutter.ts';
import { faultProxy, targetOf, urlThrough } from '../../../bench/chaos/proxy/fault-proxy.ts';
import { openOn, type Fixture } from './fixture.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.destroy());

/** Actors that commit one unit after the other until told to stop; each then says how many it was promised. */
async function underLoad(fixture: Fixture, prefix: string) {
  const refs = Array.from({ length: 8 }, (_, index) => ({
    address: `${prefix}.${index}`,
    shard: index,
    epoch: fixture.epoch,
  }));
  const opened = await fixture.store.recover(refs);
  let stopping = false;
  const running = refs.map(async ({ address, shard }) => {
    const unit = unitMaker(address, fixture.epoch, opened.get(address)!.incarnation, shard);
    let promised = 0;
    while (!stopping) {
      await fixture.store.commit(
        unit({ events: [event(promised + 1)], entries: [entry(`signals.${address}`, promised + 1)] }),
      );
      promised += 1;
    }
    return { address, promised };
  });
  return {
    async stop() {
      stopping = true;
      return Promise.all(running);
    },
  };
}

async function expectExactlyOnce(fixture: Fixture, promises: readonly { address: string; promised: number }[]) {
  for (const { address, promised } of promises) {
    const [row] = await fixture.source.query<Record<string, number>[]>(
      `SELECT (SELECT count(*)::int FROM journal WHERE actor = $1) AS events, (SELECT count(*)::int FROM stream_entries WHERE stream = $2) AS entries,
              (SELECT journal_seq::int FROM actor_heads WHERE actor = $1) AS head`,
      [address, `signals.${address}`],
    );
    expect(row).toEqual({ events: promised, entries: promised, head: promised });
  }
}

test('PostgreSQL killed three times under load loses and doubles nothing, and availability is told', async () => {
  const fixture = await openOn(server.url);
  const told: boolean[] = [];
  fixture.store.onAvailability((up) => told.push(up));
  const load = await underLoad(fixture, 'strategy.killed');
  for (let round = 0; round < 3; round += 1) {
    await sleep(150);
    while (told.at(-1) !== true) await sleep(10);
    await server.kill();
    await expect(fixture.store.read('x', 0, 1)).rejects.toMatchObject({ type: 'STORE_UNAVAILABLE' });
    await server.restart();
  }
  while (told.at(-1) !== true) await sleep(10);
  await sleep(700);
  const promises = await load.stop();
  expect(promises.every(({ promised }) => promised > 0)).toBe(true);
  await expectExactlyOnce(fixture, promises);
  expect(told.filter((up) => !up)).toHaveLength(3);
  expect(told.at(-1)).toBe(true);
  await fixture.close();
});

test('a connection cut after COMMIT and before its answer writes once', async () => {
  const cutter = commitCutter();
  const proxy = await faultProxy({ target: targetOf(server.url), wire: cutter.wire });
  const fixture = await openOn(server.url, urlThrough(proxy, server.url));
  const load = await underLoad(fixture, 'strategy.cut');
  for (let round = 0; round < 10; round += 1) {
    await sleep(40);
    cutter.cutAfterCommit(1);
  }
  await sleep(100);
  const promises = await load.stop();
  expect(cutter.cuts).toBeGreaterThan(3);
  await expectExactlyOnce(fixture, promises);
  await fixture.close();
  await proxy.close();
});

test('a store that is closed while PostgreSQL is away rejects what waits instead of hanging', async () => {
  const fixture = await openOn(server.url);
  const opened = await fixture.store.recover([{ address: 'strategy.closed', shard: 7, epoch: fixture.epoch }]);
  const unit = unitMaker('strategy.closed', fixture.epoch, opened.get('strategy.closed')!.incarnation);
  await server.stop();
  const waiting = fixture.store.commit(unit({ events: [event(1)] }));
  const outcome = expect(waiting).rejects.toMatchObject({ type: 'STORE_UNAVAILABLE' });
  await sleep(50);
  await fixture.close();
  await outcome;
  await server.restart();
});
