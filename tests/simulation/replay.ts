// node tests/simulation/replay.ts --seed 17 [--count 100] [--trace]
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const first = Number(values.seed);
const recoveries: number[] = [];
const lags: number[] = [];
const before = performance.now();
for (let seed = first; seed < first + Number(values.count); seed += 1) {
  const { digest, faults, troubles, recoveryMs, lagMs } = await simulate(seed, values.trace ? { trace: say } : {});
  if (recoveryMs !== undefined) recoveries.push(recoveryMs);
  if (lagMs !== undefined) lags.push(lagMs);
  if (faults.length > 0) process.exitCode = 1;
  if (faults.length > 0 || values.count === '1')
    say(`seed ${seed}: ${digest}; ${troubles.join(', ')}; recovered in ${recoveryMs} ms`);
  for (const fault of faults) say(`  ${fault}`);
}
recoveries.sort((a, b) => a - b);
lags.sort((a, b) => a - b);
say(
  `${values.count} seeds in ${Math.round(performance.now() - before)} ms; recovery p50 ${recoveries[recoveries.length >> 1]} max ${recoveries.at(-1)}; lag p50 ${lags[lags.length >> 1]} max ${lags.at(-1)}`,
);
