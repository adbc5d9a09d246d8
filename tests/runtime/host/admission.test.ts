import { afterEach, describe, expect, test } from 'vitest';
import type { AskedOfActor, Admit } from '../../../runtime/host/admission.ts';
import { ActorError } from '../../../runtime/errors.ts';
import { row, type ToyNode, toyNode } from '../../support/toy-node.ts';

let node: ToyNode;
afterEach(() => node.close());

/** A node whose boundary lets `ada` alone through, as `ada`; and what it was asked, in order. */
async function guarded(admit?: Admit): Promise<{ asked: AskedOfActor[]; order: string[] }> {
  const asked: AskedOfActor[] = [];
  const order: string[] = [];
  node = await toyNode({
    beforeTurn: (actor, message) => message.kind === 'command' && void order.push(`${actor} ${message.command}`),
    admit:
      admit ??
      (async (one) => {
        asked.push(one);
        order.push('admitted?');
        await Promise.resolve();
        if (one.sealed !== 'for ada') throw new ActorError('FORBIDDEN', 'no');
        return 'ada';
      }),
  });
  await node.host.boot();
  await node.spawn([row('counter.a'), row('witness.a')]);
  return { asked, order };
}
const commandsBy = (): string[] =>
  node.diary.get('witness.a')!.flatMap((message) => (message.kind === 'command' ? [message.by] : []));

describe('the boundary of an actor', () => {
  test('is asked before the actor hears of it, with the actor’s row, and says from whom it hears it', async () => {
    const { asked, order } = await guarded();
    await node.broker.call('witness.a.save', { of: 1 }, { meta: { by: 'ben', sealed: 'for ada' } });
    expect(order).toEqual(['admitted?', 'witness.a save']);
    expect(commandsBy()).toEqual(['ada']);
    expect(asked).toMatchObject([
      { address: 'witness.a', action: 'save', params: { of: 1 }, by: 'ben', sealed: 'for ada', from: undefined },
    ]);
    expect(asked[0]!.record).toMatchObject({ kind: 'witness', owner: 'ann' });
  });

  test('does nothing when it refuses: not a turn, a start, a stop, a look', async () => {
    const { order } = await guarded();
    const seen = (): unknown => ({ ...node.host.status('counter.a'), mailbox: null, since: 0 });
    const before = seen();
    for (const action of ['add', 'stop', 'start', 'reset', 'inspect', 'fail'])
      await expect(
        node.broker.call(`counter.a.${action}`, {}, { meta: { by: 'ada', sealed: 'for ben' } }),
      ).rejects.toMatchObject({ type: 'FORBIDDEN' });
    expect(order).toEqual(Array.from({ length: 6 }, () => 'admitted?'));
    expect(seen()).toEqual(before);
    expect(node.registry.records.get('counter.a')!.desired).toBe('running');
  });

  test('is not asked about what the node’s own actors and services ask', async () => {
    const { asked } = await guarded();
    await node.broker.call('counter.a.add', {}, { meta: { by: 'ben' } });
    await node.broker.call('counter.a.add');
    await node.host.act('counter.a', 'add', {}, 'ben', {});
    expect(asked).toEqual([]);
  });

  test('hears for whom a service acts that calls it within another call', async () => {
    const { asked } = await guarded();
    node.broker.createService({ name: 'desk', actions: { save: (ctx) => ctx.call('witness.a.save') } });
    await node.broker.waitForServices('desk');
    await node.broker.call('desk.save', {}, { meta: { by: 'ben', sealed: 'for ada' } });
    expect(commandsBy()).toEqual(['ada']);
    expect(asked).toHaveLength(1);
  });

  test('takes nothing but a seal for one: a caller that meta names by hand is no caller', async () => {
    await guarded();
    const meta = { by: 'ben', caller: { user: 'ada', roles: ['admin'] } };
    await node.broker.call('witness.a.save', {}, { meta });
    expect(commandsBy()).toEqual(['ben']);
    for (const sealed of ['', { user: 'ada' }, 1, false])
      await expect(node.broker.call('witness.a.save', {}, { meta: { ...meta, sealed } })).rejects.toMatchObject({
        type: 'FORBIDDEN',
      });
    expect(commandsBy()).toEqual(['ben']);
  });

  test('an actor that is gone by the time it has answered is not there any more', async () => {
    const gate = Promise.withResolvers<string>();
    await guarded(() => gate.promise);
    const asked = node.host.act('counter.a', 'add', {}, 'ada', { sealed: 'x' });
    await node.host.stop('counter.a', 'meanwhile');
    gate.resolve('ada');
    await expect(asked).rejects.toMatchObject({ type: 'ACTOR_NOT_RUNNING' });
  });
});
