// The promise, from outside: a process that is killed again and again ends with the books of one that was left alone.
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FillRow, OrderRow } from '../../actors/domain/record-rows.ts';
import { seededRandom } from '../../runtime/random.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';
import { startTroupe, type TroupeProcess } from './troupe-process.ts';

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  /** CSV file to replay. */
  readonly bars: string;
  readonly barsPerSecond?: number;
  readonly env?: Record<string, string>;
  readonly progress?: (line: string) => void;
}

export interface CrashReport {
  readonly verdict: 'equal' | 'different';
  readonly kills: number;
  readonly seed: number;
  readonly bars: number;
  readonly orders: number;
  readonly fills: number;
  /** What the invariants forbid, and what differs from the undisturbed run. */
  readonly violations: readonly string[];
  readonly startMs: { readonly p50: number; readonly max: number };
  readonly elapsedMs: number;
}

interface Books {
  readonly fills: readonly FillRow[];
  readonly orders: readonly OrderRow[];
  readonly equity: Readonly<Record<string, string>>;
  readonly bars: number;
  readonly differences: readonly { invariant: string; subject: string; expected: string; found: string }[];
}

const REPLAY_DEADLINE_MS = 180_000;

/** Replays a file once undisturbed and once with SIGKILLs at random moments, and compares orders, fills and ledgers. */
export async function crashRun(options: CrashOptions): Promise<CrashReport> {
  const began = Date.now();
  const undisturbed = await replay({ ...options, kills: 0 }, []);
  const starts: number[] = [];
  const disturbed = await replay(options, starts);
  const violations = compare(undisturbed, disturbed);
  starts.sort((left, right) => left - right);
  return {
    verdict: violations.length === 0 ? 'equal' : 'different',
    kills: options.kills,
    seed: options.seed,
    bars: disturbed.bars,
    orders: disturbed.orders.length,
    fills: disturbed.fills.length,
    violations,
    startMs: { p50: starts[starts.length >> 1] ?? 0, max: starts.at(-1) ?? 0 },
    elapsedMs: Date.now() - began,
  };
}

async function replay(
  { kills, seed, bars, barsPerSecond = 0, env, progress }: CrashOptions,
  starts: number[],
): Promise<Books> {
  const dataDir = tempFolder('troupe-crash');
  const random = seededRandom(seed);
  const args = ['--bars', bars, '--symbol', 'CRASH', '--bars-per-second', String(kills === 0 ? 0 : barsPerSecond)];
  const start = async (): Promise<TroupeProcess> => {
    const from = Date.now();
    const troupe = await startTroupe({ dataDir, args, ...(env !== undefined && { env }) });
    starts.push(Date.now() - from);
    return troupe;
  };
  let troupe = await start();
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(random.next() * 600);
      await troupe.kill();
      progress?.(`kill ${kill} of ${kills}`);
      troupe = await start();
    }
    return await finalBooks(troupe);
  } finally {
    await troupe.stop();
    removeFolder(dataDir);
  }
}

interface ActorSummary {
  readonly address: string;
  readonly kind: string;
  readonly lifecycle: string;
  readonly lastCause: string | null;
  readonly state: Readonly<Record<string, unknown>>;
}

/** Waits until the replay is over and everybody has decided on its last bar, then reads the books. */
async function finalBooks(troupe: TroupeProcess): Promise<Books> {
  const deadline = Date.now() + REPLAY_DEADLINE_MS;
  for (;;) {
    const { actors } = await troupe.get<{ actors: ActorSummary[] }>('/api/v1/actors');
    const faulted = actors.filter(({ lifecycle }) => lifecycle === 'faulted');
    if (faulted.length > 0)
      throw new Error(faulted.map(({ address, lastCause }) => `${address} is faulted: ${lastCause}`).join('; '));
    const feed = actors.find(({ kind }) => kind === 'market-data')!;
    const bars = (feed.state['streams'] as { bars: number }[])[0]!.bars;
    const subscriptions = actors.filter(({ kind }) => kind === 'subscription');
    const done =
      feed.state['state'] === 'complete' &&
      subscriptions.every(({ state }) => state['position'] === bars && state['pendingRequests'] === 0);
    if (done) {
      // The venue's acceptances of the last orders are journaled lazily.
      await sleep(4_200);
      const equity = Object.fromEntries(subscriptions.map(({ address, state }) => [address, String(state['equity'])]));
      const { differences } = await troupe.get<{ differences: Books['differences'] }>('/api/v1/ledger/check');
      return {
        fills: await all<FillRow>(troupe, 'fills'),
        orders: await all<OrderRow>(troupe, 'orders'),
        equity,
        bars,
        differences,
      };
    }
    if (Date.now() > deadline) {
      throw new Error(
        `the replay did not end: ${JSON.stringify(subscriptions.map(({ address, state }) => [address, state['position'], bars]))}`,
      );
    }
    await sleep(50);
  }
}

async function all<Row>(troupe: TroupeProcess, name: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await troupe.get<Record<string, Row[]> & { nextCursor: string | null }>(
      `/api/v1/${name}?limit=500${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    );
    rows.push(...page[name]!);
    cursor = page.nextCursor ?? undefined;
    if (cursor === undefined) return rows;
  }
}

function compare(undisturbed: Books, disturbed: Books): string[] {
  const violations = disturbed.differences.map(
    ({ invariant, subject, expected, found }) => `${invariant}: ${subject}: expected ${expected}, found ${found}`,
  );
  violations.push(
    ...differing(
      'fill',
      undisturbed.fills,
      disturbed.fills,
      ({ fillId }) => fillId,
      (fill) => fill,
    ),
  );
  violations.push(
    ...differing(
      'order',
      undisturbed.orders,
      disturbed.orders,
      ({ clientOrderId }) => clientOrderId,
      ({ updatedAt: _when, ...order }) => order,
    ),
  );
  for (const [actor, equity] of Object.entries(undisturbed.equity)) {
    if (disturbed.equity[actor] !== equity)
      violations.push(`I7: equity of ${actor}: expected ${equity}, found ${disturbed.equity[actor]}`);
  }
  return violations;
}

function differing<Row>(
  noun: string,
  expected: readonly Row[],
  found: readonly Row[],
  idOf: (row: Row) => string,
  facts: (row: Row) => unknown,
): string[] {
  const violations: string[] = [];
  const left = new Map(expected.map((row) => [idOf(row), facts(row)]));
  const seen = new Set<string>();
  for (const row of found) {
    const id = idOf(row);
    if (seen.has(id)) violations.push(`I2: ${noun} ${id} stands twice`);
    seen.add(id);
    const other = left.get(id);
    if (other === undefined) violations.push(`I7: ${noun} ${id} is not in the undisturbed run`);
    else if (!isDeepStrictEqual(other, facts(row)))
      violations.push(`I7: ${noun} ${id}: expected ${JSON.stringify(other)}, found ${JSON.stringify(facts(row))}`);
  }
  for (const id of left.keys())
    if (!seen.has(id)) violations.push(`I7: ${noun} ${id} of the undisturbed run is missing`);
  return violations;
}
