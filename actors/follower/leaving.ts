// V1. Who leaves with the holding keeps it where it is: the sub-ledger of this actor in its account stays as it is, cash and
//     holding, and is nobody's to trade until its user does.
// V2. The final fees are asked for when nothing is left to come: at once when the holding is kept, else when it is closed.
import type { Turn } from '../../runtime/turn.ts';
import type { TradingRequest } from '../protocol.ts';
import { copyNoMore } from './copying.ts';
import { closeAll } from './corrections.ts';
import { chargeFinal } from './fees.ts';
import type { FollowerState } from './follower-state.ts';
import { request } from './requests.ts';

interface Leaving {
  readonly keep: boolean;
  readonly by: string;
  /** Where it is not its user's wish. */
  readonly why?: string;
}

/** Begins to leave; the requests that this takes. */
export function leave(state: FollowerState, { keep, by, why }: Leaving, turn: Turn): TradingRequest[] {
  state.leaving = { keep, isCharged: false };
  copyNoMore(state, turn);
  const told = keep ? 'unfollow, keeping' : 'unfollow';
  const word = { kind: 'mode', mode: 'stopped', why: why === undefined ? told : `${told}: ${why}`, by } as const;
  const stopped = request(state, { kind: 'none' }, { word });
  const rest = keep || isFlat(state) ? [] : [closeAll(state, 'unfollow')];
  return [stopped, ...rest, ...leaveOn(state, turn)];
}

/** The next step of leaving, if its time has come. */
export function leaveOn(state: FollowerState, turn: Turn): TradingRequest[] {
  const { leaving } = state;
  if (leaving === null || leaving.isCharged || !(leaving.keep || isFlat(state))) return [];
  leaving.isCharged = true;
  return chargeFinal(state, turn);
}

/** Ends the actor when all that it came for is done. */
export function finishWhenDone(state: FollowerState, turn: Turn): void {
  if (state.pending.length > 0) return;
  if (state.leaving?.isCharged === true) {
    if (!state.isOffRoll) return;
    turn.finish(state.leaving.keep ? 'unfollowed, its holding kept' : 'unfollowed, flat');
    return;
  }
  if (!state.stopWhenFlat || !isFlat(state)) return;
  // Should this turn be lost, so is what it says here, and it will be said again.
  state.stopWhenFlat = false;
  turn.finish('stopped, flat');
}

const isFlat = ({ quantityNumber, working }: FollowerState): boolean => quantityNumber === 0 && working.size === 0;
