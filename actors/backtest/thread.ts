// What a thread runs: one backtest, and then it ends. Its words are those of `adapters/threads/thread-engine.ts`.
// H1. It is the kindest thread of the process: whoever carries actors comes first where processors are few.
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { BacktestJob, ThreadWord } from '../ports/backtest-engine.ts';
import { computed } from './computation.ts';

const NICEST = 19;

const port = parentPort!;
const say = (word: ThreadWord): void => port.postMessage(word);

try {
  setPriority(NICEST); // H1: on Linux 0 names the thread alone
} catch {
  // Where a machine does not let it, it competes as others do.
}

const outcome = await computed(workerData as BacktestJob, {
  progress: (barsDone) => say({ kind: 'progress', barsDone }),
  rows: (of, before, rows) =>
    new Promise((resolve) => {
      port.once('message', () => resolve());
      say({ kind: 'rows', of, before, rows });
    }),
});
say({ kind: 'outcome', outcome });
port.close();
