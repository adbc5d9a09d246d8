/** A span of trading as one candle; prices are plain numbers that print with the source's own decimals. */
export interface Bar {
  /** First instant of the bar, epoch milliseconds UTC. */
  readonly openTime: number;
  /** First instant after the bar, epoch milliseconds UTC; the bar is known, and dispatched, at this time. */
  readonly closeTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export const TIMEFRAMES = ['1s', '1m', '5m', '15m', '1h', '4h', '1d'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  '1s': 1_000,
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
};

/** The field of a bar that contradicts the others, or undefined for a sound bar. */
export function barFault(bar: Bar): { field: keyof Bar; reason: string } | undefined {
  for (const field of ['open', 'high', 'low', 'close'] as const) {
    if (!Number.isFinite(bar[field]) || bar[field] <= 0)
      return { field, reason: `${bar[field]} is not a positive price` };
  }
  if (!Number.isFinite(bar.volume) || bar.volume < 0)
    return { field: 'volume', reason: `${bar.volume} is not a volume` };
  if (bar.high < bar.low) return { field: 'high', reason: `high ${bar.high} is below low ${bar.low}` };
  if (bar.high < bar.open || bar.high < bar.close)
    return { field: 'high', reason: `high ${bar.high} is below open or close` };
  if (bar.low > bar.open || bar.low > bar.close)
    return { field: 'low', reason: `low ${bar.low} is above open or close` };
  if (bar.closeTime <= bar.openTime) return { field: 'closeTime', reason: 'the bar closes before it opens' };
  return undefined;
}
