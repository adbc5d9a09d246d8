// M1. Whether a follower is in a round is decided once, when it meets the round, and kept in its account's journal.
// M2. While the provider is flat, or an outage is waited out, nothing is decided and the memory stays as it is.
// M3. A round that is not joined, or was closed by hand, has target 0 until it is over.
import { decimal, type Decimal } from '../decimal.ts';
import type { CopyEntry } from './copy-entry.ts';
import type { CopyScene } from './copy-scene.ts';
import type { CopyMemory } from './copy-word.ts';
import type { OpeningFault } from './opening-fault.ts';

/** A follower's part in the provider's round. */
export interface RoundMembership {
  /** As the memory is to have them. */
  readonly round: number;
  readonly isJoined: boolean;
  readonly scale?: Decimal;
  /** Scale of the target now; absent: the target is 0. */
  readonly targetScale?: Decimal;
  /** Scale that it would have had, where something held it back. */
  readonly askedScale?: Decimal;
  readonly fault?: OpeningFault;
}

/** Whether the entry's fill brought the provider from flat, or from the other side, to where it is. */
export function opensRound({ what, book }: CopyEntry): boolean {
  if (what.kind !== 'fill' || book.quantity.isZero()) return false;
  return (what.side === 'SELL') === book.quantity.isNegative() && book.quantity.abs().lte(what.quantity);
}

/** The memory as it is, with the target that it gives the book. */
export function knownMembership({ memory, book }: Pick<CopyScene, 'memory' | 'book'>): RoundMembership | undefined {
  if (book.quantity.isZero()) return kept(memory);
  if (memory.mode === 'stopped') return outside(book.round, { reason: 'STOPPED' });
  if (memory.round !== book.round) return undefined;
  if (memory.isJoined && memory.scale !== undefined) return { ...kept(memory), targetScale: decimal(memory.scale) };
  return outside(book.round, { reason: memory.closedRound === book.round ? 'CLOSED_BY_HAND' : 'NOT_JOINED' });
}

/** What becomes of a round that the follower meets with this entry. */
export function meetRound(
  { memory, book }: Pick<CopyScene, 'memory' | 'book'>,
  scale: Decimal | 'SIZE_UNKNOWN',
  fault: OpeningFault | undefined,
): RoundMembership {
  const asked = scale === 'SIZE_UNKNOWN' ? undefined : scale;
  // The provider's pause is not the follower's choice: the round is met when the provider is active again.
  if (fault?.reason === 'PROVIDER_NOT_ACTIVE' && memory.seq > 0) return withAsked({ ...kept(memory), fault }, asked);
  if (fault !== undefined) return withAsked(outside(book.round, fault), asked);
  if (asked === undefined) return outside(book.round, { reason: 'SIZE_UNKNOWN' });
  return { round: book.round, isJoined: true, scale: asked, targetScale: asked };
}

export const kept = (memory: CopyMemory): RoundMembership => ({
  ...{ round: memory.round, isJoined: memory.isJoined },
  ...(memory.scale !== undefined && { scale: decimal(memory.scale) }),
});

const outside = (round: number, fault: OpeningFault): RoundMembership => ({ round, isJoined: false, fault });

const withAsked = (membership: RoundMembership, askedScale: Decimal | undefined): RoundMembership => ({
  ...membership,
  ...(askedScale !== undefined && { askedScale }),
});
