// Backtests in memory, as the service answers them: some of alice's in every state, and one of bob's.
import type { AskedBacktest, BarsOffer } from '../../actors/backtest-views.ts';
import type {
  BacktestDetail,
  BacktestFill,
  BacktestRequest,
  BacktestRow,
  BacktestSummary,
  BacktestTrade,
} from '../../actors/domain/backtest/backtest-run.ts';
import { METRICS, type Metrics } from '../../actors/domain/metrics.ts';
import { TIMEFRAMES } from '../../actors/domain/bar.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2010, 0, 4);
const iso = (ms: number): string => new Date(ms).toISOString();

const requestOf = (told: Partial<BacktestRequest> = {}): BacktestRequest => ({
  ...{ strategy: 'sma-cross', params: { fast: 10, slow: 30 }, cash: '10000', direction: 'long-only' },
  bars: { kind: 'stored', instrument: 'SPX', timeframe: '1d', from: iso(START), to: iso(START + 800 * DAY_MS) },
  sizing: { kind: 'fraction', fraction: 0.95 },
  ...{ commission: 0.0005, slippageBps: 1, volumeShare: null, latencyMs: 0, lot: '1', tick: '0.01', basis: 'sessions' },
  ...{ stopLoss: 0.08, takeProfit: null, trailingStop: null, missing: 'report' },
  ...told,
});

const metricsOf = (totalReturn: number): Metrics =>
  ({
    ...Object.fromEntries(Object.keys(METRICS).map((name, index) => [name, index % 5 === 4 ? null : index / 7])),
    ...{ finalEquity: 10_000 * (1 + totalReturn), totalReturn, maxDrawdown: 0.12, trades: 3, commissionPaid: 12.5 },
    ...{ periodsPerYear: 252 },
    drawdown: { fraction: 0.12, amount: 1_200, peakIndex: 3, troughIndex: 9, recoveryIndex: null },
  }) as Metrics;

const summaryOf = (totalReturn: number, missing = 0): BacktestSummary => ({
  ...{ metrics: metricsOf(totalReturn), bars: 500, fills: 6, trades: 3, missing },
});

const detailOf = (totalReturn: number, missing: number): BacktestDetail => ({
  ...{ from: iso(START), to: iso(START + 500 * DAY_MS), basis: 'sessions', lot: '1', tick: '0.01', cash: '11234.5' },
  orders: { accepted: 6, denied: 1, denialsByCode: { QUANTITY_BELOW_MINIMUM: 1 }, rejected: 0 },
  openPosition: { side: 'LONG', quantity: '8', averagePrice: '1140.25', lastPrice: 1151.5, unrealizedPnl: '90' },
  curve: Array.from({ length: 500 }, (_, index) => ({
    time: iso(START + index * DAY_MS),
    equity: 10_000 * (1 + (totalReturn * index) / 499) + 300 * Math.sin(index / 20),
    drawdown: 0.06 * (1 + Math.sin(index / 20 + Math.PI)),
  })),
  missing: Array.from({ length: missing }, (_, index) => ({
    ...{ from: iso(START + index * 40 * DAY_MS), to: iso(START + (index * 40 + 9) * DAY_MS), bars: 9 },
  })),
});

const TRADES: readonly BacktestTrade[] = Array.from({ length: 3 }, (_, index) => ({
  ...{ side: index === 1 ? 'SHORT' : 'LONG', entryTime: iso(START + index * DAY_MS), quantity: '8' },
  ...{ exitTime: iso(START + (index + 9) * DAY_MS), entryPrice: '1140.25', exitPrice: '1151.5' },
  ...{ pnl: index === 1 ? '-91.2' : '88.8', commission: '1.2', mae: 0.01, mfe: null, barsHeld: 9 },
}));
const FILLS: readonly BacktestFill[] = Array.from({ length: 6 }, (_, index) => ({
  ...{ time: iso(START + index * DAY_MS), side: index % 2 === 0 ? 'BUY' : 'SELL', price: '1140.25' },
  ...{ quantity: '8', commission: '0.6' },
}));

export interface FakeBacktests {
  readonly rows: Map<string, BacktestRow>;
  answer(action: string, params: Record<string, unknown>): unknown;
  /** Changes one and tells nobody: pages look by themselves. */
  turn(id: string, change: Partial<BacktestRow>): void;
}

