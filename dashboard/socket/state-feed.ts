// Topics of how things are: rows by key, of which each change is an entry.
import type { Feed } from './feed.ts';
import type { News } from './entry.ts';
import { looks, type Looks } from './looks.ts';
import type { Log, WallClock } from '../face.ts';

/** Tells that something may have changed; returns how to stop. */
export type Stirs = (hear: (addresses: readonly string[]) => void) => () => void;

/** A feed of what changes in the rows that `read` answers, which may be many. */
export const stateFeed = (deps: {
  readonly name: string;
  readonly read: () => Promise<readonly News[]>;
  readonly stirs: Stirs;
  readonly clock: WallClock;
  readonly log: Log;
}): Feed => {
  const { read, stirs } = deps;
  let rows = new Map<string, News>();
  let looking: Looks | undefined;
  let deafen = (): void => {};

  const changes = (now: ReadonlyMap<string, News>): readonly News[] => {
    const changed: News[] = [];
    for (const [key, news] of now) if (rows.get(key)?.json !== news.json) changed.push(news);
    for (const [key, news] of rows) if (!now.has(key)) changed.push(gone(news));
    return changed;
  };

  return {
    start: async (say) => {
      rows = byKey(await read());
      const look = async (): Promise<void> => {
        const now = byKey(await read());
        const changed = changes(now);
        rows = now;
        say(changed);
      };
      looking = looks({ ...deps, look });
      deafen = stirs(() => looking?.stir());
      return {};
    },
    snapshot: async () => [...rows.values()],
    stop: () => {
      looking?.stop();
      deafen();
    },
  };
};

const byKey = (news: readonly News[]): Map<string, News> => new Map(news.map((one) => [one.key, one]));

const gone = (news: News): News => ({ ...news, json: JSON.stringify({ key: news.key, isGone: true }) });
