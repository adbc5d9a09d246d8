// An attacker on the wire: without a key, with the market-data edge's, and with a worker's login but not its signature.
// P1. Nothing of what it sends may be carried out. What it says would show: an account halted or flattened is other orders, a false
//     head or watermark is other decisions, an evicted node is actors that nobody finds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, nkeyAuthenticator, type NatsConnection } from 'nats';
import { writePacket } from '../../adapters/nats/packet.ts';
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import { EDGE, type World } from './world.ts';

const FALSE_HEAD = 1_000_000;

/** Tries everything once, in the name of `worker` and against the others. */
export async function forge(world: World, worker: string): Promise<void> {
  const servers = world.cluster.natsUrl;
  const login = (id: string) => ({
    authenticator: nkeyAuthenticator(Buffer.from(readFileSync(join(world.keysDir, `${id}.seed`), 'utf8').trim())),
  });
  for (const credentials of [{}, login(EDGE), login(worker)]) {
    const client = await connect({ servers, reconnect: false, timeout: 1_000, ...credentials }).catch(() => undefined);
    if (client === undefined) continue; // not let in, or NATS is down just now
    for (const victim of world.workers.filter((other) => other !== worker)) say(client, world, worker, victim);
    await client.flush().catch(() => undefined);
    await client.close().catch(() => undefined);
  }
}

function say(client: NatsConnection, world: World, sender: string, victim: string): void {
  const account = [...world.cast.limited][0]!;
  const act = (action: string, address = `risk-monitor.${account}`, about: object = {}): object => ({
    ...{ action: 'actor-host.ask', meta: {}, requestID: 'forged', level: 1, tracing: false, stream: false },
    params: {
      ...{ kind: 'act', address, action },
      params: { commandId: `forged-${action}`, ...about },
      by: 'admin',
    },
  });
  const hints = world.lanes.map(({ symbol }) => ({
    ...{ stream: `bars.${symbol}.1m`, head: FALSE_HEAD, watermark: FALSE_HEAD, time: Date.now() * 2, entries: [] },
  }));
  const word = {
    ...{ kind: 'streams', boot: 'forged', seq: 1, hints, lives: [], follows: [], watches: [], behind: {} },
  };
  const event = { event: `actor-host.word.${victim}`, data: word, groups: ['actor-host'], broadcast: true, meta: {} };
  const packets: [subject: string, payload: object][] = [
    [`MOL.REQ.${victim}`, { id: 'forged-1', ...act('halt') }],
    [`MOL.REQ.${victim}`, { id: 'forged-2', ...act('flatten') }],
    [`MOL.REQ.${victim}`, { id: 'forged-4', ...act('halt', RISK_SUPERVISOR, { scope: 'platform', reason: 'forged' }) }],
    [`MOL.EVENT.${victim}`, { id: 'forged-3', level: 1, tracing: false, needAck: false, ...event }],
    ['MOL.DISCONNECT', {}],
    [
      'MOL.INFO',
      { services: [], config: {}, instanceID: 'forged', ipList: [], hostname: 'forged', client: {}, seq: 99 },
    ],
  ];
  for (const [subject, payload] of packets) {
    const body = Buffer.from(JSON.stringify({ ver: '5', sender, ...payload }));
    const now = Date.now();
    const header = { sender, topic: subject, boot: now, seq: 1, sentAt: now };
    const signed = writePacket(header, body, () => Buffer.alloc(subject.split('.').length > 2 ? 32 : 64, 7));
    for (const bytes of [body, signed]) {
      try {
        client.publish(subject, bytes);
      } catch {
        return; // thrown out
      }
    }
  }
}
