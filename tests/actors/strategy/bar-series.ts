import type { Bar } from '../../../actors/domain/bar.ts';

/** One bar a minute (or `stepMs`) from `start`, flat at each close. */
export const barsOf = (closes: readonly number[], start = 0, stepMs = 60_000): Bar[] =>
  closes.map((close, i) => ({
    openTime: start + i * stepMs,
    closeTime: start + (i + 1) * stepMs,
    open: close,
    high: close,
    low: close,
    close,
    volume: 0,
  }));

/** A walk on a coarse tick, so that ties and equal bars happen, from steps of −3 … 3 ticks. */
export function walkOf(steps: readonly number[], start = 0, stepMs = 60_000): Bar[] {
  let close = 100;
  return steps.map((step, i) => {
    const open = close;
    close = Math.max(1, Number((open + step / 10).toFixed(1)));
    return {
      openTime: start + i * stepMs,
      closeTime: start + (i + 1) * stepMs,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 1,
    };
  });
}
