// What goes out with a call of the dashboard, through a real broker.
import { type Context, ServiceBroker } from 'moleculer';
import { afterEach, expect, test } from 'vitest';
import type { Caller } from '../../actors/domain/people/caller.ts';
import { brokerFace, type Seal } from '../../dashboard/broker-face.ts';

const ada: Caller = { user: 'ada', roles: ['user'] };
let broker: ServiceBroker;
afterEach(() => broker.stop());

async function face(seal?: Seal) {
  broker = new ServiceBroker({ nodeID: 'face', logger: false, skipProcessEventRegistration: true });
  const metas: object[] = [];
  broker.createService({ name: 'ear', actions: { hear: (ctx: Context) => void metas.push({ ...ctx.meta }) } });
  const made = brokerFace(broker, seal === undefined ? {} : { seal });
  await broker.start();
  return { face: made, metas };
}

test('a call for somebody says who they are, and proves it where callers are sealed', async () => {
  const { face: sealing, metas } = await face(async ({ user }) => `sealed ${user}`);
  await sealing.call('ear.hear', {}, ada);
  expect(metas).toEqual([{ by: 'ada', caller: ada, sealed: 'sealed ada' }]);
});

test('a call for the dashboard itself names nobody and is sealed by nobody', async () => {
  const { face: sealing, metas } = await face(() => Promise.reject(new Error('nobody asks')));
  await sealing.call('ear.hear');
  await sealing.call('ear.hear', { by: 'clock' });
  expect(metas).toEqual([{ by: 'dashboard' }, { by: 'clock' }]);
});

test('a call for somebody who cannot be sealed is not made', async () => {
  const { face: sealing, metas } = await face(() => Promise.reject(new Error('no key')));
  await expect(sealing.call('ear.hear', {}, ada)).rejects.toThrow('no key');
  expect(metas).toEqual([]);
});

test('without a seal the caller goes along unproved', async () => {
  const { face: plain, metas } = await face();
  await plain.call('ear.hear', {}, ada);
  expect(metas).toEqual([{ by: 'ada', caller: ada }]);
});
