import type { StreamEntry } from '../../runtime/actor.ts';
import type { BarRow } from '../domain/record-rows.ts';
import type { FlaggedBar } from '../market-data/language.ts';
import { BARS_CACHED, type SharedCache } from '../ports/shared-cache.ts';

/** An entry of a stream of bars. */
export type BarEntry = Pick<StreamEntry<FlaggedBar>, 'seq' | 'payload'>;

/** Bars on their way to the cache: of each stream the newest, as many as the cache keeps. */
export class BarOutbox {
  private readonly cache: Pick<SharedCache<unknown>, 'pushBars'>;
  private waiting = new Map<string, BarEntry[]>();

  constructor(cache: Pick<SharedCache<unknown>, 'pushBars'>) {
    this.cache = cache;
  }

  add(stream: string, entries: readonly BarEntry[]): void {
    const waiting = this.waiting.get(stream);
    if (waiting === undefined) {
      if (entries.length > 0) this.waiting.set(stream, entries.slice(-BARS_CACHED));
      return;
    }
    for (const entry of entries) waiting.push(entry);
    // A replay may bring thousands between two ticks.
    if (waiting.length > 2 * BARS_CACHED) waiting.splice(0, waiting.length - BARS_CACHED);
  }

  /** Pushes everything; what the cache does not take is lost to it, and a reader sees the gap. */
  async flush(): Promise<void> {
    const { waiting } = this;
    this.waiting = new Map();
    const pushes = [...waiting].map(([stream, entries]) =>
      this.cache.pushBars(stream, entries.slice(-BARS_CACHED).map(rowOf)),
    );
    await Promise.all(pushes);
  }

  clear(): void {
    this.waiting = new Map();
  }
}

const rowOf = ({ seq, payload }: BarEntry): BarRow => {
  const { openTime, open, high, low, close, volume, flags } = payload;
  return { seq, openTime: new Date(openTime).toISOString(), open, high, low, close, volume, flags: flags ?? [] };
};
