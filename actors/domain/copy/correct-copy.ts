// Corrections that belong to no entry: after an outage, by hand, at unfollow, at a copy stop.
import { type CopyOrders, ordersTowards } from './copy-orders.ts';
import type { CopyScene } from './copy-scene.ts';
import { type CopyTarget, NO_TARGET, targetQuantity } from './copy-target.ts';
import type { CopyWord } from './copy-word.ts';
import { slippageFault, standingFault } from './opening-fault.ts';
import { knownMembership } from './round-membership.ts';

export type CorrectionWord = Extract<CopyWord, { kind: 'correct' }>;

export interface CopyCorrection extends CopyOrders {
  readonly word: CorrectionWord;
}

/**
 * Orders from what is held and working to where the follower should be now: to its target for `reconcile`, within what stands
 * in the way of openings, age aside; to flat for the rest. A round that it has not met yet is met with an entry, not here.
 */
export function targetNow(scene: CopyScene, why: CorrectionWord['why']): CopyCorrection {
  const word: CorrectionWord = { kind: 'correct', why, round: scene.book.round };
  if (why !== 'reconcile') return { word, ...ordersTowards(scene, NO_TARGET, undefined) };
  return { word, ...ordersTowards(scene, targetOf(scene), standingFault(scene) ?? slippageFault(scene)) };
}

function targetOf(scene: CopyScene): CopyTarget {
  const { settings, book, instrument, price, rate } = scene;
  const scale = knownMembership(scene)?.targetScale;
  return scale === undefined ? NO_TARGET : targetQuantity(settings, scale, book, instrument, price, rate);
}
