import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { errorMessage, StoreUnavailable } from '../../runtime/errors.ts';
import { CommitBatch, type EncodedUnit } from './commit-batch.ts';
import { faultOf } from './faults.ts';
import type { Log } from '../../runtime/ports/log.ts';

const FIRST_BACKOFF_MS = 10;
const LAST_BACKOFF_MS = 500;
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 15_000;

// The tables are read by key, whatever the planner thinks of their size when it first plans the functions.
const SESSION = [
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_bitmapscan=off',
  'jit=off',
  'plan_cache_mode=force_generic_plan',
  'statement_timeout=10000',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

export interface LaneOptions {
  readonly url: string;
  readonly name: string;
  readonly log: Log;
  /** Called with every change between reached and not reached. */
  readonly onAvailability: (up: boolean) => void;
}

/** Where the database sees the actor of one unit. */
export interface UnitHead {
  /** The shard has the unit's epoch. */
  readonly held: boolean;
  /** … and its lease has not expired. */
  readonly live: boolean;
  readonly incarnation: number | null;
  readonly unit: number | null;
}

export interface LaneConnection {
  /** Writes all units in one transaction; rejects when it could not, or when it is not known whether it did. */
  commit(units: readonly EncodedUnit[]): Promise<void>;
  /** Heads in the order of the units. */
  heads(units: readonly EncodedUnit[]): Promise<readonly UnitHead[]>;
  close(): Promise<void>;
}

/** One connection that comes back by itself; while it is away every call rejects at once with StoreUnavailable. */
export function laneConnection(options: LaneOptions): LaneConnection {
  const { url, name, log, onAvailability } = options;
  let client: pg.Client | undefined;
  let closed = false;
  let up: boolean | undefined;

  const report = (now: boolean, reason: string): void => {
    if (up === now || closed) return;
    if (!now) log.warn({ lane: name, reason }, 'database away; commits wait');
    else log.debug({ lane: name }, 'database reached');
    up = now;
    onAvailability(now);
  };

  const connect = async (): Promise<void> => {
    for (let backoffMs = FIRST_BACKOFF_MS; !closed; backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS)) {
      const next = new pg.Client({
        connectionString: url,
        application_name: `troupe ${name}, pid ${process.pid}`,
        options: SESSION,
        keepAlive: true,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        query_timeout: ANSWER_TIMEOUT_MS,
      });
      let reason = 'connection closed';
      next.on('error', (error) => {
        reason = errorMessage(error);
        drop(next, reason);
      });
      next.once('end', () => drop(next, reason));
      try {
        await next.connect();
        client = next;
        report(true, '');
        return;
      } catch (error) {
        report(false, errorMessage(error));
        next.end().catch(() => undefined);
        await sleep(backoffMs, undefined, { ref: false });
      }
    }
  };

  const drop = (lost: pg.Client, reason: string): void => {
    if (client !== lost) return;
    client = undefined;
    lost.end().catch(() => undefined);
    report(false, reason);
    if (!closed) connecting = connect();
  };

  const ask = async <Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<readonly Row[]> => {
    const current = client;
    if (current === undefined)
      throw Object.assign(new StoreUnavailable('the database is away'), { code: 'ECONNREFUSED' });
    try {
      return (await current.query<Row>(query)).rows;
    } catch (error) {
      if (faultOf(error) === 'away') drop(current, errorMessage(error));
      throw error;
    }
  };

  let connecting = connect();

  return {
    async commit(units) {
      const batch = new CommitBatch();
      for (const unit of units) {
        if (!batch.add(unit))
          throw Object.assign(new Error(`unit ${unit.unit} of ${unit.actor} has lost the one before it`), {
            code: 'TR001',
          });
      }
      await ask({
        name: 'commit',
        text: 'SELECT commit_units($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)',
        values: [...batch.parameters()],
      });
    },
    async heads(units) {
      const named = units.map(({ actor, shard, epoch }, ordinal) => ({ ordinal, actor, shard, epoch }));
      return ask<pg.QueryResultRow & UnitHead>({
        name: 'heads',
        text: 'SELECT * FROM unit_heads($1)',
        values: [JSON.stringify(named)],
      });
    },
    async close() {
      closed = true;
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
      await Promise.race([connecting, sleep(LAST_BACKOFF_MS, undefined, { ref: false })]);
    },
  };
}
