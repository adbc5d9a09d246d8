// Every page of the dashboard and every list of its API, by an admin and by a user with three accounts, one at a time, on a tenth of
// 100,000 actors, 10 million fills and 50 million bars: real PostgreSQL, real services, real routes (bench/lists/serving.ts).
// No actor runs: what 13,600 of them would say stands in `bench/lists/cast.ts`, as long as what real ones say, and is answered at once.
// Nothing that a page has read is of use to the next request: an actor has changed and ten minutes have passed before each of them.
// pages: how many ways to ask; slowestMs: the largest median of them; p99Ms: over all requests; largestBytes: of an answer.
// slowdown: the median over pages of how many times as long as on an almost empty database, which is measured in the same run;
// slowestEmptyMs: the slowest median there. slowestOfAllMs: of the pages, with ten times the actors on the same records.
import pg from 'pg';
import { openDataSource } from '../adapters/postgres/data-source.ts';
import { A_TENTH, type BigSize } from '../tests/support/big-database.ts';
import { startPostgres } from '../tests/support/postgres-server.ts';
import { type CastSize, castOf, viewsOf } from './lists/cast.ts';
import { fill } from './lists/filling.ts';
import { serve } from './lists/serving.ts';
import { medianOf, type Timed, visitAll } from './lists/visiting.ts';
import { quantile, rounded } from './support.ts';

const EMPTY: BigSize = { actors: 20, fills: 200, bars: 5_000, others: 1_000 };
const TENFOLD = 10;
const LANES = 10;
const PROVIDERS = 100;

export async function run({ small }: { readonly small: boolean }): Promise<Record<string, number>> {
  const many: BigSize = small ? { actors: 400, fills: 2_000, bars: 10_000, others: 2_000 } : A_TENTH;
  const server = await startPostgres({ shared_buffers: '256MB', maintenance_work_mem: '256MB' });
  try {
    const few = await timesOn(server.url, 'few', EMPTY, { actors: EMPTY.actors, providers: 2, lanes: 1 });
    const cast = { actors: many.actors, providers: PROVIDERS, lanes: LANES };
    const tenth = await timesOn(server.url, 'tenth', many, cast);
    const all = await timesOn(server.url, 'all', undefined, { ...cast, actors: many.actors * TENFOLD });
    return figures(few, tenth, all);
  } finally {
    await server.destroy();
  }
}

/** Times all pages with a cast of this size; the database is filled first, unless it is the one before. */
async function timesOn(
  serverUrl: string,
  name: string,
  size: BigSize | undefined,
  castSize: CastSize,
): Promise<readonly Timed[]> {
  const url = await databaseOf(serverUrl, size === undefined ? 'tenth' : name, size === undefined);
  const source = await openDataSource({ url, answerMs: 600_000 });
  try {
    const from = performance.now();
    const cast = castOf(castSize);
    if (size !== undefined) await fill(source, size, cast);
    const views = viewsOf(cast, castSize, Date.now());
    say(`${name}: ${views.length} actors, ${rounded((performance.now() - from) / 1_000, 1)} s to fill`);
    const serving = await serve(source, views);
    try {
      return await visitAll(serving, { tell: (one) => say(`${name} ${lineOf(one)}`) });
    } finally {
      await serving.close();
    }
  } finally {
    await source.destroy();
  }
}

async function databaseOf(serverUrl: string, name: string, isThere: boolean): Promise<string> {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  if (isThere) return url.href;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`).finally(() => admin.end());
  return url.href;
}

const slowestOf = (timed: readonly Timed[]): number => rounded(Math.max(...timed.map(medianOf)));
const keyOf = ({ who, path }: Timed): string => `${who} ${path}`;

function figures(few: readonly Timed[], tenth: readonly Timed[], all: readonly Timed[]): Record<string, number> {
  const before = new Map(few.map((one) => [keyOf(one), medianOf(one)]));
  const ratios = tenth.flatMap((one) => {
    const base = before.get(keyOf(one));
    return base === undefined ? [] : [medianOf(one) / base];
  });
  const bytes = (timed: readonly Timed[]): number => Math.max(...timed.map((one) => one.bytes));
  const p99 = (timed: readonly Timed[]): number =>
    rounded(
      quantile(
        timed.flatMap(({ times }) => times),
        0.99,
      ),
    );
  return {
    ...{ pages: tenth.length, slowestMs: slowestOf(tenth), p99Ms: p99(tenth), largestBytes: bytes(tenth) },
    ...{ slowdown: rounded(quantile(ratios, 0.5)), slowestEmptyMs: slowestOf(few), p99EmptyMs: p99(few) },
    ...{ slowestOfAllMs: slowestOf(all), p99OfAllMs: p99(all), largestOfAllBytes: bytes(all) },
  };
}

const lineOf = (one: Timed): string => {
  const [median, most] = [medianOf(one), Math.max(...one.times)].map((ms) => ms.toFixed(1).padStart(7));
  return `${median} ms, most ${most}, ${String(one.bytes).padStart(9)} bytes ${one.status} ${one.who} ${one.path}`;
};

const say = (text: string): void => void process.stderr.write(`${text}\n`);
