import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const HEADER = 'timestamp,open,high,low,close,volume';

/** Writes a file that lasts as long as the running test. */
export const writeCsv = (content: string | Buffer, name = 'bars.csv'): string => {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-feed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** `count` sound one-minute bars with gaps and changing prices, as text. */
export const minuteBars = (count: number): string => {
  const lines = [HEADER];
  let time = Date.UTC(2024, 0, 1);
  for (let row = 0; row < count; row++) {
    const price = 100 + (row % 37) / 10;
    lines.push(`${iso(time)},${price},${price + 0.5},${price - 0.25},${price + 0.1},${row % 1000}`);
    time += row % 500 === 499 ? 3_600_000 : 60_000;
  }
  return `${lines.join('\n')}\n`;
};
