// O4. Only the node that surely holds an actor may say that it will not come back; who watched it here hears of it from
//     wherever it goes.
// O5. While the leases are in doubt an actor that runs is not said to be down to those who watch it here: they share the doubt,
//     and would wait for a beginning that never comes. Other nodes hear nothing of it until the doubt is over.
import type { ActorAddress } from '../address.ts';
import type { LifeWord } from '../cluster/link.ts';
import { errorMessage } from '../errors.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';
import type { Log } from '../ports/log.ts';
import type { Incarnation } from './environment.ts';
import type { Roll } from './roll.ts';
import { Watchers, wordOf } from './watchers.ts';

/** What a host asks about actors that live on other nodes. */
export interface FarActors {
  /** Wants to hear of an actor; what it is comes by `hearLife`, now and with every change. */
  watch(address: ActorAddress): void;
  /** Says what has become of an actor of this node. */
  lived(word: LifeWord): void;
}

export interface LivesOptions {
  readonly roll: Roll;
  /** Undefined where there are no other nodes. */
  readonly far: FarActors | undefined;
  readonly log: Log;
  /** It should run, or be started again when it is down. */
  readonly isWanted: (record: ActorRecord) => boolean;
  /** Whether no other node can have taken what this one holds. */
  readonly isSure: () => boolean;
  /** It is on its way to another node. */
  readonly isLeaving: (record: ActorRecord) => boolean;
  readonly find: (address: ActorAddress) => Promise<ActorRecord | undefined>;
}

/** Tells those who watch an actor what becomes of it, wherever it lives. */
export class Lives {
  private readonly options: LivesOptions;
  private readonly watchers = new Watchers();

  constructor(options: LivesOptions) {
    this.options = options;
  }

  watch(watcher: Incarnation, address: ActorAddress): void {
    const { far, roll, find, log } = this.options;
    const isHere = far === undefined || roll.get(address) !== undefined;
    this.watchers.watch(watcher, address, isHere ? this.wordOf(address) : undefined);
    if (isHere) return;
    far.watch(address);
    void find(address)
      .then((record) => record === undefined && this.hear({ kind: 'down', address, reason: 'stopped' }))
      .catch((error: unknown) =>
        log.warn({ actor: address, reason: errorMessage(error) }, 'whether a watched actor exists could not be read'),
      );
  }

  unwatch(watcher: Incarnation): void {
    this.watchers.unwatch(watcher);
  }

  /** Says how an actor of this node is now. */
  tell(address: ActorAddress): void {
    this.watchers.tell(address, () => this.wordOf(address));
    this.tellFar(address);
  }

  /** The leases are sure again: says what could not be said meanwhile. */
  resumed(): void {
    for (const { record, lifecycle } of this.options.roll.all()) {
      if (lifecycle === 'running') this.tellFar(record.address);
      else this.tell(record.address);
    }
  }

  /** Passes on what has become of an actor on another node. */
  hear(word: LifeWord): void {
    if (this.options.roll.get(word.address) === undefined) this.watchers.tell(word.address, () => word);
  }

  /** What watchers on other nodes are told of an actor; undefined where this node cannot say. */
  of(address: ActorAddress): LifeWord | undefined {
    const { roll, isSure } = this.options;
    if (roll.get(address) === undefined) return undefined;
    const word = this.wordOf(address);
    return word.kind === 'up' && !isSure() ? undefined : word; // O5
  }

  /** An actor has left this node. */
  left(address: ActorAddress): void {
    if (this.watchers.isWatched(address)) this.options.far?.watch(address); // O4
  }

  private tellFar(address: ActorAddress): void {
    const word = this.of(address);
    if (word !== undefined) this.options.far?.lived(word);
  }

  private wordOf(address: ActorAddress): LifeWord {
    const { roll, isSure, isLeaving, isWanted } = this.options;
    const hosted = roll.get(address);
    if (hosted === undefined) return { kind: 'down', address, reason: 'stopped' };
    const { record, lifecycle } = hosted;
    // O4: it may run elsewhere by now, or will soon.
    if (isLeaving(record) || (lifecycle !== 'running' && !isSure()))
      return { kind: 'down', address, reason: 'restarting' };
    return wordOf(address, this.isFaulted(record) ? 'faulted' : lifecycle, isWanted(record));
  }

  private isFaulted({ address, parent }: ActorRecord): boolean {
    const { roll } = this.options;
    if (roll.get(address)?.lifecycle === 'faulted') return true;
    const above = parent === undefined ? undefined : roll.get(parent);
    return above !== undefined && this.isFaulted(above.record);
  }
}
