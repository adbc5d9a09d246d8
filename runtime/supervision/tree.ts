import type { Lifecycle } from './lifecycle.ts';
import type { Strategy } from './restart-plan.ts';

/** A child as plain data, for people and pages. */
export interface ChildTree {
  readonly id: string;
  readonly lifecycle: Lifecycle;
  /** Restarts begun since it was added, its own and those its siblings caused. */
  readonly restarts: number;
  /** Why it last went down or changed; null when it never did. */
  readonly lastCause: { readonly kind: string; readonly message: string } | null;
  /** When its lifecycle last changed, epoch milliseconds. */
  readonly since: number;
  /** Present when the child is itself a supervisor and up. */
  readonly strategy?: Strategy;
  readonly children?: readonly ChildTree[];
}

export interface SupervisorTree extends ChildTree {
  readonly strategy: Strategy;
  readonly children: readonly ChildTree[];
}
