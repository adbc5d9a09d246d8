// Halts, resets and flattens of 10,000 actors on 3 workers, asked for at a gateway, with orders flowing to a venue of its own process.
// It measures nodes that have run for a minute; the first halts of nodes that have just started take longer.
// haltP50Ms, haltP99Ms, haltMaxMs: from the command to the last affected account refusing whatever opens something, durably.
// answeredP99Ms: until the answer that the halt itself is durable, which is a part of that. confirmedP50Ms, confirmedP99Ms: until
// the gateway knows that all of them do and that no order of theirs from before it is under way to the venue any more.
// resetP99Ms: as confirmedP99Ms, for the reset after it.
// flattenMs: from the command on `positions` open positions to the gateway's knowing that ledger and venue say flat; the
// simulated venue fills with the next bar, of which there is one a second, so a second or two of it are the market's.
// …KilledMs, …FrozenMs: with the supervisor's worker SIGKILLed, or another frozen past its lease and thawed, right after the command.
// slipped: entries that the venue accepted after the halt was confirmed and before its reset was asked for, by its own log.
import { SUPERVISOR } from '../actors/troupe/first-start.ts';
import { systemClock } from '../runtime/clock.ts';
import { seededRandom, type Random } from '../runtime/random.ts';
import type { VenueLine } from './chaos/venue/venue-line.ts';
import type { VenueProcess } from './chaos/venue/venue-process.ts';
import { homeOf, MARKET, userOf } from './cluster/cast.ts';
import { slippedIn, type Silence } from './cluster/slips.ts';
import { allAtHome, running, say, type Stage, WORKERS } from './cluster/stage.ts';
import { onVenueStage } from './cluster/venue-stage.ts';
import { known, send } from './cluster/supervisor-line.ts';
import { quantile } from './support.ts';

interface Size {
  readonly accounts: number;
  readonly subscriptions: number;
  readonly barsPerSecond: number;
  readonly halts: number;
  /** Fewest open positions for a flatten. */
  readonly positions: number;
  readonly signalling: number;
}

const WHOLE: Size = {
  ...{ accounts: 100, subscriptions: 50, barsPerSecond: 1, signalling: 3 },
  ...{ halts: 120, positions: 1_000 },
};
const SMALL: Size = {
  ...{ accounts: 6, subscriptions: 10, barsPerSecond: 2, signalling: 2 },
  ...{ halts: 9, positions: 15 },
};
const DEADLINE_MS = 900_000;
/** So that strategies have signalled for a while (they begin at about bar 35), and V8 has compiled what orders take. */
const WARM_BARS = 60;
/** How long a halt lasts: a bar or two want to be traded on. */
const HELD_MS = 1_200;
/** Longer than a lease can last. */
const FROZEN_MS = 5_000;
const LOOK_AGAIN_MS = 500;

export async function run(options: { readonly small: boolean }): Promise<Record<string, number>> {
  const size = options.small ? SMALL : WHOLE;
  return onVenueStage({ ...size, deadlineMs: DEADLINE_MS }, (stage, venue) =>
    play({ stage, size, log: new VenueTail(venue) }),
  );
}

interface Scene {
  readonly stage: Stage;
  readonly size: Size;
  readonly log: VenueTail;
}

/** The venue's log, as far as it was read. */
class VenueTail {
  readonly lines: VenueLine[] = [];
  private readonly venue: VenueProcess;

  constructor(venue: VenueProcess) {
    this.venue = venue;
  }

  /** Reads on; gives the number of the last line. */
  async read(): Promise<number> {
    for (const line of await this.venue.lines(this.lines.length)) this.lines.push(line);
    return this.lines.length;
  }
}

async function play(scene: Scene): Promise<Record<string, number>> {
  const { stage, size } = scene;
  const random = seededRandom('halts');
  const { length: actors } = await allAtHome(stage);
  await untilBar(stage, WARM_BARS);
  const silences: Silence[] = [];
  const halts: number[] = [];
  const confirmations: number[] = [];
  const resets: number[] = [];
  const answers: number[] = [];
  for (let halt = 0; halt < size.halts; halt += 1) {
    const round = await heldStill(scene, 'halt', scopeOf(random, size));
    halts.push(round.inForceMs);
    confirmations.push(round.ms);
    resets.push(round.resetMs);
    answers.push(round.answeredMs);
    silences.push(round.silence);
  }
  say(`${size.halts} halts, p99 ${quantile(halts, 0.99)} ms`);
  const positions = await untilOpen(stage, size.positions);
  const calm = await heldStill(scene, 'flatten', PLATFORM);
  say(`${positions} positions flat after ${calm.flatMs} ms`);
  const struck = await underFaults(scene);
  silences.push(calm.silence, ...struck.silences);
  await scene.log.read();
  const { lines } = scene.log;
  const slipped = new Set(silences.flatMap((silence) => slippedIn(lines, silence)));
  for (const id of slipped) say(`slipped in: ${id}`);
  return {
    haltP99Ms: quantile(halts, 0.99),
    flattenMs: calm.flatMs,
    slipped: slipped.size,
    haltP50Ms: quantile(halts, 0.5),
    haltMaxMs: Math.max(...halts),
    answeredP99Ms: quantile(answers, 0.99),
    confirmedP50Ms: quantile(confirmations, 0.5),
    confirmedP99Ms: quantile(confirmations, 0.99),
    resetP99Ms: quantile(resets, 0.99),
    ...struck.times,
    ...{ halts: halts.length, positions, accounts: size.accounts, actors },
    orders: lines.filter((line) => line.kind === 'submit' && line.outcome === 'accepted').length,
  };
}

