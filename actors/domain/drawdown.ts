/** The deepest fall of an equity curve below its running peak, marked to market at every point. */
export interface Drawdown {
  /** (peak − trough) ÷ peak: 0 for a curve that never fell, above 1 for one that fell below zero. */
  readonly fraction: number;
  /** peak − trough, money. */
  readonly amount: number;
  /** Index of the peak it fell from; −1 when that is the equity before the first point. */
  readonly peakIndex: number;
  /** Index of the lowest point after that peak; equal to `peakIndex` when it never fell. */
  readonly troughIndex: number;
  /** Index of the first point after the trough that is at the peak again; null when there is none. */
  readonly recoveryIndex: number | null;
}

/** The deepest drawdown by fraction, the first of equals; `initialEquity`, above zero, is the first peak. */
export function maxDrawdown(equity: Float64Array, initialEquity: number): Drawdown {
  let peak = initialEquity;
  let peakIndex = -1;
  let fraction = 0;
  let deepestPeak = peak;
  let deepestPeakIndex = -1;
  let troughIndex = -1;
  for (let index = 0; index < equity.length; index++) {
    const value = equity[index] as number;
    if (value > peak) {
      peak = value;
      peakIndex = index;
    } else if (peak - value > fraction * peak) {
      const fall = (peak - value) / peak;
      // The product above and this quotient can round differently; only a fall that is deeper counts.
      if (fall > fraction) {
        fraction = fall;
        deepestPeak = peak;
        deepestPeakIndex = peakIndex;
        troughIndex = index;
      }
    }
  }
  if (fraction === 0) return { fraction, amount: 0, peakIndex: -1, troughIndex: -1, recoveryIndex: null };
  let recoveryIndex: number | null = null;
  for (let index = troughIndex + 1; index < equity.length && recoveryIndex === null; index++) {
    if ((equity[index] as number) >= deepestPeak) recoveryIndex = index;
  }
  return {
    fraction,
    amount: deepestPeak - (equity[troughIndex] as number),
    peakIndex: deepestPeakIndex,
    troughIndex,
    recoveryIndex,
  };
}
