import type { BarRow } from '../domain/record-rows.ts';

/** One look at an actor, by the node that hosts it. */
export interface CachedView<View> {
  /** Of the shard under which the node hosts the actor; a view of an older epoch is over. */
  readonly epoch: number;
  /** Grows with every look within an epoch. */
  readonly version: number;
  readonly view: View;
}

/** Bars that `lastBars` can answer for a stream. */
export const BARS_CACHED = 512;

/**
 * What all nodes see of actors and bars without asking each other. A copy that may be lost or old at any moment, never the
 * truth; every method but `close` rejects at once with CACHE_UNAVAILABLE while the cache is away.
 */
export interface SharedCache<View> {
  putViews(node: string, views: readonly CachedView<View>[]): Promise<void>;
  /** Takes back what a node has put: actors that it hosts no longer, or everything. */
  dropViews(node: string, addresses: readonly string[] | 'all'): Promise<void>;
  /** Every actor's latest view, whichever node put it. */
  views(): Promise<readonly CachedView<View>[]>;
  /** The latest views of some actors; one without any is left out. */
  viewsOf(addresses: readonly string[]): Promise<readonly CachedView<View>[]>;
  /** Puts bars of a stream, in order of `seq`, in the place of what was there from the first of them on. */
  pushBars(stream: string, bars: readonly BarRow[]): Promise<void>;
  /** The newest bars, oldest first, without a gap, at most BARS_CACHED; fewer than `limit`: ask the records. */
  lastBars(stream: string, limit: number): Promise<readonly BarRow[]>;
  /** Called now with the present state, then with every change: false while the cache is away. Returns how to stop listening. */
  onAvailability(listener: (up: boolean) => void): () => void;
  close(): Promise<void>;
}
