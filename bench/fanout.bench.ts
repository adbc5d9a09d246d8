// One bar to 10,000 mailboxes, each taking its turn, against Moleculer's `broadcast` to 10,000 services.
import type { ActorDefinition } from '../runtime/actor.ts';
import { setImmediate as turn } from 'node:timers/promises';
import { actorRow, benchHost, plainBroker, quantile, rounded } from './support.ts';

const RECEIVERS = 10_000;
const BARS = 300;
const PLAIN_BARS = 5;
const LANE = 'bars.BENCH.1m';

let taken = 0;

/** Follows the bars and counts them: the least an actor can do with one. */
const counter: ActorDefinition<unknown, { position: number }> = {
  kind: 'counter',
  parseConfig: (value) => value,
  initial: () => ({ position: 0 }),
  receive(state, message, effects) {
    if (message.kind === 'started') {
      effects.follow(LANE, { after: state.position, rank: 0 });
      taken += 1;
    }
    if (message.kind === 'entry') {
      state.position = message.entry.position;
      taken += 1;
    }
  },
  save: (state) => state,
  load: (_config, saved) => saved as { position: number },
  inspect: (state) => ({ ...state }),
};

export async function run(): Promise<Record<string, number>> {
  const ours = await mailboxes();
  const theirs = await broadcasts();
  return {
    receivers: RECEIVERS,
    deliverUs: rounded(ours.delivered * 1_000),
    turnsUs: rounded(ours.taken * 1_000),
    plainDeliverUs: rounded(theirs * 1_000),
    ratio: rounded(theirs / ours.delivered),
    turnsRatio: rounded(theirs / ours.taken),
  };
}

/** Median milliseconds from publishing a bar until it is in every mailbox, and until the last actor has taken its turn. */
async function mailboxes(): Promise<{ delivered: number; taken: number }> {
  const { host, spawn, close } = await benchHost([counter as never]);
  host.hub.publish({ stream: LANE, head: 0, watermark: 0, time: 0, entries: [] });
  await spawn(Array.from({ length: RECEIVERS }, (_, index) => actorRow(`counter.${index}`, {})));
  while (taken < RECEIVERS) await turn();
  const delivered: number[] = [];
  const times: number[] = [];
  for (let seq = 1; seq <= BARS; seq += 1) {
    const bar = { openTime: seq, closeTime: seq + 1, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    const entry = { stream: LANE, seq, position: seq, time: seq, payload: bar, correlationId: '' };
    const target = taken + RECEIVERS;
    const from = performance.now();
    host.hub.publish({ stream: LANE, head: seq, watermark: seq, time: seq, entries: [entry] });
    delivered.push(performance.now() - from);
    while (taken < target) await turn();
    times.push(performance.now() - from);
  }
  await close();
  return { delivered: quantile(delivered, 0.5), taken: quantile(times, 0.5) };
}

async function broadcasts(): Promise<number> {
  const broker = plainBroker();
  await broker.start();
  let heard = 0;
  const events = { 'bar.closed': () => void (heard += 1) };
  let started = 0;
  for (let index = 0; index < RECEIVERS; index += 1)
    broker.createService({ name: `plain.${index}`, events, started: () => void (started += 1) });
  while (started < RECEIVERS) await turn();
  const times: number[] = [];
  for (let seq = 1; seq <= PLAIN_BARS; seq += 1) {
    const target = heard + RECEIVERS;
    const from = performance.now();
    await broker.broadcast('bar.closed', { seq });
    while (heard < target) await turn();
    times.push(performance.now() - from);
  }
  return quantile(times, 0.5);
}
