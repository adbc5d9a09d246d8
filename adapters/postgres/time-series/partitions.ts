// Time series on plain PostgreSQL: range partitions.
// P1. A row always finds its place: what no period's partition takes goes to `<table>_default`, so no commit fails for want
//     of a partition, and none makes one.
// P2. All time before the table was cut is one partition, `<table>_history`: replays of old years go there, and a read
//     by number does not visit a partition for each of their months.
// P3. A partition is made only where none lies, and what the default one holds for it moves over in the same transaction.
// P4. Only a period's partition is dropped, and only when all of it is older than the retention.
import { overlap, type Period, periodsFrom, type Span } from './periods.ts';
import { PARTS, type Query, type Series } from './series.ts';

const PERIODS_AHEAD = 2;
const DAY_MS = 86_400_000;

/** Cuts a table that has its rows already; its definition, its rows and their order by any key stay as they are. */
export async function partitionTable(query: Query, series: Series, now: number): Promise<void> {
  const { table, column, key } = series;
  const history = `${PARTS}.${table}_history`;
  await query(`ALTER TABLE ${table} SET SCHEMA ${PARTS}`);
  await query(`ALTER TABLE ${PARTS}.${table} RENAME TO ${table}_history`);
  await query(
    `CREATE TABLE ${table} (LIKE ${history} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (${column})`,
  );
  await query(`ALTER TABLE ${table} ADD ${key}`);
  await createPart(query, series, `${table}_default`);
  await query(`ALTER TABLE ${table} ATTACH PARTITION ${PARTS}.${table}_default DEFAULT`);
  const made = await makePartitions(query, series, now);
  const cut = literal(Math.min(...made.map(({ from }) => from)));
  await query(
    `WITH later AS (DELETE FROM ${history} WHERE ${column} >= ${cut} RETURNING *) INSERT INTO ${table} SELECT * FROM later`,
  );
  await query(`ALTER TABLE ${table} ATTACH PARTITION ${history} FOR VALUES FROM (MINVALUE) TO (${cut})`);
}

/** Makes the partitions that are missing for the period of `now` and those after it. */
export async function makePartitions(query: Query, series: Series, now: number): Promise<readonly Partition[]> {
  const { table, column } = series;
  const present = await partitionsOf(query, series);
  const missing = periodsFrom(now, series.every, PERIODS_AHEAD).filter(
    (period) => !present.some((partition) => overlap(partition, period)), // P3
  );
  if (missing.length === 0) return [];
  // Taken first, because attaching takes it anyway: commits that need the default partition wait, all others go on.
  await query(`LOCK TABLE ${PARTS}.${table}_default IN ACCESS EXCLUSIVE MODE`);
  const made = missing.map((period) => ({ ...period, name: partName(series, period) }));
  for (const { name, from, to } of made) {
    await createPart(query, series, name);
    await query(
      `WITH early AS (DELETE FROM ${PARTS}.${table}_default WHERE ${column} >= ${literal(from)} AND ${column} < ${literal(to)} RETURNING *)
       INSERT INTO ${PARTS}.${name} SELECT * FROM early`,
    );
    await query(
      `ALTER TABLE ${table} ATTACH PARTITION ${PARTS}.${name} FOR VALUES FROM (${literal(from)}) TO (${literal(to)})`,
    );
  }
  return made;
}

/** Drops what is older than the retention of the series; nothing without one. */
export async function dropPartitions(query: Query, series: Series, now: number): Promise<readonly Partition[]> {
  const { keepDays } = series;
  if (keepDays === undefined) return [];
  const present = await partitionsOf(query, series);
  const old = present.filter(({ from, to }) => Number.isFinite(from) && to <= now - keepDays * DAY_MS); // P4
  for (const { name } of old) await query(`DROP TABLE ${PARTS}.${name}`);
  return old;
}

export interface Partition extends Span {
  readonly name: string;
}

async function partitionsOf(query: Query, { table }: Series): Promise<readonly Partition[]> {
  const rows = await query<{ name: string; from: number | null; to: number | null }>(PARTITIONS, [table]);
  return rows.map(({ name, from, to }) => ({ name, from: from ?? -Infinity, to: to ?? Infinity }));
}

async function createPart(query: Query, { table, partKey }: Series, name: string): Promise<void> {
  await query(`CREATE TABLE ${PARTS}.${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  if (partKey !== undefined) await query(`ALTER TABLE ${PARTS}.${name} ADD ${partKey}`);
}

const partName = ({ table }: Series, { name }: Period): string => `${table}_${name}`;

const literal = (time: number): string => `'${new Date(time).toISOString()}'`;

const bound = (word: 'FROM' | 'TO'): string =>
  `to_epoch_ms((regexp_match(said, '${word} \\(''([^'']+)''\\)'))[1]::timestamptz)`;

const PARTITIONS = `
  SELECT relname AS name, ${bound('FROM')} AS "from", ${bound('TO')} AS "to"
    FROM (SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS said
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass) partitions
   WHERE said <> 'DEFAULT' ORDER BY relname`;
