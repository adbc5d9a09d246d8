import type { Timeframe } from '../domain/bar.ts';
import type { BarRow, EquityRow } from '../domain/record-rows.ts';

/** What an actor, or all actors of a kind on a node, did in one span of time. */
export interface ActorMetric {
  /** End of the span, epoch milliseconds UTC. */
  readonly time: number;
  readonly node: string;
  /** An actor's address, or a kind for the sum of its actors on the node. */
  readonly actor: string;
  readonly turns: number;
  /** Messages that wait at the end of the span; for a kind, those of its fullest mailbox. */
  readonly mailboxDepth: number;
  /** Mean time until a batch of turns was durable; null when none was in the span. */
  readonly commitMs: number | null;
}

export interface TimeSeriesCapabilities {
  /** Who partitions, compresses and rolls up: the extension in the database, or `maintain` and the market-data actors. */
  readonly extension: 'timescaledb' | 'none';
  /** Whether the database has TimescaleDB Toolkit's candlesticks. */
  readonly toolkit: boolean;
}

export type MaintenanceOutcome =
  | { readonly kind: 'done'; readonly made: readonly string[]; readonly dropped: readonly string[] }
  /** Another node is at it. */
  | { readonly kind: 'busy' };

/** Bars, equity and metrics by time. Every method rejects with STORE_UNAVAILABLE while the database is away. */
export interface TimeSeriesStore {
  capabilities(): TimeSeriesCapabilities;
  /**
   * The latest `limit` bars that open at `from` or later and close by `to`, oldest first. A timeframe that no actor
   * publishes is rolled up from the minutes where the extension does so, numbered as an actor would; otherwise it is empty.
   */
  bars(query: {
    symbolToken: string;
    timeframe: Timeframe;
    from?: number | undefined;
    to?: number | undefined;
    limit: number;
  }): Promise<readonly BarRow[]>;
  /** Oldest first; thinned evenly to at most `points`, first and last kept. */
  equity(query: {
    actor: string;
    from?: number | undefined;
    to?: number | undefined;
    points: number;
  }): Promise<readonly EquityRow[]>;
  /** Oldest first, `from` and `to` included. */
  actorMetrics(query: {
    from: number;
    to: number;
    actor?: string | undefined;
    node?: string | undefined;
  }): Promise<readonly ActorMetric[]>;
  /** Keeps each (actor, node, time) once, so that a repeated call adds nothing. */
  appendActorMetrics(metrics: readonly ActorMetric[]): Promise<void>;
  /** Makes room for the time after `now` (epoch milliseconds UTC) and drops what is older than its retention; one node at a time. */
  maintain(now: number): Promise<MaintenanceOutcome>;
}
