import { DomainError } from './errors.ts';

/** JSON of a `Volatility`. */
export interface SavedVolatility {
  readonly previous: number | null;
  readonly returns: readonly number[];
  readonly next: number;
  readonly mean: number;
  readonly squares: number;
}

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
  save(): SavedVolatility {
    const { previous, next, mean, squares } = this;
    return { previous, returns: [...this.returns.subarray(0, this.count)], next, mean, squares };
  }

  /** Takes over a saved state of the same lookback. Throws VOLATILITY_INVALID on another one, and on what is none. */
  load(saved: unknown): void {
    if (!isSaved(saved) || saved.returns.length > this.lookback || saved.next >= this.lookback)
      throw new DomainError('VOLATILITY_INVALID', `what was saved is no volatility of ${this.lookback} returns`);
    const { previous, returns, next, mean, squares } = saved;
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

function isSaved(value: unknown): value is SavedVolatility {
  if (typeof value !== 'object' || value === null) return false;
  const { previous, returns, next, mean, squares } = value as Partial<Record<keyof SavedVolatility, unknown>>;
  const isList = Array.isArray(returns) && returns.every(Number.isFinite);
  const isPlace = Number.isSafeInteger(next) && Number(next) >= 0;
  return (
    (previous === null || Number.isFinite(previous)) && isList && isPlace && [mean, squares].every(Number.isFinite)
  );
}
