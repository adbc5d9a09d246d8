// What strategies have earned: figures over dates, the curve in steps, round trips, and the market around one.
import { z } from 'zod';
import { TIMEFRAME_MS, type Timeframe } from '../../actors/domain/bar.ts';
import { METRICS, type MetricName } from '../../actors/domain/metrics.ts';
import type { Fill } from '../../actors/domain/order.ts';
import type { EquityRow } from '../../actors/domain/record-rows.ts';
import { roundTrips, type Trade } from '../../actors/domain/trade.ts';
import { equityOf, fillsOf, performanceOf, POINTS } from '../performance.ts';
import { DashboardError } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { type Endpoint, endpoint, nextCursor, paged, text } from './endpoint.ts';
import { pageAfter } from './page-after.ts';
import { runFor, strategyId } from './strategies.ts';
import { historyShape, metricName, performanceShape, tradeShape, tradeWithMarketShape } from './strategy-shapes.ts';

const BARS_AROUND = 20;
const MOST_BARS = 500;

const when = z.iso.datetime({ offset: true }).meta({ example: '2026-03-01T00:00:00Z' }).exactOptional();
const dates = { from: when, to: when };
const GRANULARITIES = ['raw', '1m', '1h', '1d'] as const;
const common = { tag: 'Strategies', method: 'get', permission: 'trade:read' } as const;

export const tradeEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ ...common, path: '/api/v1/strategies/:id/performance', summary: 'How good it was, by the metrics asked for' },
    params: strategyId,
    query: z.strictObject({
      ...{ ...dates, basis: z.enum(['24/7', 'sessions']).default('sessions') },
      metrics: z
        .string()
        .max(500)
        .transform((names) => names.split(','))
        .pipe(z.array(metricName))
        .meta({ type: 'string', description: 'Names with commas between; all without', example: 'sharpe,maxDrawdown' })
        .exactOptional(),
    }),
    answer: performanceShape,
    handle: async ({ params, query }, { troupe }) => {
      const { view } = await runFor(troupe, params.id);
      const { rows, values } = await performanceOf(troupe, view.address, query);
      const wanted = query.metrics ?? (Object.keys(METRICS) as MetricName[]);
      return {
        ...{ id: view.address, from: rows[0]?.time ?? null, to: rows.at(-1)?.time ?? null, basis: query.basis },
        metrics: wanted.map((name) => ({ name, ...METRICS[name], value: finite(values?.[name]) })),
      };
    },
  }),
  endpoint({
    ...{
      ...common,
      path: '/api/v1/strategies/:id/history',
      summary: 'What it was worth, in steps',
      params: strategyId,
    },
    query: z.strictObject({
      ...{ ...dates, granularity: z.enum(GRANULARITIES).default('1d') },
      points: z.coerce.number<string>().int().min(2).max(POINTS).default(1_000),
    }),
    answer: historyShape,
    handle: async ({ params, query: { granularity, points, ...asked } }, { troupe }) => {
      const { view } = await runFor(troupe, params.id);
      const rows = await equityOf(troupe, view.address, asked, granularity === 'raw' ? points : POINTS);
      return { id: view.address, granularity, points: inSteps(rows, granularity).slice(-points) };
    },
  }),
  endpoint({
    ...{ ...common, tag: 'Trades', path: '/api/v1/trades', summary: 'Round trips of what trades, oldest first' },
    query: z.strictObject({ actor: text(200), ...paged }),
    answer: z.strictObject({ trades: z.array(tradeShape), nextCursor }),
    handle: async ({ query: { actor: address, limit, cursor } }, { troupe }) => {
      const trades = roundTrips(await fillsOf(troupe, address)).map((trade, index) => tradeOf(address, index, trade));
      const page = pageAfter(trades, ({ id }) => id, { limit, cursor });
      return { trades: page.rows, nextCursor: page.nextCursor };
    },
  }),
  endpoint({
    ...{
      ...common,
      tag: 'Trades',
      path: '/api/v1/trades/:id',
      summary: 'One round trip, its fills and the bars around it',
    },
    ...{ params: z.strictObject({ id: text(300) }), answer: tradeWithMarketShape },
    handle: async ({ params: { id } }, { troupe }) => {
      const [address, index] = placeIn(id);
      const view = await troupe.find(address);
      const fills = await fillsOf(troupe, address);
      const trade = roundTrips(fills)[index];
      if (trade === undefined) throw tradeNotFound(id);
      const within = fills.filter(({ time }) => time >= trade.entryTime && time <= trade.exitTime);
      const market = await marketAround(troupe, view?.state['lane'], trade);
      return { ...tradeOf(address, index, trade), fills: within.map(fillOf), market };
    },
  }),
];

const finite = (value: number | null | undefined): number | null =>
  value === undefined || value === null || !Number.isFinite(value) ? null : value;

/** The last row of each step. */
const inSteps = (rows: readonly EquityRow[], granularity: (typeof GRANULARITIES)[number]): readonly EquityRow[] => {
  if (granularity === 'raw') return rows;
  const stepMs = TIMEFRAME_MS[granularity];
  return [...new Map(rows.map((row) => [Math.floor(Date.parse(row.time) / stepMs), row])).values()];
};

const SEPARATOR = '~';
const iso = (ms: number): string => new Date(ms).toISOString();

const tradeOf = (actor: string, index: number, trade: Trade) => ({
  id: `${actor}${SEPARATOR}${String(index + 1).padStart(9, '0')}`,
  ...{ actor, account: trade.account, instrument: trade.instrument, side: trade.side },
  ...{ entryTime: iso(trade.entryTime), exitTime: iso(trade.exitTime), quantity: trade.quantity.toFixed() },
  ...{ entryPrice: trade.entryPrice.toFixed(), exitPrice: trade.exitPrice.toFixed() },
  ...{ pnl: trade.pnl.toFixed(), commission: trade.commission.toFixed() },
});

const fillOf = ({ fillId, clientOrderId, side, price, quantity, commission, time, position }: Fill) => ({
  ...{ fillId, clientOrderId, side, price: price.toFixed(), quantity: quantity.toFixed() },
  ...{ commission: commission.toFixed(), time: iso(time), position },
});

/** Throws TRADE_NOT_FOUND for text that names none. */
const placeIn = (id: string): readonly [actor: string, index: number] => {
  const found = /^(.+)~(\d{1,9})$/.exec(id);
  if (found === null || Number(found[2]) < 1) throw tradeNotFound(id);
  return [found[1]!, Number(found[2]) - 1];
};

const tradeNotFound = (id: string): DashboardError =>
  new DashboardError('TRADE_NOT_FOUND', `There is no trade ${id}.`, { field: 'id' });

/** The bars from some before the entry to some after the exit; the last of them where it lasted long. */
const marketAround = async (troupe: TroupeReads, lane: unknown, trade: Trade): Promise<object | null> => {
  const found = (await troupe.lanes()).find((one) => one.lane === lane);
  if (found === undefined) return null;
  const stepMs = TIMEFRAME_MS[found.timeframe as Timeframe];
  const to = trade.exitTime + BARS_AROUND * stepMs;
  const limit = Math.min(MOST_BARS, Math.ceil((trade.exitTime - trade.entryTime) / stepMs) + 2 * BARS_AROUND);
  const bars = await troupe.bars({ symbolToken: found.symbolToken, timeframe: found.timeframe, to, limit });
  return { lane: found.lane, bars };
};
