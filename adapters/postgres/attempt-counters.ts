// The library counts and expires; this says which of its keys is a count and which a place.
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import type { AttemptCounters } from '../../actors/ports/attempt-counters.ts';
import { reachable } from './faults.ts';

/** Counters in the table `attempts`, so that all nodes count together and a restart forgets nothing. */
export function postgresAttempts(source: DataSource): AttemptCounters {
  const limiter = (keyPrefix: string, points: number): RateLimiterAbstract =>
    new RateLimiterPostgres({
      ...{ storeClient: source, storeType: 'typeorm', tableName: 'attempts', tableCreated: true },
      ...{ keyPrefix, points, duration: 1 },
    });
  return attemptCounters(limiter('count', Number.MAX_SAFE_INTEGER), limiter('place', 1));
}

/** Counters on any two limiters of the library; `places` has one point. */
export function attemptCounters(counts: RateLimiterAbstract, places: RateLimiterAbstract): AttemptCounters {
  const lasting = (ms: number): { customDuration: number } => ({ customDuration: Math.max(1, Math.ceil(ms / 1_000)) });
  return {
    add: async (key, windowMs) => (await reachable(() => counts.penalty(key, 1, lasting(windowMs)))).consumedPoints,
    count: async (key) => (await reachable(() => counts.get(key)))?.consumedPoints ?? 0,
    async giveBack(key, windowMs) {
      await reachable(() => counts.reward(key, 1, lasting(windowMs)));
    },
    take: (key, forMs) =>
      reachable(() =>
        places.consume(key, 1, lasting(forMs)).then(
          () => 0,
          (refused: unknown) => {
            if (refused instanceof RateLimiterRes) return Math.max(1, refused.msBeforeNext);
            throw refused;
          },
        ),
      ),
    async taken(key) {
      const place = await reachable(() => places.get(key));
      return place === null || place.consumedPoints < 1 ? 0 : Math.max(1, place.msBeforeNext);
    },
    async release(key) {
      await reachable(() => places.delete(key));
    },
    async forget(key) {
      await reachable(() => Promise.all([counts.delete(key), places.delete(key)]));
    },
  };
}
