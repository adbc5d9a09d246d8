// C1. The same code as `npm run backtest`, so the same options on the same bars give the same figures to the last digit.
// C2. What the request leaves open (steps, days of a year) is read from the bars, as the command does.
import { ActorError, errorMessage, errorType } from '../../runtime/errors.ts';
import type { BacktestDetail, BacktestFill, BacktestRequest, BacktestTrade } from '../domain/backtest/backtest-run.ts';
import { type MissingRange, missingRanges } from '../domain/backtest/missing-bars.ts';
import { unpackedBars } from '../domain/backtest/packed-bars.ts';
import { thinnedCurve } from '../domain/backtest/thinned-curve.ts';
import { type Bar, TIMEFRAME_MS, type Timeframe } from '../domain/bar.ts';
import type { Fill } from '../domain/order.ts';
import type { Trade } from '../domain/trade.ts';
import type { BacktestJob } from '../ports/backtest-engine.ts';
import type { BacktestOutcome, ListedRows } from '../ports/backtest-store.ts';
import { sizingSchema } from '../subscription/sizing/schema.ts';
import { runBacktest, type BacktestOptions, type BacktestResult } from './backtest.ts';
import { basisOf, finestTick } from './inference.ts';

const CURVE_POINTS = 2_000;
const ROWS_AT_ONCE = 1_000;
/** Ranges that are kept; how many there are is told beside them. */
const NAMED_RANGES = 200;
const NAMED_IN_WORDS = 3;
const FINEST_LOT = '0.00000001';

export interface ComputationHearing {
  progress(barsDone: number): void;
  rows(kind: keyof ListedRows, before: number, rows: string): Promise<void> | void;
}

/** Computes a run; a refusal of it is an outcome, too. Rejects with what `hear.rows` rejects with alone. */
export async function computed(job: BacktestJob, hear: ComputationHearing): Promise<BacktestOutcome> {
  let found: Found;
  try {
    found = simulated(job, hear);
  } catch (error) {
    return { kind: 'failed', type: errorType(error), message: errorMessage(error) };
  }
  const { options, result, missing } = found;
  await inParts(result.fills.map(fillOf), (before, rows) => hear.rows('fills', before, rows));
  await inParts(result.trades.map(tradeOf), (before, rows) => hear.rows('trades', before, rows));
  return {
    kind: 'done',
    summary: {
      metrics: result.metrics,
      ...{ bars: result.bars, fills: result.fills.length, trades: result.trades.length, missing: missing.length },
    },
    detail: detailOf(options, result, missing),
  };
}

interface Found {
  readonly options: BacktestOptions;
  readonly result: BacktestResult;
  readonly missing: readonly MissingRange[];
}

function simulated(job: BacktestJob, hear: Pick<ComputationHearing, 'progress'>): Found {
  const bars = unpackedBars(job.bars);
  const options = optionsOf(job.request, { ...job, bars });
  const missing = missingRanges(bars, {
    ...{ timeframeMs: TIMEFRAME_MS[job.timeframe], basis: options.basis, asked: askedRange(job.request) },
  });
  if (job.request.missing === 'refuse' && missing.length > 0) throw barsMissing(missing);
  const result = runBacktest(options, { monotonic: () => 0, onProgress: (done) => hear.progress(done) });
  return { options, result, missing };
}

/** The options of a request on its bars (C2). Throws INVALID_CONFIG for a sizing that is none. */
export function optionsOf(
  request: BacktestRequest,
  {
    bars,
    symbol,
    timeframe,
  }: { readonly bars: readonly Bar[]; readonly symbol: string; readonly timeframe: Timeframe },
): BacktestOptions {
  const { strategy, params, cash, direction, commission, slippageBps, volumeShare, latencyMs } = request;
  const { stopLoss, takeProfit, trailingStop } = request;
  const sizing = sizingSchema.safeParse(request.sizing);
  if (!sizing.success) throw new ActorError('INVALID_CONFIG', 'sizing: is no sizing', { field: 'sizing' });
  return {
    ...{ bars, timeframe, symbol, strategy, params, cash, sizing: sizing.data, direction },
    ...{ commission, slippageBps, volumeShare, latencyMs },
    lot: request.lot ?? FINEST_LOT,
    tick: request.tick ?? finestTick(bars),
    basis: request.basis ?? basisOf(bars),
    ...(stopLoss !== null && { stopLoss }),
    ...(takeProfit !== null && { takeProfit }),
    ...(trailingStop !== null && { trailingStop }),
  };
}

const askedRange = ({ bars: { from, to } }: BacktestRequest): { from: number | null; to: number | null } => ({
  from: from === null ? null : Date.parse(from),
  to: to === null ? null : Date.parse(to),
});

const barsMissing = (missing: readonly MissingRange[]): ActorError => {
  const named = missing.slice(0, NAMED_IN_WORDS).map(({ from, to, bars }) => `${from} to ${to} (${bars})`);
  const others = missing.length - named.length;
  const words = `${named.join(', ')}${others > 0 ? ` and ${others} more ranges` : ''}`;
  return new ActorError('BARS_MISSING', `bars are missing: ${words}; run it on another range, or let them be reported`);
};

function detailOf(options: BacktestOptions, result: BacktestResult, missing: readonly MissingRange[]): BacktestDetail {
  const { bars, basis, lot, tick, cash } = options;
  const { openPosition: open, equity, times } = result;
  return {
    ...{ from: iso(bars[0]!.openTime), to: iso(bars.at(-1)!.closeTime), basis, lot: String(lot), tick: String(tick) },
    orders: result.orders,
    openPosition: open && {
      ...{ side: open.side, quantity: open.quantity.toFixed(), averagePrice: open.averagePrice.toFixed() },
      ...{ lastPrice: open.lastPrice, unrealizedPnl: open.unrealizedPnl.toFixed() },
    },
    cash: result.cash.toFixed(),
    curve: thinnedCurve({ equity, times, initial: Number(cash) }, CURVE_POINTS),
    missing: missing.slice(0, NAMED_RANGES),
  };
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const fillOf = ({ time, side, price, quantity, commission }: Fill): BacktestFill => ({
  ...{ time: iso(time), side, price: price.toFixed(), quantity: quantity.toFixed(), commission: commission.toFixed() },
});

const tradeOf = (trade: Trade): BacktestTrade => ({
  ...{ side: trade.side, entryTime: iso(trade.entryTime), exitTime: iso(trade.exitTime) },
  ...{ quantity: trade.quantity.toFixed(), entryPrice: trade.entryPrice.toFixed() },
  ...{ exitPrice: trade.exitPrice.toFixed(), pnl: trade.pnl.toFixed(), commission: trade.commission.toFixed() },
  ...{ mae: trade.mae, mfe: trade.mfe, barsHeld: trade.barsHeld },
});

async function inParts(
  rows: readonly object[],
  give: (before: number, rows: string) => Promise<void> | void,
): Promise<void> {
  for (let before = 0; before < rows.length; before += ROWS_AT_ONCE)
    await give(before, JSON.stringify(rows.slice(before, before + ROWS_AT_ONCE)));
}
