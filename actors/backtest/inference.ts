// What a file of bars shows about its market without being told.
import type { Bar } from '../domain/bar.ts';
import type { PeriodBasis } from '../domain/instrument.ts';

const DAY_MS = 86_400_000;

/** Beyond these a double has no decimals of its own. */
const MOST_DECIMALS = 12;

/** The finest decimal that any price has, as exact text: `0.01` for prices with two decimals, `1` for whole ones. */
export function finestTick(bars: readonly Bar[]): string {
  let decimals = 0;
  let scale = 1;
  const refine = (price: number): void => {
    while (decimals < MOST_DECIMALS && Math.round(price * scale) / scale !== price) scale = 10 ** ++decimals;
  };
  for (const bar of bars) {
    refine(bar.open);
    refine(bar.high);
    refine(bar.low);
    refine(bar.close);
  }
  return decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`;
}

/** `24/7` when the market trades on Saturdays (UTC) too: at least one bar in twenty; one in seven would be all of them. */
export function basisOf(bars: readonly Bar[]): PeriodBasis {
  let saturdays = 0;
  // 1970-01-01 was a Thursday.
  for (const { openTime } of bars) if (Math.floor(openTime / DAY_MS) % 7 === 2) saturdays++;
  return saturdays * 20 >= bars.length ? '24/7' : 'sessions';
}

/** The instrument that a file name speaks of: `data/GOOG-1d.csv` is GOOG. */
export function symbolOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  const stem = name.replace(/\.[^.]*$/, '').replace(/[-_.]\d+[smhd]$/i, '');
  return stem === '' ? 'BARS' : stem;
}
