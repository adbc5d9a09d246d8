// What actors of backtests ask of their node: it carries a run out from its first bar to its outcome.
// R1. Nothing of a run is kept half: whoever begins it begins it anew, and what it writes counts while nobody has begun it after it.
// R2. A run asks twice a second whether it is still wanted: a cancel, or another owner, ends it here whoever was told.
// R3. One run at a time a node: the others wait, and are queued as long as they do.
import { ActorError, errorMessage, errorType } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/ports/log.ts';
import { isSettled, MOST_BARS } from '../domain/backtest/backtest-run.ts';
import type { BacktestBars } from '../ports/backtest-bars.ts';
import type { BacktestEngine } from '../ports/backtest-engine.ts';
import type { BacktestClaim, BacktestOutcome, BacktestStore, HeldShard } from '../ports/backtest-store.ts';
import type { BacktestAnswer, BacktestProgress, BacktestWish } from './language.ts';
import { Slots } from './slots.ts';

export interface RunnerDeps {
  readonly store: Pick<BacktestStore, 'claim' | 'find' | 'progress' | 'keep' | 'settle' | 'cancel'>;
  readonly bars: Pick<BacktestBars, 'read'>;
  readonly engine: BacktestEngine;
  /** By what this node holds an actor; undefined when it does not. */
  readonly heldBy: (actor: string) => HeldShard | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Runs at once; one unless told. */
  readonly slots?: number;
}

const BEAT_MS = 500;

/** A run on this node. */
interface Run {
  readonly id: string;
  readonly control: AbortController;
  attempt: number;
  done: number;
  total: number | null;
}

/** Carries backtests out; `close` ends those that go on, to be run again elsewhere. */
export class BacktestRunner {
  private readonly deps: RunnerDeps;
  private readonly slots: Slots;
  private readonly runs = new Map<string, Run>();
  private isClosed = false;

  constructor(deps: RunnerDeps) {
    this.deps = deps;
    this.slots = new Slots(deps.slots ?? 1);
  }

  perform(actor: string, wish: BacktestWish): Promise<BacktestAnswer | BacktestProgress | null> {
    switch (wish.kind) {
      case 'run':
        return this.run(actor, wish.id);
      case 'look':
        return Promise.resolve(this.progressOf(wish.id));
      case 'cancel':
        return this.cancel(wish.id, wish.by).then(() => this.progressOf(wish.id));
    }
  }

  close(): void {
    this.isClosed = true;
    for (const { control } of this.runs.values()) control.abort(new Error('the node goes down'));
  }

  private progressOf(id: string): BacktestProgress | null {
    const run = this.runs.get(id);
    if (run === undefined) return null;
    return { attempt: run.attempt, barsDone: run.done, barsTotal: run.total };
  }

  private async cancel(id: string, by: string): Promise<void> {
    await this.deps.store.cancel(id, by);
    this.runs.get(id)?.control.abort(new Error(`${by} has cancelled it`));
  }

  /** Resolves when the run has an outcome; rejects when it has none here, and may be asked for again. */
  private async run(actor: string, id: string): Promise<BacktestAnswer> {
    if (this.isClosed) throw new ActorError('NODE_CLOSING', 'the node goes down');
    this.runs.get(id)?.control.abort(new Error('its actor has begun it again'));
    const run: Run = { id, control: new AbortController(), attempt: 0, done: 0, total: null };
    this.runs.set(id, run);
    try {
      return await this.inSlot(actor, run);
    } catch (error) {
      // Ended by a cancel it has an outcome, and nobody need begin it again.
      if (run.control.signal.aborted && (await this.isOver(id))) return OVER;
      throw error;
    } finally {
      if (this.runs.get(id) === run) this.runs.delete(id);
    }
  }

  private async inSlot(actor: string, run: Run): Promise<BacktestAnswer> {
    const leave = await this.slots.take(run.control.signal); // R3
    try {
      const claim = await this.claim(actor, run.id);
      if (claim.kind === 'settled' || claim.kind === 'unknown') return OVER;
      if (claim.kind === 'not-held') throw new ActorError('WRONG_OWNER', `this node does not hold ${actor}`);
      run.attempt = claim.attempt;
      const stop = this.beat(run);
      try {
        const outcome = await this.outcomeOf(run, claim);
        if (await this.deps.store.settle(run.id, run.attempt, outcome)) return OVER;
      } finally {
        stop();
      }
      if (await this.isOver(run.id)) return OVER;
      throw takenOver(run.id);
    } finally {
      leave();
    }
  }

  private async claim(actor: string, id: string): Promise<BacktestClaim> {
    const held = this.deps.heldBy(actor);
    return held === undefined ? { kind: 'not-held' } : this.deps.store.claim(id, held);
  }

  private async outcomeOf(
    run: Run,
    { request }: Extract<BacktestClaim, { kind: 'claimed' }>,
  ): Promise<BacktestOutcome> {
    const { bars, engine, store } = this.deps;
    const { signal } = run.control;
    const read = await refusing(() => bars.read(request.bars, MOST_BARS));
    if ('type' in read) return read;
    signal.throwIfAborted();
    run.total = read.bars.length / BAR_VALUES;
    return engine.compute(
      { request, ...read },
      {
        progress: (done) => void (run.done = done),
        rows: async (kind, before, rows) => {
          if (!(await store.keep(run.id, run.attempt, kind, before, rows))) throw takenOver(run.id);
        },
      },
      signal,
    );
  }

  /** R2: tells how far it is until it is stopped; one that is not wanted any more is ended. */
  private beat(run: Run): () => void {
    const { clock, store, log } = this.deps;
    const { signal } = run.control;
    let cancelTimer = (): void => {};
    let isStopped = false;
    const tell = async (): Promise<void> => {
      try {
        if (!(await store.progress(run.id, run.attempt, run.done, run.total)))
          run.control.abort(new Error('it is not wanted here any more'));
      } catch (error) {
        log.warn({ backtest: run.id, error: errorMessage(error) }, 'how far a backtest is could not be told');
      }
      if (!isStopped && !signal.aborted) cancelTimer = clock.setTimer(BEAT_MS, () => void tell());
    };
    cancelTimer = clock.setTimer(BEAT_MS, () => void tell());
    return () => {
      isStopped = true;
      cancelTimer();
    };
  }

  private async isOver(id: string): Promise<boolean> {
    const row = await this.deps.store.find(id);
    return row === undefined || isSettled(row.state);
  }
}

const OVER: BacktestAnswer = { kind: 'over' };
const BAR_VALUES = 7;
/** What asking again may mend. */
const PASSING: ReadonlySet<string> = new Set(['STORE_UNAVAILABLE', 'FEED_UNAVAILABLE']);

const takenOver = (id: string): ActorError =>
  new ActorError('BACKTEST_TAKEN_OVER', `backtest ${id} has been begun elsewhere`, { id });

/** What was read, or the outcome that a source without such bars leads to. */
async function refusing<Read extends object>(
  read: () => Promise<Read>,
): Promise<Read | Extract<BacktestOutcome, { kind: 'failed' }>> {
  try {
    return await read();
  } catch (error) {
    const type = errorType(error);
    if (PASSING.has(type)) throw error;
    return { kind: 'failed', type, message: errorMessage(error) };
  }
}
