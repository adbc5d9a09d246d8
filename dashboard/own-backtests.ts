// Backtests as one person may read and command them: their own, or anybody's where their role reaches that far.
// A1. Another's is not there: who asks for it learns nothing.
import type { AskedBacktest, BarsOffer } from '../actors/backtest-views.ts';
import {
  type BacktestDetail,
  type BacktestFill,
  type BacktestRow,
  type BacktestTrade,
  isSettled,
} from '../actors/domain/backtest/backtest-run.ts';
import { type Caller, mayTo } from '../actors/domain/people/caller.ts';
import type { Page } from '../actors/domain/record-rows.ts';
import type { BrokerFace, WallClock } from './face.ts';
import { DashboardError, Forbidden } from './problem.ts';
import { seesAll } from './reach.ts';
import { sharedRead } from './shared-read.ts';

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What one may do with backtests. Rejects with BACKTEST_NOT_FOUND, or as the service refuses. */
export interface OwnBacktests {
  /** Newest first. */
  list(query: PageQuery): Promise<Page<BacktestRow>>;
  find(id: string): Promise<BacktestRow>;
  /** Rejects with BACKTEST_NOT_DONE where there is no result. */
  detail(id: string): Promise<{ readonly row: BacktestRow; readonly detail: BacktestDetail }>;
  /** Oldest first. */
  fills(id: string, query: PageQuery): Promise<Page<BacktestFill>>;
  trades(id: string, query: PageQuery): Promise<Page<BacktestTrade>>;
  /** Bars that one may be run over. */
  offers(): Promise<readonly BarsOffer[]>;
  start(backtest: AskedBacktest, key: string | undefined): Promise<BacktestRow>;
  /** Rejects with BACKTEST_FINISHED for one that has another outcome. */
  cancel(id: string): Promise<BacktestRow>;
}

const OFFERS_KEEP_MS = 10_000;
const MOST_KEPT = 50;

/** The backtests of whoever asks; what is read once for all is kept here. */
export const backtestsFor = (
  actors: Pick<BrokerFace, 'call'>,
  clock: WallClock,
): ((caller: Caller) => OwnBacktests) => {
  const offers = sharedRead(
    clock,
    OFFERS_KEEP_MS,
    () => actors.call('backtests.offer') as Promise<readonly BarsOffer[]>,
  );
  /** A result never changes. */
  const details = new Map<string, Promise<BacktestDetail>>();
  const detailOf = (id: string, read: () => Promise<BacktestDetail>): Promise<BacktestDetail> => {
    const known = details.get(id);
    if (known !== undefined) return known;
    const reading = read();
    details.set(id, reading);
    if (details.size > MOST_KEPT) details.delete(details.keys().next().value ?? '');
    reading.catch(() => details.delete(id));
    return reading;
  };
  return (caller) => ownBacktests({ call: (...asked) => actors.call(...asked, caller), detailOf, offers }, caller);
};

interface Deps {
  readonly call: (action: string, params: object) => Promise<unknown>;
  readonly detailOf: (id: string, read: () => Promise<BacktestDetail>) => Promise<BacktestDetail>;
  readonly offers: () => Promise<readonly BarsOffer[]>;
}

const ownBacktests = ({ call, detailOf, offers }: Deps, caller: Caller): OwnBacktests => {
  const find = async (id: string): Promise<BacktestRow> => {
    const row = (await call('backtests.find', { id })) as BacktestRow | null | undefined;
    if (row === null || row === undefined || !mayTo(caller, 'trade:read', row.owner)) throw notFound(id); // A1
    return row;
  };
  const done = async (id: string): Promise<BacktestRow> => {
    const row = await find(id);
    if (row.state === 'done') return row;
    const why = isSettled(row.state) ? `it is ${row.state}` : 'it is not done yet';
    throw new DashboardError('BACKTEST_NOT_DONE', `Backtest ${id} has no result: ${why}.`);
  };
  const rows =
    <Row>(kind: 'fills' | 'trades') =>
    async (id: string, query: PageQuery): Promise<Page<Row>> => {
      await done(id);
      return (await call('backtests.rows', { id, kind, ...query })) as Page<Row>;
    };

  return {
    ...{ find, offers, fills: rows<BacktestFill>('fills'), trades: rows<BacktestTrade>('trades') },
    list: async (query) =>
      (await call('backtests.list', {
        ...query,
        ...(!seesAll(caller) && { owner: caller.user }),
      })) as Page<BacktestRow>,
    detail: async (id) => {
      const row = await done(id);
      const detail = await detailOf(id, async () => (await call('backtests.detail', { id })) as BacktestDetail);
      return { row, detail };
    },
    start: async (backtest, key) =>
      (await call('backtests.start', {
        ...{ backtest, by: caller.user },
        ...(key !== undefined && { key }),
      })) as BacktestRow,
    cancel: async (id) => {
      const before = await find(id);
      if (!mayTo(caller, 'trade:command', before.owner)) throw new Forbidden(caller.user, 'trade:command of it');
      const row = (await call('backtests.cancel', { id, by: caller.user })) as BacktestRow;
      if (row.state === 'cancelled') return row;
      throw new DashboardError('BACKTEST_FINISHED', `Backtest ${id} is ${row.state} already.`);
    },
  };
};

const notFound = (id: string): DashboardError =>
  new DashboardError('BACKTEST_NOT_FOUND', `There is no backtest ${id}.`, { field: 'id' });
