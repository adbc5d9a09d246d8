// T1. A run has a thread of its own, with a bound on its memory: it ends with the run, and a run that goes wrong takes nothing with it.
// T2. Rows come as text and are passed on as text, one part at a time: nothing large is ever unpacked in the loop that carries actors.
import { Worker } from 'node:worker_threads';
import type { BacktestEngine, BacktestHearing, BacktestJob, ThreadWord } from '../../actors/ports/backtest-engine.ts';
import type { BacktestOutcome } from '../../actors/ports/backtest-store.ts';
import { ActorError, errorMessage } from '../../runtime/errors.ts';

export interface ThreadEngineOptions {
  /** What a thread runs; it is given the job as `workerData` and speaks `ThreadWord`. */
  readonly script: URL;
  readonly memoryMb?: number;
}

const MEMORY_MB = 1_024;

/** Computes backtests in threads. */
export const threadEngine = ({ script, memoryMb = MEMORY_MB }: ThreadEngineOptions): BacktestEngine => ({
  compute: (job, hear, signal) =>
    new Promise<BacktestOutcome>((resolve, reject) => {
      const worker = threadOf(script, job, memoryMb);
      const end = (settle: () => void): void => {
        signal.removeEventListener('abort', aborted);
        settle();
        void worker.terminate();
      };
      const aborted = (): void =>
        end(() => reject(new ActorError('BACKTEST_ABORTED', `the run was ended: ${errorMessage(signal.reason)}`)));
      signal.addEventListener('abort', aborted);
      if (signal.aborted) return aborted();
      worker.on('message', (word: ThreadWord) => {
        switch (word.kind) {
          case 'progress':
            return hear.progress(word.barsDone);
          case 'rows':
            return void passedOn(worker, word, hear).catch((error: unknown) => end(() => reject(asError(error))));
          case 'outcome':
            return end(() => resolve(word.outcome));
        }
      });
      worker.on('error', (error: unknown) => end(() => resolve(broken(error, memoryMb))));
      worker.on('exit', (code) => end(() => resolve(broken(new Error(`its thread ended with ${code}`), memoryMb))));
    }),
});

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const threadOf = (script: URL, job: BacktestJob, memoryMb: number): Worker =>
  new Worker(script, {
    workerData: job,
    transferList: [job.bars.buffer],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    execArgv: [],
    name: 'backtest',
  });

const passedOn = async (
  worker: Worker,
  { of, before, rows }: Extract<ThreadWord, { kind: 'rows' }>,
  hear: BacktestHearing,
): Promise<void> => {
  await hear.rows(of, before, rows);
  worker.postMessage('kept');
};

/** T1: what is wrong with one run is its own outcome. */
const broken = (error: unknown, memoryMb: number): BacktestOutcome =>
  (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? {
        ...{ kind: 'failed', type: 'BACKTEST_TOO_LARGE' },
        message: `the run needs more than ${memoryMb} MB of memory; run it over fewer bars`,
      }
    : { kind: 'failed', type: 'UNEXPECTED', message: errorMessage(error) };
