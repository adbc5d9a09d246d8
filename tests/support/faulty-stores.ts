import { StoreUnavailable } from '../../runtime/errors.ts';
import type { CommitUnit } from '../../runtime/ports/actor-store.ts';
import { MemoryStore } from './memory-store.ts';

/** What happens at one commit: the actor dies before it, in its middle or after it; or the whole process does. */
export type Blow = 'before' | 'between' | 'after' | 'killed before' | 'killed after';

/** A store at whose commits somebody dies. */
export class CrashingStore extends MemoryStore {
  /** By number of the commit, counted from 1 over all actors. */
  readonly blows: ReadonlyMap<number, Blow>;
  asked = 0;
  /** The process that used it is gone: whoever still calls waits for ever. */
  killed = Promise.withResolvers<void>();
  private isKilled = false;

  constructor(blows: ReadonlyMap<number, Blow> = new Map()) {
    super();
    this.blows = blows;
  }

  override async commit(unit: CommitUnit): Promise<void> {
    if (this.isKilled) return FOREVER;
    this.asked += 1;
    const blow = this.blows.get(this.asked);
    if (blow === 'before') throw new Error('died before the commit');
    if (blow === 'killed before') return this.die();
    if (blow === 'between') {
      this.between(unit);
      throw new Error('died in the middle of the commit');
    }
    await super.commit(unit);
    if (blow === 'after') throw new Error('died after the commit');
    return blow === 'killed after' ? this.die() : undefined;
  }

  override read(stream: string, after: number, limit: number) {
    return this.isKilled ? FOREVER : super.read(stream, after, limit);
  }

  override recover(actors: Parameters<MemoryStore['recover']>[0]) {
    return this.isKilled ? FOREVER : super.recover(actors);
  }

  /** The same data, for the next process. */
  reopen(): CrashingStore {
    const next = new (this.constructor as typeof CrashingStore)(this.blows);
    next.asked = this.asked;
    for (const [actor, kept] of this.actors) next.actors.set(actor, kept);
    for (const [stream, entries] of this.streams) next.streams.set(stream, entries);
    return next;
  }

  /** What of a unit is durable when the database stops in the middle: nothing, for it is one transaction. */
  protected between(_unit: CommitUnit): void {}

  private die(): Promise<never> {
    this.isKilled = true;
    this.killed.resolve();
    return FOREVER;
  }
}

/** Control: offsets and snapshots are written apart from the effects, and first. */
export class ApartStore extends CrashingStore {
  protected override between(unit: CommitUnit): void {
    this.refuseStale(unit);
    this.write({ ...unit, events: [], entries: [] });
  }
}

/** Commits wait at the door while it is held. */
export class HeldStore extends MemoryStore {
  private waiting: (() => void)[] | undefined;

  hold(): void {
    this.waiting = [];
  }

  release(): void {
    const { waiting } = this;
    this.waiting = undefined;
    for (const goOn of waiting ?? []) goOn();
  }

  get held(): number {
    return this.waiting?.length ?? 0;
  }

  override async commit(unit: CommitUnit): Promise<void> {
    const { waiting } = this;
    if (waiting !== undefined) await new Promise<void>((resolve) => void waiting.push(resolve));
    return super.commit(unit);
  }
}

/** Commits are durable at once; their answers wait while it is held. */
export class LateStore extends MemoryStore {
  private held = Promise.resolve();
  private letGo = (): void => undefined;

  hold(): void {
    this.held = new Promise((resolve) => (this.letGo = resolve));
  }

  release(): void {
    this.letGo();
  }

  override async commit(unit: CommitUnit): Promise<void> {
    const { held } = this;
    await super.commit(unit);
    await held;
  }
}

/** Control: whoever comes late is let in. */
export class UnfencedStore extends HeldStore {
  protected override refuseStale(): void {}
}

/** A store whose database is away at times. */
export class AwayStore extends MemoryStore {
  isAway = false;
  refused = 0;

  override async commit(unit: CommitUnit): Promise<void> {
    this.refuseWhenAway();
    return super.commit(unit);
  }

  override async read(stream: string, after: number, limit: number) {
    this.refuseWhenAway();
    return super.read(stream, after, limit);
  }

  private refuseWhenAway(): void {
    if (!this.isAway) return;
    this.refused += 1;
    throw new StoreUnavailable('the database is away');
  }
}

const FOREVER = new Promise<never>(() => undefined);
