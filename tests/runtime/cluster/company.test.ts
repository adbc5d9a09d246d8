import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../../runtime/clock.ts';
import { Company, type LocalActors, unreachable, wrongOwner } from '../../../runtime/cluster/company.ts';
import { Directory } from '../../../runtime/cluster/directory.ts';
import type { NodeQuestion } from '../../../runtime/cluster/link.ts';
import { ActorError } from '../../../runtime/errors.ts';
import type { ClusterMap, LiveNode } from '../../../runtime/ports/shard-leases.ts';
import { MemoryRegistry } from '../../support/memory-store.ts';
import { counter } from '../../support/toy-actors.ts';
import { row } from '../../support/toy-node.ts';

type Answer = (node: string, question: NodeQuestion) => Promise<unknown>;

const liveNode = (id: string, weight: number): LiveNode => ({ id, weight, draining: false, details: {}, upMs: 1_000 });

/** Node `a`, which asks; `answer` is what the others say, `owners` what the database says. */
function scene(answer: Answer = async (node) => `${node} did it`, registry = new MemoryRegistry()) {
  const clock = virtualClock();
  const directory = new Directory();
  const asked: { node: string; question: NodeQuestion }[] = [];
  /** Nodes that were told to leave the processor to what is urgent. */
  const said: string[] = [];
  const world = {
    owners: new Map<number, [string, number]>(),
    isUp: true,
    here: new Set<string>(),
    looks: 0,
    lookMs: 0,
    brought: [] as string[],
  };
  const map = (): ClusterMap => ({
    nodes: [],
    shards: Array.from(world.owners, ([shard, [owner, epoch]]) => ({ shard, owner, epoch, live: true })),
  });
  const local: LocalActors = {
    has: (address) => world.here.has(address),
    hush: () => void said.push('a'),
    act: async (_address, _action, _params, _by, claim) =>
      claim === undefined ? 'a did it' : `a did it ${claim.sealed}`,
    bringNew: async (records) => void world.brought.push(...records.map(({ address }) => address)),
  };
  const company = new Company({
    ...{ node: 'a', registry, directory, clock, local },
    kinds: new Map([
      ['counter', counter as never],
      ['chief', { ...counter, kind: 'chief', isUrgent: true } as never],
    ]),
    isSupervisor: (kind) => kind === 'troop',
    link: {
      isUp: () => world.isUp,
      say: (to, word) => {
        if (word.kind === 'hush') said.push(to);
      },
      ask: async (node, question) => {
        asked.push({ node, question });
        if (!world.isUp) throw unreachable(node, new Error('NATS is away'));
        return answer(node, question);
      },
    },
    look: async () => {
      world.looks += 1;
      await clock.sleep(world.lookMs);
      return map();
    },
  });
  const learn = (): void => directory.learn(map());
  const settle = async <Value>(promise: Promise<Value>): Promise<Value> => {
    const state = { isSettled: false };
    const settled = (): void => void (state.isSettled = true);
    promise.then(settled, settled);
    for (let n = 0; n < 2_000 && !state.isSettled; n += 1) await clock.advance(10);
    return promise;
  };
  const act = (address = 'counter.x'): Promise<unknown> => settle(company.act(address, 'add', {}, 'ann'));
  return { clock, registry, directory, asked, said, map, world, company, learn, act, settle };
}
const shard = row('counter.x').shard;

async function owned(answer?: Answer) {
  const it = scene(answer);
  await it.registry.create([row('counter.x')]);
  it.world.owners.set(shard, ['b', 1]);
  it.learn();
  return it;
}

