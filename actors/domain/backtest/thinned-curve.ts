// T1. Of every stretch its highest and its lowest point are kept, so no peak and no trough is lost; the first, the last and the
//     deepest point are kept whatever happens.

export interface CurvePoint {
  /** ISO 8601 UTC: close of the bar. */
  readonly time: string;
  /** Cash + position × close. */
  readonly equity: number;
  /** (peak so far − equity) ÷ peak so far, the initial equity being the first peak; worked out from all points. */
  readonly drawdown: number;
}

/** An equity curve in at most `most` points (8 or more), oldest first; `times` are epoch milliseconds UTC. */
export function thinnedCurve(
  { equity, times, initial }: { equity: Float64Array; times: Float64Array; initial: number },
  most: number,
): CurvePoint[] {
  const falls = fallsOf(equity, initial);
  const kept = equity.length <= most ? [...equity.keys()] : chosen(equity, falls, most);
  return kept.map((index) => ({
    time: new Date(times[index]!).toISOString(),
    equity: equity[index]!,
    drawdown: falls[index]!,
  }));
}

const fallsOf = (equity: Float64Array, initial: number): Float64Array => {
  let peak = initial;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return (peak - value) / peak;
  });
};

/** T1. */
const chosen = (equity: Float64Array, falls: Float64Array, most: number): number[] => {
  const kept = new Set([0, equity.length - 1]);
  let deepest = 0;
  for (let index = 0; index < falls.length; index++) if (falls[index]! > falls[deepest]!) deepest = index;
  kept.add(deepest);
  const stretches = Math.floor((most - kept.size) / 2);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * equity.length) / stretches);
    const to = Math.floor(((stretch + 1) * equity.length) / stretches);
    let [low, high] = [from, from];
    for (let index = from; index < to; index++) {
      if (equity[index]! < equity[low]!) low = index;
      if (equity[index]! > equity[high]!) high = index;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b);
};
