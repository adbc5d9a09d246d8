import type { Caller } from '../domain/people/caller.ts';

/** Carries a caller from the node where they came in to the actor they ask, so that nobody else can name one. */
export interface CallerSeal {
  /** `expiresAt` in epoch milliseconds UTC, at most 30 s away. Rejects with FORBIDDEN where this node lets nobody in. */
  seal(caller: Caller, expiresAt: number): Promise<string>;
  /** Rejects with FORBIDDEN for everything that was not sealed so by a node that lets people in, by `node` where one is named, or is over. */
  open(sealed: string, node?: string): Promise<Caller>;
}
