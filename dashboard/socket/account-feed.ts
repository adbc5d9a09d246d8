// Orders and fills: what accounts journal, told to those who may see the account. A place is the last `n` had of each account.
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { FillRow, OrderNews, OrderRow, Page } from '../../actors/domain/record-rows.ts';
import type { AccountView } from '../../actors/start-views.ts';
import type { AccountReader, Heard } from './account-reader.ts';
import type { Asker, News } from './entry.ts';
import type { Feed } from './feed.ts';

const ACCOUNTS_SHOWN = 50;
const ROWS_SHOWN = 50;

/** The newest rows of an account, for whom they are. */
type Rows<Row> = (query: { readonly account: string; readonly limit: number }, caller: Caller) => Promise<Page<Row>>;

/** Each change of an order, with the order as it stands; one key an order. */
export const ordersFeed = (reader: AccountReader, rows: Rows<OrderRow>): Feed =>
  accountFeed(reader, orderNews, async ({ account, owner }, caller) =>
    (await rows({ account, limit: ROWS_SHOWN }, caller)).rows.map((order) => ({
      ...{ key: order.clientOrderId, owner, actor: order.actor },
      json: JSON.stringify({ event: null, order }),
    })),
  );

/** Each fill; none stands for another. */
export const fillsFeed = (reader: AccountReader, rows: Rows<FillRow>): Feed => ({
  ...accountFeed(reader, fillNews, async ({ account, owner }, caller) =>
    (await rows({ account, limit: ROWS_SHOWN }, caller)).rows.map((fill) => ({
      ...{ key: fill.fillId, owner, actor: fill.actor },
      json: JSON.stringify(fill),
    })),
  ),
  isAhead: true,
});

type ToNews = (news: OrderNews, owner: string) => Omit<News, 'line' | 'n'> | undefined;

const orderNews: ToNews = ({ event, order }, owner) => ({
  ...{ key: order.clientOrderId, owner, actor: order.actor },
  json: JSON.stringify({ event, order }),
});

const fillNews: ToNews = ({ fill }, owner) =>
  fill === null ? undefined : { key: fill.fillId, owner, actor: fill.actor, json: JSON.stringify(fill) };

const accountFeed = (
  reader: AccountReader,
  toNews: ToNews,
  shown: (account: AccountView, caller: Caller) => Promise<readonly News[]>,
): Feed => {
  let stop = (): void => {};
  const newsOf = (heard: readonly Heard[]): readonly News[] =>
    heard.flatMap(({ account, owner, news }) =>
      news.flatMap((one) => {
        const said = toNews(one, owner);
        return said === undefined ? [] : [{ ...said, line: account, n: one.seq }];
      }),
    );
  return {
    start: async (say) => {
      stop = reader.listen((heard) => say(newsOf(heard)));
      return {};
    },
    cover: (asker) => reader.cover(asker),
    snapshot: async (asker: Asker) => {
      const accounts = (await reader.seenBy(asker)).slice(0, ACCOUNTS_SHOWN);
      const each = await Promise.all(accounts.map((account) => shown(account, asker.caller)));
      return each.flat();
    },
    replay: async (since, asker) => {
      if (typeof since === 'number') return undefined;
      const heard = await reader.since(since, asker);
      return heard === undefined ? undefined : newsOf(heard);
    },
    stop: () => stop(),
  };
};
