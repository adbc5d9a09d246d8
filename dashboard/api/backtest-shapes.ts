// Shapes of what the API takes and answers about backtests.
import { z } from 'zod';
import { BACKTEST_STATES } from '../../actors/domain/backtest/backtest-run.ts';
import { TIMEFRAMES } from '../../actors/domain/bar.ts';
import { text } from './endpoint.ts';
import { exact, time } from './shapes.ts';
import { metricName } from './strategy-shapes.ts';

const when = z.iso.datetime({ offset: true }).meta({ example: '2010-01-01T00:00:00Z' }).exactOptional();
const range = { from: when, to: when };
const amount = z.string().regex(/^\d{1,15}(\.\d{1,12})?$/);
const distance = z.number().positive().exactOptional();

export const askedBacktestShape = z.strictObject({
  name: z.string().max(100).exactOptional(),
  strategy: z.string().max(200),
  params: z.record(z.string(), z.unknown()).exactOptional(),
  bars: z
    .union([
      z.strictObject({ kind: z.literal('stored'), instrument: text(200), timeframe: z.enum(TIMEFRAMES), ...range }),
      z.strictObject({ kind: z.literal('demo'), ...range }),
    ])
    .meta({
      description: 'Bars that the troupe keeps, or those of the file that comes with it; open ends mean all there are',
    }),
  cash: amount.exactOptional(),
  sizing: z.record(z.string(), z.unknown()).exactOptional(),
  direction: z.enum(['long-only', 'long-short']).exactOptional(),
  commission: z.number().min(0).lt(1).meta({ description: 'Fraction of each fill’s value' }).exactOptional(),
  slippageBps: z.number().min(0).max(5_000).exactOptional(),
  volumeShare: z.number().gt(0).max(1).nullable().exactOptional(),
  latencyMs: z.int().min(0).max(86_400_000).exactOptional(),
  ...{ lot: amount.exactOptional(), tick: amount.exactOptional(), basis: z.enum(['24/7', 'sessions']).exactOptional() },
  ...{ stopLoss: distance, takeProfit: distance, trailingStop: distance },
  missing: z
    .enum(['report', 'refuse'])
    .meta({ description: 'Whether missing bars are told of beside the result, or the run fails' })
    .exactOptional(),
});

const source = z.looseObject({ kind: z.enum(['stored', 'demo']), from: time.nullable(), to: time.nullable() });

export const backtestShape = z
  .strictObject({
    ...{ id: z.string(), owner: z.string(), name: z.string(), state: z.enum(BACKTEST_STATES) },
    request: z.looseObject({ strategy: z.string(), bars: source, cash: exact }),
    ...{ attempt: z.int(), barsDone: z.int(), barsTotal: z.int().nullable() },
    progress: z.number().nullable().meta({ description: 'From 0 to 1' }),
    etaMs: z.number().nullable(),
    ...{ createdAt: time, startedAt: time.nullable(), finishedAt: time.nullable() },
    error: z.strictObject({ type: z.string(), message: z.string() }).nullable(),
    summary: z
      .strictObject({
        metrics: z.looseObject({ finalEquity: z.number(), maxDrawdown: z.number() }),
        ...{ bars: z.int(), fills: z.int(), trades: z.int(), missing: z.int() },
      })
      .nullable(),
  })
  .meta({ id: 'Backtest' });

const missingShape = z.strictObject({ from: time, to: time, bars: z.int() });

const resultFields = {
  ...{ id: z.string(), from: time, to: time, basis: z.enum(['24/7', 'sessions']), lot: exact, tick: exact },
  metrics: z.array(
    z.strictObject({
      ...{ name: metricName, label: z.string(), unit: z.string(), value: z.number().nullable() },
      convention: z.string(),
    }),
  ),
  orders: z.strictObject({
    ...{ accepted: z.int(), denied: z.int(), rejected: z.int() },
    denialsByCode: z.record(z.string(), z.int()),
  }),
  openPosition: z
    .strictObject({
      ...{ side: z.enum(['LONG', 'SHORT']), quantity: exact, averagePrice: exact, lastPrice: z.number() },
      unrealizedPnl: exact,
    })
    .nullable(),
  cash: exact,
  curve: z
    .array(z.strictObject({ time, equity: z.number(), drawdown: z.number() }))
    .meta({ description: 'At most 2,000 points; the highest and lowest of each stretch are kept' }),
  missing: z.array(missingShape),
};

export const backtestResultShape = z.strictObject(resultFields).meta({ id: 'BacktestResult' });

export const backtestFillShape = z
  .strictObject({ time, side: z.enum(['BUY', 'SELL']), price: exact, quantity: exact, commission: exact })
  .meta({ id: 'BacktestFill' });

export const backtestTradeShape = z
  .strictObject({
    ...{ side: z.enum(['LONG', 'SHORT']), entryTime: time, exitTime: time, quantity: exact, entryPrice: exact },
    ...{ exitPrice: exact, pnl: exact, commission: exact, mae: z.number().nullable(), mfe: z.number().nullable() },
    barsHeld: z.int(),
  })
  .meta({ id: 'BacktestTrade' });

export const backtestDownloadShape = z
  .strictObject({
    ...{ backtest: backtestShape, result: backtestResultShape },
    ...{ trades: z.array(backtestTradeShape), fills: z.array(backtestFillShape) },
  })
  .meta({ id: 'BacktestDownload' });

export const barsOfferShape = z
  .strictObject({
    ...{ source, label: z.string(), simulated: z.boolean(), bars: z.int(), from: time.nullable(), to: time.nullable() },
  })
  .meta({ id: 'BarsOffer' });
