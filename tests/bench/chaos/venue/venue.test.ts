import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import type { AdvanceRequest } from '../../../../actors/domain/matching-venue.ts';
import { remoteBroker, type RemoteBroker } from '../../../../adapters/brokers/remote/remote-broker.ts';
import type { VenueLine } from '../../../../bench/chaos/venue/venue-line.ts';
import { linesOf, startVenue, type VenueProcess } from '../../../../bench/chaos/venue/venue-process.ts';
import { barAt, fundsOf, LANE, resting } from '../../../adapters/brokers/venue-scene.ts';
import { anOrder, T0 } from '../../../support/domain-builders.ts';
import { removeFolder, tempFolder } from '../../../support/temp-folder.ts';

let folder: string;
let log: string;
let venue: VenueProcess;
let broker: RemoteBroker;

beforeEach(async () => {
  folder = tempFolder('venue');
  log = join(folder, 'venue.ndjson');
  await begin();
});
afterEach(async () => {
  broker.close();
  await venue.stop();
  removeFolder(folder);
});

async function begin(args: readonly string[] = []): Promise<void> {
  venue = await startVenue({ log, args });
  broker = remoteBroker({ url: venue.url, timeoutMs: 1_000, retryMs: 10 });
}

async function killed(args: readonly string[] = []): Promise<void> {
  broker.close();
  await venue.kill();
  await begin(args);
}

const bar = (position: number, more: Partial<AdvanceRequest> = {}): AdvanceRequest => ({
  ...{ account: 'a1', lane: LANE, position, bar: barAt(position, {}), funds: fundsOf() },
  ...more,
});

const state = async (): Promise<{ lines: number; accounts: Record<string, { open: string[] }> }> =>
  (await fetch(`${venue.url}/state`)).json() as never;

const last = async (): Promise<VenueLine> => (await venue.lines()).at(-1)!;

describe('a venue that is killed and comes back on its log', () => {
  it('knows every order, every fill and every bar, and takes nothing twice', async () => {
    const parent = anOrder({ clientOrderId: 'P', type: 'LIMIT', limitPrice: 50 });
    const child = anOrder({ clientOrderId: 'C', parentOrderId: 'P', side: 'SELL', reduceOnly: true });
    const trailing = anOrder({ clientOrderId: 'S', type: 'TRAILING_STOP_MARKET', side: 'SELL', trailingOffset: 5 });
    const orders = [anOrder(), parent, child, trailing, anOrder({ clientOrderId: 'R', quantity: 0 })];
    const words = [];
    for (const order of orders) words.push(await broker.submit(order));
    const first = await broker.advance(bar(1));
    expect(first.map(({ kind }) => kind)).toContain('filled');
    await broker.cancel('P', { position: 1, time: T0 });
    const histories = await Promise.all(orders.map(({ clientOrderId }) => broker.query(clientOrderId)));
    const { accounts } = await state();
    const held = await broker.holdings('a1');
    expect(held).toEqual({ ACME: '10' });

    await killed();
    expect((await state()).accounts).toEqual(accounts);
    expect(await broker.holdings('a1')).toEqual(held);
    expect(await Promise.all(orders.map(({ clientOrderId }) => broker.query(clientOrderId)))).toEqual(histories);
    expect(await broker.advance(bar(1))).toEqual(first);
    for (const [index, order] of orders.entries()) expect(await broker.submit(order)).toEqual(words[index]);
    const outcomes = (await venue.lines())
      .filter(({ kind }) => kind === 'submit')
      .map((line) => 'outcome' in line && line.outcome);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(orders.length);
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(4);
  });

  it('keeps the order of journaling and the accounts it took over', async () => {
    await broker.restore('a1', [resting(anOrder({ clientOrderId: 'T-0' }), { filled: decimal(4) })]);
    for (const clientOrderId of ['T-2', 'T-1']) await broker.submit(anOrder({ clientOrderId }));
    await broker.restore(
      'a1',
      ['T-0', 'T-1', 'T-2'].map((clientOrderId) => resting(anOrder({ clientOrderId }))),
    );
    await killed();
    expect((await state()).accounts['a1']!.open).toEqual(['T-0', 'T-1', 'T-2']);
    const fills = (await broker.advance(bar(1))).flatMap((event) => (event.kind === 'filled' ? [event.fill] : []));
    expect(fills.map(({ clientOrderId, quantity }) => `${clientOrderId} ${quantity}`)).toEqual([
      'T-0 6',
      'T-1 10',
      'T-2 10',
    ]);
  });

  it('cuts off a line that the crash tore, and nothing else', async () => {
    await broker.submit(anOrder());
    const { lines } = await state();
    await venue.kill();
    appendFileSync(log, '{"seq":99,"kind":"sub');
    await begin();
    expect(await broker.query('T-1')).toBeDefined();
    const seqs = (await venue.lines()).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: lines + 2 }, (_, index) => index + 1));
  });

  it.each<[string, (text: string) => string]>([
    ['a line is missing', (text) => text.split('\n').toSpliced(1, 1).join('\n')],
    ['an event was changed', (text) => text.replace('paper-T-1', 'paper-T-2')],
    ['an order was changed', (text) => text.replace('"quantity":"10"', '"quantity":"0"')],
  ])('does not start when %s', async (_what, tamper) => {
    await broker.submit(anOrder());
    await broker.advance(bar(1));
    await venue.stop();
    const sound = readFileSync(log, 'utf8');
    writeFileSync(log, tamper(sound));
    await expect(startVenue({ log })).rejects.toThrow(/line \d/);
    writeFileSync(log, sound);
    await begin();
  });
});

