import { connect, headers, type NatsConnection, type Subscription } from 'nats';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startNats, type NatsServer } from '../../../../adapters/processes/nats-server.ts';
import { faultProxy, type FaultProxy } from '../../../../bench/chaos/proxy/fault-proxy.ts';
import { natsFaults, type NatsFaults } from '../../../../bench/chaos/proxy/nats-faults.ts';

const MESSAGES = 400;

let server: NatsServer;
let proxy: FaultProxy;
let faults: NatsFaults;
let sender: NatsConnection;
let receiver: NatsConnection;

beforeAll(async () => {
  server = await startNats();
});
afterAll(() => server.stop());
beforeEach(async () => {
  faults = natsFaults();
  proxy = await faultProxy({ target: { host: '127.0.0.1', port: server.port }, wire: faults.wire });
  sender = await connect({ servers: server.url });
  receiver = await connect({ servers: `nats://${proxy.host}:${proxy.port}`, reconnect: false });
});
afterEach(async () => {
  await sender.close();
  await receiver.close();
  await proxy.close();
});

/** Bodies of every size, and some that look like the protocol itself. */
const bodyOf = (number: number): string =>
  `${number}:${number % 3 === 0 ? 'MSG a 1 5\r\nhello\r\n' : ''}${'x'.repeat((number * 37) % 3_000)}`;

/** Sends everything, then a last word apart, and gives the numbers that came. */
async function carried(): Promise<number[]> {
  const subscription: Subscription = receiver.subscribe('bars.>');
  await receiver.flush();
  const came: number[] = [];
  const wrong: string[] = [];
  const reading = (async () => {
    for await (const message of subscription) {
      const text = message.string();
      const number = Number(text.split(':', 1)[0]);
      came.push(number);
      if (text !== bodyOf(number)) wrong.push(text);
      if (number % 5 === 0 && message.headers?.get('n') !== String(number)) wrong.push(`headers of ${number}`);
    }
  })();
  for (let number = 0; number < MESSAGES; number += 1) {
    const marked = headers();
    marked.set('n', String(number));
    sender.publish(`bars.${number % 7}`, bodyOf(number), number % 5 === 0 ? { headers: marked } : {});
  }
  await sender.flush();
  while (new Set(came).size < MESSAGES) await new Promise((resolve) => setTimeout(resolve, 5));
  await receiver.flush();
  await subscription.drain();
  await reading;
  expect(wrong).toEqual([]);
  expect(receiver.isClosed()).toBe(false);
  return came;
}

const inOrder = Array.from({ length: MESSAGES }, (_, index) => index);

it('a link without faults gives every message once and in order', async () => {
  expect(await carried()).toEqual(inOrder);
  expect(faults.stats()).toEqual({ messages: MESSAGES, duplicated: 0, reordered: 0 });
});

it('duplicated messages come twice, whole, and none is lost', async () => {
  faults.duplicate(0.3);
  const came = await carried();
  const { duplicated } = faults.stats();
  expect(duplicated).toBeGreaterThan(MESSAGES / 10);
  expect(came).toHaveLength(MESSAGES + duplicated);
  expect([...new Set(came)]).toEqual(inOrder);
});

it('reordered messages come once each, in another order', async () => {
  faults.reorder(0.3);
  const came = await carried();
  expect(faults.stats().reordered).toBeGreaterThan(MESSAGES / 10);
  expect(came).not.toEqual(inOrder);
  expect(came.toSorted((left, right) => left - right)).toEqual(inOrder);
});

it('a message that was held back and is followed by none comes by itself', async () => {
  faults.reorder(1);
  const subscription = receiver.subscribe('alone', { max: 1 });
  await receiver.flush();
  sender.publish('alone', 'here');
  for await (const message of subscription) expect(message.string()).toBe('here');
  expect(faults.stats().reordered).toBe(1);
});

it('a request through a link that doubles and reorders is answered all the same', async () => {
  faults.duplicate(1);
  faults.reorder(0.5);
  const echo = sender.subscribe('echo');
  void (async () => {
    for await (const message of echo) message.respond(message.data);
  })();
  await sender.flush();
  for (let number = 0; number < 20; number += 1)
    expect((await receiver.request('echo', bodyOf(number))).string()).toBe(bodyOf(number));
});
