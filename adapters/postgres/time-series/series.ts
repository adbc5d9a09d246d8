/** Rows of one statement. */
export type Query = <Row>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** A table of rows by time, and how it is cut into parts. */
export interface Series {
  readonly table: 'bars' | 'equity' | 'actor_metrics';
  /** The time by which it is cut. */
  readonly column: string;
  readonly every: 'month' | 'week';
  /** The key that holds over all parts; it contains `column`. */
  readonly key: string;
  /** A key without `column`, which each part enforces for itself. */
  readonly partKey?: string;
  /** Absent: kept for ever. */
  readonly keepDays?: number;
}

/** Where parts and rollups live, so that the tables of the application stay among themselves. */
export const PARTS = 'series';

const METRICS_KEPT_DAYS = 30;

const BARS: Series = {
  table: 'bars',
  column: 'open_time',
  every: 'month',
  key: 'UNIQUE (stream, open_time)',
  partKey: 'PRIMARY KEY (stream, seq)',
};

const EQUITY: Series = { table: 'equity', column: 'time', every: 'month', key: 'PRIMARY KEY (actor, time)' };

export const ACTOR_METRICS: Series = {
  table: 'actor_metrics',
  column: 'time',
  every: 'week',
  key: 'PRIMARY KEY (actor, node, time)',
  keepDays: METRICS_KEPT_DAYS,
};

export const ALL_SERIES: readonly Series[] = [BARS, EQUITY, ACTOR_METRICS];
