// A troop (rest_for_one) of a leader, who is significant, and a squad (one_for_one) of followers: DESIGN §2's account and desk.
import { afterEach, describe, expect, test } from 'vitest';
import type { ActorRecord } from '../../../runtime/ports/actor-registry.ts';
import { shardOf } from '../../../runtime/shard.ts';
import { MemoryRegistry, MemoryStore } from '../../support/memory-store.ts';
import { eventually, witness } from '../../support/toy-actors.ts';
import { row, type ToyNode, type ToyNodeOptions, toyNode } from '../../support/toy-node.ts';

let node: ToyNode;
afterEach(() => node.close());

const shard = shardOf('troop.t');
const member = (address: string, parent: string, ordinal: number) => row(address, {}, { parent, ordinal, shard });
const TROOP = [
  row('troop.t'),
  member('leader.l', 'troop.t', 0),
  member('squad.s', 'troop.t', 1),
  member('witness.a', 'squad.s', 1),
  member('witness.b', 'squad.s', 2),
];
const MEMBERS = ['leader.l', 'witness.a', 'witness.b'];

async function boot(
  options: ToyNodeOptions & { rows?: readonly Omit<ActorRecord, 'createdAt'>[] } = {},
): Promise<ToyNode> {
  const registry = options.registry ?? new MemoryRegistry();
  await registry.add(options.rows ?? TROOP);
  const diary: ToyNode['diary'] = new Map();
  const kinds = [witness(diary), { ...witness(diary), kind: 'leader' }];
  const policies = { leader: { significant: true, intensity: { maxRestarts: 10, periodMs: 60_000 } } };
  node = { ...(await toyNode({ kinds, policies, ...options, registry })), diary };
  await node.host.boot();
  const isTold = ({ address, lifecycle }: { address: string; lifecycle: string }): boolean =>
    lifecycle !== 'running' || starts(address) > 0;
  await eventually(() => node.host.list().every(isTold));
  return node;
}
const lifecycles = (): string[] => MEMBERS.map((address) => node.host.status(address).lifecycle);
const starts = (address: string): number =>
  (node.diary.get(address) ?? []).filter(({ kind }) => kind === 'started').length;
const stopped = (address: string) =>
  TROOP.map((one) => (one.address === address ? { ...one, desired: 'stopped' as const } : one));
const order = (): string[] => [...node.diary.keys()];

describe('a group of actors', () => {
  test('begins with its leader, who is told whom to expect: all below, himself not', async () => {
    await boot();
    await eventually(() => order().length === 3);
    expect(order()).toEqual(MEMBERS);
    expect(node.diary.get('leader.l')![0]).toEqual({ kind: 'started', siblings: ['witness.a', 'witness.b'] });
  });

  test('restarts after its leader: nobody trades on without him', async () => {
    await boot();
    await node.broker.call('leader.l.fail').catch(() => undefined);
    await eventually(() => MEMBERS.every((address) => starts(address) === 2));
    await eventually(() => lifecycles().every((lifecycle) => lifecycle === 'running'));
  });

  test('does not bring back with it whom a person has stopped', async () => {
    await boot();
    await node.host.stop('witness.a', 'enough');
    await node.broker.call('leader.l.fail').catch(() => undefined);
    await eventually(() => starts('witness.b') === 2);
    expect(lifecycles()).toEqual(['running', 'stopped', 'running']);
    await node.host.start('witness.a');
    expect(lifecycles()).toEqual(['running', 'running', 'running']);
  });

  test('that is stopped keeps its members down, also when one of them is started by hand', async () => {
    await boot();
    await node.host.stop('troop.t', 'closed');
    expect(lifecycles()).toEqual(['stopped', 'stopped', 'stopped']);
    await expect(node.host.start('witness.a')).rejects.toMatchObject({ type: 'SUPERVISOR_DOWN' });
    expect(lifecycles()).toEqual(['stopped', 'stopped', 'stopped']);
    await node.host.start('troop.t');
    expect(lifecycles()).toEqual(['running', 'running', 'running']);
  });

  test('that was stopped before the node began shows its members as stopped, not as starting for ever', async () => {
    await boot({ rows: stopped('troop.t') });
    expect(lifecycles()).toEqual(['stopped', 'stopped', 'stopped']);
    await expect(node.host.start('witness.a')).rejects.toMatchObject({ type: 'SUPERVISOR_DOWN' });
    expect(JSON.stringify(node.host.tree())).not.toContain('witness.a');
  });

  test('whose leader was stopped stays down over a restart of the node, and comes back in order with him', async () => {
    await boot({ rows: stopped('leader.l') });
    expect(lifecycles()).toEqual(['stopped', 'stopped', 'stopped']);
    await node.host.start('leader.l');
    await eventually(() => order().length === 3);
    expect(order()).toEqual(MEMBERS);
    await node.broker.call('leader.l.fail').catch(() => undefined);
    await eventually(() => starts('witness.b') === 2);
  });

  test('takes a new member in, and sends it away with the others', async () => {
    await boot();
    await node.spawn([member('witness.c', 'squad.s', 3)]);
    expect(node.host.status('witness.c').lifecycle).toBe('running');
    expect(starts('witness.a')).toBe(1);
    await node.broker.call('leader.l.fail').catch(() => undefined);
    await eventually(() => starts('witness.c') === 2);
  });

  test('that is down takes a new member in for later', async () => {
    await boot();
    await node.host.stop('troop.t', 'closed');
    await node.spawn([member('witness.c', 'squad.s', 3)]);
    expect(node.host.status('witness.c').lifecycle).toBe('stopped');
    await node.host.start('troop.t');
    expect(node.host.status('witness.c').lifecycle).toBe('running');
  });

  test('that joins before others has the group begin anew, so that they depend on it', async () => {
    const rows = TROOP.filter(({ address }) => address !== 'leader.l');
    await boot({ rows });
    await node.spawn([TROOP[1]!]);
    await eventually(() => starts('leader.l') === 1 && starts('witness.b') === 2);
    await node.broker.call('leader.l.fail').catch(() => undefined);
    await eventually(() => starts('witness.b') === 3);
  });

  test('goes down in reverse order with the node, and all is saved', async () => {
    const store = new MemoryStore();
    await boot({ store });
    await node.broker.call('witness.a.timer', { delayMs: 60_000 });
    await node.host.shutdown('over');
    expect(lifecycles()).toEqual(['stopped', 'stopped', 'stopped']);
    for (const address of MEMBERS) expect(store.actors.get(address)!.snapshot, address).toBeDefined();
    expect(node.broker.services.length).toBe(1);
  });

  test('a watcher of a member of a group that was stopped for good is told so, and not left to wait', async () => {
    await boot();
    await node.spawn([row('witness.w', { watch: ['witness.a'] })]);
    await eventually(() => node.diary.get('witness.w')?.some(({ kind }) => kind === 'up'));
    await node.host.stop('troop.t', 'closed');
    await eventually(() => node.diary.get('witness.w')!.some((m) => m.kind === 'down' && m.reason === 'stopped'));
  });
});
