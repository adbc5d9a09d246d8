import fc from 'fast-check';
import type { Bar } from '../../../actors/domain/bar.ts';

export const MINUTE = 60_000;
export const START = Date.UTC(2024, 0, 1, 22, 30);

/** A sound one-minute bar that opens `minute` minutes after START. */
export const barAt = (minute: number, close = 100, changes: Partial<Bar> = {}): Bar => {
  const openTime = START + minute * MINUTE;
  const sound = { open: close, high: close * 1.001, low: close * 0.999, close, volume: 10 };
  return { openTime, closeTime: openTime + MINUTE, ...sound, ...changes };
};

/** Series of sound one-minute bars with gaps of any length between them. */
export const series: fc.Arbitrary<Bar[]> = fc
  .array(
    fc.record({
      step: fc.oneof(
        { weight: 8, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 4000 }) },
      ),
      prices: fc.array(fc.integer({ min: 9_000, max: 11_000 }), { minLength: 4, maxLength: 4 }),
      volume: fc.nat(1000),
    }),
    { maxLength: 300 },
  )
  .map((steps) => {
    let minute = 0;
    return steps.map(({ step, prices, volume }) => {
      minute += step;
      const [open = 1, close = 1] = prices;
      return barAt(minute, 1, { open, close, high: Math.max(...prices), low: Math.min(...prices), volume });
    });
  });
