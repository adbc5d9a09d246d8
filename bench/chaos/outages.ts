// A server that is away for a while: what goes on, what stops and says so, and that all of it comes back by itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_PEOPLE } from '../../actors/people/first-people.ts';
import { type FormBrowser, signedIn } from '../../tests/support/form-browser.ts';
import { operatorHeaders } from '../../tests/support/operator-headers.ts';
import { judged } from './judgement.ts';
import { LeaseWatch } from './lease-watch.ts';
import { settlement } from './settlement.ts';
import { addressesOf, undisturbedBooks } from './undisturbed.ts';
import { startWorld, type World } from './world.ts';

export interface OutageOptions {
  readonly server: 'postgres' | 'nats';
  readonly seconds: number;
  readonly seed: number;
  readonly workers: number;
  readonly told: (text: string) => void;
}

export interface OutageReport {
  readonly verdict: 'held' | 'broken';
  readonly server: OutageOptions['server'];
  readonly seconds: number;
  /** Orders that the venue took in before, from a second after the server went until it came back, and after. */
  readonly ordersBefore: number;
  readonly ordersMeanwhile: number;
  readonly ordersAfter: number;
  /** From the server's return to the next order. */
  readonly resumedMs: number;
  /** What `/readyz` said was missing meanwhile, and whether it was ready. */
  readonly readyMeanwhile: boolean;
  readonly missing: readonly string[];
  /** What the pages said. */
  readonly pageSaid: string;
  /** What became of a command to an actor meanwhile, and how soon that was known. */
  readonly command: { readonly code: string; readonly detail: string; readonly ms: number };
  readonly commandAfter: string;
  readonly violations: number;
  readonly found: readonly string[];
  readonly elapsedMs: number;
}

const BARS_PER_SECOND = 10;
const AROUND_S = 14;
const FLOWING = 30;
const IN_TIME_MS = 60_000;
/** What was committed before may be on its way to the venue. */
const ON_ITS_WAY_MS = 1_000;
/** For everybody to have noticed. */
const NOTICED_MS = 4_500;
/** A command that waits for the database is waited for no longer. */
const PENDING_MS = 2_000;
const LOOK_AGAIN_MS = 100;
const SHOWN = 20;

/** Takes the server away once, and looks at all of it before, meanwhile and after. */
export async function outageRun(options: OutageOptions): Promise<OutageReport> {
  const { server, seconds, seed, workers, told } = options;
  const began = performance.now();
  const bars = (seconds + AROUND_S) * BARS_PER_SECOND;
  const world = await startWorld({ workers, seed, barsPerSecond: BARS_PER_SECOND, bars });
  const watch = new LeaseWatch(world.pool);
  try {
    const person = await visiting(world);
    await until(() => Promise.resolve(watch.isWhole()), 'every shard is owned');
    await until(async () => (await ordersAt(world)).length >= FLOWING, 'orders flow');
    const wentAt = Date.now();
    told(`${server} goes`);
    if (server === 'postgres') await world.postgres.kill();
    else await world.cluster.kill('nats', 'SIGKILL', { stayDown: true });
    await sleep(NOTICED_MS);
    const seen = await looked(world, person);
    const command = await commanded(world);
    await sleep(Math.max(0, wentAt + seconds * 1_000 - Date.now()));
    const backAt = Date.now();
    if (server === 'postgres') await world.postgres.restart();
    else await world.cluster.restart('nats');
    told(`${server} is back`);
    const isAfter = (at: number): boolean => at > backAt;
    await until(async () => (await ordersAt(world)).some(isAfter), 'orders flow again');
    const resumedMs = (await ordersAt(world)).find(isAfter)! - backAt;
    await until(async () => (await looked(world, person)).readyMeanwhile, 'the gateway is ready again');
    const commandAfter = await until(async () => {
      const { code } = await commanded(world);
      return code === 'ok' ? code : undefined;
    }, 'a command is carried out again');

    const stuck = await settlement({
      ...{ url: () => world.cluster.url, dataDir: world.folder, pool: world.pool, bars },
      deadlineMs: bars * 100 + IN_TIME_MS,
      actors: addressesOf(world.cast.actors).length,
    });
    await world.cluster.stop();
    const { violations } = await judged(world, stuck, () => undisturbedBooks(world));
    const orders = await ordersAt(world);
    const meanwhile = orders.filter((at) => at > wentAt + ON_ITS_WAY_MS && at < backAt).length;
    const isKept =
      server === 'postgres'
        ? meanwhile === 0 && !seen.readyMeanwhile && seen.missing.includes('postgres')
        : meanwhile > 0 && command.code !== 'ok';
    return {
      verdict: isKept && violations.length === 0 ? 'held' : 'broken',
      ...{ server, seconds },
      ordersBefore: orders.filter((at) => at <= wentAt).length,
      ordersMeanwhile: meanwhile,
      ordersAfter: orders.filter((at) => at >= backAt).length,
      ...{ resumedMs, ...seen, command, commandAfter, violations: violations.length },
      found: violations.slice(0, SHOWN),
      elapsedMs: Math.round(performance.now() - began),
    };
  } finally {
    await watch.stop();
    await world.close();
  }
}

