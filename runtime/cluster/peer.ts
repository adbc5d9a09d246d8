import type { ActorAddress } from '../address.ts';
import type { Hint } from '../streams/input.ts';
import type { Digest, LifeWord, StreamWord, Wishes } from './link.ts';

/** A packet stays well under NATS's limit of 1 MB. */
const MOST_HINTS = 1_500;
const MOST_ENTRIES = 1_500;

/** What this node knows of one other: what was heard, what it wants, what is still to be said to it. */
export class Peer {
  readonly node: string;
  /** Streams it follows and actors it watches, each with the number under which it said so last. */
  readonly follows = new Map<string, number>();
  readonly watches = new Map<ActorAddress, number>();
  /** Its followers' backlogs of streams that are owned here, and when it said so. */
  readonly behind = new Map<string, { readonly entries: number; readonly at: number }>();
  hints: Hint[] = [];
  lives: LifeWord[] = [];
  newFollows: string[] = [];
  newWatches: ActorAddress[] = [];
  /** Last number said to it. */
  said: number;
  heardAt: number;
  syncedAt = 0;
  syncing = false;
  private boot = '';
  private heard = 0;
  /** What it said up to this number may not all have been heard. */
  private missingUpTo = 0;
  /** Under which number it said what of an actor last. */
  private readonly livesHeard = new Map<ActorAddress, number>();
  private newBehind: Record<string, number> = {};
  private readonly toldBehind = new Map<string, number>();

  constructor(node: string, now: number, said = 0) {
    this.node = node;
    this.said = said;
    this.heardAt = now;
  }

  /** Something it said was not heard. */
  get isLost(): boolean {
    return this.missingUpTo > 0;
  }

  /** Judges a packet by its number: the next one, one heard before, or one after a gap. */
  accept(boot: string, seq: number, now: number): 'next' | 'seen' | 'gap' {
    this.heardAt = now;
    if (boot === this.boot && seq <= this.heard) return 'seen';
    const isNext = boot === this.boot && seq === this.heard + 1;
    this.noted(boot);
    this.heard = seq;
    if (!isNext) this.missingUpTo = seq;
    return isNext ? 'next' : 'gap';
  }

  /** Takes note of which life it is in; what the former one said is over. */
  noted(boot: string): void {
    if (boot === this.boot) return;
    this.boot = boot;
    this.heard = 0;
    this.missingUpTo = 0;
    for (const former of [this.follows, this.watches, this.behind, this.livesHeard]) former.clear();
  }

  /** It wants all this from now on. */
  wants({ follows, watches }: Pick<Wishes, 'follows' | 'watches'>, seq: number): void {
    for (const stream of follows) this.follows.set(stream, Math.max(seq, this.follows.get(stream) ?? 0));
    for (const address of watches) this.watches.set(address, Math.max(seq, this.watches.get(address) ?? 0));
  }

  /** It wanted only this when it had said `seq`; what it has asked for since stays. */
  wantsOnly(wishes: Wishes): void {
    for (const wanted of [this.follows, this.watches]) {
      for (const [name, seq] of wanted) if (seq <= wishes.seq) wanted.delete(name);
    }
    this.wants(wishes, wishes.seq);
  }

  /** Whether what it said of an actor under this number is the newest that was heard. */
  isNews(address: ActorAddress, seq: number): boolean {
    if ((this.livesHeard.get(address) ?? 0) > seq) return false;
    this.livesHeard.set(address, seq);
    return true;
  }

  /** Everything it had said through the digest's number is made up for. */
  synced({ boot, seq }: Digest, now: number): void {
    this.noted(boot);
    if (seq > this.heard) this.heard = seq;
    if (seq >= this.missingUpTo - 1) this.missingUpTo = 0;
    this.heardAt = now;
    this.syncedAt = now;
  }

  tellBehind(stream: string, entries: number, told: () => void): void {
    if ((this.toldBehind.get(stream) ?? 0) === entries) return;
    if (entries === 0) this.toldBehind.delete(stream);
    else this.toldBehind.set(stream, entries);
    this.newBehind[stream] = entries;
    told();
  }

  /** All that is to be said, in packets of a bounded size. */
  *packets(boot: string): Generator<StreamWord> {
    while (this.hasNews()) {
      this.said += 1;
      const word = {
        ...{ boot, seq: this.said, hints: this.takeHints() },
        ...{ lives: this.lives.splice(0, MOST_HINTS), follows: this.newFollows.splice(0, MOST_HINTS) },
        ...{ watches: this.newWatches.splice(0, MOST_HINTS), behind: this.newBehind },
      };
      this.newBehind = {};
      yield word;
    }
  }

  /** A packet without news, numbered as any other: it shows that one before it was lost. Backlogs are said again. */
  pulse(boot: string): StreamWord {
    this.said += 1;
    const behind = { ...this.newBehind, ...Object.fromEntries(this.toldBehind) };
    return { boot, seq: this.said, hints: [], lives: [], follows: [], watches: [], behind };
  }

  private hasNews(): boolean {
    const waiting = this.hints.length + this.lives.length + this.newFollows.length + this.newWatches.length;
    return waiting > 0 || Object.keys(this.newBehind).length > 0;
  }

  private takeHints(): readonly Hint[] {
    let entries = 0;
    let taken = 0;
    for (const hint of this.hints) {
      entries += hint.entries.length;
      if (taken > 0 && (taken >= MOST_HINTS || entries > MOST_ENTRIES)) break;
      taken += 1;
    }
    return this.hints.splice(0, taken);
  }
}
