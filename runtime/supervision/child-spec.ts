import { ActorError } from '../errors.ts';
import type { Intensity } from './intensity.ts';
import type { ChildExit, Restart } from './lifecycle.ts';
import type { SupervisorTree } from './tree.ts';

/** What a supervisor knows of a child it may start: how, and what to do when it ends. */
export interface ChildSpec {
  readonly id: string;
  readonly restart: Restart;
  /** How long an orderly stop may take before the child is killed; Infinity for a supervisor, as in OTP. */
  readonly shutdownMs: number;
  /** Its siblings cannot do without it: past its intensity, or poisoned, it takes its supervisor down instead of being quarantined. */
  readonly significant?: boolean;
  /** Overrides the supervisor's `childIntensity`. */
  readonly intensity?: Intensity;
  /**
   * Makes one incarnation; resolves when it is up. A rejection counts as a crash (`Poisoned`: as poisoned, `Displaced`: as
   * displaced), and nothing of the attempt may be left alive. It bounds its own time: siblings that come after wait for it.
   * `closing` aborts when the supervisor goes down meanwhile; then giving up early is welcome.
   */
  start(closing: AbortSignal): Promise<ChildHandle>;
}

/** One live incarnation of a child. */
export interface ChildHandle {
  /** Stops in good order; resolves when nothing of this incarnation runs any more. */
  stop(reason: string, deadlineMs: number): Promise<void>;
  /** Called when `stop` failed or was late, maybe twice: whatever this incarnation still does is refused from now on. */
  kill(): void;
  /** Resolves once the incarnation has ended and settled, for whatever reason; before that it is taken to be alive. */
  readonly exited: Promise<ChildExit>;
  /** A supervisor shows its own children here. */
  tree?(): SupervisorTree;
}

/** Thrown by `start` when starting again can only fail again, so the child is quarantined at once. */
export class Poisoned extends ActorError {
  constructor(reason: string, data: Record<string, unknown> = {}, options?: ErrorOptions) {
    super('POISONED', reason, data, options);
  }
}

/** Thrown by `start` when the child's place is not here any more: it is left stopped, which counts as no crash. */
export class Displaced extends ActorError {
  constructor(reason: string, data: Record<string, unknown> = {}, options?: ErrorOptions) {
    super('DISPLACED', reason, data, options);
  }
}
