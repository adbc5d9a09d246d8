// What one person may read of copying: how providers do is for whoever sees them, what a follow did for its owner alone.
import type { Caller } from '../actors/domain/people/caller.ts';
import { followersOf, providerOf } from './copy-facts.ts';
import type { CopyReads, WholeCopies } from './copy-reads.ts';
import { ActorNotFound } from './problem.ts';
import { seesAll } from './reach.ts';
import type { TroupeReads, WholeTroupe } from './troupe-reads.ts';

/** The reads of `caller`; figures of a provider are worked out from all who follow it, whoever asks. */
export const ownCopies = (
  whole: WholeCopies,
  caller: Caller,
  { all, own }: { readonly all: Pick<WholeTroupe, 'list'>; readonly own: TroupeReads },
): CopyReads => {
  const followersNow = async (provider: string): Promise<ReturnType<typeof followersOf>> =>
    followersOf(await all.list()).filter(
      ({ view, state }) => state.provider === provider && view.lifecycle !== 'stopped',
    );
  /** Throws ACTOR_NOT_FOUND. */
  const seen = (provider: string): Promise<unknown> => own.provider(provider);
  /** Throws ACTOR_NOT_FOUND unless a follow, which may be over, is theirs. */
  const mine = async (follower: string): Promise<void> => {
    if (seesAll(caller) || (await own.find(follower)) !== undefined) return;
    const past = await whole.follows([caller.user], caller);
    if (!past.some((row) => row.follower === follower)) throw new ActorNotFound(follower);
  };

  return {
    reputation: async ({ view: { address } }) => {
      const view = (await all.list()).find((one) => one.address === address);
      if (view === undefined) throw new ActorNotFound(address);
      return whole.reputation(providerOf(view), await followersNow(address));
    },
    delivery: async (provider, from) => {
      await seen(provider);
      return whole.delivery(provider, await followersNow(provider), from);
    },
    deliveryOfEntry: async (provider, seq) => {
      await seen(provider);
      return whole.deliveryOfEntry(provider, await followersNow(provider), seq);
    },
    entries: async (provider, limit, cursor) => {
      await seen(provider);
      return whole.entries(provider, limit, cursor);
    },
    copies: async (follower, limit, cursor) => {
      await mine(follower);
      return whole.copies(follower, limit, cursor, caller);
    },
    fees: async (follower, limit) => {
      await mine(follower);
      return whole.fees(follower, limit, caller);
    },
    statement: async (follower) => {
      await mine(follower);
      return whole.statement(follower, caller);
    },
    follows: (owners) =>
      whole.follows(seesAll(caller) ? owners : owners.filter((owner) => owner === caller.user), caller),
    forget: whole.forget,
  };
};
