// npm run crash-test -- --kills 20 --seed 1 --json
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { crashRun } from '../tests/support/crash-run.ts';

const USAGE = `Usage: npm run crash-test -- [--kills 20] [--seed 1] [--bars FILE.csv] [--json]

Replays a file (default: 20 years of S&P 500 days) once undisturbed and once killed (SIGKILL) at random moments and started
again each time, then compares every order, fill and ledger. Exit code 1 when anything differs.`;

const sp500 = join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '..', 'data', 'sp500-2000.csv');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      bars: { type: 'string', default: sp500 },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const kills = wholeNumber('kills', values.kills);
  const seed = wholeNumber('seed', values.seed);
  const report = await crashRun({
    kills,
    seed,
    bars: values.bars,
    barsPerSecond: 250,
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : told(report));
  return report.verdict === 'equal' ? 0 : 1;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`--${name} ${text}: give a whole number`);
  return Number(text);
}

const told = (report: Awaited<ReturnType<typeof crashRun>>): string =>
  [
    `${report.kills} kills, seed ${report.seed}: ${report.bars} bars, ${report.orders} orders, ${report.fills} fills`,
    `start again: median ${report.startMs.p50} ms, slowest ${report.startMs.max} ms; all in ${(report.elapsedMs / 1_000).toFixed(1)} s`,
    report.verdict === 'equal'
      ? 'orders, fills and ledgers equal the undisturbed run'
      : `DIFFERENT:\n${report.violations.slice(0, 20).join('\n')}`,
    '',
  ].join('\n');

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`crash-test: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
