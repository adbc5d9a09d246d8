// All that a troupe has made durable, as texts that can be held against each other.
// B1. Left out is what tells of the way, not of the result: surrogate ids, epochs, numbers in the journal (a doubt about an order is
//     an event), the moment of the last change, and why an order was in doubt on its way to an end that needs no reason.
// B2. What wards did depends on when they were restricted, what followers did on when they heard of it: both are left out where runs
//     are compared.
import type { Pool } from 'pg';
import { isCopiers } from './copiers.ts';
import { isWards } from './wards.ts';

/** Rows by table and key. */
export type Books = Readonly<Record<keyof typeof TABLES, ReadonlyMap<string, string>>>;

const WAY = `'id', 'epoch', 'journal_seq'`;

const TABLES = {
  orders: `SELECT client_order_id AS key, (to_jsonb(o) - ARRAY[${WAY}, 'updated_at', 'reason']
             || CASE WHEN state IN ('DENIED', 'REJECTED', 'CANCELED') THEN jsonb_build_object('reason', reason) ELSE '{}' END)::text AS row FROM orders o`,
  fills: `SELECT fill_id AS key, (to_jsonb(f) - ARRAY[${WAY}])::text AS row FROM fills f`,
  ledger: `SELECT transaction_id || '/' || entry AS key, (to_jsonb(l) - ARRAY[${WAY}])::text AS row FROM ledger_entries l`,
  equity: `SELECT actor || ' ' || time AS key, (to_jsonb(e) - ARRAY[${WAY}])::text AS row FROM equity e`,
  signals: `SELECT stream || '#' || seq AS key, (to_jsonb(s) - ARRAY[${WAY}])::text AS row FROM stream_entries s WHERE stream LIKE 'signals.%'`,
  bars: `SELECT stream || '#' || seq AS key, (to_jsonb(b) - ARRAY[${WAY}])::text AS row FROM bars b`,
} as const;

export interface Reading {
  readonly books: Books;
  /** Keys that stand more than once. */
  readonly doubled: readonly string[];
}

export async function readBooks(pool: Pool): Promise<Reading> {
  const doubled: string[] = [];
  const books: Partial<Record<keyof typeof TABLES, ReadonlyMap<string, string>>> = {};
  for (const [table, sql] of Object.entries(TABLES) as [keyof typeof TABLES, string][]) {
    const { rows } = await pool.query<{ key: string; row: string }>(sql);
    const map = new Map<string, string>();
    for (const { key, row } of rows) {
      if (map.has(key)) doubled.push(`${table} ${key}`);
      map.set(key, row);
    }
    books[table] = map;
  }
  return { books: books as Books, doubled };
}

/** B2. */
export const comparable = (books: Books): Books => ({
  ...books,
  ...Object.fromEntries(
    (['orders', 'fills', 'ledger', 'equity'] as const).map((table) => [
      table,
      new Map([...books[table]].filter(([, row]) => !isLeftOut((JSON.parse(row) as { actor: string }).actor))),
    ]),
  ),
});

const isLeftOut = (actor: string): boolean => isWards(actor) || isCopiers(actor);

export interface Comparison {
  /** In the undisturbed run alone. */
  readonly missing: readonly string[];
  /** In the disturbed run alone. */
  readonly surplus: readonly string[];
  readonly different: readonly string[];
}

export function compareBooks(undisturbed: Books, disturbed: Books): Comparison {
  const missing: string[] = [];
  const surplus: string[] = [];
  const different: string[] = [];
  for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[]) {
    const [expected, found] = [undisturbed[table], disturbed[table]];
    for (const [key, row] of expected) {
      const other = found.get(key);
      if (other === undefined) missing.push(`${table} ${key}`);
      else if (other !== row) different.push(`${table} ${key}: expected ${row}, found ${other}`);
    }
    for (const key of found.keys()) if (!expected.has(key)) surplus.push(`${table} ${key}`);
  }
  return { missing, surplus, different };
}
