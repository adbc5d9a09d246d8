// What keeps a node that has lost sight of the database from doing anything that another may be doing already.
import { describe, expect, test } from 'vitest';
import { LateStore } from '../../support/faulty-stores.ts';
import { eventually } from '../../support/toy-actors.ts';
import { ToyCluster, type ToyMember } from '../../support/toy-cluster.ts';
import { row, toyNode } from '../../support/toy-node.ts';

async function alone() {
  let store!: LateStore;
  const cluster = new ToyCluster({ storeOf: (admits) => (store = new LateStore(admits)) });
  const [node] = (await cluster.join('a')) as [ToyMember];
  await cluster.until(node.member.company.spawn([row('counter.a'), row('witness.a')]));
  return { cluster, node, store, ask: (by: number) => node.member.company.act('counter.a', 'add', { by }, 'ann') };
}

describe('a node whose lease may have run out', () => {
  test('takes no turn although it is asked to, and the turn when its lease is renewed: the caller only waits', async () => {
    const { cluster, node, ask } = await alone();
    await cluster.until(ask(1));
    node.isCut = true;
    await cluster.run(2_500);
    const turns = node.turns.length;
    const answer = ask(1);
    await cluster.run(5_000);
    expect([node.turns.length, node.performed]).toEqual([turns, ['counter.a 1']]);
    node.isCut = false;
    expect(await cluster.until(answer)).toBe(2);
    expect(node.performed).toEqual(['counter.a 1', 'counter.a 2']);
  });

  test('took its last turn before the lease ran out by the database’s clock', async () => {
    const { cluster, node } = await alone();
    node.isCut = true;
    const runsOut = Math.min(...cluster.table.shards.map(({ expires }) => expires));
    let lastTurnAt = 0;
    for (let seen = node.turns.length; cluster.clock.now() < runsOut + 2_000; await cluster.run(5)) {
      void node.member.company.act('counter.a', 'save', {}, 'ann').catch(() => undefined);
      if (node.turns.length > seen) lastTurnAt = cluster.clock.now();
      seen = node.turns.length;
    }
    expect(lastTurnAt).toBeGreaterThan(0);
    expect(lastTurnAt).toBeLessThan(runsOut);
  });

  test('lets answers and timers that come meanwhile wait: none is lost', async () => {
    const { cluster, node } = await alone();
    await cluster.until(node.member.company.act('witness.a', 'timer', { delayMs: 3_000, body: 7 }, 'ann'));
    node.isCut = true;
    await cluster.run(6_000);
    const timers = (): number => node.diary.get('witness.a')!.filter(({ kind }) => kind === 'timer').length;
    expect(timers()).toBe(0);
    node.isCut = false;
    await cluster.run(1_000);
    expect(timers()).toBe(1);
  });

  test('does not carry out what it decided before, whose commit came back only now, until it is sure again', async () => {
    const { cluster, node, store, ask } = await alone();
    store.hold();
    const answer = ask(1);
    await cluster.run(10);
    node.isCut = true;
    await cluster.run(3_000);
    store.release();
    await cluster.run(2_000);
    expect([store.events('counter.a').length, node.performed]).toEqual([1, []]);
    node.isCut = false;
    await cluster.run(1_000);
    expect([await answer, node.performed]).toEqual([1, ['counter.a 1']]);
  });

  test('never carries it out when another node has taken the actor over meanwhile', async () => {
    const { cluster, node, store, ask } = await alone();
    const other = cluster.node('b');
    await cluster.until(other.member.join());
    const shard = cluster.registry.records.get('counter.a')!.shard;
    await cluster.run(20_000);
    const [owner, heir] = node.member.keeper.holds(shard) ? [node, other] : [other, node];
    store.hold();
    void ask(1).catch(() => undefined);
    await cluster.run(50);
    expect(store.events('counter.a')).toHaveLength(1);
    owner.isCut = true;
    await cluster.run(2_400);
    expect(owner.member.keeper.isSure()).toBe(false);
    store.release();
    await cluster.eventually(() => heir.member.keeper.holds(shard));
    owner.isCut = false;
    await cluster.run(10_000);
    expect(owner.performed).toEqual([]);
    expect(store.events('counter.a')).toHaveLength(1);
  });

  test('control: a host that is not told of leases carries it out', async () => {
    const performed: unknown[] = [];
    const store = new LateStore();
    const node = await toyNode({ store, ports: { printer: async (_actor, request) => performed.push(request) } });
    await node.host.boot();
    await node.spawn([row('counter.a')]);
    store.hold();
    const answer = node.broker.call('counter.a.add');
    await eventually(() => store.events('counter.a').length === 1);
    store.release();
    await answer;
    await eventually(() => performed.length === 1);
    await node.close();
  });
});
