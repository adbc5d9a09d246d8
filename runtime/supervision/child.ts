import type { ChildHandle, ChildSpec } from './child-spec.ts';
import { type Intensity, RestartWindow } from './intensity.ts';
import type { Lane } from './lane.ts';
import { type Cause, type Lifecycle, describeCause } from './lifecycle.ts';
import type { GroupPolicy } from './policy.ts';
import type { ChildTree } from './tree.ts';

/** What a supervisor remembers of one child. */
export class Child {
  readonly spec: ChildSpec;
  readonly lane: Lane;
  lifecycle: Lifecycle = 'starting';
  since: number;
  lastCause: Cause | undefined;
  restarts = 0;
  /** It should be up: false once it completed, was stopped by hand or was quarantined. */
  wanted = true;
  /** It is down and to be started as soon as its lane comes to it. */
  pending = true;
  /** A first start has been tried, or will never be. */
  tried = false;
  /** Significant and stopped by hand: its dependents wait for it. */
  held = false;
  /** The current incarnation. */
  handle: ChildHandle | undefined;
  /** The current incarnation has ended; the decision about it waits in the lane. */
  dead = false;
  startedAt = 0;
  /** Crashes in a row, for the backoff. */
  attempts = 0;
  readonly #policy: GroupPolicy;
  #window: RestartWindow | undefined;

  constructor(spec: ChildSpec, lane: Lane, policy: GroupPolicy) {
    this.spec = spec;
    this.lane = lane;
    this.#policy = policy;
    this.since = policy.clock.now();
  }

  /** Changes its lifecycle and says so; a restart that failed again is said too. */
  move(to: Lifecycle, cause: Cause | undefined): void {
    const from = this.lifecycle;
    if (cause) this.lastCause = cause;
    if (from === to && !(to === 'restarting' && cause?.kind === 'crashed')) return;
    this.lifecycle = to;
    this.since = this.#policy.clock.now();
    try {
      this.#policy.listener?.lifecycle(this.spec.id, from, to, cause);
    } catch (error) {
      queueMicrotask(() => {
        throw error; // a listener's fault must neither vanish nor leave a decision half done
      });
    }
  }

  /** Counts a restart against the child's own intensity; false when it is one too many. */
  admitRestart(intensity: Intensity, now: number): boolean {
    return (this.#window ??= new RestartWindow(intensity)).admit(now);
  }

  /** Forgets its crashes: someone asks for a fresh start. */
  renew(): void {
    this.#window = undefined;
    this.attempts = 0;
    this.held = false;
  }

  tree(): ChildTree {
    const nested = this.handle?.tree?.();
    return {
      id: this.spec.id,
      lifecycle: this.lifecycle,
      restarts: this.restarts,
      lastCause: this.lastCause ? { kind: this.lastCause.kind, message: describeCause(this.lastCause) } : null,
      since: this.since,
      ...(nested && { strategy: nested.strategy, children: nested.children }),
    };
  }
}
