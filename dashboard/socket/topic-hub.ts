// H1. A topic has one reader however many listen; a name opens it once.
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { Permission } from '../../actors/domain/people/role.ts';
import type { LaneView } from '../../actors/start-views.ts';
import type { Log, WallClock } from '../face.ts';
import { DashboardError } from '../problem.ts';
import type { WholeTroupe } from '../troupe-reads.ts';
import { fillsFeed, ordersFeed } from './account-feed.ts';
import { accountReader } from './account-reader.ts';
import type { Asker } from './entry.ts';
import type { Feed } from './feed.ts';
import { reaches } from './reaches.ts';
import { type Numbered, recordFeed } from './record-feed.ts';
import { stateFeed, type Stirs } from './state-feed.ts';
import { actorNews, equityNews, riskNews } from './state-topics.ts';
import { topic, type Topic } from './topic.ts';

export interface TopicHub {
  /** Throws TOPIC_NOT_FOUND, or FORBIDDEN when this asker may not hear it. */
  open(name: string, asker: Asker): Promise<Topic>;
  /** Tells that these may have changed. */
  stir(addresses: readonly string[]): void;
  /** Names of the topics that are open. */
  opened(): readonly string[];
  close(): void;
}

export interface TopicHubDeps {
  readonly troupe: WholeTroupe;
  readonly clock: WallClock;
  readonly log: Log;
  readonly newStream: () => string;
}

/** A change is durable so long after it was seen, at the latest. */
const SETTLES_MS = 6_000;
const ENTRIES_A_PAGE = 500;

export const topicHub = (deps: TopicHubDeps): TopicHub => {
  const { troupe, clock, log } = deps;
  const topics = new Map<string, Topic>();
  const ears = new Set<(addresses: readonly string[]) => void>();
  const stirs: Stirs = (hear) => {
    ears.add(hear);
    return () => ears.delete(hear);
  };
  const reach = reaches(troupe.list);
  const reader = accountReader({
    ...{ clock, log, stirs, accounts: troupe.accounts, actors: troupe.list },
    ...{ heads: troupe.accountHeads, news: troupe.accountNews },
  });

  const state = (name: string, read: Parameters<typeof stateFeed>[0]['read']): Feed =>
    stateFeed({ name, read, stirs, clock, log });

  const plain: Readonly<Record<string, { readonly permission: Permission; readonly feed: () => Feed }>> = {
    actors: {
      permission: 'trade:read',
      feed: () => state('actors', async () => (await troupe.list()).map(actorNews)),
    },
    equity: {
      permission: 'trade:read',
      feed: () => state('equity', async () => (await troupe.list()).flatMap(equityNews)),
    },
    risk: {
      permission: 'risk:read',
      feed: () =>
        state('risk', async () => {
          const [{ state: now }] = await Promise.all([troupe.supervisor(), reach.look()]);
          return now === undefined ? [] : riskNews(now, (caller) => reach.scopesOf(caller));
        }),
    },
    orders: { permission: 'trade:read', feed: () => ordersFeed(reader, troupe.orders) },
    fills: { permission: 'trade:read', feed: () => fillsFeed(reader, troupe.fills) },
  };

  const barsFeed = async (name: string, lane: string): Promise<Feed> => {
    const find = async (): Promise<LaneView | undefined> =>
      (await troupe.lanes()).find((one) => one.lane === lane || one.lane === name);
    const found = await find();
    if (found === undefined) throw notFound(name, `There is no lane ${lane}.`);
    const { symbolToken, timeframe } = found;
    return recordFeed({
      ...{ name, stirs, clock, log },
      isNew: lately(clock, async () => {
        const now = await find();
        return `${now?.bars} ${now?.lastBarAt}`;
      }),
      newest: async (limit) =>
        (await troupe.bars({ symbolToken, timeframe, limit })).map((bar): Numbered => ({
          key: name,
          owner: null,
          seq: bar.seq,
          json: JSON.stringify({ lane: found.lane, ...bar }),
        })),
    });
  };

  const providerFeed = (name: string, address: string): Feed => {
    const isAbout = (caller: Caller): boolean => reach.seesProvider(caller, address);
    return recordFeed({
      ...{ name, stirs, clock, log },
      isNew: lately(clock, async () => String((await reach.look()).get(address)?.state['entries'])),
      newest: async (limit) =>
        (await newestEntries(troupe, address, limit)).map((entry): Numbered => ({ ...entry, isAbout })),
    });
  };

  const make = async (name: string): Promise<{ feed: Feed; permission: Permission }> => {
    const known = plain[name];
    if (Object.hasOwn(plain, name) && known !== undefined) return { feed: known.feed(), permission: known.permission };
    const [kind, rest] = split(name);
    if (kind === 'bars') return { feed: await barsFeed(name, rest), permission: 'trade:read' };
    if (kind === 'providers') return { feed: providerFeed(name, addressOf(rest)), permission: 'copy:read' };
    throw notFound(name, `There is no topic ${JSON.stringify(name)}.`);
  };

  return {
    open: async (name, { caller }) => {
      const [kind, rest] = split(name);
      // Whoever comes later is asked the same as the one who opened it.
      if (kind === 'providers') {
        await reach.look();
        if (!reach.seesProvider(caller, addressOf(rest))) throw notFound(name, `There is no provider ${rest}.`);
      }
      const known = topics.get(name);
      if (known !== undefined) return known;
      const { feed, permission } = await make(name);
      const meanwhile = topics.get(name);
      if (meanwhile !== undefined) return meanwhile; // H1
      const opened = topic({
        ...{ name, permission, feed, clock, newStream: deps.newStream },
        onClose: () => {
          if (topics.get(name) === opened) topics.delete(name);
        },
      });
      topics.set(name, opened);
      return opened;
    },
    stir: (addresses) => {
      for (const hear of ears) hear(addresses);
    },
    opened: () => [...topics.keys()],
    close: () => {
      for (const one of [...topics.values()]) one.close();
    },
  };
};

const notFound = (name: string, message: string): DashboardError =>
  new DashboardError('TOPIC_NOT_FOUND', message, { field: 'topic', topic: name });

const split = (name: string): readonly [kind: string, rest: string] => {
  const colon = name.indexOf(':');
  return colon < 0 ? [name, ''] : [name.slice(0, colon), name.slice(colon + 1)];
};

const addressOf = (provider: string): string => (provider.startsWith('provider.') ? provider : `provider.${provider}`);

/** Whether something has changed within the time that records may take to show it. */
const lately = (clock: WallClock, mark: () => Promise<string>): (() => Promise<boolean>) => {
  let last: string | undefined;
  let changedAt = -Infinity;
  return async () => {
    const now = await mark();
    if (now !== last) changedAt = clock.now();
    last = now;
    return clock.now() - changedAt < SETTLES_MS;
  };
};

/** The last words of a provider, oldest first. */
const newestEntries = async (
  troupe: Pick<WholeTroupe, 'providerEntries'>,
  provider: string,
  limit: number,
): Promise<readonly Numbered[]> => {
  const found: Numbered[] = [];
  let cursor: string | undefined;
  do {
    const page = await troupe.providerEntries({
      ...{ provider, cursor, limit: Math.min(ENTRIES_A_PAGE, limit - found.length) },
    });
    for (const row of page.rows)
      found.push({ key: `${provider} ${row.seq}`, owner: null, seq: row.seq, json: JSON.stringify(row) });
    cursor = page.nextCursor;
  } while (cursor !== undefined && found.length < limit);
  return found.sort((a, b) => a.seq - b.seq);
};
