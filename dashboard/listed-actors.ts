// What is asked of one list of actors by everybody who looks: found once a list, not once an asker.
// L1. A list never changes once it is read, so what was made of it holds as long as it does.
import type { Caller } from '../actors/domain/people/caller.ts';
import type { ActorView } from '../actors/views.ts';
import { ofLatest } from './of-latest.ts';
import { sees, seesAll, whoseToSee } from './reach.ts';

export interface ListedActors {
  find(address: string): ActorView | undefined;
  /** Those that somebody may see, in the order of the list. */
  seenBy(caller: Caller): readonly ActorView[];
  /** Whose pages show these, null among them for everybody's: what all may see, providers, and what is not in the list. */
  shownTo(addresses: readonly string[]): ReadonlySet<string | null>;
}

const indexOf = (list: readonly ActorView[]): ListedActors => {
  const places = once(() => new Map(list.map(({ address }, place) => [address, place])));
  const owned = once(() => placesByOwner(list));
  const seen = new WeakMap<Caller, readonly ActorView[]>();
  const find = (address: string): ActorView | undefined => list[places().get(address) ?? -1];
  return {
    find,
    seenBy: (caller) => {
      if (seesAll(caller)) return list;
      const known = seen.get(caller);
      if (known !== undefined) return known;
      const mayBe = [...(owned().get(null) ?? []), ...(owned().get(caller.user) ?? [])].sort((a, b) => a - b);
      const own = mayBe.map((place) => list[place]!).filter((view) => sees(caller, view));
      seen.set(caller, own);
      return own;
    },
    shownTo: (addresses) =>
      new Set(
        addresses.map((address) => {
          const view = find(address);
          return view === undefined || view.kind === 'provider' ? null : whoseToSee(view);
        }),
      ),
  };
};

/** The index of a list (L1). */
export const listedActors = ofLatest(indexOf);

/** Places of each owner's; null: everybody's. */
const placesByOwner = (list: readonly ActorView[]): ReadonlyMap<string | null, number[]> => {
  const owned = new Map<string | null, number[]>();
  for (const [place, view] of list.entries()) {
    const owner = whoseToSee(view);
    const some = owned.get(owner);
    if (some === undefined) owned.set(owner, [place]);
    else some.push(place);
  }
  return owned;
};

/** What is made when it is first asked for. */
const once = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined;
  return () => (made ??= make());
};
