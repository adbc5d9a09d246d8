// `npm run verify`: every check of the project; the reading ones side by side, then the tests.
// V1. The first step that failed is named on the last line, with the command that repeats it alone.
// V2. Tests run last and only when everything before them passed.
// V3. What a step prints stands together: of steps that run side by side it is shown when the step has ended.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

interface Step {
  readonly script: string;
  readonly checks: string;
}

interface Ended {
  readonly label: string;
  readonly script: string;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The longest first: it takes one core as long as all others take another. */
const readings: readonly Step[] = [
  { script: 'lint', checks: 'rules (eslint, typed)' },
  { script: 'format:check', checks: 'formatting (prettier)' },
  { script: 'types', checks: 'types (tsc)' },
  { script: 'arrows', checks: 'rooms and cycles (dependency-cruiser)' },
  { script: 'dead', checks: 'dead files, exports and dependencies (knip)' },
];
const tests: Step = { script: 'test', checks: 'tests (vitest)' };
const count = readings.length + 1;

const labelOf = ({ checks }: Step, index: number): string => `verify ${index + 1}/${count}: ${checks}`;

/** Runs one step to its end; `output` takes what it prints, which else goes where this program's own goes. */
async function run(step: Step, label: string, output?: Buffer[]): Promise<Ended> {
  const child = spawn('npm', ['run', '--silent', step.script], {
    stdio: output === undefined ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output?.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ label, script: step.script, status, signal }));
  });
}

const secondsSince = (ms: number): string => ((performance.now() - ms) / 1000).toFixed(1);

function endIfFailed({ label, script, status, signal }: Ended): void {
  if (status === 0) return;
  const how = signal ? `ended by ${signal}` : `exit ${String(status)}`;
  console.error(`\n${label}: FAILED (${how}). Repeat it alone: npm run ${script}`);
  process.exit(status ?? 1);
}

const waiting = [...readings.entries()];
const ended: Ended[] = [];
const next = async (): Promise<void> => {
  for (let taken = waiting.shift(); taken !== undefined; taken = waiting.shift()) {
    const [index, step] = taken;
    const startedMs = performance.now();
    const output: Buffer[] = [];
    const end = await run(step, labelOf(step, index), output);
    console.log(`\n── ${end.label}`);
    process.stdout.write(Buffer.concat(output));
    if (end.status === 0) console.log(`   ok, ${secondsSince(startedMs)} s`);
    ended.push(end);
  }
};
await Promise.all(Array.from({ length: Math.min(readings.length, availableParallelism()) }, next));
for (const end of ended) endIfFailed(end);

const startedMs = performance.now();
const label = labelOf(tests, readings.length);
console.log(`\n── ${label}`);
endIfFailed(await run(tests, label));
console.log(`   ok, ${secondsSince(startedMs)} s`);
