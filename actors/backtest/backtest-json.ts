// J1. One JSON object, the same from every run of the same options but for `elapsedMs` and `barsPerSecond`.
// J2. Instants are ISO 8601 UTC, with milliseconds only where there are any (2004-12-21T00:00:00Z); sides are BUY and SELL.
// J3. Prices, quantities and money are the JSON numbers nearest to the exact values, written in their shortest form; they have
//     all digits of the exact value up to 15 of them. What is undefined is null, never NaN.
import { METRICS, type MetricName, type Metrics } from '../domain/metrics.ts';
import type { Fill, OrderSide } from '../domain/order.ts';
import type { Trade } from '../domain/trade.ts';
import type { BacktestOptions, BacktestResult } from './backtest.ts';

export interface FillJson {
  readonly time: string;
  readonly side: OrderSide;
  readonly price: number;
  readonly quantity: number;
  readonly commission: number;
}

export interface TradeJson {
  readonly side: 'LONG' | 'SHORT';
  readonly entryTime: string;
  readonly exitTime: string;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly pnl: number;
  readonly commission: number;
  readonly mae: number | null;
  readonly mfe: number | null;
  readonly barsHeld: number;
}

export interface BacktestJson {
  readonly bars: number;
  readonly fills: readonly FillJson[];
  readonly trades: readonly TradeJson[];
  readonly metrics: Metrics;
  /** What each metric means. */
  readonly conventions: Readonly<Record<MetricName, string>>;
  readonly orders: BacktestResult['orders'];
  readonly openPosition: {
    readonly side: 'LONG' | 'SHORT';
    readonly quantity: number;
    readonly averagePrice: number;
    readonly lastPrice: number;
    readonly unrealizedPnl: number;
  } | null;
  /** What the run was given, defaults and what was inferred included. */
  readonly options: Omit<BacktestOptions, 'bars' | 'params'> & { readonly params: BacktestResult['params'] };
  readonly elapsedMs: number;
  readonly barsPerSecond: number | null;
}

/** ISO 8601 UTC without milliseconds that are zero. */
const isoTime = (epochMs: number): string => new Date(epochMs).toISOString().replace('.000Z', 'Z');

/** A run as programs read it. */
export function backtestJson({ bars: _bars, ...options }: BacktestOptions, result: BacktestResult): BacktestJson {
  const { openPosition: open } = result;
  return {
    bars: result.bars,
    fills: result.fills.map(fillJson),
    trades: result.trades.map(tradeJson),
    metrics: result.metrics,
    conventions,
    orders: result.orders,
    openPosition: open && {
      side: open.side,
      quantity: open.quantity.toNumber(),
      averagePrice: open.averagePrice.toNumber(),
      lastPrice: open.lastPrice,
      unrealizedPnl: open.unrealizedPnl.toNumber(),
    },
    options: { ...options, params: result.params },
    elapsedMs: result.elapsedMs,
    barsPerSecond: result.barsPerSecond,
  };
}

const conventions = Object.fromEntries(
  Object.entries(METRICS).map(([name, { convention }]) => [name, convention]),
) as Record<MetricName, string>;

const fillJson = ({ time, side, price, quantity, commission }: Fill): FillJson => ({
  time: isoTime(time),
  side,
  price: price.toNumber(),
  quantity: quantity.toNumber(),
  commission: commission.toNumber(),
});

const tradeJson = (trade: Trade): TradeJson => ({
  side: trade.side,
  entryTime: isoTime(trade.entryTime),
  exitTime: isoTime(trade.exitTime),
  quantity: trade.quantity.toNumber(),
  entryPrice: trade.entryPrice.toNumber(),
  exitPrice: trade.exitPrice.toNumber(),
  pnl: trade.pnl.toNumber(),
  commission: trade.commission.toNumber(),
  mae: trade.mae,
  mfe: trade.mfe,
  barsHeld: trade.barsHeld,
});
