import { DomainError } from '../errors.ts';

interface SavedSeries {
  readonly symbol: string;
  readonly since: number;
  readonly row: number;
  readonly time: number;
  readonly close: number;
  readonly base: number;
  readonly returns: readonly number[];
}

/** A ReturnWindow as JSON, which keeps every bit of a number. */
export interface SavedReturnWindow {
  readonly length: number;
  readonly periodMs: number;
  /** Ends of the rows, ascending. */
  readonly times: readonly number[];
  /** Each with one return a row, 0 in those before its first. */
  readonly series: readonly SavedSeries[];
}

/** The saved window that `json` is; throws RETURN_WINDOW_INVALID when it is corrupt or of another length or period. */
export function savedWindowOf(json: unknown, length: number, periodMs: number): SavedReturnWindow {
  const saved = recordOf(json, 'window');
  if (saved['length'] !== length || saved['periodMs'] !== periodMs) {
    throw invalid(
      `it has ${String(saved['length'])} returns of ${String(saved['periodMs'])} ms, not ${length} of ${periodMs}`,
    );
  }
  const times = numbersOf(saved['times'], 'times');
  if (times.length > length) throw invalid(`times has ${times.length} rows of at most ${length}`);
  if (times.some((time, index) => index > 0 && time <= (times[index - 1] as number))) {
    throw invalid('times do not ascend');
  }
  const list = saved['series'];
  if (!Array.isArray(list)) throw invalid('series is not a list');
  const series = list.map((item: unknown, index) => seriesOf(item, `series.${index}`, times.length));
  if (new Set(series.map(({ symbol }) => symbol)).size < series.length) throw invalid('a symbol is there twice');
  return { length, periodMs, times, series };
}

function seriesOf(json: unknown, place: string, rows: number): SavedSeries {
  const saved = recordOf(json, place);
  const number = (field: 'since' | 'row' | 'time' | 'close' | 'base'): number => {
    const value = saved[field];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`${place}.${field} is not a number`);
    return value;
  };
  const symbol = saved['symbol'];
  if (typeof symbol !== 'string') throw invalid(`${place}.symbol is not text`);
  const returns = numbersOf(saved['returns'], `${place}.returns`);
  if (returns.length !== rows) throw invalid(`${place}.returns has ${returns.length} of ${rows} rows`);
  const [close, base] = [number('close'), number('base')];
  if (!(close > 0 && base > 0)) throw invalid(`${place} has a close that is not above zero`);
  return { symbol, since: number('since'), row: number('row'), time: number('time'), close, base, returns };
}

function recordOf(json: unknown, place: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null) throw invalid(`${place} is not an object`);
  return json as Record<string, unknown>;
}

function numbersOf(json: unknown, place: string): readonly number[] {
  if (!Array.isArray(json)) throw invalid(`${place} is not a list`);
  const list: readonly unknown[] = json;
  if (!list.every((value) => typeof value === 'number' && Number.isFinite(value))) {
    throw invalid(`${place} is not a list of numbers`);
  }
  return list as readonly number[];
}

const invalid = (reason: string): DomainError =>
  new DomainError('RETURN_WINDOW_INVALID', `the saved window of returns is refused: ${reason}`);
