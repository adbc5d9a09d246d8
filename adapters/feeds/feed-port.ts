// F1. One reading of a source per actor is open at a time; it is taken up where the last request left it and opened
//     again when a request names another row or another source.
// F2. Nothing runs ahead: a batch is read when it is asked for, and after `beforeBatch` has let it through.
// F3. After an error the reading is closed, so the next request opens it anew.
import { TIMEFRAMES } from '../../actors/domain/bar.ts';
import type { FeedBatch, FeedRequest, FeedRow, MarketFeed } from '../../actors/ports/market-feed.ts';
import { ActorError } from '../../runtime/errors.ts';

export interface FeedPortOptions<Source extends { readonly kind: string }> {
  /** How the feed of each kind of source is made. */
  readonly feeds: {
    readonly [Kind in Source['kind']]: (
      source: Extract<Source, { readonly kind: Kind }>,
      request: FeedRequest<Source>,
    ) => MarketFeed;
  };
  /** Resolves when those who read this actor's streams can take another batch. */
  readonly beforeBatch?: (actor: string) => Promise<void>;
}

export interface FeedPort {
  /** Resolves with a `FeedBatch`, for paced sources when its first bar is due. */
  perform(actor: string, request: unknown): Promise<FeedBatch>;
  /** Ends an actor's reading; a request under way rejects with FEED_CLOSED. */
  close(actor: string): Promise<void>;
}

interface Reading {
  readonly key: string;
  readonly stop: AbortController;
  readonly batches: AsyncIterator<readonly FeedRow[]>;
  next: number;
}

/** Turns the requests of market-data actors into readings of their feeds. */
export function feedPort<Source extends { readonly kind: string }>(options: FeedPortOptions<Source>): FeedPort {
  const readings = new Map<string, Reading>();

  const open = (actor: string, key: string, request: FeedRequest<Source>): Reading => {
    const make = options.feeds[request.source.kind as Source['kind']];
    if (!Object.hasOwn(options.feeds, request.source.kind)) {
      const known = Object.keys(options.feeds).join(', ');
      throw new ActorError('FEED_MISCONFIGURED', `no feed of kind ${request.source.kind}; there are ${known}`);
    }
    const stop = new AbortController();
    const feed = make(request.source as Extract<Source, { readonly kind: Source['kind'] }>, request);
    const batches = feed.bars(request.from, { batch: request.batch, signal: stop.signal })[Symbol.asyncIterator]();
    const reading: Reading = { key, stop, batches, next: request.from };
    readings.set(actor, reading);
    return reading;
  };

  const close = async (actor: string): Promise<void> => {
    const reading = readings.get(actor);
    if (reading === undefined) return;
    readings.delete(actor);
    reading.stop.abort();
    await reading.batches.return?.();
  };

  const perform = async (actor: string, value: unknown): Promise<FeedBatch> => {
    const request = requestOf<Source>(value);
    const key = JSON.stringify([request.source, request.symbolToken, request.timeframe, request.batch]);
    let reading = readings.get(actor);
    if (reading !== undefined && (reading.key !== key || reading.next !== request.from)) {
      await close(actor); // F1
      reading = undefined;
    }
    reading ??= open(actor, key, request);
    try {
      if (options.beforeBatch) await Promise.race([options.beforeBatch(actor), aborted(reading.stop.signal)]); // F2
      refuseClosed(actor, reading);
      const result = await reading.batches.next();
      refuseClosed(actor, reading);
      if (result.done === true) {
        if (readings.get(actor) === reading) readings.delete(actor);
        return { rows: [], done: true };
      }
      reading.next += result.value.length;
      return { rows: result.value, done: false };
    } catch (error) {
      if (readings.get(actor) === reading) await close(actor).catch(() => undefined); // F3
      throw error;
    }
  };

  return { perform, close };
}

const refuseClosed = (actor: string, { stop }: Reading): void => {
  if (stop.signal.aborted) throw new ActorError('FEED_CLOSED', `${actor}: its feed was closed`, { actor });
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const requestOf = <Source extends { readonly kind: string }>(value: unknown): FeedRequest<Source> => {
  const { source, timeframe, from, batch } = (value ?? {}) as Partial<FeedRequest<Source>>;
  const sound =
    typeof source?.kind === 'string' &&
    TIMEFRAMES.some((known) => known === timeframe) &&
    Number.isSafeInteger(from) &&
    from! >= 0 &&
    Number.isSafeInteger(batch) &&
    batch! > 0;
  if (!sound) throw new ActorError('FEED_MISCONFIGURED', `not a request for a feed: ${JSON.stringify(value)}`);
  return value as FeedRequest<Source>;
};
