// A server process that comes back when it dies.
// K1. One that ends unasked is started again after a wait that doubles with each end, and is short again once it was up for a minute.
// K2. Never two of it at once: the next is started only when the last has ended.
// K3. One that was killed to stay down, or stopped, is started by nobody but `restart`, or not at all.
// K4. It is given up, and said so, after twenty starts in a row that failed: something is wrong that time does not mend.
import { setTimeout as sleep } from 'node:timers/promises';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { ProcessExit, ServerProcess } from './server-process.ts';

export interface RestartWait {
  readonly firstMs: number;
  readonly longestMs: number;
}

const RESTART_WAIT: RestartWait = { firstMs: 1_000, longestMs: 30_000 };
const STABLE_MS = 60_000;
const FAILED_STARTS = 20;
const UNTIL_WOKEN_MS = 2 ** 31 - 1;

export interface KeptProcessOptions<Server extends ServerProcess> {
  readonly name: string;
  /** Starts one; `abort` asks to leave off. */
  readonly start: (abort: AbortSignal) => Promise<Server>;
  readonly log: Log;
  readonly wait?: RestartWait;
}

export class KeptProcess<Server extends ServerProcess = ServerProcess> {
  readonly name: string;
  /** Resolves when it is given up (K4). */
  readonly givenUp: Promise<Error>;
  readonly #options: KeptProcessOptions<Server>;
  readonly #wait: RestartWait;
  readonly #surrender = Promise.withResolvers<Error>();
  #server: Server | undefined;
  #keeping: Promise<void> | undefined;
  #starting: AbortController | undefined;
  #waking = new AbortController();
  #waitMs: number;
  #upSince = 0;
  #failedStarts = 0;
  #stopped = false;
  #held = false;
  #hurried = false;
  #waiters: PromiseWithResolvers<void>[] = [];

  constructor(options: KeptProcessOptions<Server>) {
    this.name = options.name;
    this.givenUp = this.#surrender.promise;
    this.#options = options;
    this.#wait = options.wait ?? RESTART_WAIT;
    this.#waitMs = this.#wait.firstMs;
  }

  /** The running one; undefined while it is down or coming up. */
  get server(): Server | undefined {
    return this.#server;
  }

  /** Resolves when it is ready; rejects when its first start fails, and it is then not kept. */
  async start(): Promise<void> {
    if (this.#stopped) throw this.#stoppedError();
    const launched = this.#launch();
    this.#keeping = launched.then(
      () => this.#keep(),
      () => undefined,
    );
    await launched;
  }

  /** Ends it with `signal`, one that is coming up with SIGKILL, and resolves when it is gone; it comes back by itself unless it is to `stayDown` until `restart` (K3). */
  async kill(signal: NodeJS.Signals, { stayDown = false } = {}): Promise<void> {
    if (stayDown) this.#held = true;
    this.#starting?.abort();
    await this.#server?.kill(signal);
  }

  /** Stops it if it runs and starts it at once; resolves when the new one is ready, rejects when that start fails. */
  async restart(): Promise<void> {
    if (this.#stopped) throw this.#stoppedError();
    const waiter = Promise.withResolvers<void>();
    this.#waiters.push(waiter);
    this.#held = false;
    this.#hurried = true;
    this.#waitMs = this.#wait.firstMs;
    this.#waking.abort();
    await Promise.all([waiter.promise, this.#server?.stop()]);
  }

  /** Ends it for good (K3). */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#starting?.abort();
    this.#waking.abort();
    await this.#server?.stop();
    await this.#keeping;
    this.#settle(this.#stoppedError());
  }

  async #keep(): Promise<void> {
    while (!this.#stopped) {
      if (this.#server !== undefined) {
        const exit = await this.#server.exited;
        this.#server = undefined;
        if (performance.now() - this.#upSince >= STABLE_MS) this.#waitMs = this.#wait.firstMs;
        if (!this.#goesDown()) this.#say(`ended unasked (${manner(exit)})`, { ...exit });
      }
      await this.#rest();
      if (this.#goesDown()) return;
      await this.#launch().catch((error: unknown) => this.#launchFailed(error));
    }
  }

  async #rest(): Promise<void> {
    while (!this.#hurried && !this.#goesDown()) {
      this.#waking = new AbortController();
      const ms = this.#held ? UNTIL_WOKEN_MS : this.#waitMs;
      this.#waitMs = Math.min(this.#waitMs * 2, this.#wait.longestMs);
      await sleep(ms, undefined, { signal: this.#waking.signal }).catch(() => undefined);
      if (!this.#held) break;
    }
    this.#hurried = false;
  }

  async #launch(): Promise<void> {
    this.#starting = new AbortController();
    try {
      this.#server = await this.#options.start(this.#starting.signal);
      this.#upSince = performance.now();
      this.#failedStarts = 0;
      this.#hurried = false;
      this.#settle();
    } finally {
      this.#starting = undefined;
    }
    // Asked to go while it was becoming ready.
    if (this.#goesDown()) await this.#server.stop();
    else if (this.#held) await this.#server.kill();
  }

  #launchFailed(error: unknown): void {
    this.#settle(error);
    if (this.#stopped || this.#held) return;
    this.#failedStarts += 1;
    if (this.#failedStarts < FAILED_STARTS) return this.#say(`did not start: ${errorMessage(error)}`, {});
    this.#stopped = true;
    const message = `${this.name} was given up after ${FAILED_STARTS} starts in a row that failed. ${errorMessage(error)}`;
    this.#surrender.resolve(
      new ActorError('PROCESS_GIVEN_UP', message, { name: this.name, starts: FAILED_STARTS }, { cause: error }),
    );
  }

  /** A function, because every await may change the answer. */
  #goesDown(): boolean {
    return this.#stopped;
  }

  #settle(error?: unknown): void {
    for (const waiter of this.#waiters.splice(0)) {
      if (error === undefined) waiter.resolve();
      else waiter.reject(error);
    }
  }

  #say(what: string, exit: Partial<ProcessExit>): void {
    const facts = { process: this.name, ...exit };
    if (this.#held) this.#options.log.info(facts, `${this.name} is down until it is restarted`);
    else if (this.#hurried) this.#options.log.info(facts, `${this.name} ended; it is started again at once`);
    else this.#options.log.warn(facts, `${this.name} ${what}; it is started again in ${this.#waitMs / 1_000} s`);
  }

  #stoppedError(): ActorError {
    return new ActorError('PROCESS_STOPPED', `${this.name} is stopped`, { name: this.name });
  }
}

const manner = ({ code, signal }: ProcessExit): string => signal ?? `exit ${code}`;
