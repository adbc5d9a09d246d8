import { errorMessage, errorType } from '../errors.ts';
import { Poisoned } from './child-spec.ts';
import type { ChildExit, Restart } from './lifecycle.ts';

/** What an exit calls for: `end` leaves the child stopped, `quarantine` faulted. */
export type ExitDecision = 'restart' | 'end' | 'quarantine';

export const exitDecision = (restart: Restart, exit: ChildExit): ExitDecision => {
  if (exit.kind === 'poisoned') return 'quarantine';
  if (exit.kind === 'displaced') return 'end'; // S10 of group.ts
  if (restart === 'permanent') return 'restart';
  return restart === 'transient' && exit.kind === 'crashed' ? 'restart' : 'end';
};

export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(errorMessage(error)));

/** How a rejected start counts. */
export const startFailure = (error: unknown): ChildExit => {
  const type = errorType(error);
  if (type === 'POISONED') return { kind: 'poisoned', reason: errorMessage(error) };
  if (type === 'DISPLACED') return { kind: 'displaced', reason: errorMessage(error) };
  return { kind: 'crashed', error: asError(error), uptimeMs: 0 };
};

/** The error behind an exit that a restart, or giving up, answers. */
export const errorOf = (id: string, exit: ChildExit): Error => {
  if (exit.kind === 'crashed') return exit.error;
  return exit.kind === 'poisoned' ? new Poisoned(exit.reason) : new Error(`${id} is permanent but completed`);
};
