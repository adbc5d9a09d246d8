// Time series on TimescaleDB (2.18 and later: columnstore policies), in the order in which the statements must run.
// T1. A unique key of a hypertable contains its time: (stream, seq) becomes (stream, seq, open_time). What keeps a number
//     from being given twice is the stream's head (commit_units), as on plain PostgreSQL.
// T2. Keys are covered by segmentby and orderby, so that a chunk in the columnstore still finds a duplicate without
//     unpacking more than one batch.
// T3. Rollups are made of minutes, each of the next finer one; buckets begin at multiples of their width in UTC, as the
//     market-data actor's do.
import type { Timeframe } from '../../../actors/domain/bar.ts';
import { ACTOR_METRICS, PARTS } from './series.ts';

export interface Rollup {
  readonly timeframe: Timeframe;
  /** As PostgreSQL writes an interval. */
  readonly width: string;
  readonly view: string;
}

const rollup = (timeframe: Timeframe, width: string): Rollup => ({
  timeframe,
  width,
  view: `${PARTS}.bars_${timeframe}`,
});

/** Finest first. */
export const ROLLUPS: readonly Rollup[] = [
  rollup('5m', '5 minutes'),
  rollup('15m', '15 minutes'),
  rollup('1h', '1 hour'),
  rollup('4h', '4 hours'),
  rollup('1d', '1 day'),
];

/** The stream that is rolled up, as a pattern of LIKE. */
const MINUTES = 'bars.%.1m';

/** Turns the tables, with the rows they have, into hypertables with their policies. */
export const HYPERTABLES: readonly string[] = [
  'ALTER TABLE bars DROP CONSTRAINT bars_pkey, ADD PRIMARY KEY (stream, seq, open_time)', // T1
  ...hypertable('bars', 'open_time', '90 days'),
  ...columnstore('bars', 'stream', 'seq, open_time', '7 days'),
  ...hypertable('equity', 'time', '90 days'),
  ...columnstore('equity', 'actor', 'time', '7 days'),
  ...hypertable('actor_metrics', 'time', '1 day'),
  `SELECT add_retention_policy('actor_metrics', drop_after => INTERVAL '${ACTOR_METRICS.keepDays} days')`,
];

/** Continuous aggregates that show the latest buckets too; with Toolkit they are made of candlesticks. */
export const rollups = (toolkit: boolean): readonly string[] =>
  ROLLUPS.flatMap(({ view, width }, index) => {
    const finer = ROLLUPS[index - 1]?.view;
    return [
      `CREATE MATERIALIZED VIEW ${view} WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
       SELECT stream, time_bucket(INTERVAL '${width}', ${finer === undefined ? 'open_time' : 'bucket'}) AS bucket,
              ${toolkit ? candlestick(finer !== undefined) : firstAndLast(finer !== undefined)}
         FROM ${finer ?? `bars WHERE stream LIKE '${MINUTES}'`}
        GROUP BY 1, 2 WITH NO DATA`,
      `SELECT add_continuous_aggregate_policy('${view}', start_offset => NULL, end_offset => INTERVAL '${width}', schedule_interval => INTERVAL '1 hour')`,
    ];
  });

function firstAndLast(ofRollup: boolean): string {
  const time = ofRollup ? 'bucket' : 'open_time';
  return `first(open, ${time}) AS open, max(high) AS high, min(low) AS low, last(close, ${time}) AS close, sum(volume) AS volume`;
}

function candlestick(ofRollup: boolean): string {
  const whole = `rollup(${ofRollup ? 'candle' : 'candlestick(open_time, open, high, low, close, volume)'})`;
  const fields = ['open', 'high', 'low', 'close', 'volume'].map((field) => `${field}(${whole}) AS ${field}`);
  return [`${whole} AS candle`, ...fields].join(', ');
}

function hypertable(table: string, column: string, chunk: string): string[] {
  return [
    `SELECT create_hypertable('${table}', by_range('${column}', INTERVAL '${chunk}'), create_default_indexes => false, migrate_data => true)`,
  ];
}

/** T2. */
function columnstore(table: string, segmentBy: string, orderBy: string, after: string): string[] {
  return [
    `ALTER TABLE ${table} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '${segmentBy}', timescaledb.orderby = '${orderBy}')`,
    `CALL add_columnstore_policy('${table}', after => INTERVAL '${after}')`,
  ];
}
