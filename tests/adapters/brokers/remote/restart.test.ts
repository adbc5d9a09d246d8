// A troupe that dies between a request to its venue and the answer, and a venue that does not die with it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrokerPort, VenueRequest } from '../../../../actors/ports/broker.ts';
import { remoteBroker, type RemoteBroker } from '../../../../adapters/brokers/remote/remote-broker.ts';
import { faultProxy, targetOf, urlThrough } from '../../../../bench/chaos/proxy/fault-proxy.ts';
import { readOracle } from '../../../../bench/chaos/venue/oracle.ts';
import { linesOf, startVenue, type VenueProcess } from '../../../../bench/chaos/venue/venue-process.ts';
import { seededRandom } from '../../../../runtime/random.ts';
import { removeFolder, tempFolder } from '../../../support/temp-folder.ts';
import { instrumentConfig, TroupeInMemory, type Cast } from '../../../support/troupe-in-memory.ts';
import { busyCast } from '../../../troupe/casts.ts';
import { onNewAccounts } from './new-accounts.ts';
import { booksOf, playOnVenue, type Blow } from './troupe-on-venue.ts';

const BARS = 60;
const folder = tempFolder('venue-restart');
const log = join(folder, 'venue.ndjson');
const instruments = join(folder, 'instruments.json');
const MODEL = [
  '--commission-rate',
  '0.001',
  '--slippage-bps',
  '2',
  '--volume-share',
  '0.2',
  '--instruments',
  instruments,
];
let venue: VenueProcess;
let broker: RemoteBroker;
let cast: Cast;
let calm: Record<string, readonly string[]>;

beforeAll(async () => {
  cast = await busyCast(BARS);
  writeFileSync(instruments, JSON.stringify(Object.keys(cast.markets).map((symbol) => instrumentConfig(symbol))));
  venue = await startVenue({ log, args: MODEL });
  broker = remoteBroker({ url: venue.url, timeoutMs: 300, retryMs: 10 });
  const onPaper = await new TroupeInMemory(cast).open();
  expect(await onPaper.run()).toBe(true);
  calm = booksOf(cast, onPaper.store);
  await onPaper.close();
});
afterAll(async () => {
  broker.close();
  await venue.stop();
  removeFolder(folder);
});

const fresh = () => onNewAccounts(() => broker, { remembers: true });

/** A blow at the n-th requests of a kind. */
function blowAt(
  kind: VenueRequest['kind'],
  how: Blow,
  numbers: readonly number[],
): (request: VenueRequest) => Blow | undefined {
  let asked = 0;
  return (request) => (request.kind === kind && numbers.includes(++asked) ? how : undefined);
}

function watched<Value>(run: Promise<Value>): { run: Promise<Value>; hasEnded: () => boolean } {
  let ended = false;
  const end = (): void => void (ended = true);
  run.then(end, end);
  return { run, hasEnded: () => ended };
}

it('trades on a venue of its own what it trades on the paper venue', async () => {
  expect(Object.values(calm).flat().length).toBeGreaterThan(40);
  const { books } = await playOnVenue(cast, fresh());
  expect(books).toEqual(calm);
});

describe('a troupe that dies at its venue and starts again has the same fills', () => {
  it.each<[VenueRequest['kind'], Blow]>([
    ['submit', 'after'],
    ['submit', 'before'],
    ['advance', 'after'],
    ['advance', 'before'],
    ['cancel', 'after'],
    ['cancel', 'before'],
    ['restore', 'after'],
  ])('%s: killed %s it', async (kind, how) => {
    const { books, deaths } = await playOnVenue(cast, fresh(), blowAt(kind, how, [1, 2, 3, 7, 8, 20]));
    expect(deaths).toBeGreaterThan(1);
    expect(books).toEqual(calm);
  });

  it.each([1, 2, 3])('at any request, by seed %i', async (seed) => {
    const random = seededRandom(seed);
    const { books, deaths } = await playOnVenue(cast, fresh(), () =>
      random.next() < 0.03 ? (random.next() < 0.5 ? 'before' : 'after') : undefined,
    );
    expect(deaths).toBeGreaterThan(2);
    expect(books).toEqual(calm);
  });
});

it('loses fills, as a control, on a venue that answers a bar only once', async () => {
  const own = fresh();
  const seen = new Set<string>();
  const onceOnly: BrokerPort = {
    ...own,
    advance: async (request) => {
      const bar = `${request.lane}#${request.position} ${request.account}`;
      const events = await own.advance(request);
      return seen.size === seen.add(bar).size ? [] : events;
    },
  };
  const { books } = await playOnVenue(cast, onceOnly, blowAt('advance', 'after', [3, 9, 20, 40]));
  expect(books).not.toEqual(calm);
});

it('has the same fills on a venue that leaves every tenth request open', async () => {
  const open = await startVenue({ log: join(folder, 'open.ndjson'), args: [...MODEL, '--unknown-rate', '0.1'] });
  const asking = remoteBroker({ url: open.url, timeoutMs: 300, retryMs: 10 });
  const { books } = await playOnVenue(
    cast,
    onNewAccounts(() => asking, { remembers: true }),
  );
  expect(books).toEqual(calm);
  expect(readOracle(await open.lines()).violations).toEqual([]);
  asking.close();
  await open.stop();
});

it('has the same fills on a venue that is killed and comes back', async () => {
  const file = join(folder, 'killed.ndjson');
  let killed = await startVenue({ log: file, args: MODEL });
  const { port, url } = killed;
  const asking = remoteBroker({ url, timeoutMs: 300, retryMs: 10 });
  const { run, hasEnded } = watched(
    playOnVenue(
      cast,
      onNewAccounts(() => asking, { remembers: true }),
    ),
  );
  let kills = 0;
  while (!hasEnded() && kills < 4) {
    const { length } = await killed.lines();
    while (!hasEnded() && (await killed.lines(length)).length < 20) await sleep(5);
    await killed.kill();
    kills += 1;
    killed = await startVenue({ log: file, port, args: MODEL });
  }
  expect((await run).books).toEqual(calm);
  expect(kills).toBeGreaterThan(1);
  asking.close();
  await killed.stop();
  expect(readOracle(linesOf(readFileSync(file, 'utf8'))).violations).toEqual([]);
}, 60_000);

it('has the same fills over a link that is cut, stalled and reset again and again, and requests that arrive late', async () => {
  const proxy = await faultProxy({ target: targetOf(venue.url) });
  const asking = remoteBroker({ url: urlThrough(proxy, venue.url), timeoutMs: 60, retryMs: 10 });
  const { run, hasEnded } = watched(
    playOnVenue(
      cast,
      onNewAccounts(() => asking, { remembers: true }),
    ),
  );
  const random = seededRandom('link');
  const faults = [
    () => proxy.blackhole(),
    () => proxy.cutOneWay('to-target'),
    () => proxy.cutOneWay('to-client'),
    () => proxy.delay(20, 60),
    () => proxy.closeAll(),
  ];
  let done = 0;
  for (; !hasEnded(); done += 1) {
    faults[done % faults.length]!();
    await sleep(20 + random.next() * 100);
    proxy.pass();
    await sleep(10 + random.next() * 30);
  }
  expect((await run).books).toEqual(calm);
  expect(done).toBeGreaterThan(faults.length);
  asking.close();
  await proxy.close();
}, 60_000);

it('leaves a log in which the venue finds nothing to object to', async () => {
  const report = readOracle(await venue.lines());
  expect(report.violations).toEqual([]);
  expect(report.repetitions).toBeGreaterThan(10);
});
