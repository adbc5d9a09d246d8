// The same company on the same bars, left alone: one process, full speed, a database and a venue of its own.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startServerProcess } from '../../adapters/processes/server-process.ts';
import { readBooks, type Books } from './books.ts';
import { castOf } from './cast.ts';
import { settlement } from './settlement.ts';
import { database, type World } from './world.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const UP = /Troupe is up: (http:\S+)/;
const DEADLINE_MS = 300_000;

/** Runs it to its end; rejects when even that does not come to one. */
export async function undisturbedBooks(world: World): Promise<Books> {
  const { plan, lanes, postgres, folder } = world;
  const { actors } = castOf(lanes, plan.workers, 0);
  const url = await database(postgres, 'undisturbed', actors);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const venue = await world.anotherVenue('undisturbed');
  const dataDir = join(folder, 'undisturbed');
  const printed: string[] = [];
  const troupe = await startServerProcess({
    name: 'the undisturbed run',
    command: process.execPath,
    args: ['moleculer.config.ts'],
    cwd: ROOT,
    env: { DATABASE_URL: url, TROUPE_VENUE_URL: venue.url, TROUPE_DATA_DIR: dataDir, LOG_LEVEL: 'warn', PORT: '0' },
    ready: UP,
    onLine: (line) => printed.push(line),
  });
  const address = UP.exec(troupe.readyLine)![1]!;
  try {
    const stuck = await settlement({
      ...{ url: () => address, dataDir, pool, bars: plan.bars, deadlineMs: DEADLINE_MS },
      actors: addressesOf(actors).length,
    });
    if (stuck.length > 0)
      throw new Error(`the undisturbed run did not end: ${stuck.join('; ')}\n${printed.join('\n')}`);
    return (await readBooks(pool)).books;
  } finally {
    await troupe.stop();
    await pool.end();
    await venue.stop();
  }
}

/** Actors that people can look at; supervisors are rows of the registry too. */
export const addressesOf = (actors: readonly { readonly address: string; readonly kind: string }[]): string[] =>
  actors.flatMap(({ address, kind }) => (kind === 'account' || kind === 'desk' ? [] : [address]));