describe('a command', () => {
  test('goes to the node that holds the actor, and to no other', async () => {
    const { act, asked, world } = await owned();
    expect(await act()).toBe('b did it');
    expect(asked.map(({ node }) => node)).toEqual(['b']);
    expect(world.looks).toBe(0);
  });

  test('takes the seal of whom it is for along, as it is, and none where there is none', async () => {
    const it = await owned();
    await it.act();
    await it.settle(it.company.act('counter.x', 'add', {}, 'ann', { sealed: 'for ada', from: 'somewhere' }));
    const question = { kind: 'act', address: 'counter.x', action: 'add', params: {}, by: 'ann' };
    expect(it.asked.map(({ question: said }) => said)).toEqual([question, { ...question, sealed: 'for ada' }]);
    it.world.here.add('counter.x');
    expect(await it.settle(it.company.act('counter.x', 'add', {}, 'ann', { sealed: 'for ada' }))).toBe(
      'a did it for ada',
    );
  });

  test('that is urgent, of an urgent actor, quietens every node that hosts actors before it leaves; no other does', async () => {
    const it = await owned();
    await it.registry.create([row('chief.x')]);
    it.world.owners.set(row('chief.x').shard, ['b', 1]);
    const nodes = ['a', 'b', 'c', 'gateway'].map((id) => liveNode(id, id === 'gateway' ? 0 : 1));
    it.directory.learn({ ...it.map(), nodes });
    for (const [address, action] of [
      ['chief.x', 'inspect'],
      ['counter.x', 'halt'],
    ] as const)
      await it.settle(it.company.act(address, action, {}, 'ann'));
    expect(it.said).toEqual([]);
    await it.settle(it.company.act('chief.x', 'halt', {}, 'ann'));
    expect(it.said).toEqual(['a', 'b', 'c']);
  });

  test('for an actor of this node asks nobody, even while there is no line', async () => {
    const { act, asked, world } = await owned();
    world.here.add('counter.x');
    world.isUp = false;
    expect(await act()).toBe('a did it');
    expect(asked).toEqual([]);
  });

  test('that reaches a former owner is done by the present one, once', async () => {
    let done = 0;
    const it = await owned(async (node) => {
      if (node === 'b') throw wrongOwner('b', 'counter.x');
      return (done += 1);
    });
    it.world.owners.set(shard, ['c', 2]);
    expect(await it.act()).toBe(1);
    expect(it.asked.map(({ node }) => node)).toEqual(['b', 'c']);
  });

  test('between two owners waits until somebody has the actor', async () => {
    const it = await owned();
    it.world.owners.delete(shard);
    it.directory.learn({ nodes: [], shards: [{ shard, owner: null, epoch: 1, live: false }] });
    const answer = it.company.act('counter.x', 'add', {}, 'ann');
    await it.clock.advance(2_000);
    expect(it.asked).toEqual([]);
    it.world.owners.set(shard, ['c', 2]);
    expect(await it.settle(answer)).toBe('c did it');
  });

  test('between two owners does not wait for ever, and says that it may be tried again', async () => {
    const it = await owned();
    it.directory.learn({ nodes: [], shards: [{ shard, owner: null, epoch: 1, live: false }] });
    it.world.owners.clear();
    await expect(it.act()).rejects.toMatchObject({ type: 'ACTOR_MOVING' });
    expect(it.clock.now()).toBeLessThan(7_000);
  });

  test('without a line to the owner fails at once, with a reason', async () => {
    const it = await owned();
    it.world.isUp = false;
    it.world.lookMs = 10_000;
    await expect(it.act()).rejects.toMatchObject({ type: 'NODE_UNREACHABLE' });
    expect(it.clock.now()).toBeLessThanOrEqual(10);
  });

  test('whose owner does not answer is not given twice while that owner may have carried it out', async () => {
    const it = await owned(async (node) => {
      throw unreachable(node, new Error('no answer'));
    });
    await expect(it.act()).rejects.toMatchObject({ type: 'NODE_UNREACHABLE' });
    expect(it.asked).toHaveLength(1);
  });

  test('that its actor refuses is refused with the actor’s own reason, and not tried again', async () => {
    const it = await owned(async () => {
      throw new ActorError('UNKNOWN_COMMAND', 'a counter does not know dance');
    });
    await expect(it.act()).rejects.toMatchObject({ type: 'UNKNOWN_COMMAND' });
    expect(it.asked).toHaveLength(1);
  });

  test('for an actor that was never added, or of a kind nobody knows, says so at once', async () => {
    const it = await owned();
    await it.registry.create([row('clown.x')]);
    await expect(it.act('counter.none')).rejects.toMatchObject({ type: 'ACTOR_NOT_HOSTED' });
    await expect(it.act('clown.x')).rejects.toMatchObject({ type: 'ACTOR_NOT_HOSTED' });
    expect(it.asked).toEqual([]);
  });

  test('of a thousand callers who wait for the same actor costs the database one look at a time', async () => {
    const it = await owned();
    it.world.lookMs = 20;
    it.world.owners.clear();
    it.directory.learn({ nodes: [], shards: [{ shard, owner: null, epoch: 1, live: false }] });
    const answers = Array.from({ length: 1_000 }, () => it.company.act('counter.x', 'add', {}, 'ann'));
    await it.clock.advance(500);
    expect(it.world.looks).toBeLessThanOrEqual(10);
    it.world.owners.set(shard, ['c', 2]);
    expect(new Set(await it.settle(Promise.all(answers)))).toEqual(new Set(['c did it']));
  });
});

describe('new actors', () => {
  const [here, there, nowhere] = [
    row('counter.h', {}, { shard: 1 }),
    row('counter.t', {}, { shard: 2 }),
    row('counter.n', {}, { shard: 3 }),
  ];
  function twoNodes(answer?: Answer, registry?: MemoryRegistry) {
    const it = scene(answer, registry);
    it.world.owners.set(1, ['a', 1]).set(2, ['b', 1]);
    it.learn();
    return it;
  }

  test('are started by the nodes that hold their shards; those that nobody holds wait in the registry', async () => {
    const it = twoNodes();
    await it.company.spawn([here, there, nowhere]);
    expect([...it.registry.records.keys()]).toEqual(['counter.h', 'counter.t', 'counter.n']);
    expect(it.world.brought).toEqual(['counter.h']);
    expect(it.asked).toEqual([{ node: 'b', question: { kind: 'bring', addresses: ['counter.t'] } }]);
  });

  test('are added all or none, wherever they would live', async () => {
    const it = twoNodes();
    await it.registry.create([there]);
    await expect(it.company.spawn([here, there])).rejects.toMatchObject({ type: 'ACTOR_EXISTS' });
    expect([...it.registry.records.keys()]).toEqual(['counter.t']);
    expect([it.world.brought, it.asked]).toEqual([[], []]);
  });

  test('that two nodes add at the same time are added by one of them', async () => {
    const it = twoNodes();
    const other = twoNodes(undefined, it.registry);
    const both = await Promise.allSettled([it.company.spawn([here]), other.company.spawn([here])]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('count as added although their node could not be asked to start them: it finds them in the registry', async () => {
    const it = twoNodes(async (node) => {
      throw unreachable(node, new Error('no answer'));
    });
    await it.company.spawn([there]);
    expect(it.registry.records.has('counter.t')).toBe(true);
  });

  test('are refused when one of them would live apart from its supervisor', async () => {
    const it = twoNodes();
    const troop = row('troop.t', {}, { shard: 1 });
    await expect(
      it.company.spawn([troop, row('counter.c', {}, { parent: 'troop.t', shard: 2 })]),
    ).rejects.toMatchObject({
      type: 'SHARD_APART',
    });
    expect(it.registry.records.size).toBe(0);
  });
});
