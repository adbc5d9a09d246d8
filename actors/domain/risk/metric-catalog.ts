/** What one reading of a metric is about; `scope` is the scope itself, and then there is one reading. */
export type MeasuredOf = 'scope' | 'limit' | 'instrument' | 'pair' | 'currency' | 'event' | 'lane';

export interface MetricDefinition {
  readonly title: string;
  readonly unit: 'money' | 'fraction' | 'ratio' | 'level' | 'bps' | 'ms';
  readonly of: MeasuredOf;
  /** One sentence for people. */
  readonly meaning: string;
}

/** What a rule may look at; of every metric more is worse. */
export const METRICS = {
  portfolioHeat: {
    title: 'Portfolio heat',
    unit: 'fraction',
    of: 'scope',
    meaning: 'Fraction of equity that would be lost if every position ran to its stop.',
  },
  dailyLoss: {
    title: 'Daily loss',
    unit: 'money',
    of: 'scope',
    meaning: 'Lost since the day began; below zero is a gain.',
  },
  dailyLossOfLimit: {
    title: 'Daily loss of its limit',
    unit: 'ratio',
    of: 'scope',
    meaning: 'Loss since the day began over the stricter of the daily loss limits; 1 is at the limit.',
  },
  drawdown: { title: 'Drawdown', unit: 'fraction', of: 'scope', meaning: 'Fall of equity below its high-water mark.' },
  valueAtRisk95: {
    title: 'Value at risk 95 %',
    unit: 'fraction',
    of: 'scope',
    meaning: 'Loss of a day, over equity, that 95 % of days do not exceed.',
  },
  grossExposure: {
    title: 'Gross exposure',
    unit: 'ratio',
    of: 'scope',
    meaning: 'Worth of long and short positions together, over equity.',
  },
  netExposure: {
    title: 'Net exposure',
    unit: 'ratio',
    of: 'scope',
    meaning: 'Worth of long less short positions, either way, over equity.',
  },
  currencyExposure: {
    title: 'Currency exposure',
    unit: 'ratio',
    of: 'currency',
    meaning: 'Net exposure to one currency, either way, over equity.',
  },
  concentration: {
    title: 'Concentration',
    unit: 'fraction',
    of: 'instrument',
    meaning: 'Worth of the position in one instrument, over equity.',
  },
  correlation: {
    title: 'Correlation',
    unit: 'fraction',
    of: 'pair',
    meaning: 'Correlation of the returns of two positions held; an input `smaller` names the smaller of them.',
  },
  volatilityRatio: {
    title: 'Volatility ratio',
    unit: 'ratio',
    of: 'instrument',
    meaning: 'Volatility of an instrument over its own average.',
  },
  newsImpact: {
    title: 'News impact',
    unit: 'level',
    of: 'event',
    meaning: 'Impact of an event of the economic calendar that is near: 1 low, 2 medium, 3 high.',
  },
  usageOfLimit: {
    title: 'Usage of a limit',
    unit: 'ratio',
    of: 'limit',
    meaning: 'What is measured over the limit in force for it; 1 is at the limit.',
  },
  rejectRate: {
    title: 'Reject rate',
    unit: 'fraction',
    of: 'scope',
    meaning: 'Share of recent orders that the venue rejected.',
  },
  slippageBps: {
    title: 'Slippage',
    unit: 'bps',
    of: 'scope',
    meaning: 'Mean slippage of recent fills against the price they were decided on.',
  },
  dataAgeMs: { title: 'Age of data', unit: 'ms', of: 'lane', meaning: 'Time since the newest close of a lane.' },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;

export const isMetricName = (text: string): text is MetricName => Object.hasOwn(METRICS, text);