/** Whom a command is about, and which accounts that is. */
interface Target {
  readonly scope: string;
  readonly owns: (account: string, user: string) => boolean;
}

const PLATFORM: Target = { scope: 'platform', owns: () => true };

function scopeOf(random: Random, { accounts }: Size): (stage: Stage) => Target {
  const kind = Math.floor(random.next() * 3);
  const place = Math.floor(random.next() * accounts);
  return ({ cast }) => {
    if (kind === 0) return PLATFORM;
    if (kind === 1) return { scope: `user:${userOf(place)}`, owns: (_account, user) => user === userOf(place) };
    const account = cast.filter((row) => row.kind === 'account')[place]!.address.slice('account.'.length);
    return { scope: `account:${account}`, owns: (other) => other === account };
  };
}

interface Round {
  readonly inForceMs: number;
  readonly ms: number;
  /** Milliseconds from the command until all is flat; 0 for a halt. */
  readonly flatMs: number;
  readonly answeredMs: number;
  readonly resetMs: number;
  readonly silence: Silence;
}

/** Gives the command, has it hold for a while, and takes it back. */
async function heldStill(
  { stage, log }: Scene,
  command: 'halt' | 'flatten',
  aim: Target | ((stage: Stage) => Target),
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<Round> {
  const { scope, owns } = typeof aim === 'function' ? aim(stage) : aim;
  const sending = send(stage, command, scope);
  const [sent] = await Promise.all([sending, meanwhile()]);
  const confirmed = await known(stage, sent, 'confirmedAt');
  const flat = command === 'flatten' ? await known(stage, sent, 'flatAt') : undefined;
  await systemClock().sleep(HELD_MS);
  const throughLine = await log.read();
  const reset = await known(stage, await send(stage, 'reset', scope), 'confirmedAt');
  const accounts = stage.cast
    .filter(({ kind }) => kind === 'risk-monitor')
    .map(({ address, owner }) => ({ id: address.slice('risk-monitor.'.length), owner }));
  const halted = new Set(accounts.filter(({ id, owner }) => owns(id, owner)).map(({ id }) => id));
  return {
    ...{
      inForceMs: confirmed.inForceMs,
      ms: confirmed.ms,
      answeredMs: sent.answeredMs,
      flatMs: flat?.ms ?? 0,
      resetMs: reset.ms,
    },
    silence: { accounts: halted, from: confirmed.since, throughLine },
  };
}

/** The same with a worker that dies, and with one that is frozen past its lease and thawed. */
async function underFaults(scene: Scene): Promise<{ times: Record<string, number>; silences: Silence[] }> {
  const { stage, size } = scene;
  const times: Record<string, number> = {};
  const silences: Silence[] = [];
  const dying = homeOf(SUPERVISOR.shard, WORKERS); // the supervisor moves, too
  const frozen = WORKERS.find((worker) => worker !== dying);
  const strikes = {
    Killed: () => stage.cluster.kill(dying),
    Frozen: async () => {
      stage.cluster.pause(frozen!);
      await systemClock().sleep(FROZEN_MS);
      stage.cluster.resume(frozen!);
    },
  };
  for (const [name, strike] of Object.entries(strikes)) {
    for (const command of ['halt', 'flatten'] as const) {
      const open = command === 'flatten' ? await untilOpen(stage, Math.floor(size.positions / 4)) : 0;
      const round = await heldStill(scene, command, PLATFORM, strike);
      say(
        `${command}, a worker ${name.toLowerCase()}: confirmed after ${round.ms} ms${open > 0 ? `, ${open} positions flat after ${round.flatMs} ms` : ''}`,
      );
      times[`${command}${name}Ms`] = command === 'halt' ? round.ms : round.flatMs;
      silences.push(round.silence);
      await allAtHome(stage);
    }
  }
  return { times, silences };
}

async function untilBar(stage: Stage, bar: number): Promise<void> {
  say(`until bar ${bar}`);
  await running(stage, [MARKET], ({ state }) => (state['rowsTaken'] as number) >= bar);
}

/** Waits until so many positions are open; gives how many are. */
async function untilOpen({ source }: Stage, least: number): Promise<number> {
  say(`until ${least} positions are open`);
  for (;;) {
    const [row] = await source.query<{ open: number }[]>(OPEN);
    if (row!.open >= least) return row!.open;
    await systemClock().sleep(LOOK_AGAIN_MS);
  }
}

const OPEN = `
  SELECT count(*)::int AS open FROM (
    SELECT 1 FROM fills GROUP BY actor HAVING sum(CASE side WHEN 'BUY' THEN quantity ELSE -quantity END) <> 0) held`;
