import type { SharedCache } from '../../actors/ports/shared-cache.ts';
import { ActorError } from '../../runtime/errors.ts';

const away = (): Promise<never> =>
  Promise.reject(new ActorError('CACHE_UNAVAILABLE', 'there is no shared cache: REDIS_URL is not set'));

/** The cache of a cluster that has none: always away. */
export const absentCache = (): SharedCache<never> => ({
  putViews: away,
  dropViews: away,
  views: away,
  viewsOf: away,
  pushBars: away,
  lastBars: away,
  onAvailability: (listener) => {
    listener(false);
    return () => undefined;
  },
  close: () => Promise.resolve(),
});
