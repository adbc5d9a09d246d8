import type { Intensity } from './intensity.ts';

/** `permanent` is always restarted, `transient` after a crash only, `temporary` never (and forgotten once it ended). */
export type Restart = 'permanent' | 'transient' | 'temporary';

/** The supervisor's view of a child; a dimension of its own, apart from what the child itself does. */
export type Lifecycle = 'starting' | 'running' | 'stopping' | 'stopped' | 'restarting' | 'faulted';

/** How one incarnation ended by itself. */
export type ChildExit =
  | { readonly kind: 'completed' }
  | { readonly kind: 'crashed'; readonly error: Error; readonly uptimeMs: number }
  /** Starting it again can only fail again: corrupt state, an input it must not skip. */
  | { readonly kind: 'poisoned'; readonly reason: string }
  /** Its place is another's business by now: it is neither to be started again here, nor to blame. */
  | { readonly kind: 'displaced'; readonly reason: string };

/** Why a child's lifecycle changed. */
export type Cause =
  | ChildExit
  /** Someone asked: `stopChild`, `startChild`, `restartChild`, `removeChild`. */
  | { readonly kind: 'asked'; readonly reason: string }
  /** The strategy ties it to a sibling that went down. */
  | { readonly kind: 'sibling'; readonly id: string }
  /** Its supervisor goes down. */
  | { readonly kind: 'shutdown'; readonly reason: string }
  /** It did not stop in time, or its stop failed, and was abandoned. */
  | { readonly kind: 'killed'; readonly reason: string }
  /** It crashed once too often. */
  | { readonly kind: 'exhausted'; readonly error: Error; readonly intensity: Intensity };

/** One line a person can read. */
export const describeCause = (cause: Cause): string => {
  switch (cause.kind) {
    case 'completed':
      return 'completed';
    case 'crashed':
      return `crashed after ${Math.round(cause.uptimeMs)} ms: ${cause.error.message}`;
    case 'poisoned':
      return `poisoned: ${cause.reason}`;
    case 'displaced':
    case 'asked':
      return cause.reason;
    case 'sibling':
      return `its sibling ${cause.id} went down`;
    case 'shutdown':
      return `shutdown: ${cause.reason}`;
    case 'killed':
      return `killed, its stop failed or was late: ${cause.reason}`;
    case 'exhausted':
      return `more than ${cause.intensity.maxRestarts} restarts in ${cause.intensity.periodMs} ms; last: ${cause.error.message}`;
  }
};
