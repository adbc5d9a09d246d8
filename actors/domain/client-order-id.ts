import { hash } from 'node:crypto';
import { DomainError } from './errors.ts';

const CROCKFORD_BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 26;

/**
 * The id of an order: `T-` and 26 characters of base 32 (130 bits of SHA-256), 28 in all, letters and digits only,
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
  // JSON keeps the three apart whatever characters they hold; a joining character would not.
  const digest = hash('sha256', JSON.stringify([actor, decisionSeq, String(leg)]), 'buffer');
  let id = 'T-';
  let bits = 0;
  let held = 0;
  for (let byte = 0; id.length < CHARACTERS + 2;) {
    if (held < 5) {
      bits = ((bits << 8) | digest.readUInt8(byte++)) & 0xfff;
      held += 8;
    }
    held -= 5;
    id += CROCKFORD_BASE32.charAt((bits >> held) & 31);
  }
  return id;
}
