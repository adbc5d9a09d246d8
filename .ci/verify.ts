// `npm run verify`: every check of the project, cheapest first, stopping at the first that fails.
// V1. The step that failed is named on the last line, with the command that repeats it alone.
// V2. Tests run last and only when everything before them passed.

import { spawnSync } from 'node:child_process';

interface Step {
  readonly script: string;
  readonly checks: string;
}

const steps: readonly Step[] = [
  { script: 'format:check', checks: 'formatting (prettier)' },
  { script: 'lint', checks: 'rules (eslint, typed)' },
  { script: 'types', checks: 'types (tsc)' },
  { script: 'arrows', checks: 'rooms and cycles (dependency-cruiser)' },
  { script: 'dead', checks: 'dead files, exports and dependencies (knip)' },
  { script: 'test', checks: 'tests (vitest)' },
];

for (const [index, step] of steps.entries()) {
  const label = `verify ${String(index + 1)}/${String(steps.length)}: ${step.checks}`;
  console.log(`\n── ${label}`);
  const startedMs = performance.now();
  const { status, signal, error } = spawnSync('npm', ['run', '--silent', step.script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) {
    const how = signal ? `ended by ${signal}` : `exit ${String(status)}`;
    console.error(`\n${label}: FAILED (${how}). Repeat it alone: npm run ${step.script}`);
    process.exit(status ?? 1);
  }
  console.log(`   ok, ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
