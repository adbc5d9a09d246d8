// The simulation takes the bars; what is measured is measured afterwards, from its fills and its equity at each close.
import { ActorError } from '../../runtime/errors.ts';
import type { Bar, Timeframe } from '../domain/bar.ts';
import { decimal, ZERO, type Decimal } from '../domain/decimal.ts';
import { fillModel } from '../domain/fill-model.ts';
import { parseInstrument, type PeriodBasis } from '../domain/instrument.ts';
import { metricsOf, type Metrics } from '../domain/metrics.ts';
import type { Fill } from '../domain/order.ts';
import { sideOf, unrealizedPnl } from '../domain/position.ts';
import { symbolToken } from '../domain/symbol-token.ts';
import { TradeRecorder, type Trade } from '../domain/trade.ts';
import { barsStream } from '../protocol.ts';
import { parseParameters, strategyNamed, type Parameters } from '../strategy/catalog.ts';
import type { Sizing } from '../subscription/sizing/schema.ts';
import { ACCOUNT, Simulation, STRATEGY, type OrderOutcomes } from './simulation.ts';

/** What is traded, by which rules, at what cost. */
export interface BacktestOptions {
  /** Closed bars, oldest first, without a fault; at least one. */
  readonly bars: readonly Bar[];
  readonly timeframe: Timeframe;
  readonly symbol: string;
  /** Name in the catalog. */
  readonly strategy: string;
  /** Of the strategy; what is left out has its default. */
  readonly params: unknown;
  /** Start cash in the currency of the prices. */
  readonly cash: number | string;
  readonly sizing: Sizing;
  readonly direction: 'long-only' | 'long-short';
  /** Fraction of each fill's value. */
  readonly commission: number;
  readonly slippageBps: number;
  /** Largest fraction of a bar's volume to take; null for no bound. */
  readonly volumeShare: number | null;
  /** From a decision to its arrival at the venue. */
  readonly latencyMs: number;
  /** Smallest steps of quantity and of price. */
  readonly lot: number | string;
  readonly tick: number | string;
  /** Distances from the close of the decision, fractions of it. */
  readonly stopLoss?: number | undefined;
  readonly takeProfit?: number | undefined;
  readonly trailingStop?: number | undefined;
  readonly basis: PeriodBasis;
}

export interface BacktestRun {
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** Told every few thousand bars; its time counts as the simulation's. */
  readonly onProgress?: ((barsDone: number) => void) | undefined;
}

export interface OpenPosition {
  readonly side: 'LONG' | 'SHORT';
  /** Unsigned. */
  readonly quantity: Decimal;
  readonly averagePrice: Decimal;
  /** Close of the last bar. */
  readonly lastPrice: number;
  /** Before the commission of leaving it. */
  readonly unrealizedPnl: Decimal;
}

export interface BacktestResult {
  /** With all defaults filled in. */
  readonly params: Parameters;
  readonly bars: number;
  /** All of them, oldest first, exact. */
  readonly fills: readonly Fill[];
  /** Those that ended; a position that is still open is not among them. */
  readonly trades: readonly Trade[];
  readonly metrics: Metrics;
  readonly orders: OrderOutcomes;
  readonly openPosition: OpenPosition | null;
  /** Exact, at the end. */
  readonly cash: Decimal;
  /** Cash + position × close, and that close in epoch milliseconds UTC, of every bar. */
  readonly equity: Float64Array;
  readonly times: Float64Array;
  /** Of the simulation: not of reading the bars, nor of measuring the run. */
  readonly elapsedMs: number;
  /** Null when no time was seen to pass. */
  readonly barsPerSecond: number | null;
}

/** Bars between two words of progress. */
const CHUNK = 16_384;

/**
 * Runs one strategy over a series of bars with the actors that trade live. The same options give the same result but for the time.
 * Throws NO_BARS, UNKNOWN_STRATEGY, INVALID_PARAMETERS, INVALID_CONFIG or INSTRUMENT_INVALID; RangeError for a bad fill model.
 */
