// Shapes of what the API answers about strategies and trades.
import { z } from 'zod';
import { METRICS } from '../../actors/domain/metrics.ts';
import { accountShape, barShape, equityShape, exact, fillShape, time } from './shapes.ts';

export const strategyShape = z
  .strictObject({
    ...{ id: z.string(), strategy: z.string(), rules: z.string(), params: z.record(z.string(), z.unknown()) },
    ...{ owner: z.string(), account: z.string(), instrument: z.string(), lane: z.string(), simulated: z.boolean() },
    ...{ lifecycle: z.string(), tradingState: z.string().nullable(), tradingStateReason: z.string().nullable() },
    ...{ since: time, restarts: z.int(), lastCause: z.string().nullable(), direction: z.string().nullable() },
    ...{ allocation: exact, equity: exact.nullable(), quantity: exact, averagePrice: exact.nullable() },
    ...{ pnl: z.number().nullable(), pnlFraction: z.number().nullable(), drawdown: z.number().nullable() },
    ...{ maxDrawdown: z.number().nullable(), fills: z.int(), denied: z.int() },
  })
  .meta({ id: 'Strategy' });

const METRIC_NAMES = Object.keys(METRICS) as [keyof typeof METRICS, ...(keyof typeof METRICS)[]];
export const metricName = z.enum(METRIC_NAMES);

export const performanceShape = z
  .strictObject({
    ...{ id: z.string(), from: time.nullable(), to: time.nullable(), basis: z.enum(['24/7', 'sessions']) },
    metrics: z.array(
      z.strictObject({
        ...{ name: metricName, label: z.string(), unit: z.string(), value: z.number().nullable() },
        convention: z.string(),
      }),
    ),
  })
  .meta({ id: 'Performance' });

export const historyShape = z
  .strictObject({ id: z.string(), granularity: z.string(), points: z.array(equityShape) })
  .meta({ id: 'History' });

export const tradeShape = z
  .strictObject({
    ...{
      id: z.string(),
      actor: z.string(),
      account: z.string(),
      instrument: z.string(),
      side: z.enum(['LONG', 'SHORT']),
    },
    ...{ entryTime: time, exitTime: time, quantity: exact, entryPrice: exact, exitPrice: exact },
    ...{ pnl: exact, commission: exact },
  })
  .meta({ id: 'Trade' });

export const tradeWithMarketShape = tradeShape
  .extend({
    fills: z.array(fillShape.omit({ lane: true }).partial().loose()),
    market: z.strictObject({ lane: z.string(), bars: z.array(barShape) }).nullable(),
  })
  .meta({ id: 'TradeWithMarket' });

export const overviewShape = z
  .strictObject({
    at: time,
    accounts: z.array(accountShape),
    strategies: z.strictObject({ total: z.int(), running: z.int(), halted: z.int(), failing: z.int() }),
    alerts: z.array(
      z.strictObject({
        ...{ id: z.string(), mood: z.enum(['bad', 'warn']), subject: z.string(), text: z.string() },
        since: time.nullable(),
      }),
    ),
    lanes: z.array(z.looseObject({ lane: z.string(), status: z.string(), lastBarAt: time.nullable() })),
  })
  .meta({ id: 'Overview' });
