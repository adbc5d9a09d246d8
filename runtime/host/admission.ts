// A1. Who asks is proved by an opaque seal that the host carries and does not read; what it is worth, the composition says.
// A2. What is asked in its own process without a seal is asked by actors and services of the node itself: nobody is in its way.
import type { ActorAddress } from '../address.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';

/** What comes with a command beside the name of who gives it. */
export interface Claim {
  /** Says for whom it is; opaque. */
  readonly sealed?: string | undefined;
  /** The other node that passes it on; undefined within one process. */
  readonly from?: string | undefined;
}

/** A command at the boundary of an actor that has not heard of it. */
export interface AskedOfActor extends Claim {
  readonly address: ActorAddress;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly record: ActorRecord;
}

/** Answers by whose name the actor hears it; throws or rejects where it may not. Asked only where there is a claim. */
export type Admit = (asked: AskedOfActor) => string | Promise<string>;

export const hasClaim = (claim: Claim | undefined): claim is Claim =>
  claim !== undefined && (claim.sealed !== undefined || claim.from !== undefined);
