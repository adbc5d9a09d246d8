import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BatchReport } from './batch.ts';
import type { Verdict } from './simulate.ts';

const BATCH = fileURLToPath(new URL('./batch.ts', import.meta.url));
const execute = promisify(execFile);

/** Lives the worlds of a range of seeds in a process of its own. */
export async function batch(from: number, to: number, control?: string): Promise<BatchReport> {
  const args = [BATCH, '--from', String(from), '--to', String(to)];
  if (control !== undefined) args.push('--control', control);
  const { stdout } = await execute(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as BatchReport;
}

/** What a failed seed says, with the command that lives it again. */
export const told = ({ seed, troubles, faults }: Verdict): string =>
  [`npm run simulate -- --seed ${seed} --trace   (${troubles.join(', ')})`, ...faults.slice(0, 12)].join('\n    ');
