// M1. A rule may watch a metric only where something of it can be measured: a pair is never found in one instrument.
import type { ScopeKind } from './scope.ts';

/** What one reading of a metric is about; `scope` is the scope itself, and then there is one reading. */
export type MeasuredOf = 'scope' | 'limit' | 'instrument' | 'pair' | 'currency' | 'event' | 'lane';

export interface MetricDefinition {
  readonly title: string;
  readonly unit: 'money' | 'fraction' | 'ratio' | 'level' | 'bps' | 'ms';
  readonly of: MeasuredOf;
  /** One sentence for people. */
  readonly meaning: string;
  /**
   * Scopes that a rule may watch it for (M1). Of an account or wider it is measured account by account; of what trades on
   * accounts, over the sub-ledgers that the scope covers in each.
   */
  readonly scopes: readonly ScopeKind[];
}

/** What an account is asked about as a whole. */
const WHOLE = ['platform', 'user', 'account'] as const;
/** What may hold several instruments; a strategy and a follower trade one. */
const PAIRS = [...WHOLE, 'provider'] as const;
/** Nothing is measured of a node: what it hosts moves. */
const ALL = [...WHOLE, 'strategy', 'follower', 'provider', 'instrument'] as const;

/** What a rule may look at; of every metric more is worse. */
export const METRICS = {
  portfolioHeat: {
    title: 'Portfolio heat',
    unit: 'fraction',
    of: 'scope',
    meaning: 'Fraction of equity that would be lost if every position ran to its stop.',
    scopes: ALL,
  },
  dailyLoss: {
    title: 'Daily loss',
    unit: 'money',
    of: 'scope',
    meaning: 'Lost since the day began; below zero is a gain.',
    scopes: ALL,
  },
  dailyLossOfLimit: {
    title: 'Daily loss of its limit',
    unit: 'ratio',
    of: 'scope',
    meaning: 'Loss since the day began over the stricter of the daily loss limits; 1 is at the limit.',
    scopes: WHOLE,
  },
  drawdown: {
    title: 'Drawdown',
    unit: 'fraction',
    of: 'scope',
    meaning: 'Fall of equity below its high-water mark.',
    scopes: ALL,
  },
  valueAtRisk95: {
    title: 'Value at risk 95 %',
    unit: 'fraction',
    of: 'scope',
    meaning: 'Loss of a day, over equity, that 95 % of days do not exceed.',
    scopes: ALL,
  },
  openLoss: {
    title: 'Open loss',
    unit: 'money',
    of: 'scope',
    meaning: 'What all that is held has lost since it was entered; below zero is a gain.',
    scopes: ALL,
  },
  positionLoss: {
    title: 'Loss of a position',
    unit: 'fraction',
    of: 'instrument',
    meaning: 'What the position in one instrument has lost since it was entered, over what it was entered for.',
    scopes: ALL,
  },
  grossExposure: {
    title: 'Gross exposure',
    unit: 'ratio',
    of: 'scope',
    meaning: 'Worth of long and short positions together, over equity.',
    scopes: ALL,
  },
  netExposure: {
    title: 'Net exposure',
    unit: 'ratio',
    of: 'scope',
    meaning: 'Worth of long less short positions, either way, over equity.',
    scopes: ALL,
  },
  currencyExposure: {
    title: 'Currency exposure',
    unit: 'ratio',
    of: 'currency',
    meaning: 'Net exposure to one currency, either way, over equity.',
    scopes: ALL,
  },
  concentration: {
    title: 'Concentration',
    unit: 'fraction',
    of: 'instrument',
    meaning: 'Worth of the position in one instrument, over equity.',
    scopes: ALL,
  },
  correlation: {
    title: 'Correlation',
    unit: 'fraction',
    of: 'pair',
    meaning: 'Correlation of the returns of two positions held; an input `smaller` names the smaller of them.',
    scopes: PAIRS,
  },
  volatilityRatio: {
    title: 'Volatility ratio',
    unit: 'ratio',
    of: 'instrument',
    meaning: 'Volatility of an instrument over its own average.',
    scopes: ALL,
  },
  newsImpact: {
    title: 'News impact',
    unit: 'level',
    of: 'event',
    meaning: 'Impact of an event of the economic calendar that is near: 1 low, 2 medium, 3 high.',
    scopes: ALL,
  },
  usageOfLimit: {
    title: 'Usage of a limit',
    unit: 'ratio',
    of: 'limit',
    meaning: 'What is measured over the limit in force for it; 1 is at the limit.',
    scopes: WHOLE,
  },
  rejectRate: {
    title: 'Reject rate',
    unit: 'fraction',
    of: 'scope',
    meaning: 'Share of recent orders that the venue rejected.',
    scopes: ALL,
  },
  slippageBps: {
    title: 'Slippage',
    unit: 'bps',
    of: 'scope',
    meaning: 'Mean slippage of recent fills against the price they were decided on.',
    scopes: ALL,
  },
  dataAgeMs: {
    title: 'Age of data',
    unit: 'ms',
    of: 'lane',
    meaning: 'Time since the newest close of a lane.',
    scopes: ALL,
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;

export const isMetricName = (text: string): text is MetricName => Object.hasOwn(METRICS, text);
