import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { crashRun } from '../support/crash-run.ts';

const sp500 = join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '..', 'data', 'sp500-2000.csv');

test(
  'a process killed at 20 random moments and started again loses, doubles and changes no order',
  { timeout: 300_000 },
  async () => {
    const report = await crashRun({ kills: 20, seed: 1, bars: sp500, barsPerSecond: 250 });
    expect(report.violations).toEqual([]);
    expect(report.fills).toBeGreaterThan(500);
  },
);
