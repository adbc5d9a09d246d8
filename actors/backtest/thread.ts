// What a thread runs: one backtest, and then it ends. Its words are those of `adapters/threads/thread-engine.ts`.
// H1. It is kinder than the thread that carries actors, which comes first where processors are few.
import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { BacktestJob, ThreadWord } from '../ports/backtest-engine.ts';
import { computed } from './computation.ts';

const KIND = 10;

const port = parentPort!;
const say = (word: ThreadWord): void => port.postMessage(word);

try {
  if (getPriority() < KIND) setPriority(KIND); // H1: on Linux this is about the thread alone
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
