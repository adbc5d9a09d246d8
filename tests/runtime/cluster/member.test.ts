import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { shardOf } from '../../../runtime/shard.ts';
import { ToyCluster, type ToyMember } from '../../support/toy-cluster.ts';
import { row } from '../../support/toy-node.ts';

const NAMES = Array.from({ length: 30 }, (_, n) => `counter.${n}`);
const hostsOf = (nodes: readonly ToyMember[], address: string): string[] =>
  nodes.filter(({ member }) => member.host!.has(address)).map(({ id }) => id);
const one = (nodes: readonly ToyMember[], address: string): ToyMember =>
  nodes.find(({ member }) => member.host!.has(address))!;
const other = (nodes: readonly ToyMember[], address: string): ToyMember =>
  nodes.find(({ member }) => !member.host!.has(address))!;
const add = (cluster: ToyCluster, from: ToyMember, address: string, by: number): Promise<unknown> =>
  cluster.until(from.member.company.act(address, 'add', { by }, 'ann'));

async function company(...ids: string[]) {
  const cluster = new ToyCluster();
  const nodes = await cluster.join(...ids);
  await cluster.until(nodes[0]!.member.company.spawn(NAMES.map((address) => row(address))));
  return { cluster, nodes };
}

describe('the actors of a cluster', () => {
  test('are spread over its nodes, and each answers to every node as it does at home', async () => {
    const { cluster, nodes } = await company('a', 'b', 'c');
    expect(new Set(NAMES.flatMap((address) => hostsOf(nodes, address)))).toEqual(new Set(['a', 'b', 'c']));
    for (const address of NAMES) {
      expect(hostsOf(nodes, address)).toHaveLength(1);
      for (const [index, node] of nodes.entries()) expect(await add(cluster, node, address, 1)).toBe(index + 1);
    }
  });

  test('refuse on another node as they do at home', async () => {
    const { cluster, nodes } = await company('a', 'b');
    const far = other(nodes, NAMES[0]!);
    await expect(cluster.until(far.member.company.act(NAMES[0]!, 'dance', {}, 'ann'))).rejects.toMatchObject({
      type: 'UNKNOWN_COMMAND',
    });
    await expect(cluster.until(far.member.company.act('counter.nobody', 'add', {}, 'ann'))).rejects.toMatchObject({
      type: 'ACTOR_NOT_HOSTED',
    });
  });

  test('of a group live on one node, and start there in order although they were added elsewhere', async () => {
    const { cluster, nodes } = await company('a', 'b');
    const shard = shardOf('troop.t');
    const records = [
      row('troop.t'),
      row('witness.x', {}, { parent: 'troop.t' }),
      row('counter.x', {}, { parent: 'troop.t', ordinal: 1 }),
    ];
    const home = nodes.find(({ member }) => member.keeper.holds(shard))!;
    const far = nodes.find((node) => node !== home)!;
    await cluster.until(far.member.company.spawn(records));
    expect(home.member.host!.status('counter.x').lifecycle).toBe('running');
    expect(hostsOf(nodes, 'witness.x')).toEqual([home.id]);
  });
});

describe('the state of an actor', () => {
  test('survives the hand-over to a node that joins: nothing is lost, nothing counted twice', async () => {
    const { cluster, nodes } = await company('a', 'b');
    for (const address of NAMES) await add(cluster, nodes[0]!, address, 5);
    const before = new Map(NAMES.map((address) => [address, hostsOf(nodes, address)[0]]));
    nodes.push(...(await cluster.join('c')));
    await cluster.run(10_000);
    const moved = NAMES.filter((address) => hostsOf(nodes, address)[0] !== before.get(address));
    expect(moved.length).toBeGreaterThan(0);
    for (const address of moved) expect(hostsOf(nodes, address)).toEqual(['c']);
    for (const address of NAMES) expect(await add(cluster, nodes[1]!, address, 1)).toBe(6);
  });

  test('survives its node’s crash: every actor acts again within five seconds, with all that it had said', async () => {
    const { cluster, nodes } = await company('a', 'b', 'c');
    for (const address of NAMES) await add(cluster, nodes[0]!, address, 5);
    nodes[2]!.crash();
    await cluster.run(5_000);
    const left = nodes.slice(0, 2);
    for (const address of NAMES) {
      expect(hostsOf(left, address)).toHaveLength(1);
      expect(await add(cluster, left[0]!, address, 1)).toBe(6);
    }
  });

  test('survives that its node crashes and comes back under its name at once', async () => {
    const { cluster, nodes } = await company('a', 'b');
    for (const address of NAMES) await add(cluster, nodes[0]!, address, 5);
    nodes[1]!.crash();
    nodes[1] = cluster.node('b');
    await cluster.until(nodes[1].member.join());
    await cluster.run(200);
    for (const address of NAMES) expect(await add(cluster, nodes[0]!, address, 1)).toBe(6);
  });

  test('survives a node that leaves in good order, which no caller notices but by waiting', async () => {
    const { cluster, nodes } = await company('a', 'b');
    for (const address of NAMES) await add(cluster, nodes[0]!, address, 5);
    const leaving = nodes[1]!.leave();
    const answers = NAMES.map((address) => nodes[0]!.member.company.act(address, 'add', { by: 1 }, 'ann'));
    await cluster.until(leaving);
    expect(await cluster.until(Promise.all(answers))).toEqual(NAMES.map(() => 6));
    expect(cluster.table.map().nodes.map(({ id }) => id)).toEqual(['a']);
  });
});

