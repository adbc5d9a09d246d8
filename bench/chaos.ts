// npm run --silent chaos -- --seconds 120 --seed 1 --workers 3 --json
import { parseArgs } from 'node:util';
import { CONTROL_NAMES, type ControlName } from './chaos/break/controls.ts';
import { chaosRun, type ChaosReport } from './chaos/chaos-run.ts';
import { FAULTS } from './chaos/faults.ts';
import { outageRun } from './chaos/outages.ts';
import { zombieRun } from './chaos/zombies.ts';

const USAGE = `Usage: npm run --silent chaos -- [--seconds 120] [--seed 1] [--workers 3] [--bars-per-second 10] [--json]
                              [--break ${CONTROL_NAMES.join('|')}] [--faults KIND,KIND…]
       npm run --silent chaos -- --only zombie [--times 50] [--freeze-seconds 4] [--seed 1] [--workers 3] [--json]
       npm run --silent chaos -- --only postgres-outage|nats-outage [--outage-seconds 30] [--seed 1] [--workers 3] [--json]

Runs a whole cluster as processes of this machine against a venue of its own, strikes faults drawn by the seed for so many seconds,
heals everything, and holds what came of it against an undisturbed run of the same bars (docs/0009-chaos.md).
Exit code 1 when any promise was broken, 2 when it could not be run.

  --break     takes one protection away; the run must then be found broken
  --only      one thing alone: workers frozen past their lease and thawed, or a server that is away for a while
  --faults    strikes these kinds alone: ${FAULTS.map(({ name }) => name).join(', ')}`;

async function main(): Promise<number> {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      seconds: string,
      seed: string,
      workers: string,
      'bars-per-second': string,
      break: string,
      faults: string,
      only: string,
      times: string,
      'freeze-seconds': string,
      'outage-seconds': string,
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const seed = wholeNumber('seed', values.seed ?? '1', 0, 999_999_999);
  const workers = wholeNumber('workers', values.workers ?? '3', 2, 9);
  const common = { seed, workers, told: telling() };
  const print = (report: { readonly verdict: string }, text: (report: never) => string): number => {
    process.stdout.write(values.json === true ? `${JSON.stringify(report)}\n` : text(report as never));
    return report.verdict === 'held' ? 0 : 1;
  };
  switch (values.only) {
    case undefined:
      break;
    case 'zombie': {
      const times = wholeNumber('times', values.times ?? '50', 1, 1_000);
      const freezeMs = wholeNumber('freeze-seconds', values['freeze-seconds'] ?? '4', 0, 60) * 1_000;
      return print(await zombieRun({ ...common, times, freezeMs }), listed);
    }
    case 'postgres-outage':
    case 'nats-outage': {
      const seconds = wholeNumber('outage-seconds', values['outage-seconds'] ?? '30', 6, 600);
      const server = values.only === 'nats-outage' ? 'nats' : 'postgres';
      return print(await outageRun({ ...common, server, seconds }), listed);
    }
    default:
      throw new Error(`--only ${values.only}: give zombie, postgres-outage or nats-outage`);
  }
  const broken = values.break === undefined ? undefined : controlOf(values.break);
  const report = await chaosRun({
    ...common,
    seconds: wholeNumber('seconds', values.seconds ?? '120', 5, 3_600),
    barsPerSecond: wholeNumber('bars-per-second', values['bars-per-second'] ?? '10', 1, 100),
    ...(broken !== undefined && { broken }),
    ...(values.faults !== undefined && { kinds: values.faults.split(',') }),
  });
  return print(report, told);
}

/** Every field on a line. */
const listed = (report: Readonly<Record<string, unknown>>): string =>
  `${Object.entries(report)
    .map(([name, value]) => `${name.padEnd(18)}${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n')}\n`;

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`--${name} ${text}: give a whole number from ${least} to ${most}`);
}

function controlOf(name: string): ControlName {
  const found = CONTROL_NAMES.find((known) => known === name);
  if (found !== undefined) return found;
  throw new Error(`--break ${name}: give one of ${CONTROL_NAMES.join(', ')}`);
}

function telling(): (text: string) => void {
  const began = performance.now();
  return (text) =>
    void process.stderr.write(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${text}\n`);
}

const told = (report: ChaosReport): string =>
  [
    `${report.verdict.toUpperCase()}: seed ${report.seed}, ${report.workers} workers, ${report.seconds} s of faults, ${(report.elapsedMs / 1_000).toFixed(0)} s in all`,
    `faults      ${Object.entries(report.faults)
      .map(([kind, times]) => `${kind} ${times}`)
      .join(', ')}`,
    `orders      ${report.orders}, of which ${report.denied} denied; ${report.fills} fills`,
    `copies      ${report.copies}; divergence ${report.divergence}; days of fees ${report.copyFees}`,
    `duplicates  ${report.duplicates}; losses ${report.losses}; violations ${report.violations}`,
    `failover    p50 ${report.failoverP50Ms} ms, p99 ${report.failoverP99Ms} ms, longest ${report.failoverMaxMs} ms (under more faults at once ${report.failoverUnderMoreMaxMs} ms)`,
    `unowned     worst shard ${report.unownedMs} ms in all, longest gap ${report.unownedLongestMs} ms`,
    ...report.found.map((violation) => `  ${violation}`),
    '',
  ].join('\n');

// What it has started is bound to its life.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`chaos: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
// Every process is stopped by now; a socket to one of them may still wait for words that nobody will say.
process.stdout.write('', () => process.exit());
