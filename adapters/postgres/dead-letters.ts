// L1. A letter is set down by the present owner and incarnation alone, in one statement that holds off those to come.
// L2. What many actors that start together go on without is one query.
import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import type { ActorAddress } from '../../runtime/address.ts';
import { StaleEpoch } from '../../runtime/errors.ts';
import type { DeadLetters, SetAside } from '../../runtime/ports/dead-letters.ts';
import { reachable } from './faults.ts';

const ACTORS_AT_ONCE = 1_024;

/** Dead letters in the table `dead_letters`. */
export function postgresDeadLetters(source: DataSource): DeadLetters {
  const loader = new DataLoader<ActorAddress, SetAside | null>((actors) => readAside(source, actors), {
    ...{ cache: false, maxBatchSize: ACTORS_AT_ONCE },
    batchScheduleFn: setImmediate, // L2
  });
  return {
    async put({ actor, shard, epoch, incarnation, entry, error, crashes, mayMiss }) {
      const letter = JSON.stringify({ ...entry, error: error.slice(0, 4_000), crashes, mayMiss });
      const asked = [shard, epoch, actor, incarnation, letter];
      const [row] = await reachable(() => source.query<{ aside: boolean | null }[]>(PUT, asked));
      if (typeof row?.aside !== 'boolean') throw new StaleEpoch(shard, epoch); // L1
      return row.aside;
    },
    async setAside(actors) {
      const found = await Promise.all(actors.map(async (actor) => [actor, await loader.load(actor)] as const));
      return new Map(found.flatMap(([actor, aside]) => (aside === null ? [] : [[actor, aside]])));
    },
  };
}

async function readAside(source: DataSource, actors: readonly ActorAddress[]): Promise<readonly (SetAside | null)[]> {
  const rows = await reachable(() =>
    source.query<{ actor: string; stream: string; seqs: number[] }[]>(ASIDE, [[...actors]]),
  );
  const byActor = new Map<ActorAddress, Map<string, ReadonlySet<number>>>();
  for (const { actor, stream, seqs } of rows) {
    const streams = byActor.get(actor) ?? new Map<string, ReadonlySet<number>>();
    byActor.set(actor, streams.set(stream, new Set(seqs)));
  }
  return actors.map((actor) => byActor.get(actor) ?? null);
}

const PUT = 'SELECT put_dead_letter($1, $2, $3, $4, $5) AS aside';

/** Also those that somebody has discarded: that they are not looked at any more brings no entry back. */
const ASIDE = `
  SELECT actor, stream, array_agg(seq::float8) AS seqs FROM dead_letters WHERE is_aside AND actor = ANY ($1) GROUP BY actor, stream`;