describe('a node that comes to know late', () => {
  test('finds an actor whose start it was never asked for', async () => {
    const { cluster, nodes } = await company('a', 'b');
    await cluster.registry.create([row('counter.late')]);
    expect(hostsOf(nodes, 'counter.late')).toEqual([]);
    await cluster.run(2_500);
    expect(one(nodes, 'counter.late').member.host!.status('counter.late').lifecycle).toBe('running');
  });

  test('does not start an actor on a shard that it is handing over', async () => {
    const { cluster, nodes } = await company('a');
    const joiner = cluster.node('b');
    await cluster.until(joiner.member.join());
    nodes.push(joiner);
    for (let n = 0; n < 400; n += 1) {
      const spawned = nodes[n % 2]!.member.company.spawn([row(`witness.${n}`)]);
      await cluster.run(10);
      await cluster.until(spawned);
    }
    await cluster.run(10_000);
    for (let n = 0; n < 400; n += 1) {
      const shard = shardOf(`witness.${n}`);
      const home = nodes.filter(({ member }) => member.keeper.holds(shard));
      expect([`witness.${n}`, hostsOf(nodes, `witness.${n}`)]).toEqual([`witness.${n}`, home.map(({ id }) => id)]);
      expect(home[0]!.member.host!.status(`witness.${n}`).lifecycle).toBe('running');
    }
  });
});

describe('streams across nodes', () => {
  const links = ['source.s', 'tally.t', 'books.k'];
  const configs = [{ upTo: 300, aTurn: 3 }, { streams: ['numbers.s'] }, { from: 'sums.t' }];
  /** The chain, a link on each node. */
  const chain = (nodes: readonly ToyMember[]) =>
    links.map((address, index) => {
      const [shard] = nodes[index % nodes.length]!.member.keeper.holding.keys();
      return row(address, configs[index], { shard: shard! });
    });
  const outcome = ({ store }: ToyCluster): unknown => {
    const made = [
      ...['numbers.s', 'sums.t', 'books.k'].map((stream) => store.entries(stream)),
      store.events('books.k'),
    ];
    const digest = createHash('sha256').update(JSON.stringify(made)).digest('hex');
    return { lengths: made.map(({ length }) => length), digest };
  };
  /** The chain's journal and streams as one undisturbed node makes them. */
  async function undisturbed(): Promise<unknown> {
    const cluster = new ToyCluster();
    const nodes = await cluster.join('a');
    await cluster.until(nodes[0]!.member.company.spawn(chain(nodes)));
    await cluster.run(5_000);
    return outcome(cluster);
  }

  test('carry a chain whose links live apart, with the same result as on one node', async () => {
    const cluster = new ToyCluster();
    const nodes = await cluster.join('a', 'b', 'c');
    await cluster.until(nodes[0]!.member.company.spawn(chain(nodes)));
    expect(links.map((address) => hostsOf(nodes, address))).toEqual([['a'], ['b'], ['c']]);
    await cluster.run(5_000);
    expect(outcome(cluster)).toEqual(await undisturbed());
  });

  test.each([1, 2, 3, 4, 5, 6])(
    'lose, double and change nothing in bad weather, over a crash and a return (seed %i)',
    async (seed) => {
      const cluster = new ToyCluster({ seed });
      const nodes = await cluster.join('a', 'b', 'c');
      cluster.links.weather = { lost: 0.3, doubled: 0.3, delayMs: 20 };
      await cluster.until(nodes[0]!.member.company.spawn(chain(nodes)));
      await cluster.run(seed * 10);
      const victim = nodes[seed % 3]!;
      victim.crash();
      await cluster.run(1_000 * seed);
      nodes[seed % 3] = cluster.node(victim.id);
      await cluster.until(nodes[seed % 3]!.member.join());
      await cluster.run(20_000);
      expect(outcome(cluster)).toEqual(await undisturbed());
    },
  );
});

describe('a watcher on another node', () => {
  const news = (nodes: readonly ToyMember[], watcher: string): string[] =>
    nodes.flatMap(({ diary }) =>
      (diary.get(watcher) ?? []).flatMap((message) => {
        if (message.kind === 'up') return [`${message.address} up`];
        return message.kind === 'down' ? [`${message.address} ${message.reason}`] : [];
      }),
    );
  async function watched() {
    const { cluster, nodes } = await company('a', 'b');
    const watcher = NAMES.map((_, n) => row(`witness.w${n}`, { watch: ['counter.0'] })).find(
      ({ shard }) => !one(nodes, 'counter.0').member.keeper.holds(shard),
    )!;
    await cluster.until(nodes[0]!.member.company.spawn([watcher]));
    await cluster.eventually(() => news(nodes, watcher.address).length > 0);
    return { cluster, nodes, watcher: watcher.address, last: () => news(nodes, watcher.address).at(-1) };
  }

  test('hears that it is up, stopped for good, and back again', async () => {
    const { cluster, nodes, last } = await watched();
    expect(last()).toBe('counter.0 up');
    await cluster.until(nodes[0]!.member.company.act('counter.0', 'stop', {}, 'ann'));
    await cluster.eventually(() => last() === 'counter.0 stopped');
    await cluster.until(nodes[0]!.member.company.act('counter.0', 'start', {}, 'ann'));
    await cluster.eventually(() => last() === 'counter.0 up');
  });

  test('is not told that an actor was stopped for good when it only moves or its node dies', async () => {
    const { cluster, nodes, watcher, last } = await watched();
    one(nodes, 'counter.0').crash();
    await cluster.run(8_000);
    expect(news(nodes, watcher)).not.toContain('counter.0 stopped');
    expect(last()).toBe('counter.0 up');
  });

  test('of an actor that nobody has ever added is told so instead of waiting for ever', async () => {
    const { cluster, nodes } = await company('a', 'b');
    await cluster.until(nodes[0]!.member.company.spawn([row('witness.w', { watch: ['counter.nobody'] })]));
    await cluster.eventually(() => news(nodes, 'witness.w').at(-1) === 'counter.nobody stopped');
  });
});
