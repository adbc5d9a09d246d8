// What one person may read of copying: how providers do is for whoever sees them, what a follow did for its owner alone.
import type { Caller } from '../actors/domain/people/caller.ts';
import { type Follower, followersOf, providerOf } from './copy-facts.ts';
import type { CopyReads, WholeCopies } from './copy-reads.ts';
import type { ActorView } from '../actors/views.ts';
import { ActorNotFound } from './problem.ts';
import { ofLatest } from './of-latest.ts';
import { seesAll } from './reach.ts';
import type { TroupeReads, WholeTroupe } from './troupe-reads.ts';

/** The reads of `caller`; figures of a provider are worked out from all who follow it, whoever asks. */
export const ownCopies = (
  whole: WholeCopies,
  caller: Caller,
  { all, own }: { readonly all: Pick<WholeTroupe, 'list' | 'find'>; readonly own: TroupeReads },
): CopyReads => {
  const followersNow = async (provider: string): Promise<readonly Follower[]> =>
    followersIn(await all.list()).get(provider) ?? [];
  /** Throws ACTOR_NOT_FOUND. */
  const seen = (provider: string): Promise<unknown> => own.provider(provider);
  /** Throws ACTOR_NOT_FOUND unless a follow, which may be over, is theirs. */
  const mine = async (follower: string): Promise<void> => {
    if (seesAll(caller) || (await own.find(follower)) !== undefined) return;
    const past = await whole.follows({ owner: caller.user, follower, limit: 1 }, caller);
    if (past.rows.length === 0) throw new ActorNotFound(follower);
  };

  return {
    reputation: async ({ view: { address } }) => {
      const view = await all.find(address);
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
    follows: async (query) => {
      if (seesAll(caller)) return whole.follows(query, caller);
      const isTheirs = query.owner === undefined || query.owner === caller.user;
      return isTheirs ? whole.follows({ ...query, owner: caller.user }, caller) : { rows: [] };
    },
    forget: whole.forget,
  };
};

/** Who follows each provider; found once a list, which never changes once it is read. */
const followersIn = ofLatest((list: readonly ActorView[]): ReadonlyMap<string | undefined, readonly Follower[]> => {
  const present = followersOf(list).filter(({ view }) => view.lifecycle !== 'stopped');
  return Map.groupBy(present, ({ state }) => state.provider);
});