export function runBacktest(options: BacktestOptions, { monotonic, onProgress }: BacktestRun): BacktestResult {
  const { bars } = options;
  if (bars.length === 0) throw new ActorError('NO_BARS', 'there are no bars to trade on');
  const equity = new Float64Array(bars.length);
  const startedMs = monotonic();
  const simulation = new Simulation(simulationOf(options));
  for (let from = 0; from < bars.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, bars.length);
    for (let index = from; index < to; index++) equity[index] = simulation.bar(bars[index]!);
    onProgress?.(to);
  }
  const elapsedMs = monotonic() - startedMs;
  return {
    params: parseParameters(strategyNamed(options.strategy), options.params),
    bars: bars.length,
    fills: simulation.fills,
    ...measured(options, simulation.fills, equity),
    orders: simulation.orders,
    openPosition: openPosition(simulation, bars.at(-1)!.close),
    cash: simulation.cash,
    equity,
    elapsedMs,
    barsPerSecond: elapsedMs > 0 ? (bars.length / elapsedMs) * 1_000 : null,
  };
}

function simulationOf(options: BacktestOptions): ConstructorParameters<typeof Simulation>[0] {
  const { symbol, timeframe, basis, direction, sizing, stopLoss, takeProfit, trailingStop } = options;
  const lane = barsStream(symbolToken(symbol), timeframe);
  const cash = String(decimal(options.cash));
  const owner = 'backtest';
  // Calendar, kind and currency change no fill: the orders of a subscription are good till canceled, in one currency.
  const instrument = {
    symbol,
    kind: 'equity',
    quoteCurrency: 'USD',
    tickSize: String(decimal(options.tick)),
    lotSize: String(decimal(options.lot)),
    sessions: '24/7',
    basis,
    simulated: false,
  };
  return {
    lane,
    instrument: parseInstrument(instrument),
    model: fillModel({
      commissionRate: options.commission,
      slippageBps: options.slippageBps,
      volumeShare: options.volumeShare,
      latencyMs: options.latencyMs,
    }),
    strategy: { strategy: options.strategy, params: options.params, lane, owner },
    subscription: {
      owner,
      account: ACCOUNT,
      strategy: STRATEGY,
      lane,
      instrument,
      allocation: cash,
      sizing,
      direction,
      ...(stopLoss !== undefined && { stopLoss }),
      ...(takeProfit !== undefined && { takeProfit }),
      ...(trailingStop !== undefined && { trailingStop }),
      after: 0,
    },
    account: {
      owner,
      venue: 'paper',
      simulatedVenue: true,
      currency: 'USD',
      deposit: cash,
      commissionRate: options.commission,
      limits: {},
      // Never: equity is taken at every close.
      equityEveryMs: Number.MAX_SAFE_INTEGER,
    },
  };
}

/** Trades and metrics. A fill says in which bar it happened, so an exit inside a bar is not given the rest of that bar. */
function measured(
  { bars, cash, basis }: BacktestOptions,
  fills: readonly Fill[],
  equity: Float64Array,
): Pick<BacktestResult, 'trades' | 'metrics' | 'times'> {
  const recorder = new TradeRecorder();
  const trades: Trade[] = [];
  const times = new Float64Array(bars.length);
  let exposedBars = 0;
  let next = 0;
  for (const [index, bar] of bars.entries()) {
    times[index] = bar.closeTime;
    for (let fill = fills[next]; fill !== undefined && fill.position <= index + 1; fill = fills[++next]) {
      const trade = recorder.fill(fill);
      if (trade !== undefined) trades.push(trade);
    }
    recorder.bar(bar.high, bar.low);
    if (recorder.isOpen) exposedBars++;
  }
  const sum = (of: (fill: Fill) => Decimal): number =>
    fills.reduce((total, fill) => total.add(of(fill)), ZERO).toNumber();
  const metrics = metricsOf({
    initialEquity: decimal(cash).toNumber(),
    startTime: bars[0]!.openTime,
    equity,
    times,
    trades,
    basis,
    commissionPaid: sum((fill) => fill.commission),
    tradedNotional: sum((fill) => fill.price.mul(fill.quantity)),
    exposedBars,
  });
  return { trades, metrics, times };
}

function openPosition({ holding }: Simulation, lastPrice: number): OpenPosition | null {
  const side = sideOf(holding);
  if (side === 'FLAT') return null;
  const { quantity, averagePrice } = holding;
  return {
    side,
    quantity: quantity.abs(),
    averagePrice,
    lastPrice,
    unrealizedPnl: unrealizedPnl(holding, decimal(lastPrice)),
  };
}
