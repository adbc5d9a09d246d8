// Who sees what, by the actors as they were last looked at: entries are asked for whom they are at the moment that they are told.
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { ActorView } from '../../actors/views.ts';
import { followedBy, type Reach, scopeReach, sees, seesProvider } from '../reach.ts';

export interface Reaches {
  /** Reads the actors, by address. */
  look(): Promise<ReadonlyMap<string, ActorView>>;
  /** The scopes that are about somebody. */
  scopesOf(caller: Caller): Reach;
  seesProvider(caller: Caller, address: string): boolean;
}

export const reaches = (list: () => Promise<readonly ActorView[]>): Reaches => {
  let actors: readonly ActorView[] = [];
  let byAddress: ReadonlyMap<string, ActorView> = new Map();
  const scopes = new Map<string, Reach>();
  const follows = new Map<string, ReadonlySet<string>>();
  const remembered = <Value>(of: Map<string, Value>, caller: Caller, find: () => Value): Value => {
    const name = JSON.stringify(caller);
    const known = of.get(name) ?? find();
    of.set(name, known);
    return known;
  };
  const scopesOf = (caller: Caller): Reach =>
    remembered(scopes, caller, () =>
      scopeReach(
        caller,
        actors.filter((view) => sees(caller, view)),
      ),
    );
  return {
    look: async () => {
      const now = await list();
      if (now === actors) return byAddress;
      actors = now;
      byAddress = new Map(now.map((view) => [view.address, view]));
      scopes.clear();
      follows.clear();
      return byAddress;
    },
    scopesOf,
    seesProvider: (caller, address) => {
      const view = byAddress.get(address);
      if (view?.kind !== 'provider') return false;
      return seesProvider(
        caller,
        view,
        remembered(follows, caller, () => followedBy(caller, actors)),
      );
    },
  };
};
