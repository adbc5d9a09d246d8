// R1. A row is a period of the grid, named by its end; it is there once any symbol has a return in it.
// R2. A symbol without a close in a row carries its previous one: its return there is 0.
// R3. Closes of one symbol come in order, those of different symbols in any: the rows are the same whatever the interleaving.
import { DomainError } from '../errors.ts';
import { savedWindowOf, type SavedReturnWindow } from './saved-window.ts';

interface Series {
  readonly symbol: string;
  /** Row of the first close; the symbol has returns only in later ones. */
  readonly since: number;
  /** Row of the last close. */
  row: number;
  /** When the last close was. */
  time: number;
  close: number;
  /** Last close of an earlier row than `row`, what its return is measured from. */
  base: number;
  readonly returns: Float64Array;
}

/**
 * The last `length` log returns of every symbol, aligned by closing time on a grid of `periodMs` (1: exact times).
 * A close counts in the period that it ends or falls in, the last of a period being its close, so bars of a minute and of a
 * day can share a daily window; the newest row is what has happened of its period so far. Markets that close at different
 * times belong on a coarser grid: on exact times their carried zeros pull the correlation towards 0.
 * Holds no running sums, so a loaded window equals the saved one to the last bit.
 */
export class ReturnWindow {
  readonly length: number;
  readonly periodMs: number;
  private readonly bySymbol = new Map<string, Series>();
  /** Rows lie in [start, end) of buffers of twice the length, so that a view of them is contiguous. */
  private readonly times: Float64Array;
  private start = 0;
  private end = 0;

  /** Throws RETURN_WINDOW_INVALID for a length or period that is not a whole number above zero. */
  constructor({ length, periodMs = 1 }: { readonly length: number; readonly periodMs?: number }) {
    if (!isCount(length) || !isCount(periodMs)) {
      throw new DomainError('RETURN_WINDOW_INVALID', `a window of ${length} returns of ${periodMs} ms cannot be`);
    }
    this.length = length;
    this.periodMs = periodMs;
    this.times = new Float64Array(2 * length);
  }

  /** Every symbol with a close, in the order of their first. */
  get symbols(): readonly string[] {
    return [...this.bySymbol.keys()];
  }

  /** Ends of the rows, epoch milliseconds UTC, oldest first; a view that holds until the next push. */
  get rows(): Float64Array {
    return this.times.subarray(this.start, this.end);
  }

  /**
   * Takes the close of a bar that closed at `time`, epoch milliseconds UTC; false, and nothing changes, when it is not newer
   * than the symbol's last one, so bars that come twice do no harm. Throws CLOSE_INVALID for one that has no logarithm.
   */
  push(symbol: string, time: number, close: number): boolean {
    if (!Number.isFinite(time) || !(close > 0 && close < Infinity)) {
      throw new DomainError('CLOSE_INVALID', `${symbol} cannot close at ${close} at ${time}`, { symbol, time, close });
    }
    const row = Math.ceil(time / this.periodMs) * this.periodMs;
    const series = this.bySymbol.get(symbol);
    if (series === undefined) {
      const returns = new Float64Array(this.times.length);
      this.bySymbol.set(symbol, { symbol, since: row, row, time, close, base: close, returns });
      return true;
    }
    if (time <= series.time) return false;
    if (row > series.row) {
      series.base = series.close;
      series.row = row;
    }
    series.time = time;
    series.close = close;
    if (row > series.since) this.write(series, row, Math.log(close / series.base));
    return true;
  }

  /** Rows in which the symbol has a return; 0 for one that is not known. */
  countOf(symbol: string): number {
    const series = this.bySymbol.get(symbol);
    return series === undefined ? 0 : this.end - this.firstAfter(series.since);
  }

  /** Rows in which all of them have a return: the newest, since every symbol's returns reach to the newest row. */
  commonCount(symbols: Iterable<string>): number {
    let least = this.end - this.start;
    for (const symbol of symbols) least = Math.min(least, this.countOf(symbol));
    return least;
  }

  /** The last `count` returns of the symbol, all by default, oldest first; a view that holds until the next push. */
  returnsOf(symbol: string, count = this.countOf(symbol)): Float64Array {
    const series = this.bySymbol.get(symbol);
    return series === undefined ? NONE : series.returns.subarray(this.end - count, this.end);
  }

  save(): SavedReturnWindow {
    const { length, periodMs, start, end } = this;
    const series = [...this.bySymbol.values()].map((one) => ({
      ...one,
      returns: [...one.returns.subarray(start, end)],
    }));
    return { length, periodMs, times: [...this.rows], series };
  }

  /** Takes over a saved state of the same length and period; throws RETURN_WINDOW_INVALID on another or a corrupt one. */
  load(json: unknown): void {
    const saved = savedWindowOf(json, this.length, this.periodMs);
    this.times.set(saved.times);
    this.start = 0;
    this.end = saved.times.length;
    this.bySymbol.clear();
    for (const one of saved.series) {
      const returns = new Float64Array(this.times.length);
      returns.set(one.returns);
      this.bySymbol.set(one.symbol, { ...one, returns });
    }
  }

  private write(series: Series, row: number, value: number): void {
    let index = this.firstAfter(row) - 1;
    if (index < this.start || this.times[index] !== row) {
      const isTooOld = index < this.start && this.end - this.start === this.length;
      if (isTooOld) return;
      index = this.insert(index + 1, row);
    }
    series.returns[index] = value;
  }

  /** Opens a row before the one at `index`, at the end but for a late one, and drops the oldest of a full window. */
  private insert(index: number, row: number): number {
    let at = index;
    if (this.end === this.times.length) {
      at -= this.start;
      this.moveToFront();
    }
    shiftUp(this.times, at, this.end, row);
    for (const { returns } of this.bySymbol.values()) shiftUp(returns, at, this.end, 0); // R2
    this.end++;
    if (this.end - this.start > this.length) this.start++;
    return at;
  }

  private moveToFront(): void {
    this.times.copyWithin(0, this.start, this.end);
    for (const { returns } of this.bySymbol.values()) returns.copyWithin(0, this.start, this.end);
    this.end -= this.start;
    this.start = 0;
  }

  /** Index of the first row that ends after `time`; looked for from the newest, where almost all are. */
  private firstAfter(time: number): number {
    if (this.end > this.start && (this.times[this.start] as number) > time) return this.start;
    let index = this.end;
    while (index > this.start && (this.times[index - 1] as number) > time) index--;
    return index;
  }
}

const NONE = new Float64Array();

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

function shiftUp(buffer: Float64Array, at: number, end: number, value: number): void {
  if (at < end) buffer.copyWithin(at + 1, at, end);
  buffer[at] = value;
}
