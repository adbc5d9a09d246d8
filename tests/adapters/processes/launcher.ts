// A parent that tests kill: starts what the command line names, prints the pids as JSON, and stays.
// `cluster OPTIONS` stops its cluster on SIGINT; `bound SETPRIV` and `plain` start one sleep.
import { spawn } from 'node:child_process';
import { spawnBound } from '../../../adapters/processes/bound-process.ts';
import { startLocalCluster, type LocalClusterOptions } from '../../../adapters/processes/local-cluster.ts';
import { silentLog } from '../../../runtime/ports/log.ts';

const [how, argument] = process.argv.slice(2);
const sleeping = ['600'];

async function pids(): Promise<(number | undefined)[]> {
  if (how === 'plain') return [spawn('sleep', sleeping, { stdio: 'ignore' }).pid];
  if (how === 'bound') return [spawnBound({ command: 'sleep', args: sleeping, orphanSignal: 'SIGKILL' }, argument).pid];
  const options = JSON.parse(argument!) as Omit<LocalClusterOptions, 'log' | 'output'>;
  const cluster = await startLocalCluster({ ...options, log: silentLog, output: process.stderr });
  process.once('SIGINT', () => void cluster.stop().then(() => process.exit(0)));
  return [...cluster.table().matchAll(/ (\d+) {2}/g)].map(([, pid]) => Number(pid));
}

process.stdout.write(`${JSON.stringify(await pids())}\n`);
setInterval(() => undefined, 60_000);
