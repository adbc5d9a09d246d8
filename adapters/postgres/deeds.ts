// D1. A change and its row of the audit are one transaction.
// D2. Who changes who may sign in as an admin holds one lock: what it then counts nobody else changes.
import type { DataSource } from 'typeorm';
import type { Deed } from '../../actors/ports/people-store.ts';
import { reachable } from './faults.ts';

/** The people's tables inside a transaction, or outside one. */
export interface PeopleTables {
  /** Rows of a SELECT or INSERT … RETURNING. */
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Rows of an UPDATE or DELETE … RETURNING. */
  changed<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Writes the audit of what is done. */
  audit(deed: Deed, before?: object | null, after?: object): Promise<void>;
  /** Waits until nobody else changes who the admins are; until the end of the transaction (D2). */
  lockAdmins(): Promise<void>;
}

interface Runs {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

const ADMINS_LOCK = 7_476_913;

/** Runs `work` in one transaction, undone when it throws. Rejects with STORE_UNAVAILABLE. */
export const asOne = <T>(source: DataSource, work: (tables: PeopleTables) => Promise<T>): Promise<T> =>
  reachable(() => source.transaction((manager) => work(tablesOf(manager))));

export const tablesOf = (runs: Runs): PeopleTables => {
  const rows = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> =>
    (await runs.query(sql, [...parameters])) as readonly Row[];
  return {
    rows,
    // TypeORM answers [rows, count] for these.
    changed: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
      ((await runs.query(sql, [...parameters])) as [readonly Row[], number])[0],
    async audit({ by, command, address, outcome = 'done', asked }, before, after) {
      const shown = asked === undefined ? after : after === undefined ? asked : { ...after, asked };
      await rows(WRITE_AUDIT, [outcome, by, command, address, json(before), json(shown)]);
    },
    async lockAdmins() {
      await rows('SELECT pg_advisory_xact_lock($1)', [ADMINS_LOCK]);
    },
  };
};

const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));

const WRITE_AUDIT = `
INSERT INTO audit (command_id, outcome, who, what, address, before, after)
VALUES (gen_random_uuid()::text, $1, $2, $3, $4, $5::json, $6::json)`;
