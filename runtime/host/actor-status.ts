import type { ActorAddress } from '../address.ts';
import type { Lifecycle } from '../supervision/lifecycle.ts';

/** What the host knows of one actor, running or not. */
export interface ActorStatus {
  readonly address: ActorAddress;
  readonly kind: string;
  readonly parent: ActorAddress | null;
  readonly owner: string;
  readonly node: string;
  readonly shard: number;
  readonly lifecycle: Lifecycle;
  /** Epoch milliseconds UTC. */
  readonly since: number;
  readonly restarts: number;
  readonly lastCause: string | null;
  readonly mailbox: { readonly depth: number; readonly oldestAgeMs: number; readonly dropped: number };
  readonly turns: number;
  /** Epoch milliseconds UTC. */
  readonly lastTurnAt: number | null;
  /** What the actor says of itself; that of its last incarnation when it does not run. */
  readonly state: Record<string, unknown>;
}