describe('the log', () => {
  it('has a line before its answer, with who asked and what came of it, numbered from 1', async () => {
    await broker.submit(anOrder());
    const lines = await venue.lines();
    expect(lines.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'started'],
      [2, 'submit'],
    ]);
    expect(lines[1]).toMatchObject({
      ...{ outcome: 'accepted', account: 'a1', clientOrderId: 'T-1', open: 1 },
      ...{ order: { quantity: '10' }, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
    });
    expect(lines[1]!.at).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(linesOf(readFileSync(log, 'utf8'))).toEqual(lines);
    expect(await venue.lines(1)).toEqual(lines.slice(1));
    expect(await venue.lines(9)).toEqual([]);
  });

  it('shows another order under a taken id, and another bar under a taken position', async () => {
    await broker.submit(anOrder());
    await expect(broker.submit(anOrder({ side: 'SELL' }))).rejects.toMatchObject({ type: 'VENUE_REJECTED' });
    expect(await last()).toMatchObject({ kind: 'submit', outcome: 'conflict', order: { side: 'SELL' } });
    await broker.advance(bar(1));
    const other = bar(1, { bar: barAt(1, { close: 101 }) });
    await expect(broker.advance(other)).rejects.toMatchObject({ type: 'VENUE_REJECTED' });
    expect(await last()).toMatchObject({ kind: 'advance', outcome: 'conflict', position: 1 });
  });

  it('takes the same order for the same, in whatever order its fields are and however its amounts are written', async () => {
    await broker.submit(anOrder({ quantity: '10' }));
    const { quantity, ...rest } = anOrder({ quantity: '10.00' });
    expect(await broker.submit({ ...rest, quantity })).toMatchObject([{ kind: 'accepted' }]);
    expect(await last()).toMatchObject({ outcome: 'duplicate' });
  });

  it('shows a bar that was jumped over while an order rested, and not one that nobody waited for', async () => {
    await broker.submit(anOrder({ type: 'LIMIT', limitPrice: 50 }));
    await broker.advance(bar(2));
    expect(await last()).toMatchObject({ outcome: 'matched', position: 2, skipped: ['T-1'] });
    await broker.submit(anOrder({ clientOrderId: 'T-2', position: 6 }));
    await broker.cancel('T-1', { position: 2, time: T0 });
    await broker.advance(bar(7));
    expect(await last()).not.toHaveProperty('skipped');
    await broker.advance(bar(5));
    expect(await last()).toMatchObject({ outcome: 'late', position: 5 });
  });

  it('shows an open order that its account does not know of, and does not let it trade', async () => {
    await broker.submit(anOrder());
    expect(await broker.advance(bar(1, { funds: {} }))).toMatchObject([{ kind: 'rejected' }]);
    expect(await last()).toMatchObject({ ghosts: ['T-1'] });
  });

  it('shows what account and venue think differently of', async () => {
    await broker.submit(anOrder());
    await broker.restore('a1', [resting(anOrder({ clientOrderId: 'T-9' }))]);
    expect(await last()).toMatchObject({ outcome: 'compared', count: 1, missing: ['T-9'], unnamed: ['T-1'] });
    expect(await broker.query('T-9')).toBeUndefined();
  });

  it('shows what could not be understood', async () => {
    const answer = await fetch(`${venue.url}/submit`, { method: 'POST', body: '{"order":{}}' });
    expect(answer.status).toBe(400);
    expect(await last()).toMatchObject({ kind: 'refused', request: 'submit' });
  });
});

it('leaves requests open when told to: some were done and some were not, and all say VENUE_TIMEOUT', async () => {
  await killed(['--unknown-rate', '1', '--delay-ms', '1..5']);
  const ids = Array.from({ length: 20 }, (_, index) => `T-${index}`);
  for (const clientOrderId of ids)
    await expect(broker.submit(anOrder({ clientOrderId }))).rejects.toMatchObject({ type: 'VENUE_TIMEOUT' });
  const { open } = (await state()).accounts['a1']!;
  expect(open.length).toBeGreaterThan(0);
  expect(open.length).toBeLessThan(ids.length);
});

it('takes an order in again each time it comes when it is told to forget, and says so in its log', async () => {
  broker.close();
  await venue.stop();
  await begin(['--forgetful']);
  await broker.submit(anOrder());
  await broker.submit(anOrder());
  const outcomes = (await venue.lines()).flatMap((line) => (line.kind === 'submit' ? [line.outcome] : []));
  expect(outcomes).toEqual(['accepted', 'accepted']);
});