/** When the venue took orders in, epoch milliseconds. */
async function ordersAt({ venue }: World): Promise<number[]> {
  const lines = await venue.lines();
  return lines.flatMap((line) => (line.kind === 'submit' && line.outcome === 'accepted' ? [Date.parse(line.at)] : []));
}

interface Part {
  readonly part: string;
  readonly ok: boolean;
}

/** Somebody who has signed in before anything went wrong, and may look at everything. */
async function visiting({ cluster }: World): Promise<FormBrowser> {
  const { user, password } = DEMO_PEOPLE.find(({ roles }) => roles.includes('ops'))!;
  return signedIn(cluster.url, user, password);
}

/** What the gateway says of itself, to programs and to people. */
async function looked(
  { cluster }: World,
  person: FormBrowser,
): Promise<Pick<OutageReport, 'readyMeanwhile' | 'missing' | 'pageSaid'>> {
  const ready = await fetch(new URL('/readyz', cluster.url), { signal: AbortSignal.timeout(8_000) });
  const { parts = [] } = (await ready.json()) as { parts?: readonly Part[] };
  const page = await person.get('/');
  const said = /class="trouble[^>]*>[\s\S]*?<strong>([^<]*)<\/strong>\s*([^<]*)/.exec(await page.text());
  return {
    readyMeanwhile: ready.ok,
    missing: parts.filter(({ ok }) => !ok).map(({ part }) => part),
    pageSaid: said === null ? '' : `${said[1]} ${said[2]}`.replace(/\s+/g, ' ').trim(),
  };
}

/** Asks a strategy for what changes nothing, as a person would, and waits for what becomes of it. */
async function commanded({ cluster, cast, folder }: World): Promise<OutageReport['command']> {
  const { address } = cast.actors.find(({ kind }) => kind === 'strategy')!;
  const from = performance.now();
  const headers = operatorHeaders(folder);
  const answered = (code: string, detail: string) => ({ code, detail, ms: Math.round(performance.now() - from) });
  const asked = await fetch(new URL(`/api/v1/actors/${address}/commands`, cluster.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ command: 'resume' }),
    signal: AbortSignal.timeout(20_000),
  });
  if (asked.status !== 202) {
    const { code = '', detail = '' } = (await asked.json()) as { code?: string; detail?: string };
    return answered(code, detail);
  }
  const where = new URL(asked.headers.get('location')!, cluster.url);
  for (const by = from + PENDING_MS; performance.now() < by; await sleep(20)) {
    const record = (await (await fetch(where, { headers })).json()) as {
      status: string;
      code?: string;
      detail?: string;
    };
    if (record.status === 'failed') return answered(record.code ?? '', record.detail ?? '');
    if (record.status === 'acknowledged') return answered('ok', record.status);
  }
  return answered('pending', 'nothing is known of it yet');
}

async function until<Found>(find: () => Promise<Found | undefined>, what: string): Promise<Found> {
  for (const by = performance.now() + IN_TIME_MS; ; await sleep(LOOK_AGAIN_MS)) {
    const found = await find().catch(() => undefined);
    if (found !== undefined && found !== false) return found;
    if (performance.now() > by) throw new Error(`waited a minute in vain until ${what}`);
  }
}
