// Trades, fills and all of a backtest as files, read and sent part by part.
import { type Cell, csvLine } from '../actors/domain/csv-text.ts';
import { decimal } from '../actors/domain/decimal.ts';
import type { BacktestFill, BacktestTrade } from '../actors/domain/backtest/backtest-run.ts';
import type { Page } from '../actors/domain/record-rows.ts';
import type { OwnBacktests, PageQuery } from './own-backtests.ts';

const PART = 1_000;

const FILL_COLUMNS = ['time', 'side', 'price', 'quantity', 'commission'] as const;
const TRADE_COLUMNS = [
  ...(['side', 'entryTime', 'exitTime', 'quantity', 'entryPrice', 'exitPrice', 'pnl', 'commission'] as const),
  ...(['mae', 'mfe', 'barsHeld'] as const),
];

/** All pages of rows, oldest first; the first is read before anything is sent. */
async function* pagesOf<Row>(
  read: (query: PageQuery) => Promise<Page<Row>>,
  first: Page<Row>,
): AsyncGenerator<readonly Row[]> {
  for (let page = first; ;) {
    yield page.rows;
    if (page.nextCursor === undefined) return;
    page = await read({ limit: PART, cursor: page.nextCursor });
  }
}

async function* csvOf<Row extends object>(
  columns: readonly (keyof Row & string)[],
  pages: AsyncGenerator<readonly Row[]>,
): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const rows of pages) yield rows.map((row) => csvLine(columns.map((name) => cellOf(row[name])))).join('');
}

/** A number stays one, also one of exact text; what is undefined is an empty cell. */
const cellOf = (value: unknown): Cell => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return '';
  return /^-?\d+(\.\d+)?$/.test(value) ? decimal(value) : value;
};

export const fillsCsv = async (backtests: OwnBacktests, id: string): Promise<AsyncGenerator<string>> => {
  const read = (query: PageQuery): Promise<Page<BacktestFill>> => backtests.fills(id, query);
  return csvOf(FILL_COLUMNS, pagesOf(read, await read({ limit: PART })));
};

export const tradesCsv = async (backtests: OwnBacktests, id: string): Promise<AsyncGenerator<string>> => {
  const read = (query: PageQuery): Promise<Page<BacktestTrade>> => backtests.trades(id, query);
  return csvOf(TRADE_COLUMNS, pagesOf(read, await read({ limit: PART })));
};

/** `head` and, in the same object, all trades and fills. */
export async function* wholeJson(
  backtests: OwnBacktests,
  id: string,
  head: Readonly<Record<string, object>>,
): AsyncGenerator<string> {
  yield JSON.stringify(head).slice(0, -1);
  for (const kind of ['trades', 'fills'] as const) {
    const read = (query: PageQuery): Promise<Page<object>> => backtests[kind](id, query);
    yield `,"${kind}":[`;
    let isFirst = true;
    for await (const rows of pagesOf(read, await read({ limit: PART }))) {
      if (rows.length === 0) continue;
      yield (isFirst ? '' : ',') + rows.map((row) => JSON.stringify(row)).join(',');
      isFirst = false;
    }
    yield ']';
  }
  yield '}';
}
