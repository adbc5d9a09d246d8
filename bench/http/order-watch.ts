// How long an order takes, as the database's own clock tells: from the bar that it was decided on being written to its own being written.
// O1. A column with a default stamps each row as it is inserted; nodes know nothing of it, and it costs them the same in every part.
import type { DataSource } from 'typeorm';

/** Begins to stamp bars and orders (O1). */
export async function stampOrders(source: DataSource): Promise<void> {
  for (const table of ['bars', 'orders'])
    await source.query(`ALTER TABLE ${table} ADD COLUMN bench_at timestamptz DEFAULT clock_timestamp()`);
}

/** Milliseconds of each order whose bar came between two moments, epoch milliseconds UTC. */
export async function orderTimes(source: DataSource, from: number, to: number): Promise<readonly number[]> {
  const rows = await source.query<{ ms: number }[]>(TIMES, [new Date(from), new Date(to)]);
  return rows.map(({ ms }) => ms);
}

const TIMES = `
SELECT (extract(epoch FROM o.bench_at - b.bench_at) * 1000)::float8 AS ms
  FROM orders o JOIN bars b ON b.stream = o.lane AND b.close_time = o.decided_at
 WHERE b.bench_at BETWEEN $1 AND $2`;
