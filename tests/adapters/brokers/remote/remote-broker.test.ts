import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../../adapters/processes/free-port.ts';
import { remoteBroker, type RemoteBroker } from '../../../../adapters/brokers/remote/remote-broker.ts';
import { startVenue, type VenueProcess } from '../../../../bench/chaos/venue/venue-process.ts';
import { anOrder, T0 } from '../../../support/domain-builders.ts';
import { removeFolder, tempFolder } from '../../../support/temp-folder.ts';
import { instrumentConfig } from '../../../support/troupe-in-memory.ts';
import { brokerConformance } from '../broker.conformance.ts';
import { barAt, fundsOf, LANE, resting } from '../venue-scene.ts';
import { playTape, tapes } from '../venue-simulation.ts';
import { onNewAccounts } from './new-accounts.ts';

const folder = tempFolder('remote-broker');
let venue: VenueProcess;
let broker: RemoteBroker;

beforeAll(async () => {
  const instruments = join(folder, 'instruments.json');
  writeFileSync(instruments, JSON.stringify([instrumentConfig('ACME', '1')]));
  const free = ['--instruments', instruments, '--commission-rate', '0', '--slippage-bps', '0'];
  venue = await startVenue({ log: join(folder, 'venue.ndjson'), args: free });
  broker = remoteBroker({ url: venue.url });
});
afterAll(async () => {
  broker.close();
  await venue.stop();
  removeFolder(folder);
});

brokerConformance('remote', () => onNewAccounts(() => broker));

describe('a venue that keeps its truth', () => {
  it('forgets nothing when the account is restored, and takes the order of journaling over', async () => {
    const own = onNewAccounts(() => broker, { remembers: true });
    for (const clientOrderId of ['T-2', 'T-1']) await own.submit(anOrder({ clientOrderId }));
    await own.restore('a1', [resting(anOrder()), resting(anOrder({ clientOrderId: 'T-2' }))]);
    expect((await own.query('T-2'))?.map(({ kind }) => kind)).toEqual(['accepted']);
    await own.restore('a1', []);
    const request = { account: 'a1', lane: LANE, position: 1, bar: barAt(1, {}), funds: fundsOf() };
    expect((await own.advance(request)).map(({ clientOrderId }) => clientOrderId)).toEqual(['T-1', 'T-2']);
  });

  it('goes on as if undisturbed when whoever asks starts again before any bar and sends everything twice', () =>
    fc.assert(
      fc.asyncProperty(tapes(), async (tape) => {
        const calm = onNewAccounts(() => broker, { remembers: true });
        const twice = onNewAccounts(() => broker, { remembers: true });
        const expected = await playTape(tape, calm);
        const again = await playTape(tape, {
          submit: async (order) => (await twice.submit(order), twice.submit(order)),
          advance: async (request) => (await twice.advance(request), twice.advance(request)),
          interrupt: () => twice.restore('a1', []),
        });
        expect(again).toEqual(expected);
      }),
      { numRuns: 30 },
    ));

  it('says what it holds by its own fills, whatever the account says of its orders and its funds', async () => {
    const account = `held-${randomUUID()}`;
    const at = (position: number) => ({ account, lane: LANE, position, bar: barAt(position, {}), funds: fundsOf() });
    expect(await broker.holdings(account)).toEqual({});
    await broker.submit(anOrder({ account, clientOrderId: `${account}-1` }));
    expect(await broker.holdings(account), 'what rests is not held').toEqual({});
    await broker.advance(at(1));
    await broker.advance(at(1));
    await broker.restore(account, []);
    expect(await broker.holdings(account), 'a bar that comes again fills nothing again').toEqual({ ACME: '10' });
    await broker.submit(anOrder({ account, clientOrderId: `${account}-2`, side: 'SELL', quantity: 4, position: 1 }));
    await broker.advance(at(2));
    expect(await broker.holdings(account)).toEqual({ ACME: '6' });
  });

  it('says, when an account is restored, how far it has matched each lane of it', async () => {
    const account = `matched-${randomUUID()}`;
    expect(await broker.restore(account, [])).toEqual({});
    await broker.submit(anOrder({ account, clientOrderId: `${account}-1` }));
    expect(await broker.restore(account, []), 'no bar yet').toEqual({});
    await broker.advance({ account, lane: LANE, position: 3, bar: barAt(3, {}), funds: fundsOf() });
    expect(await broker.restore(account, [])).toEqual({ [LANE]: 3 });
    expect(await broker.restore('another', [])).toEqual({});
  });

  it('refuses another order under an id that is taken', async () => {
    const own = onNewAccounts(() => broker, { remembers: true });
    await own.submit(anOrder());
    await expect(own.submit(anOrder({ quantity: 11 }))).rejects.toMatchObject({ type: 'VENUE_REJECTED' });
    expect((await own.query('T-1'))?.map(({ kind }) => kind)).toEqual(['accepted']);
  });
});

