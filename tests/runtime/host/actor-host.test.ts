import { afterEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../runtime/actor.ts';
import { MemoryRegistry, MemoryStore } from '../../support/memory-store.ts';
import { eventually } from '../../support/toy-actors.ts';
import { row, type ToyNode, type ToyNodeOptions, toyNode } from '../../support/toy-node.ts';

let node: ToyNode;
afterEach(() => node.close());
const boot = async (options: ToyNodeOptions = {}): Promise<ToyNode> => {
  node = await toyNode(options);
  await node.host.boot();
  return node;
};
const lifecycle = (address: string): string => node.host.status(address).lifecycle;
const isUpAfter = (address: string, restarts: number): boolean =>
  lifecycle(address) === 'running' && node.host.status(address).restarts === restarts;
const news = (address: string): string[] =>
  (node.diary.get(address) ?? []).flatMap((message) => {
    if (message.kind === 'up') return [`${message.address} up`];
    return message.kind === 'down' ? [`${message.address} ${message.reason}`] : [];
  });

describe('an actor as a service', () => {
  test('answers to its address although it is in no registry: INFO stays small with a thousand of them', async () => {
    const { broker, spawn } = await boot();
    const infoBytes = (): number => JSON.stringify(broker.getLocalNodeInfo()).length;
    const before = infoBytes();
    await spawn(Array.from({ length: 1_000 }, (_, n) => row(`counter.${n}`)));
    await expect(broker.call('counter.7.inspect')).resolves.toMatchObject({
      address: 'counter.7',
      lifecycle: 'running',
      node: 'toys',
    });
    await expect(broker.getLocalService('counter.7').actions['inspect']!()).resolves.toMatchObject({ kind: 'counter' });
    expect(infoBytes()).toBe(before);
    expect(broker.registry.getServiceList({}).map(({ name }) => name)).not.toContain('counter.7');
  });

  test('leaves no service behind when it stops, or when its start fails', async () => {
    const { broker, host, spawn } = await boot({
      policies: { tally: { intensity: { maxRestarts: 1, periodMs: 60_000 } } },
    });
    const before = broker.services.length;
    await spawn([row('counter.a'), row('tally.bad', null)]);
    await eventually(() => lifecycle('tally.bad') === 'faulted');
    await host.stop('counter.a', 'enough');
    await eventually(() => broker.services.length === before);
  });

  test('knows who asks, also when asked from within another call', async () => {
    const { broker, diary, spawn } = await boot();
    await spawn([row('witness.a')]);
    broker.createService({ name: 'desk', actions: { save: (ctx) => ctx.call('witness.a.save') } });
    await broker.waitForServices('desk');
    await broker.call('desk.save', {}, { meta: { by: 'ann' } });
    await broker.call('witness.a.save', {}, { meta: { by: 'bob' } });
    const commands = diary.get('witness.a')!.filter((message) => message.kind === 'command');
    expect(commands.map(({ by }) => by)).toEqual(['ann', 'bob']);
  });

  test('2,000 of them start, answer and stop, and nothing of them is left', async () => {
    const { broker, host, registry, spawn } = await boot();
    const services = broker.services.length;
    const addresses = Array.from({ length: 2_000 }, (_, n) => `counter.${n}`);
    await spawn(addresses.map((address) => row(address)));
    const totals = await Promise.all(addresses.map((address) => broker.call(`${address}.add`)));
    expect(totals).toEqual(addresses.map(() => 1));
    await Promise.all(addresses.map((address) => host.stop(address, 'enough')));
    expect(new Set(host.list().map((status) => status.lifecycle))).toEqual(new Set(['stopped']));
    expect([...registry.records.values()].filter(({ desired }) => desired === 'running')).toEqual([]);
    await eventually(() => broker.services.length === services);
  });
});

describe('a crash', () => {
  test('past its intensity is visible with its cause and last state, until reset starts it afresh', async () => {
    const { broker, host, registry, spawn } = await boot({
      policies: { counter: { intensity: { maxRestarts: 1, periodMs: 60_000 } } },
    });
    await spawn([row('counter.a')]);
    await broker.call('counter.a.add', { by: 5 });
    for (let n = 0; n < 2; n += 1) {
      await eventually(() => isUpAfter('counter.a', n));
      await broker.call('counter.a.fail').catch(() => undefined);
    }
    await eventually(() => lifecycle('counter.a') === 'faulted');
    const { lastCause, state, restarts } = host.status('counter.a');
    expect(lastCause).toContain('asked to fail');
    expect([state['total'], restarts]).toEqual([1_005, 1]);
    await expect(broker.call('counter.a.add')).rejects.toMatchObject({ type: 'ACTOR_NOT_RUNNING' });
    await broker.call('counter.a.reset');
    await expect(broker.call('counter.a.add', { by: 1 })).resolves.toBe(6);
    expect(registry.records.get('counter.a')).toMatchObject({ desired: 'running' });
  });

  test('of one actor again and again does not disturb its neighbours', async () => {
    const { broker, host, spawn } = await boot();
    await spawn([row('counter.bad'), ...Array.from({ length: 20 }, (_, n) => row(`counter.${n}`))]);
    const crashing = (async () => {
      for (let n = 0; n < 5; n += 1) {
        await eventually(() => isUpAfter('counter.bad', n));
        await broker.call('counter.bad.fail').catch(() => undefined);
      }
    })();
    for (let round = 1; round <= 20; round += 1) {
      const totals = await Promise.all(Array.from({ length: 20 }, (_, n) => broker.call(`counter.${n}.add`)));
      expect(new Set(totals)).toEqual(new Set([round]));
    }
    await crashing;
    const others = host.list().filter(({ address }) => address !== 'counter.bad');
    expect(others.every(({ restarts }) => restarts === 0)).toBe(true);
  });
});

describe('spawning', () => {
  test.each([
    ['a config that is not sound', row('counter.bad', { by: 0.5 }), 'INVALID_CONFIG'],
    ['an address that is taken', row('counter.old'), 'ACTOR_EXISTS'],
    ['an address that comes twice', row('counter.good'), 'ACTOR_EXISTS'],
    ['a kind nobody knows', row('clown.a'), 'UNKNOWN_KIND'],
    ['a kind that its address denies', row('counter.a', {}, { kind: 'tally' }), 'UNKNOWN_KIND'],
    ['a parent nobody knows', row('counter.a', {}, { parent: 'troop.none' }), 'UNKNOWN_PARENT'],
    ['a parent that is no supervisor', row('counter.a', {}, { parent: 'counter.old' }), 'UNKNOWN_PARENT'],
    ['a parent that another node may hold', row('counter.a', {}, { parent: 'troop.old', shard: 0 }), 'SHARD_APART'],
  ])('adds nobody when one has %s', async (_what, bad, type) => {
    const { host, registry, spawn } = await boot();
    await spawn([row('counter.old'), row('troop.old', {}, { shard: 1 })]);
    await expect(spawn([row('counter.good'), bad])).rejects.toMatchObject({ type });
    expect([...registry.records.keys()]).toEqual(['counter.old', 'troop.old']);
    expect(host.list().map(({ address }) => address)).toEqual(['counter.old']);
  });

  test('of the same actor twice at a time makes one', async () => {
    const { spawn } = await boot();
    const both = await Promise.allSettled([spawn([row('counter.a')]), spawn([row('counter.a')])]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(lifecycle('counter.a')).toBe('running');
  });
});

describe('starting and stopping', () => {
  test('asked for quickly one after the other end as the last one said, in the registry as in the tree', async () => {
    const registry = new MemoryRegistry();
    const setDesired = registry.setDesired.bind(registry);
    let wait = 20;
    registry.setDesired = async (address, desired) => {
      await new Promise((resolve) => setTimeout(resolve, (wait -= 8)));
      return setDesired(address, desired);
    };
    const { host, spawn } = await boot({ registry });
    await spawn([row('counter.a')]);
    await Promise.all([host.stop('counter.a', 'off'), host.start('counter.a')]);
    expect([lifecycle('counter.a'), registry.records.get('counter.a')!.desired]).toEqual(['running', 'running']);
  });

  test('an actor that has finished takes no further turn, and stays away after a restart of the node', async () => {
    const store = new MemoryStore();
    const { broker, host, registry, diary, spawn } = await boot({ store });
    await spawn([row('witness.a')]);
    const late = [broker.call('witness.a.finish'), broker.call('witness.a.save').catch((error: unknown) => error)];
    expect(await Promise.all(late)).toMatchObject(['bye', { type: 'ACTOR_STOPPED' }]);
    await eventually(() => lifecycle('witness.a') === 'stopped');
    expect(host.status('witness.a').lastCause).toBe('had enough');
    expect(diary.get('witness.a')!.filter(({ kind }) => kind === 'command').length).toBe(1);
    await node.close();
    await boot({ store, registry });
    expect(lifecycle('witness.a')).toBe('stopped');
  });
});

describe('a watcher', () => {
  const watcher = row('witness.w', { watch: ['counter.a'] });

  test('hears of an actor that comes into being after it asked, of its crash, its stop and its return', async () => {
    const { broker, host, spawn } = await boot();
    await spawn([watcher]);
    await eventually(() => news('witness.w').length === 1);
    await spawn([row('counter.a')]);
    await broker.call('counter.a.fail').catch(() => undefined);
    await eventually(() => isUpAfter('counter.a', 1));
    await host.stop('counter.a', 'enough');
    await eventually(() => news('witness.w').at(-1) === 'counter.a stopped');
    const said = news('witness.w');
    expect(said[0]).toBe('counter.a stopped');
    expect(said.filter((word) => word.endsWith('up')).length).toBe(2);
    expect(said.indexOf('counter.a restarting')).toBeGreaterThan(0);
  });

  test('is not told that an actor is gone when only the node goes down: it would decide without it', async () => {
    const store = new MemoryStore();
    const commit = store.commit.bind(store);
    const gate = Promise.withResolvers<undefined>();
    // Whoever stops after the slow one still takes turns while others are down already.
    store.commit = async (unit) => {
      if (unit.actor === 'counter.slow') await gate.promise;
      return commit(unit);
    };
    const { host, spawn } = await boot({ store });
    const parent = 'troop.t';
    const slow = row('counter.slow', {}, { parent, ordinal: 1 });
    await spawn([row(parent), row('witness.w', watcher.config, { parent }), slow, row('counter.a')]);
    await eventually(() => news('witness.w').includes('counter.a up'));
    const down = host.shutdown('node goes down');
    await eventually(() => lifecycle('counter.a') === 'stopped' && news('witness.w').at(-1) !== 'counter.a up');
    await new Promise((resolve) => setTimeout(resolve, 10));
    gate.resolve(undefined);
    await down;
    expect(new Set(news('witness.w').slice(news('witness.w').lastIndexOf('counter.a up') + 1))).toEqual(
      new Set(['counter.a restarting']),
    );
  });

  test('that died is forgotten, and its successor hears each word once', async () => {
    const { broker, host, diary, spawn } = await boot();
    await spawn([watcher, row('counter.a')]);
    await broker.call('witness.w.fail').catch(() => undefined);
    await eventually(() => isUpAfter('witness.w', 1));
    await eventually(() => (diary.get('witness.w') ?? []).filter((m: Message) => m.kind === 'started').length === 2);
    await host.stop('counter.a', 'enough');
    await eventually(() => news('witness.w').at(-1) === 'counter.a stopped');
    expect(news('witness.w').filter((word) => word === 'counter.a stopped').length).toBe(1);
  });
});
