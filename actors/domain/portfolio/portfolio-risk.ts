import { maxDrawdown } from '../drawdown.ts';
import { meanOf } from '../returns.ts';
import { portfolioBeta } from './beta.ts';
import {
  covarianceMatrix,
  pairsAbove,
  RISK_METRICS,
  SAMPLE,
  type CorrelatedPair,
  type CovarianceMatrix,
  type Weighting,
} from './correlation.ts';
import { exposureOf, type Exposure } from './exposure.ts';
import { portfolioHeat } from './heat.ts';
import { historicalRisk } from './historical.ts';
import { monteCarloPnl } from './monte-carlo.ts';
import { normalOf, parametricRisk, type NormalPnl } from './parametric.ts';
import { pnlSeries } from './pnl-series.ts';
import type { ReturnWindow } from './return-window.ts';
import { SCENARIOS } from './scenarios.ts';
import { stressLosses, type Scenario, type StressLoss } from './stress.ts';
import type { TailRisk } from './value-at-risk.ts';
import { valuationOf, type Holding, type Rate, type Valuation } from './valuation.ts';

export interface PortfolioRiskInput {
  readonly positions: readonly Holding[];
  readonly rate: Rate;
  /** Account currency; null when it is not known. */
  readonly equity: number | null;
  /** Returns of the symbols held and of the benchmark; its period is the horizon of VaR, beta and correlation. */
  readonly window: ReturnWindow;
  /** Symbol that beta is measured against. */
  readonly benchmark?: string | undefined;
  /** Highest equity so far, what drawdown is measured from. */
  readonly highWater?: number | null | undefined;
  readonly accountCurrency?: string | undefined;
  /** Uniform in [0, 1); Monte Carlo is left out without it. */
  readonly random?: (() => number) | undefined;
  readonly settings?: Partial<PortfolioRiskSettings> | undefined;
}

export interface PortfolioRiskSettings {
  /** Monte Carlo paths, rounded up to a multiple of 8. */
  readonly paths: number;
  /** Fewest returns a held symbol needs to be measured. */
  readonly minReturns: number;
  /** Pairs of held symbols above it are listed. */
  readonly correlationAbove: number;
  /** Share of its value that a holding without a stop adds to heat. */
  readonly heatWithoutStop: number;
  readonly ewma: Weighting;
  readonly scenarios: readonly Scenario[];
}

/** Risk of one portfolio at one moment, as plain JSON; amounts in account currency, null where a figure is undefined. */
export interface PortfolioRisk {
  readonly equity: number | null;
  /** (high water − equity) ÷ high water, 0 at a new high. */
  readonly drawdown: number | null;
  /** Held symbols without a price or rate: with one, everything else is null or empty. */
  readonly unvalued: readonly string[];
  readonly exposure: Exposure | null;
  /** Fraction of equity. */
  readonly heat: number | null;
  readonly stress: readonly StressLoss[];
  /** Held symbols with too few returns: with one, the market risk is null. */
  readonly unmeasured: readonly string[];
  readonly market: MarketRisk | null;
}

/** What can be said from the returns that all held symbols have in common. */
export interface MarketRisk {
  /** Rows that it is from. */
  readonly returns: number;
  readonly periodMs: number;
  /** Standard deviation of profit and loss a period. */
  readonly deviation: { readonly sample: number; readonly ewma: number };
  readonly historical: readonly TailRisk[];
  readonly parametric: readonly TailRisk[];
  /** Parametric with the latest returns weighing most. */
  readonly ewma: readonly TailRisk[];
  readonly monteCarlo: readonly TailRisk[] | null;
  readonly beta: number | null;
  readonly correlated: readonly CorrelatedPair[];
}

const DEFAULTS: PortfolioRiskSettings = {
  paths: 400,
  minReturns: 20,
  correlationAbove: 0.8,
  heatWithoutStop: 1,
  ewma: RISK_METRICS,
  scenarios: SCENARIOS,
};

/**
 * Everything about the risk of a portfolio in one report. What is not known makes the figures that hang on it null, and a
 * limit on a null figure has to be read as reached.
 */
export function portfolioRisk(input: PortfolioRiskInput): PortfolioRisk {
  const settings = { ...DEFAULTS, ...input.settings };
  const { equity, accountCurrency } = input;
  const valuation = valuationOf(input.positions, input.rate);
  const drawdown = drawdownOf(equity, input.highWater);
  if ('unvalued' in valuation) {
    const { unvalued } = valuation;
    return { equity, drawdown, unvalued, exposure: null, heat: null, stress: [], unmeasured: [], market: null };
  }
  const held = heldOf(valuation);
  const unmeasured = held.symbols.filter((symbol) => input.window.countOf(symbol) < Math.max(2, settings.minReturns));
  return {
    equity,
    drawdown,
    unvalued: [],
    exposure: exposureOf(valuation, equity),
    heat: portfolioHeat(valuation, equity, settings.heatWithoutStop),
    stress: stressLosses(valuation, settings.scenarios, accountCurrency),
    unmeasured,
    market: unmeasured.length > 0 ? null : marketRisk(input, held, settings),
  };
}

interface Held {
  readonly symbols: readonly string[];
  readonly values: Float64Array;
}

/** Symbols that are not flat in all, in one order for every vector and matrix. */
function heldOf({ bySymbol }: Valuation): Held {
  const held = [...bySymbol.values()].filter(({ value }) => value !== 0);
  return { symbols: held.map(({ symbol }) => symbol), values: Float64Array.from(held, ({ value }) => value) };
}

function marketRisk(input: PortfolioRiskInput, held: Held, settings: PortfolioRiskSettings): MarketRisk {
  const { window, equity, benchmark } = input;
  const values = held.symbols.map((symbol, index) => [symbol, held.values[index]!] as const);
  const returns = window.commonCount(held.symbols);
  const pnl = pnlSeries(window, values, returns);
  const normal = normalOf(pnl, SAMPLE) ?? FLAT;
  const latest = normalOf(pnl, settings.ewma) ?? FLAT;
  const covariance = covarianceMatrix(window, held.symbols);
  return {
    returns,
    periodMs: window.periodMs,
    deviation: { sample: normal.deviation, ewma: latest.deviation },
    historical: historicalRisk(pnl),
    parametric: parametricRisk(normal),
    ewma: parametricRisk(latest),
    monteCarlo: monteCarloRisk(input, held, covariance, settings.paths),
    beta: benchmark === undefined ? null : portfolioBeta(window, values, benchmark, equity),
    correlated: covariance === null ? [] : pairsAbove(covariance, settings.correlationAbove),
  };
}

/** Of a portfolio that holds nothing. */
const FLAT: NormalPnl = { mean: 0, deviation: 0 };

function monteCarloRisk(
  { window, random }: PortfolioRiskInput,
  { symbols, values }: Held,
  covariance: CovarianceMatrix | null,
  paths: number,
): TailRisk[] | null {
  if (random === undefined || covariance === null) return null;
  const means = Float64Array.from(symbols, (symbol) => meanOf(window.returnsOf(symbol, covariance.returns)));
  return historicalRisk(monteCarloPnl({ values, means, covariance: covariance.values, random, paths }));
}

const drawdownOf = (equity: number | null, highWater: number | null | undefined): number | null =>
  equity === null || highWater == null || !(highWater > 0)
    ? null
    : maxDrawdown(Float64Array.of(equity), highWater).fraction;
