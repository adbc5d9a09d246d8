// V1. A supervisor is up once each child's first start has been tried; under one_for_one up to `startConcurrency` at a time.
// V2. Going down, it stops all children in reverse order, each within its `shutdownMs`, and only then exits.
// V3. It exits `completed` when it was stopped, and `crashed` when it gave up (group.ts: S5, S6): its own supervisor decides.
// The rules for children are in group.ts.
import { setMaxListeners } from 'node:events';
import type { Child } from './child.ts';
import type { ChildHandle, ChildSpec } from './child-spec.ts';
import { Group } from './group.ts';
import { type Cause, type ChildExit, type Lifecycle, describeCause } from './lifecycle.ts';
import type { GroupPolicy } from './policy.ts';
import { ChildExists, ChildUnknown, SupervisorDown } from './refusals.ts';
import { eachBounded } from './settle.ts';
import type { ChildTree, SupervisorTree } from './tree.ts';

export interface SupervisorOptions extends GroupPolicy {
  /** In start order. */
  readonly children?: readonly ChildSpec[];
  /** How many children may start, or stop, at a time under one_for_one; 1 unless told, and always 1 under the others. */
  readonly startConcurrency?: number;
}

/** Starts children, watches them, restarts them by its strategy, and is itself a child of another supervisor or of the node. */
export class Supervisor implements ChildHandle {
  readonly id: string;
  /** Resolves when it is down with all its children. */
  readonly exited: Promise<ChildExit>;
  readonly #options: SupervisorOptions;
  readonly #group: Group;
  readonly #end = Promise.withResolvers<ChildExit>();
  readonly #ready = Promise.withResolvers<undefined>();
  readonly #closing = new AbortController();
  #lifecycle: Lifecycle = 'starting';
  #since: number;
  #lastCause: Cause | undefined;
  #begun = false;
  #startedAt = 0;
  #untried = 0;
  #deadlineAt = Infinity;
  #down: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.id = options.id;
    this.exited = this.#end.promise;
    this.#options = options;
    this.#since = options.clock.now();
    this.#ready.promise.catch(() => undefined); // whoever called start() hears of it
    setMaxListeners(0, this.#closing.signal);
    this.#group = new Group(options, {
      closing: this.#closing.signal,
      escalate: (error) => this.#giveUp(error),
      tried: () => {
        this.#untried--;
        this.#upOnceTried();
      },
    });
    for (const spec of options.children ?? []) this.#register(spec);
  }

  /** Starts the children; resolves when each has been tried once, rejects when the supervisor went down meanwhile. */
  async start(): Promise<void> {
    this.#begun = true;
    this.#startedAt = this.#options.clock.now();
    this.#upOnceTried();
    const children = [...this.#group.children.values()];
    const each = this.#group.sharedLane ? children.slice(0, 1) : children; // a shared lane goes through them all itself
    await eachBounded(each, this.#concurrency, (child) => this.#startPending(child));
    await this.#ready.promise;
  }

  /** Stops all children in reverse order; resolves when all have settled. */
  stop(reason: string, deadlineMs = Infinity): Promise<void> {
    this.#deadlineAt = Math.min(this.#deadlineAt, this.#options.clock.now() + deadlineMs);
    this.#down ??= this.#tearDown({ kind: 'shutdown', reason }, () => ({ kind: 'completed' }));
    return this.#down;
  }

  /** Kills everything below at once; used when `stop` was too late. */
  kill(): void {
    const error = new SupervisorDown(this.id, 'killed');
    const cause: Cause = { kind: 'killed', reason: `${this.id} was killed` };
    this.#down ??= Promise.resolve();
    this.#move('stopped', cause);
    this.#close();
    this.#group.killAll(cause);
    this.#ready.reject(error);
    this.#end.resolve({ kind: 'crashed', error, uptimeMs: this.#uptimeMs });
  }

  /** Adds a child at the end of the order, and starts it; resolves when its start was tried, or waits for another's backoff. */
  async addChild(spec: ChildSpec): Promise<ChildTree> {
    const child = this.#register(spec);
    if (this.#begun) await this.#startPending(child);
    return child.tree();
  }

  /** Stops a child and forgets it. What depends on it, if it is significant, stays stopped until started by hand. */
  async removeChild(id: string, reason = 'asked to remove'): Promise<ChildTree> {
    return this.#command(id, (child) => this.#group.remove(child, { kind: 'asked', reason }));
  }

  /** Stops a child until it is started by hand; what depends on it, if it is significant, is down meanwhile. */
  stopChild(id: string, reason = 'asked to stop'): Promise<ChildTree> {
    return this.#command(id, (child) => this.#group.putDown(child, { kind: 'asked', reason }));
  }

  /** Starts a stopped or faulted child, its crashes forgiven; one that waits for its backoff starts now. */
  startChild(id: string, reason = 'asked to start'): Promise<ChildTree> {
    return this.#command(id, async (child) => {
      if (!child.wanted || child.pending) await this.#group.bring(child, { kind: 'asked', reason });
    });
  }

  /** Stops a child if it is up and starts it anew, its crashes forgiven, with all that the strategy ties to it. */
  restartChild(id: string, reason = 'asked to restart'): Promise<ChildTree> {
    return this.#command(id, (child) => this.#group.bring(child, { kind: 'asked', reason }));
  }

  /** One child as plain data; undefined when there is none. */
  child(id: string): ChildTree | undefined {
    return this.#group.children.get(id)?.tree();
  }

  tree(): SupervisorTree {
    return {
      id: this.id,
      lifecycle: this.#lifecycle,
      strategy: this.#options.strategy,
      restarts: 0,
      lastCause: this.#lastCause ? { kind: this.#lastCause.kind, message: describeCause(this.#lastCause) } : null,
      since: this.#since,
      children: Array.from(this.#group.children.values(), (child) => child.tree()),
    };
  }

  get #concurrency(): number {
    return this.#group.sharedLane ? 1 : (this.#options.startConcurrency ?? 1);
  }

  get #uptimeMs(): number {
    return this.#options.clock.now() - this.#startedAt;
  }

  #startPending(child: Child): Promise<void> {
    return this.#group.decide(child.lane, () => this.#group.startPending(child));
  }

  #register(spec: ChildSpec): Child {
    this.#refuseWhenClosing();
    if (this.#group.children.has(spec.id)) throw new ChildExists(this.id, spec.id);
    this.#untried++;
    return this.#group.add(spec);
  }

  async #command(id: string, decision: (child: Child) => Promise<void>): Promise<ChildTree> {
    this.#refuseWhenClosing();
    const child = this.#group.children.get(id);
    if (!child) throw new ChildUnknown(this.id, id);
    await this.#group.decide(child.lane, async () => {
      const gone = this.#group.children.get(id) !== child;
      if (!gone && !this.#closing.signal.aborted) await decision(child);
    });
    return child.tree();
  }

  #refuseWhenClosing(): void {
    if (this.#closing.signal.aborted)
      throw new SupervisorDown(this.id, this.#lastCause ? describeCause(this.#lastCause) : 'closing');
  }

  #upOnceTried(): void {
    if (!this.#begun || this.#untried > 0 || this.#lifecycle !== 'starting' || this.#closing.signal.aborted) return;
    this.#move('running', undefined);
    this.#ready.resolve(undefined);
  }

  #giveUp(error: Error): void {
    this.#down ??= this.#tearDown({ kind: 'shutdown', reason: error.message }, () => ({
      kind: 'crashed',
      error,
      uptimeMs: this.#uptimeMs,
    }));
  }

  async #tearDown(cause: Cause, exit: () => ChildExit): Promise<void> {
    this.#move('stopping', cause);
    this.#close();
    const order = [...this.#group.children.values()].reverse(); // V2
    const halt = (child: Child): Promise<void> => this.#group.halt(child, cause, this.#deadlineAt);
    const { sharedLane } = this.#group;
    if (sharedLane) await sharedLane.run(() => eachBounded(order, 1, halt));
    else await eachBounded(order, this.#concurrency, (child) => child.lane.run(() => halt(child)));
    const end = exit();
    this.#move(end.kind === 'crashed' ? 'faulted' : 'stopped', cause);
    this.#ready.reject(end.kind === 'crashed' ? end.error : new SupervisorDown(this.id, describeCause(cause)));
    this.#end.resolve(end); // V3
  }

  #close(): void {
    this.#group.sharedLane?.cancelWake();
    this.#closing.abort();
  }

  #move(to: Lifecycle, cause: Cause | undefined): void {
    if (cause) this.#lastCause = cause;
    this.#lifecycle = to;
    this.#since = this.#options.clock.now();
  }
}

/** A child that is itself a supervisor: `build` makes a fresh one, with its children, for every incarnation. */
export const supervisorSpec = (
  spec: Omit<ChildSpec, 'start' | 'shutdownMs'> & { shutdownMs?: number },
  build: () => Supervisor,
): ChildSpec => ({
  shutdownMs: Infinity,
  ...spec,
  start: async (closing) => {
    const supervisor = build();
    const stop = (): void => void supervisor.stop(`the supervisor above ${supervisor.id} goes down`);
    closing.addEventListener('abort', stop);
    try {
      await supervisor.start();
      return supervisor;
    } finally {
      closing.removeEventListener('abort', stop);
    }
  },
});
