// The boundary of a node's actors: whom it lets through, and under whose name.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../actors/domain/people/caller.ts';
import { admission } from '../../../actors/troupe/admission.ts';
import { ActorError } from '../../../runtime/errors.ts';
import type { AskedOfActor } from '../../../runtime/host/admission.ts';
import type { ActorRecord } from '../../../runtime/ports/actor-registry.ts';
import { MemoryRegistry } from '../../support/memory-store.ts';
import { row } from '../../support/toy-node.ts';

const refused = { type: 'FORBIDDEN' };
const CALLERS: Readonly<Record<string, Caller>> = {
  ada: { user: 'ada', roles: ['user'] },
  ben: { user: 'ben', roles: ['provider'] },
  boss: { user: 'boss', roles: ['admin'] },
};
const ROLES: Readonly<Record<string, string>> = { 'worker-2': 'worker', 'gateway-1': 'gateway', 'feed-1': 'edge' };

let registry: MemoryRegistry;
let opened: string[];
let admit: ReturnType<typeof admission>;
beforeEach(async () => {
  registry = new MemoryRegistry();
  opened = [];
  await registry.create([
    row('provider.ben', {}, { owner: 'ben' }),
    row('follower.ada', { provider: 'provider.ben' }, { owner: 'ada' }),
    row('follower.cat', { provider: 'provider.other' }, { owner: 'cat' }),
    row('subscription.ada', {}, { owner: 'ada' }),
    row('risk-supervisor.one', {}, { owner: 'platform' }),
  ]);
  admit = admission({
    node: 'worker-1',
    registry,
    roleOf: (node) => ROLES[node],
    seal: {
      open: async (sealed, node) => {
        opened.push(`${sealed} of ${node}`);
        const caller = CALLERS[sealed];
        if (caller === undefined) throw new ActorError('FORBIDDEN', 'no seal');
        return caller;
      },
    },
  });
});

const ask = async (address: string, action: string, more: Partial<AskedOfActor> = {}): Promise<string> => {
  const record = registry.records.get(address) as ActorRecord;
  return admit({ address, action, params: {}, by: 'somebody', record, from: 'gateway-1', ...more });
};

describe('with a seal', () => {
  test('the actor hears it from whom the seal names, whatever was said', async () => {
    expect(await ask('subscription.ada', 'halt', { sealed: 'ada', by: 'boss' })).toBe('ada');
    expect(await ask('subscription.ada', 'halt', { sealed: 'boss', by: 'ada' })).toBe('boss');
  });

  test('what is another’s is refused, and so is a seal that is not sound, from a worker too', async () => {
    await expect(ask('subscription.ada', 'halt', { sealed: 'ben' })).rejects.toMatchObject(refused);
    await expect(ask('risk-supervisor.one', 'halt', { sealed: 'ada' })).rejects.toMatchObject(refused);
    for (const from of ['gateway-1', 'worker-2', undefined])
      for (const sealed of ['forged', ''])
        await expect(ask('subscription.ada', 'inspect', { sealed, from })).rejects.toMatchObject(refused);
  });

  test('it counts only from the node that made it: it is opened as the asking node’s, or as this one’s', async () => {
    await ask('subscription.ada', 'halt', { sealed: 'ada' });
    await ask('subscription.ada', 'halt', { sealed: 'ada', from: undefined });
    expect(opened).toEqual(['ada of gateway-1', 'ada of worker-1']);
  });

  test('commands that come at once wait for one opening, and none for one that is over', async () => {
    const both = [
      ask('subscription.ada', 'pause', { sealed: 'ada' }),
      ask('subscription.ada', 'halt', { sealed: 'ada' }),
    ];
    const order: string[] = [];
    await Promise.all(both.map((one, index) => one.then(() => order.push(['pause', 'halt'][index]!))));
    expect(order).toEqual(['pause', 'halt']);
    expect(opened).toHaveLength(1);
    await ask('subscription.ada', 'reset', { sealed: 'ada' });
    expect(opened).toHaveLength(2);
  });

  test('what is between a provider and its followers is decided by whose they are in the registry', async () => {
    const named = (follower: string) => ({ params: { follower } });
    expect(await ask('provider.ben', 'leave', { sealed: 'ada', ...named('follower.ada') })).toBe('ada');
    await expect(ask('provider.ben', 'leave', { sealed: 'ada', ...named('follower.cat') })).rejects.toMatchObject(
      refused,
    );
    expect(await ask('follower.ada', 'unfollow', { sealed: 'ben', params: { keep: false } })).toBe('ben');
    await expect(ask('follower.cat', 'unfollow', { sealed: 'ben', params: { keep: false } })).rejects.toMatchObject(
      refused,
    );
    const owner = (name: unknown) => ({ params: { owner: name } });
    expect(await ask('provider.ben', 'admit', { sealed: 'ada', ...owner('ada') })).toBe('ada');
    for (const name of ['ben', undefined, ['ada']])
      await expect(ask('provider.ben', 'admit', { sealed: 'ada', ...owner(name) })).rejects.toMatchObject(refused);
  });
});

describe('without a seal', () => {
  test('a worker is believed, and a gateway may look', async () => {
    expect(await ask('subscription.ada', 'halt', { from: 'worker-2', by: 'risk-monitor.ada' })).toBe(
      'risk-monitor.ada',
    );
    expect(await ask('subscription.ada', 'inspect')).toBe('somebody');
  });

  test('a gateway commands nothing, and neither does who is no node', async () => {
    for (const from of ['gateway-1', 'feed-1', 'nobody'])
      for (const address of ['subscription.ada', 'risk-supervisor.one', 'provider.ben'])
        await expect(ask(address, 'halt', { from, by: 'boss' })).rejects.toMatchObject(refused);
    await expect(ask('subscription.ada', 'inspect', { from: 'feed-1' })).rejects.toMatchObject(refused);
  });
});
