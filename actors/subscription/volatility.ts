import { z } from 'zod';
import { plainSizing, type Sizing } from './sizing/schema.ts';

const savedVolatility = z.strictObject({
  previous: z.number().nullable(),
  returns: z.array(z.number()),
  next: z.int().nonnegative(),
  mean: z.number(),
  squares: z.number(),
});

/**
 * Realized volatility: sample standard deviation of the last `lookback` log returns of closes, in constant time a bar.
 * Source: Welford's update (Technometrics 4, 1962) for a moving window; summed afresh once a window, so no error piles up.
 */
export class Volatility {
  private readonly lookback: number;
  private readonly returns: Float64Array;
  private count = 0;
  /** Where the next return goes, which is where the oldest is once the window is full. */
  private next = 0;
  private previous: number | null = null;
  private mean = 0;
  /** Sum of squared deviations from the mean. */
  private squares = 0;

  constructor(lookback: number) {
    this.lookback = lookback;
    this.returns = new Float64Array(lookback);
  }

  /** Standard deviation a bar; null until there are `lookback` returns. */
  get value(): number | null {
    return this.count < this.lookback ? null : Math.sqrt(Math.max(0, this.squares) / (this.lookback - 1));
  }

  add(close: number): void {
    const previous = this.previous;
    this.previous = close;
    if (previous === null) return;
    const added = Math.log(close / previous);
    const removed = this.returns[this.next] ?? 0;
    this.returns[this.next] = added;
    this.next = this.next + 1 === this.lookback ? 0 : this.next + 1;
    if (this.count < this.lookback) this.count++;
    if (this.next === 0) this.sumAfresh();
    else if (this.count === this.lookback) {
      const before = this.mean;
      this.mean += (added - removed) / this.lookback;
      this.squares += (added - removed) * (added - this.mean + removed - before);
    }
  }

  /** The running sums too: summed again, they could differ in the last bit. */
  save(): z.output<typeof savedVolatility> {
    const { previous, next, mean, squares } = this;
    return { previous, returns: [...this.returns.subarray(0, this.count)], next, mean, squares };
  }

  /** Takes over a saved state of the same lookback; throws on another one. */
  load(saved: unknown): void {
    const { previous, returns, next, mean, squares } = savedVolatility.parse(saved);
    this.returns.set(returns);
    this.count = returns.length;
    this.next = next;
    this.previous = previous;
    this.mean = mean;
    this.squares = squares;
  }

  private sumAfresh(): void {
    let sum = 0;
    for (const value of this.returns) sum += value;
    this.mean = sum / this.lookback;
    this.squares = 0;
    for (const value of this.returns) this.squares += (value - this.mean) ** 2;
  }
}

/** The volatility that a sizing needs, or nothing to keep up. */
export const volatilityFor = (sizing: Sizing): Volatility | undefined => {
  const plain = plainSizing(sizing);
  return plain.kind === 'volatility-target' || plain.kind === 'risk-parity'
    ? new Volatility(plain.lookback)
    : undefined;
};
