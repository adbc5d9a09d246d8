// Backtests beside each other, each from the cash that it began with as a hundred.
import type { BacktestDetail, BacktestRow } from '../actors/domain/backtest/backtest-run.ts';
import { type ChartLines, chartLines } from './comparison.ts';
import { aligned, type EquitySeries } from './equity-lines.ts';
import type { OwnBacktests } from './own-backtests.ts';
import { InvalidInput } from './problem.ts';

const MOST_BACKTESTS = 6;
const POINTS = 300;

export interface ComparedBacktest {
  readonly row: BacktestRow;
  readonly detail: BacktestDetail;
  /** Of a hundred, at some of its points, the last among them. */
  readonly equity: EquitySeries;
}

/** What an address asks to compare (`ids=a,b`). Rejects with INVALID_INPUT for too many, or as `OwnBacktests.detail` does. */
export const comparedBacktests = async (
  backtests: Pick<OwnBacktests, 'detail'>,
  query: URLSearchParams,
): Promise<readonly ComparedBacktest[]> => {
  const ids = [...new Set(query.getAll('ids').flatMap((part) => part.split(',')))].filter((id) => id !== '');
  if (ids.length > MOST_BACKTESTS) throw new InvalidInput('ids', `At most ${MOST_BACKTESTS} backtests side by side.`);
  const found = await Promise.all(ids.map((id) => backtests.detail(id)));
  return found.map(({ row, detail }) => ({ row, detail, equity: equityOf(row, detail) }));
};

/** What the chart of their equities draws, by date. */
export const backtestLines = (runs: readonly ComparedBacktest[]): ChartLines =>
  chartLines(
    aligned(
      runs.map(({ equity }) => equity),
      'time',
    ),
    runs.map(({ row }) => row.name),
    'time',
  );

const equityOf = (row: BacktestRow, { curve }: BacktestDetail): EquitySeries => {
  const cash = Number(row.request.cash);
  const step = Math.max(1, Math.ceil(curve.length / POINTS));
  const kept = curve.filter((_, index) => index % step === 0 || index === curve.length - 1);
  return {
    times: kept.map(({ time }) => Date.parse(time)),
    values: kept.map(({ equity }) => (100 * equity) / cash),
  };
};