describe('an adapter', () => {
  const servers: Server[] = [];
  const brokers: RemoteBroker[] = [];
  afterEach(() => {
    for (const each of brokers.splice(0)) each.close();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function against(listener: RequestListener, timeoutMs = 2_000): Promise<RemoteBroker> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const made = remoteBroker({ url: `http://127.0.0.1:${port}`, timeoutMs, retryMs: 5 });
    brokers.push(made);
    return made;
  }
  const answering = (status: number, body: string): RequestListener => {
    return (_incoming, outgoing) => void outgoing.writeHead(status).end(body);
  };
  const advanced = { account: 'a1', lane: LANE, position: 1, bar: barAt(1, {}), funds: fundsOf() };

  it('says that nothing happened only when nothing was sent', async () => {
    const nobody = remoteBroker({ url: `http://127.0.0.1:${await freePort()}` });
    brokers.push(nobody);
    await expect(nobody.submit(anOrder())).rejects.toMatchObject({ type: 'VENUE_UNAVAILABLE' });
  });

  it.each<[string, RequestListener]>([
    ['is never answered', () => undefined],
    ['is cut before its answer', (incoming) => void incoming.socket.destroy()],
    [
      'is cut in the middle of its answer',
      (incoming, outgoing) => {
        outgoing.writeHead(200, { 'content-length': 100 }).write('{"events"');
        setTimeout(() => incoming.socket.destroy(), 20);
      },
    ],
    ['meets a failing venue', answering(500, 'oh')],
  ])('does not know the outcome of a request that %s', async (_what, listener) => {
    const silent = await against(listener, 300);
    await expect(silent.submit(anOrder())).rejects.toMatchObject({ type: 'VENUE_TIMEOUT' });
    await expect(silent.cancel('T-1', { position: 0, time: T0 })).rejects.toMatchObject({ type: 'VENUE_TIMEOUT' });
  });

  it('does not take for lost what goes over a kept connection that just died', async () => {
    let asked = 0;
    const dying = await against((incoming, outgoing) => {
      asked += 1;
      if (asked === 1) outgoing.end('{"events":[]}');
      else incoming.socket.resetAndDestroy();
    });
    await dying.submit(anOrder());
    await expect(dying.submit(anOrder())).rejects.toMatchObject({ type: 'VENUE_TIMEOUT' });
  });

  it('passes a refusal on, for an order and for a bar', async () => {
    const refusing = await against(answering(409, '{"type":"CONFLICT","message":"no"}'));
    await expect(refusing.submit(anOrder())).rejects.toMatchObject({ type: 'VENUE_REJECTED', message: 'no' });
    await expect(refusing.advance(advanced)).rejects.toMatchObject({ type: 'VENUE_REJECTED' });
  });

  it.each([['{"events":[{"kind":"filled"}]}'], ['{"events":null}'], ['<html>'], ['{"events":[{"kind":"accepted"}]}']])(
    'takes no answer that it cannot read: %s',
    async (body) => {
      const garbled = await against(answering(200, body));
      await expect(garbled.submit(anOrder())).rejects.toMatchObject({ type: 'VENUE_ANSWER_INVALID' });
    },
  );

  it.each([['{"events":[]}'], ['{"holdings":{"ACME":1}}'], ['{"holdings":{"ACME":"about 1"}}']])(
    'takes no word on what is held that it cannot read: %s',
    async (body) => {
      const garbled = await against(answering(200, body));
      await expect(garbled.holdings('a1')).rejects.toMatchObject({ type: 'VENUE_ANSWER_INVALID' });
    },
  );

  it('asks for a bar and a restore until they are answered, and for an order once', async () => {
    const asked: string[] = [];
    const flaky = await against((incoming, outgoing) => {
      asked.push(incoming.url!);
      if (asked.filter((url) => url === incoming.url).length < 3) incoming.socket.destroy();
      else outgoing.end(incoming.url === '/restore' ? '{"matched":{}}' : '{"events":[]}');
    });
    await flaky.restore('a1', []);
    expect(await flaky.advance(advanced)).toEqual([]);
    await expect(flaky.submit(anOrder())).rejects.toMatchObject({ type: 'VENUE_TIMEOUT' });
    expect(asked).toEqual([
      ...['/restore', '/restore', '/restore'],
      ...['/advance', '/advance', '/advance'],
      '/submit',
    ]);
  });

  it('stops asking when it is closed', async () => {
    const silent = await against((incoming) => void incoming.socket.destroy());
    const waiting = silent.advance(advanced);
    silent.close();
    await expect(waiting).rejects.toMatchObject({ type: /VENUE_TIMEOUT|VENUE_UNAVAILABLE/ as unknown as string });
  });

  it("keeps an account's orders in the order they were sent, though the first is slow, and lets other accounts pass", async () => {
    const seen: string[] = [];
    const slow = await against((incoming, outgoing) => {
      let text = '';
      incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
      incoming.on('end', () => {
        const { order } = JSON.parse(text) as { order: { clientOrderId: string } };
        const isFirst = order.clientOrderId === 'T-1';
        setTimeout(
          () => {
            seen.push(order.clientOrderId);
            outgoing.end('{"events":[]}');
          },
          isFirst ? 100 : 0,
        );
      });
    });
    await Promise.all([
      slow.submit(anOrder()),
      slow.submit(anOrder({ clientOrderId: 'T-2' })),
      slow.submit(anOrder({ clientOrderId: 'B-1', account: 'b1' })),
    ]);
    expect(seen).toEqual(['B-1', 'T-1', 'T-2']);
  });

  it('tells the venue who asks', async () => {
    const account = `who-${randomUUID()}`;
    const named = remoteBroker({
      url: venue.url,
      headers: (of) => ({ 'x-troupe-node': 'worker-1', ...(of !== undefined && { 'x-troupe-epoch': '7' }) }),
    });
    brokers.push(named);
    await named.submit(anOrder({ account, clientOrderId: account }));
    await named.query(account);
    const lines = (await venue.lines()).filter((line) => 'clientOrderId' in line && line.clientOrderId === account);
    expect(lines).toMatchObject([
      { kind: 'submit', node: 'worker-1', epoch: 7 },
      { kind: 'query', node: 'worker-1' },
    ]);
  });
});
