import { describe, expect, it } from 'vitest';
import { NodeRoll } from '../../../actors/troupe/node-roll.ts';
import { Directory } from '../../../runtime/cluster/directory.ts';
import type { NodeLink } from '../../../runtime/cluster/link.ts';
import { virtualClock } from '../../../runtime/clock.ts';
import { ActorError } from '../../../runtime/errors.ts';
import type { LiveNode, ShardLease } from '../../../runtime/ports/shard-leases.ts';

const worker = (id: string, draining = false): LiveNode => ({
  ...{ id, weight: 1, draining, upMs: 60_000.4 },
  details: { role: 'worker', where: 'host, pid 1' },
});
const gateway: LiveNode = { ...worker('gateway-1'), weight: 0, details: { role: 'gateway', where: '' } };
const held = (shard: number, owner: string | null): ShardLease => ({ shard, owner, epoch: 1, live: owner !== null });

const setUp = () => {
  const clock = virtualClock(1_000_000);
  const directory = new Directory();
  const answers = new Map<string, () => Promise<unknown>>();
  const link: Pick<NodeLink, 'ask'> = { ask: (node) => answers.get(node)?.() ?? Promise.resolve([]) };
  const roll = new NodeRoll({ directory, link, clock });
  const states = async (): Promise<Record<string, string>> => {
    const views = roll.views();
    await clock.advance(1_500);
    return Object.fromEntries((await views).map(({ node, state }) => [node, state]));
  };
  const learn = async (nodes: readonly LiveNode[], shards: readonly ShardLease[] = []): Promise<void> => {
    directory.learn({ nodes, shards });
    await clock.advance(200);
  };
  return { clock, directory, answers, roll, states, learn };
};

const silence = (): Promise<never> => new Promise(() => undefined);
const unreachable = (): Promise<never> => Promise.reject(new ActorError('NODE_UNREACHABLE', 'away', {}));

describe('the roll of nodes', () => {
  it('shows who is up, with the shards it holds', async () => {
    const { learn, roll, clock } = setUp();
    await learn([worker('worker-2'), worker('worker-1'), gateway], [held(0, 'worker-1'), held(1, 'worker-1')]);
    const views = roll.views();
    await clock.advance(1_500);
    expect(await views).toMatchObject([
      { node: 'gateway-1', role: 'gateway', state: 'up', shards: 0 },
      { node: 'worker-1', role: 'worker', state: 'up', shards: 2, upMs: 60_000, where: 'host, pid 1' },
      { node: 'worker-2', shards: 0 },
    ]);
  });

  it.each([
    ['refuses', unreachable],
    ['stays silent', silence],
  ])(
    'takes a node whose lease lasts but that %s for unreachable, not for gone, until it answers',
    async (_how, answer) => {
      const { learn, answers, states } = setUp();
      await learn([worker('worker-1'), worker('worker-2')], [held(0, 'worker-2')]);
      answers.set('worker-2', answer);
      expect(await states()).toEqual({ 'worker-1': 'up', 'worker-2': 'unreachable' });
      answers.delete('worker-2');
      expect(await states()).toEqual({ 'worker-1': 'up', 'worker-2': 'up' });
    },
  );

  it('takes any other answer for a sign of life', async () => {
    const { learn, answers, states } = setUp();
    await learn([worker('worker-1')]);
    answers.set('worker-1', () => Promise.reject(new ActorError('STORE_UNAVAILABLE', 'away', {})));
    expect(await states()).toEqual({ 'worker-1': 'up' });
  });

  it('tells one that was lost from one that left, also when its shards were taken over before it was missed', async () => {
    const { learn, states } = setUp();
    await learn(
      [worker('worker-1'), worker('worker-2'), worker('worker-3'), gateway],
      [held(0, 'worker-2'), held(1, 'worker-3')],
    );
    await learn([worker('worker-1'), worker('worker-2'), worker('worker-3', true), gateway], [held(0, 'worker-1')]);
    await learn([worker('worker-1')]);
    expect(await states()).toEqual({
      'gateway-1': 'stopped',
      'worker-1': 'up',
      'worker-2': 'lost',
      'worker-3': 'stopped',
    });
  });

  it('forgets one that is gone after a while, and what it thought of one that is back', async () => {
    const { learn, states, clock } = setUp();
    await learn([worker('worker-1'), worker('worker-2')]);
    await learn([worker('worker-1')]);
    expect(await states()).toMatchObject({ 'worker-2': 'lost' });
    await learn([worker('worker-1'), worker('worker-2')]);
    expect(await states()).toMatchObject({ 'worker-2': 'up' });
    await learn([worker('worker-1')]);
    await clock.advance(3_600_000);
    expect(await states()).toEqual({ 'worker-1': 'up' });
  });
});
