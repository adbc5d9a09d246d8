import { hash } from 'node:crypto';
import { DomainError } from './errors.ts';

const CHARACTERS = 30;

/**
 * The id of an order: `T-` and 30 hexadecimal characters (120 bits of SHA-256), 32 in all, letters and digits only,
 * so that it fits what venues accept. It depends on the decision alone, so a decision replayed after a crash or a move
 * asks for the same order and never for a second one.
 *
 * `decisionSeq` is the actor's decision number, `leg` tells the orders of one decision apart; a leg of 1 and of '1' are the same.
 * Throws DECISION_SEQ_INVALID for a sequence that is no whole number from 0.
 */
export function clientOrderId(actor: string, decisionSeq: number, leg: string | number): string {
  if (!Number.isSafeInteger(decisionSeq) || decisionSeq < 0) {
    throw new DomainError('DECISION_SEQ_INVALID', `${decisionSeq} does not number a decision of ${actor}`, {
      actor,
      decisionSeq,
    });
  }
  return idOf(actor, decisionSeq, String(leg));
}

/**
 * The id of a copy: of the follower and the provider's fill alone, so however often and in whatever round of decisions that fill
 * is met there is one order for each leg of it.
 */
export const copyOrderId = (follower: string, fillId: string, leg: number): string =>
  idOf(follower, `copy:${fillId}`, String(leg));

/** Who decides names the order, and right after it who admits it: one hash for both. */
let last: { readonly actor: string; readonly what: number | string; readonly leg: string; readonly id: string } = {
  ...{ actor: '', what: '', leg: '', id: '' },
};

function idOf(actor: string, what: number | string, leg: string): string {
  if (last.actor === actor && last.what === what && last.leg === leg) return last.id;
  // JSON keeps the three apart whatever characters they hold; a joining character would not.
  const digest = hash('sha256', JSON.stringify([actor, what, leg]), 'hex');
  last = { actor, what, leg, id: `T-${digest.slice(0, CHARACTERS).toUpperCase()}` };
  return last.id;
}
