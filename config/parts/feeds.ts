// Where the actors of a node get bars from.
import type { FeedSource } from '../../actors/market-data/config.ts';
import { csvFeed } from '../../adapters/feeds/csv/csv-feed.ts';
import { feedPort } from '../../adapters/feeds/feed-port.ts';
import { simulatedFeed } from '../../adapters/feeds/simulated/simulated-feed.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Member } from '../../runtime/cluster/member.ts';
import { seededRandom } from '../../runtime/random.ts';
import type { Around } from './around.ts';

/** Entries that a feed may be ahead of the slowest actor that reads it. */
const CREDIT = 1_024;

/** Every source of bars, each waiting for the slowest actor that reads it. */
export function feedsOf({ member }: Around): ReturnType<typeof feedPort<FeedSource>> {
  const clock = systemClock();
  return feedPort<FeedSource>({
    feeds: {
      csv: (feed, request) => csvFeed({ ...feed, timeframe: request.timeframe, clock }),
      simulated: (feed, request) =>
        simulatedFeed({
          ...feed,
          symbol: request.symbolToken,
          timeframe: request.timeframe,
          clock,
          random: seededRandom,
        }),
    },
    beforeBatch: async (actor) => {
      while (backlogOf(member(), actor) > CREDIT) await clock.sleep(2);
    },
  });
}

function backlogOf({ host, exchange }: Member, actor: string): number {
  const { streams } = host!.status(actor).state as { streams?: readonly { stream: string }[] };
  const behind = (stream: string): number => exchange?.backlog(stream) ?? host!.hub.backlog(stream);
  return Math.max(0, ...(streams ?? []).map(({ stream }) => behind(stream)));
}
