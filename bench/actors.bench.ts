// 10,000 supervised actors (spawned, inspected, stopped) against 10,000 plain Moleculer services.
import { setImmediate as turn } from 'node:timers/promises';
import type { Service, ServiceBroker } from 'moleculer';
import { strategyActor } from '../actors/strategy/strategy.actor.ts';
import { ACTOR_ACTIONS } from '../runtime/host/hidden-service.ts';
import { actorRow, benchHost, heapUsed, plainBroker, rounded, timed } from './support.ts';

const ACTORS = 10_000;
/** Plain services are so slow to destroy that a sample must do. */
const DESTROYED = 300;

const config = { strategy: 'sma-cross', params: { fast: 10, slow: 30 }, lane: 'bars.BENCH.1m', owner: 'bench' };

export async function run(): Promise<Record<string, number>> {
  // A smaller company first, so that neither side is timed while the engine still compiles it.
  await actors(ACTORS / 5);
  await services(ACTORS / 20);
  const ours = await actors(ACTORS);
  const theirs = await services(ACTORS);
  return {
    actors: ACTORS,
    spawnMs: rounded(ours.spawnMs),
    inspectUs: rounded((ours.inspectMs * 1_000) / ACTORS),
    stopMs: rounded(ours.stopMs),
    plainSpawnMs: rounded(theirs.spawnMs),
    plainStopMsEach: rounded(theirs.stopMs / DESTROYED),
    spawnRatio: rounded(theirs.spawnMs / ours.spawnMs),
    stopRatio: rounded(theirs.stopMs / DESTROYED / (ours.stopMs / ACTORS)),
    infoBytes: ours.infoBytes,
    plainInfoBytes: theirs.infoBytes,
    heapBytesPerActor: Math.round(ours.heapBytes / ACTORS),
  };
}

async function actors(count: number) {
  const { broker, host, spawn, close } = await benchHost([strategyActor as never]);
  const before = heapUsed();
  const rows = Array.from({ length: count }, (_, index) => actorRow(`strategy.${index}`, config));
  const spawnMs = await timed(() => spawn(rows));
  const heapBytes = heapUsed() - before;
  const infoBytes = infoSize(broker);
  const inspectMs = await timed(() => Promise.all(rows.map(({ address }) => broker.call(`${address}.inspect`))));
  const stopMs = await timed(() => host.shutdown('stopped all at once'));
  await close();
  return { spawnMs, heapBytes, infoBytes, inspectMs, stopMs };
}

async function services(count: number) {
  const broker = plainBroker();
  await broker.start();
  const actions = Object.fromEntries(ACTOR_ACTIONS.map((action) => [action, () => ({})]));
  // What a plain service would have to listen to for what a strategy actor hears: its bars, and risk's word.
  const events = {
    'bars.BENCH.1m': () => undefined,
    'risk.halted': () => undefined,
    'risk.limits-changed': () => undefined,
  };
  let made: Service[] = [];
  let started = 0;
  const spawnMs = await timed(async () => {
    made = Array.from({ length: count }, (_, index): Service =>
      broker.createService({
        name: `plain.${index}`,
        actions,
        events,
        started: () => void (started += 1),
      }),
    );
    while (started < count) await turn();
    await broker.call(`plain.${count - 1}.inspect`);
  });
  const infoBytes = infoSize(broker);
  const stopMs = await timed(async () => {
    for (const service of made.slice(0, DESTROYED)) await broker.destroyService(service);
  });
  return { spawnMs, infoBytes, stopMs };
}

const infoSize = (broker: ServiceBroker): number => JSON.stringify(broker.registry.getLocalNodeInfo(true)).length;
