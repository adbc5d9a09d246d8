// W1. A watcher hears every change after it asked, also of an actor that comes into being later.
// W2. A watcher that has ended is forgotten.
import type { DownReason } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import type { LifeWord } from '../cluster/link.ts';
import type { Lifecycle } from '../supervision/lifecycle.ts';
import type { Incarnation } from './environment.ts';

/** Who has asked to hear of whose coming and going. */
export class Watchers {
  private readonly of = new Map<ActorAddress, Set<Incarnation>>();
  private readonly watched = new Map<Incarnation, Set<ActorAddress>>();

  /** `present`: what it is told at once, when that is known. */
  watch(watcher: Incarnation, address: ActorAddress, present: LifeWord | undefined): void {
    setOf(this.of, address).add(watcher);
    setOf(this.watched, watcher).add(address);
    if (present !== undefined) watcher.offer(present);
  }

  unwatch(watcher: Incarnation): void {
    for (const address of this.watched.get(watcher) ?? []) {
      const watchers = this.of.get(address);
      watchers?.delete(watcher);
      if (watchers?.size === 0) this.of.delete(address);
    }
    this.watched.delete(watcher);
  }

  tell(address: ActorAddress, word: () => LifeWord): void {
    const watchers = this.of.get(address);
    if (watchers === undefined) return;
    const said = word();
    for (const watcher of watchers) watcher.offer(said);
  }

  isWatched(address: ActorAddress): boolean {
    return this.of.has(address);
  }

  get size(): number {
    return this.of.size;
  }
}

/** What is said of an actor in a lifecycle; one that is down but wanted will come back. */
export const wordOf = (address: ActorAddress, lifecycle: Lifecycle, wanted: boolean): LifeWord =>
  lifecycle === 'running' ? { kind: 'up', address } : { kind: 'down', address, reason: reasonOf(lifecycle, wanted) };

const reasonOf = (lifecycle: Lifecycle, wanted: boolean): DownReason => {
  if (lifecycle === 'faulted') return 'faulted';
  return lifecycle === 'stopped' && !wanted ? 'stopped' : 'restarting';
};

const setOf = <Key, Value>(sets: Map<Key, Set<Value>>, key: Key): Set<Value> => {
  let set = sets.get(key);
  if (set === undefined) sets.set(key, (set = new Set()));
  return set;
};
