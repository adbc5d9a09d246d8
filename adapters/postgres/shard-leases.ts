// L1. Only the database's clock counts.
// L2. A new epoch needs the row's exclusive lock, so it waits for every fenced write of the old one.
// L3. What expired but was taken by nobody may be renewed under its epoch: nothing else can have been written meanwhile.
// L4. `acquire` leaves alone what this very process holds already; a predecessor of the same name is waited for, others are not.
import type { DataSource } from 'typeorm';
import type { ShardLeases } from '../../runtime/ports/actor-registry.ts';
import { reachable } from './faults.ts';

const LEASE_MS = 3_000;

/** Leases in the table `shards`; one instance remembers the epochs that its owners hold. */
export function postgresShardLeases(source: DataSource, options: { leaseMs?: number } = {}): ShardLeases {
  const lease = `${options.leaseMs ?? LEASE_MS} milliseconds`;
  const held = new Map<string, Map<number, number>>();

  return {
    async acquire(owner) {
      const mine = held.get(owner) ?? new Map<number, number>();
      const rows = await reachable(() =>
        source.query<[LeaseRow[], number]>(ACQUIRE, [owner, lease, [...mine.keys()], [...mine.values()]]),
      );
      const shards = new Map(rows[0].map((row) => [row.id, row.epoch]));
      held.set(owner, new Map([...mine, ...shards]));
      return shards;
    },
    async renew(owner) {
      const mine = held.get(owner);
      if (mine === undefined || mine.size === 0) return [];
      const rows = await reachable(() =>
        source.query<[LeaseRow[], number]>(RENEW, [owner, lease, [...mine.keys()], [...mine.values()]]),
      );
      const renewed = new Set(rows[0].map((row) => row.id));
      const lost = [...mine.keys()].filter((id) => !renewed.has(id));
      for (const id of lost) mine.delete(id);
      return lost;
    },
    async release(owner) {
      const mine = held.get(owner) ?? new Map<number, number>();
      await reachable(() => source.query(RELEASE, [owner, [...mine.keys()], [...mine.values()]]));
      held.delete(owner);
    },
  };
}

interface LeaseRow {
  readonly id: number;
  readonly epoch: number;
}

const ACQUIRE = `
  UPDATE shards s SET owner = $1, epoch = s.epoch + 1, expires = clock_timestamp() + $2::interval
    FROM (SELECT id FROM (SELECT id FROM shards
                           WHERE owner = $1 AND (id, epoch) NOT IN (SELECT * FROM unnest($3::integer[], $4::bigint[]))
                           ORDER BY id FOR UPDATE) former
          UNION ALL
          SELECT id FROM (SELECT id FROM shards
                           WHERE owner IS DISTINCT FROM $1 AND (owner IS NULL OR expires <= clock_timestamp())
                           ORDER BY id FOR UPDATE SKIP LOCKED) free) taken
   WHERE s.id = taken.id
  RETURNING s.id, s.epoch::float8 AS epoch`;

const RENEW = `
  UPDATE shards s SET expires = clock_timestamp() + $2::interval
    FROM unnest($3::integer[], $4::bigint[]) mine(id, epoch)
   WHERE s.id = mine.id AND s.epoch = mine.epoch AND s.owner = $1
  RETURNING s.id, s.epoch::float8 AS epoch`;

const RELEASE = `
  UPDATE shards s SET owner = NULL, expires = '-infinity'
    FROM unnest($2::integer[], $3::bigint[]) mine(id, epoch)
   WHERE s.id = mine.id AND s.epoch = mine.epoch AND s.owner = $1`;
