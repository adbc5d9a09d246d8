import { maxDrawdown, type Drawdown } from './drawdown.ts';
import { PERIODS_PER_YEAR, type PeriodBasis } from './instrument.ts';
import { annualGrowth, dailyReturns, meanOf, sampleDeviation, sharpeRatio, sortinoRatio } from './returns.ts';
import type { Trade } from './trade.ts';

/** What a run leaves behind to be measured; money in one currency. */
export interface MetricsInput {
  readonly initialEquity: number;
  /** First instant of the run, epoch milliseconds UTC: the open of its first bar. */
  readonly startTime: number;
  /** Cash + position × close at each bar close, and those closes, epoch milliseconds UTC, ascending; of one length. */
  readonly equity: Float64Array;
  readonly times: Float64Array;
  /** Closed trades. */
  readonly trades: readonly Pick<Trade, 'pnl' | 'mae' | 'mfe'>[];
  readonly basis: PeriodBasis;
  /** Σ commission of all fills, those of a position still open too. */
  readonly commissionPaid: number;
  /** Σ price × quantity of all fills, buys and sells. */
  readonly tradedNotional: number;
  /** Bars at whose close something was held. */
  readonly exposedBars: number;
}

type MetricUnit = 'money' | 'fraction' | 'ratio' | 'count';

/** Every metric with its name, unit and convention for people; `fraction` 0.1 is 10 %. A metric is null where it is undefined. */
export const METRICS = {
  finalEquity: {
    label: 'Final equity',
    unit: 'money',
    convention: 'cash + position × last close; an open position is not closed',
  },
  totalReturn: { label: 'Total return', unit: 'fraction', convention: 'final ÷ initial equity − 1' },
  cagr: { label: 'CAGR', unit: 'fraction', convention: 'compound growth a year of 365.25 days; null under a day' },
  sharpe: {
    label: 'Sharpe',
    unit: 'ratio',
    convention:
      'mean ÷ sample deviation of daily returns (last equity of each UTC day), risk-free rate 0, × √periodsPerYear',
  },
  sortino: {
    label: 'Sortino',
    unit: 'ratio',
    convention: 'mean ÷ downside deviation of daily returns, downside over all days, target 0, × √periodsPerYear',
  },
  calmar: { label: 'Calmar', unit: 'ratio', convention: 'CAGR ÷ |max drawdown|' },
  maxDrawdown: {
    label: 'Max drawdown',
    unit: 'fraction',
    convention: '(peak − trough) ÷ peak, marked to market at every bar close, peak from the initial equity on',
  },
  trades: { label: 'Trades', unit: 'count', convention: 'closed, from flat to flat' },
  winRate: { label: 'Win rate', unit: 'fraction', convention: 'trades with profit after commission ÷ trades' },
  profitFactor: {
    label: 'Profit factor',
    unit: 'ratio',
    convention: 'Σ profit ÷ Σ |loss| of trades after commission; null without a loss',
  },
  expectancy: { label: 'Expectancy', unit: 'money', convention: 'mean profit of a trade after commission' },
  sqn: {
    label: 'SQN',
    unit: 'ratio',
    convention: '√trades × mean ÷ sample deviation of profit after commission (Tharp)',
  },
  bestTrade: { label: 'Best trade', unit: 'money', convention: 'largest profit after commission' },
  worstTrade: { label: 'Worst trade', unit: 'money', convention: 'smallest profit after commission' },
  averageMae: {
    label: 'Average MAE',
    unit: 'fraction',
    convention: 'mean of the furthest price against each trade ÷ its entry price',
  },
  averageMfe: {
    label: 'Average MFE',
    unit: 'fraction',
    convention: 'mean of the furthest price in favour of each trade ÷ its entry price',
  },
  worstMae: { label: 'Worst MAE', unit: 'fraction', convention: 'largest of the trades' },
  bestMfe: { label: 'Best MFE', unit: 'fraction', convention: 'largest of the trades' },
  exposureTime: { label: 'Exposure time', unit: 'fraction', convention: 'bars with a position at the close ÷ bars' },
  turnover: {
    label: 'Turnover',
    unit: 'ratio',
    convention: 'Σ price × quantity of buys and sells ÷ mean equity, over the whole run',
  },
  commissionPaid: { label: 'Commission', unit: 'money', convention: 'of all fills' },
} as const satisfies Record<string, { label: string; unit: MetricUnit; convention: string }>;