export const fakeBacktests = ({
  now,
  isEmpty,
  fault,
}: {
  readonly now: () => number;
  readonly isEmpty: boolean;
  readonly fault: (type: string, message: string, data?: Record<string, unknown>) => Error;
}): FakeBacktests => {
  const rows = new Map<string, BacktestRow>();
  const add = (id: string, told: Partial<BacktestRow> = {}): BacktestRow => {
    const row: BacktestRow = {
      ...{ id, owner: 'alice', name: `Run ${id}`, state: 'queued', request: requestOf(), attempt: 0, barsDone: 0 },
      ...{ barsTotal: null, createdAt: iso(now() - 60_000), startedAt: null, finishedAt: null, error: null },
      summary: null,
      ...told,
    };
    rows.set(id, row);
    return row;
  };
  const over = {
    attempt: 1,
    startedAt: iso(now() - 50_000),
    finishedAt: iso(now() - 40_000),
    barsDone: 500,
    barsTotal: 500,
  };
  if (!isEmpty) {
    add('done1', { ...over, state: 'done', summary: summaryOf(0.1234, 2) });
    add('done2', { ...over, state: 'done', summary: summaryOf(-0.05), request: requestOf({ stopLoss: null }) });
    add('bobs', { ...over, owner: 'bob', state: 'done', summary: summaryOf(0.3) });
    add('failed1', { ...over, state: 'failed', error: { type: 'NO_BARS', message: 'there are no bars to trade on' } });
    add('queued1');
    const startedAt = iso(now() - 3_000);
    add('running1', { state: 'running', attempt: 1, startedAt, barsDone: 400_000, barsTotal: 1_000_000 });
  }

  const start = ({ backtest, by }: { backtest?: AskedBacktest; by?: string }): BacktestRow => {
    const asked = backtest!;
    const params = (asked.params ?? {}) as Record<string, number>;
    if ((params['fast'] ?? 10) >= (params['slow'] ?? 30))
      throw fault('INVALID_PARAMETERS', 'sma-cross: fast must be less than slow', {
        faults: [{ field: 'fast', value: params['fast'], expected: 'must be less than slow' }],
      });
    if (asked.bars.from?.startsWith('2099') === true)
      throw fault('NO_BARS', 'there are no bars in this range', { field: 'bars.from' });
    const mine = [...rows.values()].filter(
      ({ owner, state }) => owner === by && (state === 'queued' || state === 'running'),
    );
    if (mine.length >= 3) throw fault('BACKTESTS_FULL', '3 of your backtests are queued or running', { waiting: 3 });
    const { name, bars, lot, tick, basis, ...rest } = asked;
    const range = { from: bars.from ?? null, to: bars.to ?? null };
    const timeframe = TIMEFRAMES.find((one) => bars.kind === 'stored' && one === bars.timeframe) ?? '1d';
    return add(`new${rows.size}`, {
      ...{ owner: by ?? 'system', name: name ?? 'A new run', createdAt: iso(now()) },
      request: {
        ...requestOf(rest),
        bars:
          bars.kind === 'demo'
            ? { kind: 'demo', ...range }
            : { kind: 'stored', instrument: bars.instrument, timeframe, ...range },
        ...{ lot: lot ?? null, tick: tick ?? null, basis: basis ?? null },
      },
    });
  };
  const cancel = (id: string, by: string): BacktestRow | undefined => {
    const row = rows.get(id);
    if (row !== undefined && (row.state === 'queued' || row.state === 'running'))
      rows.set(id, {
        ...{ ...row, state: 'cancelled', finishedAt: iso(now()) },
        error: { type: 'CANCELLED', message: `cancelled by ${by}` },
      });
    return rows.get(id);
  };
  const page = <Row>(all: readonly Row[], { limit, cursor }: Record<string, unknown>) => {
    const from = Number(cursor ?? 0) || 0;
    const to = from + Number(limit);
    return { rows: all.slice(from, to), ...(to < all.length && { nextCursor: String(to) }) };
  };

  return {
    rows,
    turn: (id, change) => void rows.set(id, { ...rows.get(id)!, ...change }),
    answer: (action, params) => {
      const id = String(params['id']);
      switch (action) {
        case 'backtests.offer':
          return OFFERS;
        case 'backtests.list': {
          const { owner } = params;
          const all = [...rows.values()].reverse();
          return page(owner === undefined ? all : all.filter((row) => row.owner === owner), params);
        }
        case 'backtests.find':
          return rows.get(id);
        case 'backtests.detail':
          return detailOf(rows.get(id)!.summary!.metrics.totalReturn ?? 0, rows.get(id)!.summary!.missing);
        case 'backtests.rows':
          return page<object>(params['kind'] === 'fills' ? FILLS : TRADES, params);
        case 'backtests.start':
          return start(params);
        case 'backtests.cancel':
          return cancel(id, String(params['by']));
        default:
          throw fault('SERVICE_NOT_FOUND', `Service '${action}' is not found.`);
      }
    },
  };
};

const OFFERS: readonly BarsOffer[] = [
  {
    source: { kind: 'stored', instrument: 'SPX', timeframe: '1d', from: null, to: null },
    ...{ label: 'SPX 1d', simulated: false, bars: 800, from: iso(START), to: iso(START + 800 * DAY_MS) },
  },
  {
    source: { kind: 'stored', instrument: 'SIM-EURUSD', timeframe: '1m', from: null, to: null },
    ...{ label: 'SIM-EURUSD 1m', simulated: true, bars: 0, from: null, to: null },
  },
  {
    source: { kind: 'demo', from: null, to: null },
    ...{ label: 'S&P 500 1d (the file that comes with Troupe)', simulated: false, bars: 5_000 },
    ...{ from: '2000-01-03T00:00:00.000Z', to: '2020-01-01T00:00:00.000Z' },
  },
];
