// What the crashes of some actors cost the others: the time from a bar to the last neighbour's turn, undisturbed and while
// a few actors crash on every bar and are restarted.
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { ActorDefinition } from '../runtime/actor.ts';
import { actorRow, benchHost, quantile, rounded } from './support.ts';

const NEIGHBOURS = 1_000;
const CRASHING = 10;
const BARS = 200;
const EVERY_MS = 10;
const LANE = 'bars.BENCH.1m';

let taken = 0;
let crashing = false;
let crashes = 0;

interface Position {
  position: number;
}

/** Appends one entry a command. */
const ticker: ActorDefinition<unknown, Position> = {
  kind: 'ticker',
  parseConfig: (value) => value,
  initial: () => ({ position: 0 }),
  receive(state, message, effects) {
    if (message.kind !== 'command') return;
    state.position += 1;
    const { position } = state;
    effects.append(LANE, { position, time: position, payload: {}, correlationId: '' });
    effects.advance(LANE, position, position);
    effects.reply(position);
  },
  save: (state) => state,
  load: (_config, saved) => saved as Position,
  inspect: (state) => ({ ...state }),
};

const follower = (kind: string, onEntry: () => void): ActorDefinition<unknown, Position> => ({
  ...ticker,
  kind,
  receive(state, message, effects) {
    if (message.kind === 'started') effects.follow(LANE, { after: state.position, rank: 0 });
    if (message.kind !== 'entry') return;
    state.position = message.entry.position;
    onEntry();
  },
});

const neighbour = follower('neighbour', () => (taken += 1));
const crasher = follower('crasher', () => {
  if (!crashing) return;
  crashes += 1;
  throw new Error('made to crash');
});

export async function run(): Promise<Record<string, number>> {
  const intensity = { maxRestarts: 1_000_000, periodMs: 1_000 };
  const { broker, spawn, close } = await benchHost([], {
    kinds: [ticker, neighbour, crasher].map((definition) => ({
      ...{ definition, intensity, restart: 'permanent', shutdownMs: 5_000 },
    })),
  });
  await spawn([
    actorRow('ticker.one', {}),
    ...Array.from({ length: CRASHING }, (_, index) => actorRow(`crasher.${index}`, {})),
    ...Array.from({ length: NEIGHBOURS }, (_, index) => actorRow(`neighbour.${index}`, {})),
  ]);
  const bars = async (): Promise<readonly number[]> => {
    const times: number[] = [];
    for (let bar = 0; bar < BARS; bar += 1) {
      const target = taken + NEIGHBOURS;
      const from = performance.now();
      await broker.call('ticker.one.pause');
      while (taken < target) await turn();
      times.push(performance.now() - from);
      await sleep(EVERY_MS);
    }
    return times;
  };
  await bars();
  const calm = await bars();
  crashing = true;
  const disturbed = await bars();
  crashing = false;
  await close();
  return {
    neighbours: NEIGHBOURS,
    crashes,
    calmP50Us: rounded(quantile(calm, 0.5) * 1_000),
    calmP99Us: rounded(quantile(calm, 0.99) * 1_000),
    disturbedP50Us: rounded(quantile(disturbed, 0.5) * 1_000),
    disturbedP99Us: rounded(quantile(disturbed, 0.99) * 1_000),
    ratioP50: rounded(quantile(disturbed, 0.5) / quantile(calm, 0.5)),
  };
}
