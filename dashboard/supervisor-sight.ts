// V1. What the supervisor says counts as known only while it says it: silence is shown as silence, with what it said last.
import type { RiskSupervisorStateView } from '../actors/risk-views.ts';
import type { ActorView } from '../actors/views.ts';
import type { WallClock } from './face.ts';

/** The risk supervisor as it was heard last. */
export interface SupervisorSight {
  /** Undefined when it has never been heard. */
  readonly state: RiskSupervisorStateView | undefined;
  /** It answers just now. */
  readonly isHeard: boolean;
  /** ISO 8601 UTC: when it said so; null when it never did. */
  readonly heardAt: string | null;
}

/** Looks at the supervisor by `hear`, which gives undefined when it does not answer in time. */
export const supervisorSight = (
  clock: WallClock,
  hear: () => Promise<Partial<ActorView> | undefined>,
): (() => Promise<SupervisorSight>) => {
  let last: SupervisorSight = { state: undefined, isHeard: false, heardAt: null };
  return async () => {
    const view = await hear();
    const isHeard = view?.lifecycle === 'running' && isSupervisorState(view.state);
    last = isHeard
      ? {
          state: view.state as unknown as RiskSupervisorStateView,
          isHeard,
          heardAt: new Date(clock.now()).toISOString(),
        }
      : { ...last, isHeard };
    return last;
  };
};

const isSupervisorState = (state: Record<string, unknown> | undefined): boolean =>
  Array.isArray(state?.['latches']) && Array.isArray(state['limits']) && Array.isArray(state['controls']);
