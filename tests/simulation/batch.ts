// A worker process of the suite: node tests/simulation/batch.ts --from 1 --to 500 [--control fence]
// Prints one JSON object. With a control it ends at the first seed that fails.
import { parseArgs } from 'node:util';
import { CONTROLS } from './controls.ts';
import { simulate, type Verdict } from './simulate.ts';

export interface BatchReport {
  readonly seeds: number;
  readonly failed: readonly Verdict[];
  readonly slowestRecoveryMs: number;
}

const { values } = parseArgs({
  options: { from: { type: 'string' }, to: { type: 'string' }, control: { type: 'string' } },
});
const control = values.control === undefined ? undefined : CONTROLS[values.control]!;
control?.tamper?.();
const failed: Verdict[] = [];
let seeds = 0;
let slowestRecoveryMs = 0;
for (let seed = Number(values.from); seed <= Number(values.to); seed += 1) {
  const verdict = await simulate(seed, control === undefined ? {} : { breach: control.breach });
  seeds += 1;
  slowestRecoveryMs = Math.max(slowestRecoveryMs, verdict.recoveryMs ?? 0);
  if (verdict.faults.length === 0) continue;
  failed.push(verdict);
  if (control !== undefined) break;
}
process.stdout.write(`${JSON.stringify({ seeds, failed, slowestRecoveryMs } satisfies BatchReport)}\n`);
