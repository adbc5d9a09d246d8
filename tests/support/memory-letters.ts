import type { ActorAddress } from '../../runtime/address.ts';
import type { DeadLetter, DeadLetters, SetAside } from '../../runtime/ports/dead-letters.ts';

/** Dead letters in memory; `isPast`: whether an actor has decided something at or after a position. */
export class MemoryLetters implements DeadLetters {
  readonly letters: (DeadLetter & { readonly isAside: boolean })[] = [];
  private readonly isPast: (actor: ActorAddress, position: number) => boolean;

  constructor(isPast: (actor: ActorAddress, position: number) => boolean = () => false) {
    this.isPast = isPast;
  }

  async put(letter: DeadLetter): Promise<boolean> {
    const isAside = letter.mayMiss && !this.isPast(letter.actor, letter.entry.position);
    this.letters.push({ ...letter, isAside });
    return isAside;
  }

  async setAside(actors: readonly ActorAddress[]): Promise<ReadonlyMap<ActorAddress, SetAside>> {
    const found = new Map<ActorAddress, Map<string, Set<number>>>();
    for (const { actor, entry, isAside } of this.letters) {
      if (!isAside || !actors.includes(actor)) continue;
      const streams = found.get(actor) ?? new Map<string, Set<number>>();
      streams.set(entry.stream, (streams.get(entry.stream) ?? new Set()).add(entry.seq));
      found.set(actor, streams);
    }
    return found;
  }
}
