// Starts that come too late: the shard's lease has run out, or another node holds it by now.
import { afterEach, describe, expect, test } from 'vitest';
import { StaleEpoch } from '../../../runtime/errors.ts';
import { shardOf } from '../../../runtime/shard.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { counter } from '../../support/toy-actors.ts';
import { ToyCluster, type ToyMember } from '../../support/toy-cluster.ts';
import { row, type ToyNode, type ToyNodeOptions, toyNode } from '../../support/toy-node.ts';

const nodes: ToyNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});
const boot = async (options: ToyNodeOptions): Promise<ToyNode> => {
  const node = await toyNode({ isCalled: false, ...options });
  nodes.push(node);
  await node.host.boot();
  return node;
};

describe('a start on a shard that is lost', () => {
  test('is given up quietly: no crash is counted, nobody is quarantined, and its neighbours start', async () => {
    const lost = shardOf('counter.a');
    const epochOf = (shard: number): number => {
      if (shard === lost) throw new StaleEpoch(shard, -1);
      return 1;
    };
    const policies = { counter: { restart: 'permanent', intensity: { maxRestarts: 0, periodMs: 60_000 } } } as const;
    const { host, spawn } = await boot({ epochOf, policies });
    await spawn([row('counter.a'), row('counter.b')]);
    expect(host.status('counter.a')).toMatchObject({ lifecycle: 'stopped', restarts: 0 });
    expect(host.status('counter.a').lastCause).toContain('not held any more');
    expect(host.status('counter.b').lifecycle).toBe('running');
  });

  test('does not make those that start with it recover one by one', async () => {
    class Asked extends MemoryStore {
      readonly together: number[] = [];
      override recover(actors: Parameters<MemoryStore['recover']>[0]): ReturnType<MemoryStore['recover']> {
        this.together.push(actors.length);
        return super.recover(actors);
      }
    }
    const store = new Asked();
    const lost = shardOf('counter.a');
    const epochOf = (shard: number): number => {
      if (shard === lost) throw new StaleEpoch(shard, -1);
      return 1;
    };
    const { spawn } = await boot({ store, epochOf });
    await spawn([row('counter.a'), row('counter.b'), row('counter.c'), row('counter.d')]);
    expect(store.together).toEqual([3]);
  });

  test('takes no account down with it: the monitor that comes first is not missed', async () => {
    const epochOf = (shard: number): number => {
      throw new StaleEpoch(shard, -1);
    };
    const monitor = { ...counter, kind: 'monitor' };
    const policies = { monitor: { restart: 'permanent', significant: true } } as const;
    const { host, spawn } = await boot({ epochOf, policies, kinds: [monitor, counter] });
    const parent = { parent: 'troop.t' };
    await spawn([row('troop.t'), row('monitor.m', {}, parent), row('counter.a', {}, { ...parent, ordinal: 1 })]);
    expect(host.list().map(({ lifecycle, restarts }) => [lifecycle, restarts])).toEqual([
      ['stopped', 0],
      ['stopped', 0],
    ]);
  });
});

const MANY = Array.from({ length: 40 }, (_, index) => `counter.late-${index}`);

/** Starts actors on `a`, whose leases have run out without its knowing. */
async function lateStart(cluster: ToyCluster, a: ToyMember): Promise<{ started: Promise<void>; own: string[] }> {
  const own = MANY.filter((address) => a.member.keeper.holds(shardOf(address)));
  a.isCut = true;
  await cluster.run(2_600);
  await cluster.registry.create(own.map((address) => row(address)));
  const created = await cluster.registry.list();
  const started = a.member.host!.bringNew(created.filter(({ address }) => own.includes(address)));
  await cluster.run(3_000);
  return { started, own };
}

describe('many starts while the leases run out', () => {
  test('come up when the leases are renewed, for nobody else had them: none is quarantined', async () => {
    const cluster = new ToyCluster();
    const [a] = (await cluster.join('a')) as [ToyMember];
    const { started, own } = await lateStart(cluster, a);
    expect(own).toEqual(MANY);
    a.isCut = false;
    await cluster.until(started);
    expect(own.map((address) => a.member.host!.status(address))).toEqual(
      own.map((address): unknown => expect.objectContaining({ address, lifecycle: 'running', restarts: 0 })),
    );
  });

  test('are the new owner’s when it has taken the shards, and this node forgets them without a word of a fault', async () => {
    const cluster = new ToyCluster();
    const [a, b] = (await cluster.join('a', 'b')) as [ToyMember, ToyMember];
    const { own } = await lateStart(cluster, a);
    expect(own.length).toBeGreaterThan(5);
    const here = (): readonly string[] => a.member.host!.list().map(({ lifecycle }) => lifecycle);
    expect(new Set(here())).toEqual(new Set(['starting']));
    await cluster.eventually(() => own.every((address) => b.member.host!.lifeOf(address)?.kind === 'up'));
    a.isCut = false;
    await cluster.eventually(() => here().length === 0);
    await cluster.run(6_000); // what belongs on a comes back to it
    const home = own.map((address) => [a, b].find(({ member }) => member.host!.has(address))!.member.host!);
    expect(home.map((host, index) => host.status(own[index]!))).toEqual(
      own.map((address): unknown => expect.objectContaining({ address, lifecycle: 'running', restarts: 0 })),
    );
  });
});
