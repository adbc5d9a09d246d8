// R1. A follower asks for its place on its provider's roll, and to be taken off it, itself, and until it is answered: so the roll
//     comes right whoever began, or ended, the following, and whatever was lost on the way. It ends only when it is off the roll.
// R2. Whom its provider does not want by now, it does not copy.
import type { PerformResult } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { PROVIDER_ROLL_PORT, type RollRequest } from '../ports/provider-roll.ts';
import type { FollowerState } from './follower-state.ts';
import { finishWhenDone, leave } from './leaving.ts';
import { tellDecided } from './requests.ts';
import { isReady } from './scene.ts';

export const ROLL_TIMER = 'roll';
const AGAIN_MS = 2_000;
/** A provider is not told a longer one. */
const ALIAS_LENGTH = 40;
const UNNAMED = 'unnamed';

/** Asks for what its provider's roll should say of it, unless it has been told that it does. */
export function askRoll(state: FollowerState, turn: Turn): void {
  const { config, leaving } = state;
  if (leaving === null ? state.hasJoined : state.isOffRoll) return;
  const { provider, owner, account, alias, allocation } = config;
  const request: RollRequest = {
    ...{ kind: leaving === null ? 'join' : 'leave', provider, owner, account, capital: allocation.toFixed() },
    alias: alias === UNNAMED || alias.length > ALIAS_LENGTH ? null : alias,
  };
  turn.perform(PROVIDER_ROLL_PORT, request);
}

export function hearRoll(state: FollowerState, asked: unknown, result: PerformResult, turn: Turn): void {
  const { kind } = asked as RollRequest;
  if ((kind === 'leave') !== (state.leaving !== null)) return; // it has begun to leave since
  if (result.ok) {
    if (kind === 'join') state.hasJoined = true;
    else state.isOffRoll = true;
  } else if (kind === 'leave' && result.type === NO_PROVIDER) state.isOffRoll = true;
  else if (kind === 'join' && REFUSALS.has(result.type) && isReady(state)) {
    turn.checkpoint();
    tellDecided(state, turn, leave(state, { keep: false, by: state.config.provider, why: result.message }, turn)); // R2
    askRoll(state, turn);
  } else turn.timer(ROLL_TIMER, AGAIN_MS); // R1
  finishWhenDone(state, turn);
}

/** Nothing of that address was ever made. */
const NO_PROVIDER = 'ACTOR_NOT_HOSTED';

/** What its provider has against it; anything else says nothing about it. */
const REFUSALS: ReadonlySet<string> = new Set([
  ...['PROVIDER_WITHDRAWN', 'FOLLOWER_BANNED', 'NOT_INVITED', 'FOLLOW_LOOP', 'CHAIN_TOO_LONG', 'PROVIDER_FULL'],
  ...['CAPITAL_EXCEEDED', 'ALREADY_FOLLOWING'],
]);