export type MetricName = keyof typeof METRICS;

export type Metrics = Readonly<Record<MetricName, number | null>> & {
  readonly finalEquity: number;
  readonly maxDrawdown: number;
  readonly trades: number;
  readonly commissionPaid: number;
  /** 365 or 252: what Sharpe and Sortino are annualized with. */
  readonly periodsPerYear: number;
  /** Where in the equity curve the max drawdown lies. */
  readonly drawdown: Drawdown;
};

/** Measures a run by the conventions in METRICS. */
export function metricsOf(input: MetricsInput): Metrics {
  const { initialEquity, equity, times, startTime, trades } = input;
  const periodsPerYear = PERIODS_PER_YEAR[input.basis];
  const finalEquity = equity.at(-1) ?? initialEquity;
  const drawdown = maxDrawdown(equity, initialEquity);
  const returns = dailyReturns(equity, times, initialEquity);
  const cagr = annualGrowth(initialEquity, finalEquity, (times.at(-1) ?? startTime) - startTime);
  const meanEquity = meanOf(equity);
  return {
    finalEquity,
    totalReturn: initialEquity > 0 ? finalEquity / initialEquity - 1 : null,
    cagr,
    sharpe: returns && sharpeRatio(returns, periodsPerYear),
    sortino: returns && sortinoRatio(returns, periodsPerYear),
    calmar: cagr === null || drawdown.fraction === 0 ? null : cagr / drawdown.fraction,
    maxDrawdown: drawdown.fraction,
    ...profitMetrics(trades),
    ...excursionMetrics(trades),
    exposureTime: equity.length === 0 ? null : input.exposedBars / equity.length,
    turnover: meanEquity > 0 ? input.tradedNotional / meanEquity : null,
    commissionPaid: input.commissionPaid,
    periodsPerYear,
    drawdown,
  };
}

function profitMetrics(trades: MetricsInput['trades']) {
  const profits = Float64Array.from(trades, (trade) => trade.pnl.toNumber());
  const count = profits.length;
  if (count === 0) {
    return {
      trades: 0,
      winRate: null,
      profitFactor: null,
      expectancy: null,
      sqn: null,
      bestTrade: null,
      worstTrade: null,
    };
  }
  let wins = 0;
  let gained = 0;
  let lost = 0;
  let bestTrade = -Infinity;
  let worstTrade = Infinity;
  for (const profit of profits) {
    if (profit > 0) {
      wins++;
      gained += profit;
    } else {
      lost -= profit;
    }
    bestTrade = Math.max(bestTrade, profit);
    worstTrade = Math.min(worstTrade, profit);
  }
  const expectancy = (gained - lost) / count;
  const deviation = sampleDeviation(profits, expectancy);
  return {
    trades: count,
    winRate: wins / count,
    profitFactor: lost === 0 ? null : gained / lost,
    expectancy,
    sqn: deviation === null ? null : (Math.sqrt(count) * expectancy) / deviation,
    bestTrade,
    worstTrade,
  };
}

function excursionMetrics(trades: MetricsInput['trades']) {
  let count = 0;
  let adverse = 0;
  let favourable = 0;
  let worstMae: number | null = null;
  let bestMfe: number | null = null;
  for (const { mae, mfe } of trades) {
    if (mae === null || mfe === null) continue;
    count++;
    adverse += mae;
    favourable += mfe;
    worstMae = Math.max(worstMae ?? 0, mae);
    bestMfe = Math.max(bestMfe ?? 0, mfe);
  }
  return {
    averageMae: count === 0 ? null : adverse / count,
    averageMfe: count === 0 ? null : favourable / count,
    worstMae,
    bestMfe,
  };
}
