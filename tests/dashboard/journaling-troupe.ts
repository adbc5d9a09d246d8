// A troupe in memory whose accounts journal orders and fills, and whose lanes and providers go on, as a test tells them to.
import type { ProviderEntryRow } from '../../actors/domain/copy/copy-rows.ts';
import type { AccountNews, BarRow, FillRow, OrderNews, OrderRow } from '../../actors/domain/record-rows.ts';
import { type FakeTroupe, fakeTroupe } from '../support/fake-troupe.ts';

export interface JournalingTroupe extends FakeTroupe {
  /** Journals a fill of an actor, with its order, and says that it changed. */
  fill(actor: string, account: string): FillRow;
  /** Journals so many, and says so once. */
  fills(count: number, actor: string, account: string): void;
  bar(lane: string): void;
}

export const journalingTroupe = (): JournalingTroupe => {
  const troupe = fakeTroupe();
  const journals = new Map<string, OrderNews[]>();
  const bars = new Map<string, BarRow[]>();
  const lanes = new Map<string, number>();

  const journal = (actor: string, account: string): FillRow => {
    const news = journals.get(account) ?? [];
    journals.set(account, news);
    const seq = news.length + 1;
    const common = { clientOrderId: `${account}-o${seq}`, actor, account, instrument: 'SPX', side: 'BUY' as const };
    const time = '2009-03-31T00:00:00.000Z';
    const fill: FillRow = {
      ...{ ...common, fillId: `${account}-f${seq}`, price: '1150', quantity: '1', commission: '0' },
      ...{ time, lane: 'bars.SPX.1d', position: seq },
    };
    const order: OrderRow = {
      ...{ ...common, type: 'MARKET', timeInForce: 'GTC', quantity: '1', filled: '1', averagePrice: '1150' },
      ...{ limitPrice: null, triggerPrice: null, state: 'FILLED', reason: null, reduceOnly: false },
      ...{ decidedAt: time, updatedAt: time },
    };
    news.push({ seq, event: 'filled', order, fill });
    return fill;
  };

  const partOf = ({ account, after }: { account: string; after: number }, limit: number): AccountNews[] => {
    const news = (journals.get(account) ?? []).slice(after, after + limit);
    return news.length === 0 ? [] : [{ account, through: news.at(-1)!.seq, isCut: news.length === limit, news }];
  };

  const newestOf = <Row>(account: unknown, limit: unknown, row: (news: OrderNews) => Row) => ({
    rows: (journals.get(String(account)) ?? []).map(row).toReversed().slice(0, Number(limit)),
  });

  const answers: Readonly<Record<string, (params: Record<string, unknown>) => unknown>> = {
    'records.account-heads': ({ accounts }) =>
      (accounts as string[]).map((account) => ({ account, seq: journals.get(account)?.length ?? 0 })),
    'records.account-news': ({ accounts, limit }) =>
      (accounts as { account: string; after: number }[]).flatMap((one) => partOf(one, Number(limit))),
    'records.fills': ({ account, limit }) => newestOf(account, limit, ({ fill }) => fill),
    'records.orders': ({ account, limit }) => newestOf(account, limit, ({ order }) => order),
    'records.bars': ({ symbolToken, timeframe, limit }) =>
      (bars.get(`bars.${String(symbolToken)}.${String(timeframe)}`) ?? []).slice(-Number(limit)),
    'records.provider-entries': (): { rows: ProviderEntryRow[] } => ({ rows: [] }),
  };
  const base = troupe.call;
  return {
    ...troupe,
    call: async (action, params = {}) => {
      const answer = answers[action];
      if (action === 'troupe.lanes')
        return ((await base(action, params)) as { lane: string; bars: number }[]).map((one) => ({
          ...one,
          bars: one.bars + (lanes.get(one.lane) ?? 0),
        }));
      return answer === undefined ? base(action, params) : answer(params as Record<string, unknown>);
    },
    fill: (actor, account) => {
      const fill = journal(actor, account);
      troupe.changed(actor);
      return fill;
    },
    fills: (count, actor, account) => {
      for (let made = 0; made < count; made++) journal(actor, account);
      troupe.changed(actor);
    },
    bar: (lane) => {
      const all = bars.get(lane) ?? [];
      const seq = all.length + 1;
      const openTime = new Date(Date.UTC(2009, 0, seq)).toISOString();
      bars.set(lane, [...all, { seq, openTime, open: 1, high: 1, low: 1, close: seq, volume: 1, flags: [] }]);
      lanes.set(lane, seq);
      troupe.changed('market-data.SPX');
    },
  };
};
