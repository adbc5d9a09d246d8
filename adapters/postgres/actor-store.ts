import type { DataSource } from 'typeorm';
import { ActorError, errorMessage, StaleEpoch } from '../../runtime/errors.ts';
import type { ActorAddress } from '../../runtime/address.ts';
import type { ActorStore, JournalEvent, Recovered, Snapshot } from '../../runtime/ports/actor-store.ts';
import { encodeUnit, type EncodedUnit } from './commit-batch.ts';
import { type CommitLane, commitLane } from './commit-lane.ts';
import { codeOf, reachable } from './faults.ts';
import type { Log } from '../../runtime/ports/log.ts';
import { streamReads } from './stream-reads.ts';

const DEFAULT_LANES = 2;

export interface PostgresActorStore extends ActorStore {
  /** Called now with the present state, then with every change: false while the database is away. Returns how to stop listening. */
  onAvailability(listener: (up: boolean) => void): () => void;
  /** Lets queued units become durable, then closes; while the database is away they are rejected with StoreUnavailable. */
  close(): Promise<void>;
}

/**
 * ActorStore with group commit: `commit` waits while the database is away and is refused with COMMIT_REFUSED when the
 * unit contradicts what is stored; reads reject with StoreUnavailable.
 */
export function postgresActorStore(options: {
  url: string;
  source: DataSource;
  log: Log;
  lanes?: number;
}): PostgresActorStore {
  const { source } = options;
  const listeners = new Set<(up: boolean) => void>();
  /** Lanes that have lost the database; one that is still connecting has not: `source` has just reached it. */
  const cutOff = new Set<string>();
  const open = (name: string, gathers: boolean): CommitLane => {
    const onAvailability = (up: boolean): void => {
      const before = cutOff.size === 0;
      if (up) cutOff.delete(name);
      else cutOff.add(name);
      if ((cutOff.size === 0) !== before) for (const listener of listeners) listener(!before);
    };
    return commitLane({ url: options.url, name, gathers, log: options.log, onAvailability });
  };
  const lanes = Array.from({ length: options.lanes ?? DEFAULT_LANES }, (_, index) =>
    open(`commit lane ${index}`, true),
  );
  // An urgent unit is sent when those before it are durable, so it may go by a lane of its own.
  const express = open('express lane', false);

  return {
    async commit(unit) {
      const lane = unit.urgent === true ? express : lanes[unit.shard % lanes.length];
      if (lane === undefined) throw new ActorError('COMMIT_REFUSED', `${unit.actor}: ${unit.shard} is not a shard`);
      return lane.commit(encoded(unit));
    },
    async recover(actors) {
      if (actors.length === 0) return new Map();
      const incarnations = await openIncarnations(source, actors);
      return loadRecovered(source, incarnations);
    },
    read: streamReads(source),
    onAvailability(listener) {
      listeners.add(listener);
      listener(cutOff.size === 0);
      return () => listeners.delete(listener);
    },
    async close() {
      await Promise.all([...lanes, express].map((lane) => lane.close()));
    },
  };
}

/** Last durable entries of streams, by name. Rejects with StoreUnavailable. */
export const streamHeads =
  (source: DataSource) =>
  async (streams: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const rows = await reachable(() =>
      source.query<{ stream: string; head: number }[]>(
        'SELECT stream, head::float8 AS head FROM streams WHERE stream = ANY ($1)',
        [streams],
      ),
    );
    return new Map(rows.map(({ stream, head }) => [stream, head]));
  };

function encoded(unit: Parameters<typeof encodeUnit>[0]): EncodedUnit {
  try {
    return encodeUnit(unit);
  } catch (error) {
    throw new ActorError(
      'COMMIT_REFUSED',
      `unit ${unit.unit} of ${errorMessage(error)}`,
      { actor: unit.actor, unit: unit.unit },
      { cause: error },
    );
  }
}

async function openIncarnations(
  source: DataSource,
  actors: readonly { address: ActorAddress; shard: number; epoch: number }[],
): Promise<ReadonlyMap<ActorAddress, number>> {
  const fences = [...new Map(actors.map(({ shard, epoch }) => [`${shard} ${epoch}`, { shard, epoch }])).values()];
  const parameters = [
    fences.map((f) => f.shard),
    fences.map((f) => f.epoch),
    actors.map((a) => a.address),
    actors.map((a) => a.shard),
  ];
  for (;;) {
    try {
      const rows = await reachable(() =>
        source.query<{ actor: string; incarnation: number }[]>(
          'SELECT * FROM open_incarnations($1, $2, $3, $4)',
          parameters,
        ),
      );
      return new Map(rows.map((row) => [row.actor, row.incarnation]));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'TR001') throw staleEpochOf(error);
      if (code !== '40P01') throw error;
    }
  }
}

function staleEpochOf(error: unknown): StaleEpoch {
  const detail =
    typeof error === 'object' && error !== null && 'detail' in error && typeof error.detail === 'string'
      ? error.detail
      : '{}';
  const { shard, epoch } = JSON.parse(detail) as { shard: number; epoch: number };
  return new StaleEpoch(shard, epoch);
}

/** Loads what the actors left; nobody writes to them meanwhile, because their older incarnations are shut out. */
async function loadRecovered(
  source: DataSource,
  incarnations: ReadonlyMap<ActorAddress, number>,
): Promise<Map<ActorAddress, Recovered>> {
  const addresses = [[...incarnations.keys()]];
  const [snapshots, events, heads] = await reachable(() =>
    Promise.all([
      source.query<(Snapshot & { actor: string })[]>(SNAPSHOTS, addresses),
      source.query<(JournalEvent & { actor: string })[]>(JOURNAL_TAILS, addresses),
      source.query<{ owner: string; stream: string; head: number }[]>(STREAM_HEADS, addresses),
    ]),
  );
  const snapshotOf = new Map(snapshots.map(({ actor, ...snapshot }) => [actor, snapshot]));
  const eventsOf = new Map<string, JournalEvent[]>();
  for (const { actor, ...event } of events) {
    const list = eventsOf.get(actor);
    if (list === undefined) eventsOf.set(actor, [event]);
    else list.push(event);
  }
  const headsOf = new Map<string, Record<string, number>>();
  for (const { owner, stream, head } of heads) headsOf.set(owner, { ...headsOf.get(owner), [stream]: head });
  return new Map(
    [...incarnations].map(([actor, incarnation]) => {
      const snapshot = snapshotOf.get(actor);
      return [
        actor,
        {
          incarnation,
          ...(snapshot && { snapshot }),
          events: eventsOf.get(actor) ?? [],
          heads: headsOf.get(actor) ?? {},
        },
      ];
    }),
  );
}

const SNAPSHOTS = `SELECT actor, state, journal_seq::float8 AS "journalSeq", heads FROM snapshots WHERE actor = ANY ($1)`;

const JOURNAL_TAILS = `
  SELECT j.actor, j.seq::float8 AS seq, j.type, j.payload, to_epoch_ms(j.time) AS time, j.correlation_id AS "correlationId"
    FROM unnest($1::text[]) a(actor)
    LEFT JOIN snapshots s ON s.actor = a.actor
    JOIN journal j ON j.actor = a.actor AND j.seq > coalesce(s.journal_seq, 0)
   ORDER BY j.actor, j.seq`;

const STREAM_HEADS = `SELECT owner, stream, head::float8 AS head FROM streams WHERE owner = ANY ($1)`;
