import { describe, expect, test } from 'vitest';
import { LeaseKeeper } from '../../../runtime/cluster/lease-keeper.ts';
import { moves } from '../../../runtime/cluster/placement.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { keeperScene, NotingHost, RULES } from '../../support/keeper-scene.ts';

const batches = (host: NotingHost): number =>
  host.notes.filter((note) => note.startsWith('give up ') && note !== 'give up done').length;

/** The one that holds everything, and asks `settledOn` of those that take it over. */
function holder(scene: ReturnType<typeof keeperScene>, settledOn: (nodes: readonly string[]) => Promise<void>) {
  const { clock, table } = scene;
  const host = new NotingHost(clock);
  const keeper = new LeaseKeeper({
    leases: table.leases({ boot: 'a', line: (ask) => Promise.resolve(ask()) }),
    node: { id: 'a', weight: 1, draining: false, details: {} },
    rules: RULES,
    ...{ clock, log: silentLog, settledOn },
    monotonic: () => clock.now(),
    seen: () => undefined,
    released: () => undefined,
  });
  return { host, keeper, join: () => keeper.join(host) };
}

describe('a planned hand-over', () => {
  test('stops no second batch while nobody has taken the first', async () => {
    const scene = keeperScene(64);
    const a = holder(scene, () => Promise.resolve());
    await a.join();
    const b = scene.node('b');
    await b.join();
    await scene.clock.advance(1_600);
    b.own.isAway = true; // alive in the table for a lease, but takes nothing
    for (let waited = 0; batches(a.host) === 0 && waited < 1_000; waited += 10) await scene.clock.advance(10);
    expect(batches(a.host)).toBe(1);
    await scene.clock.advance(800);
    expect(batches(a.host)).toBe(1);
  });

  test('stops no second batch while the actors of the first are being started', async () => {
    const scene = keeperScene(64);
    const started = Promise.withResolvers<void>();
    const asked: string[] = [];
    const a = holder(scene, (nodes) => {
      asked.push(...nodes);
      return started.promise;
    });
    await a.join();
    await scene.node('b').join();
    await scene.clock.advance(8_000);
    expect([batches(a.host), ...asked]).toEqual([1, 'b']);
    started.resolve();
    await scene.clock.advance(8_000);
    expect(batches(a.host)).toBeGreaterThan(1);
  });
});

describe('what nobody holds', () => {
  const map = (upMs: number) => ({
    nodes: [{ id: 'a', weight: 1, draining: false, details: {}, upMs }],
    shards: [{ shard: 0, owner: null, epoch: 0, live: false }],
  });
  const self = { id: 'a', draining: false, holding: new Map<number, number>(), steady: false };
  const rules = { ...RULES, gatherMs: 1_000 };

  test('is left alone by a node that has only just come up, so that those beside it get their share', () => {
    expect(moves(self, map(999), rules).take).toEqual([]);
    expect(moves(self, map(1_000), rules).take).toEqual([0]);
  });

  test('is taken at once by a node that is alone', () => {
    expect(moves(self, map(0), { ...rules, alone: true }).take).toEqual([0]);
  });
});
