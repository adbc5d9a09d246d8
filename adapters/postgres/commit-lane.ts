// G1. One flush is one call is one transaction; what arrives meanwhile waits for the next one. A lane that gathers begins
//     when the event loop has had its other work done, so that what arrives in one go of it is one flush.
// G2. A lane has one connection and one flush in flight, and units that an actor sends at once go by the same lane, so they keep their order.
// G3. While the database is away units wait. A flush whose answer was lost is sent again as it was: what had been
//     written is recognised by its unit number.
// G4. A unit that the database refuses fails alone; its neighbours in the batch are committed.
import { setTimeout as sleep } from 'node:timers/promises';
import { ActorError, errorMessage, StaleEpoch, StaleIncarnation, StoreUnavailable } from '../../runtime/errors.ts';
import { CommitBatch, type EncodedUnit } from './commit-batch.ts';
import { codeOf, faultOf } from './faults.ts';
import { laneConnection, type LaneOptions, type UnitHead } from './lane-connection.ts';

const MAX_UNITS = 1_024;
const MAX_BYTES = 4 * 1024 * 1024;
const FIRST_BACKOFF_MS = 10;
const LAST_BACKOFF_MS = 500;
const LEASE_RETRY_MS = 50;

export interface CommitLaneOptions extends LaneOptions {
  /** Waits for what else comes in the same moment (G1). */
  readonly gathers: boolean;
}

export interface CommitLane {
  /** Resolves when the unit is durable; rejects as ActorStore.commit does. */
  commit(unit: EncodedUnit): Promise<void>;
  /** Lets what is queued become durable, then closes the connection; while the database is away it rejects what is queued. */
  close(): Promise<void>;
}

interface Pending {
  readonly unit: EncodedUnit;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Commits units over one connection, everything that is waiting in one call. */
export function commitLane(options: CommitLaneOptions): CommitLane {
  const { log, gathers } = options;
  const connection = laneConnection(options);
  let queue: Pending[] = [];
  let flushing: Promise<void> | undefined;
  let closing = false;

  const flushAll = async (): Promise<void> => {
    while (queue.length > 0) {
      await settle(takeBatch());
    }
    // In the same step as the look at the queue: a unit that comes later starts a flush of its own.
    flushing = undefined;
  };

  const takeBatch = (): Pending[] => {
    const batch = new CommitBatch();
    let count = 0;
    for (const pending of queue) {
      if (count >= MAX_UNITS || batch.bytes >= MAX_BYTES || !batch.add(pending.unit)) break;
      count += 1;
    }
    const taken = queue.slice(0, count);
    queue = queue.slice(count);
    return taken;
  };

  /** Commits these units, all of them or, when one is at fault, the rest without it. */
  const settle = async (units: readonly Pending[]): Promise<void> => {
    let waiting = units;
    for (let attempt = 0, backoffMs = FIRST_BACKOFF_MS; waiting.length > 0; attempt += 1) {
      try {
        await connection.commit(waiting.map((pending) => pending.unit));
        for (const pending of waiting) pending.resolve();
        return;
      } catch (error) {
        const fault = faultOf(error);
        if (fault === 'away') {
          if (closing)
            return refuseAll(
              waiting,
              new StoreUnavailable(`closed while the database was away: ${errorMessage(error)}`),
            );
          await sleep(backoffMs);
          backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
        } else if (fault === 'head-mismatch') {
          const verdict = await judged(waiting);
          if (verdict.remaining.length === waiting.length) {
            if (verdict.leaseExpired) {
              if (closing) return refuseAll(waiting, new StoreUnavailable('closed while the lease had expired'));
              await sleep(LEASE_RETRY_MS);
            } else if (attempt > 0) return isolate(waiting, error);
          }
          waiting = verdict.remaining;
        } else if (fault === 'refused') {
          return isolate(waiting, error);
        }
      }
    }
  };

  /** Halves the batch until the unit at fault stands alone. */
  const isolate = async (units: readonly Pending[], error: unknown): Promise<void> => {
    const [first] = units;
    if (units.length === 1 && first !== undefined) {
      log.error(
        { actor: first.unit.actor, unit: first.unit.unit, code: codeOf(error), reason: errorMessage(error) },
        'unit refused',
      );
      first.reject(refusal(first.unit, error));
      return;
    }
    const middle = Math.ceil(units.length / 2);
    await settle(units.slice(0, middle));
    await settle(units.slice(middle));
  };

  /** Settles the units that are durable already or can never be; returns the others. */
  const judged = async (
    units: readonly Pending[],
  ): Promise<{ remaining: readonly Pending[]; leaseExpired: boolean }> => {
    const heads = await connection.heads(units.map((pending) => pending.unit)).catch(() => undefined);
    if (heads === undefined) return { remaining: units, leaseExpired: false };
    let leaseExpired = false;
    const next = new Map<string, number>();
    const remaining = units.filter(({ unit, resolve, reject }, index) => {
      const head = heads[index];
      if (head === undefined) return true;
      if (head.incarnation === unit.incarnation && head.unit !== null && unit.unit <= head.unit) {
        resolve();
        return false;
      }
      const fault = judge(unit, head, next);
      if (fault !== undefined) {
        reject(fault);
        return false;
      }
      leaseExpired ||= !head.live;
      return true;
    });
    return { remaining, leaseExpired };
  };

  return {
    commit: (unit) =>
      new Promise((resolve, reject) => {
        if (closing) return reject(new StoreUnavailable('the store is closed'));
        queue.push({ unit, resolve, reject });
        flushing ??= (gathers ? new Promise<void>((done) => setImmediate(done)) : Promise.resolve()).then(flushAll);
      }),
    async close() {
      closing = true;
      await flushing;
      await connection.close();
    },
  };
}

const refuseAll = (units: readonly Pending[], error: Error): void => units.forEach((pending) => pending.reject(error));

/** Why the unit can never be written, or undefined when it may be tried (again). */
function judge(unit: EncodedUnit, head: UnitHead, next: Map<string, number>): Error | undefined {
  if (!head.held) return new StaleEpoch(unit.shard, unit.epoch);
  if (head.incarnation !== unit.incarnation || head.unit === null)
    return new StaleIncarnation(unit.actor, unit.incarnation);
  const due = next.get(unit.actor) ?? head.unit + 1;
  if (unit.unit !== due) {
    return new ActorError(
      'COMMIT_REFUSED',
      `${unit.actor}: unit ${unit.unit} where ${due} is due, because one before it was refused or never sent`,
      {
        actor: unit.actor,
        unit: unit.unit,
      },
    );
  }
  next.set(unit.actor, due + 1);
  return undefined;
}

const refusal = (unit: EncodedUnit, error: unknown): ActorError =>
  new ActorError(
    'COMMIT_REFUSED',
    `${unit.actor}: unit ${unit.unit} contradicts what is stored: ${errorMessage(error)}`,
    { actor: unit.actor, unit: unit.unit, code: codeOf(error) },
    { cause: error },
  );
