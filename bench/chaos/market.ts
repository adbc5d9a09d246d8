// The market of a chaos run: a file of minute bars for each lane, the same for the same seed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../runtime/random.ts';

/** Of one bar; large enough that stops and targets of a percent are met all the time. */
const VOLATILITY = 0.004;
/** An hour before the end of a day and a month, so that fees of days and of months fall due. */
const FIRST_BAR = Date.UTC(2024, 0, 31, 23);
const MINUTE_MS = 60_000;

export interface Lane {
  readonly symbol: string;
  readonly path: string;
}

/** Writes the bars of every symbol into the folder; gives where they are. */
export function writeMarket(folder: string, symbols: readonly string[], bars: number, seed: number): Lane[] {
  return symbols.map((symbol) => {
    const path = join(folder, `${symbol}.csv`);
    writeFileSync(path, csvOf(symbol, bars, seed));
    return { symbol, path };
  });
}

function csvOf(symbol: string, bars: number, seed: number): string {
  const random = seededRandom(`market/${seed}/${symbol}`);
  const step = (): number => 1 + VOLATILITY * (random.next() + random.next() + random.next() - 1.5) * 2;
  const rows = ['timestamp,open,high,low,close,volume'];
  let price = 50 + random.next() * 100;
  for (let bar = 0; bar < bars; bar += 1) {
    const open = price;
    const within = [open, open * step(), open * step()];
    price = within[2]! * step();
    within.push(price);
    const [high, low] = [Math.max(...within), Math.min(...within)];
    const at = new Date(FIRST_BAR + bar * MINUTE_MS).toISOString();
    rows.push([at, ...[open, high, low, price].map((value) => value.toFixed(4)), 1_000_000].join(','));
    price = Number(price.toFixed(4));
  }
  return `${rows.join('\n')}\n`;
}
