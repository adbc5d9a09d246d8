// B1. One read at a time, each of a bounded number of actors: from the cache at most 4 a second, from the nodes 1 a second.
// B2. What has been announced is read first; in what room is left everything is, in turn, so that a lost announcement
//     costs time, never truth.
// B3. An actor that the registry no longer has is forgotten, unless it was first heard of after the registry was asked.
import type { Clock } from '../../runtime/clock.ts';
import { errorMessage } from '../../runtime/errors.ts';
import type { ActorView } from '../views.ts';
import { BoardEntries } from './board-entries.ts';
import { BoardReads, type BoardReadsOptions } from './board-reads.ts';

const SWEEP_EVERY_MS = 30_000;
/** B1: `most` actors a read, of which at most `swept` unannounced ones. */
const PACES = {
  redis: { everyMs: 250, most: 1_000, swept: 500 },
  nodes: { everyMs: 1_000, most: 1_000, swept: 500 },
} as const;

export interface ActorBoardOptions extends BoardReadsOptions {
  /** Addresses of all actors that ought to exist. */
  readonly registered: () => Promise<readonly string[]>;
  /** The node that is known to host an actor. */
  readonly nodeOf: (address: string) => string | undefined;
  /** Hears which actors have come to look different here; must not throw. */
  readonly refreshed?: (addresses: readonly string[]) => void;
}

export interface Freshness {
  /** Whence the board learns at present. */
  readonly source: 'redis' | 'nodes';
  /** How long the oldest change that may not be shown yet has waited. */
  readonly oldestMs: number;
  /** For people. */
  readonly detail: string;
}

/** What was announced and not read yet: by whom, and since when. */
interface Announced {
  readonly node: string;
  readonly since: number;
}

/** All actors of the cluster as a gateway knows them, at hand without asking anybody. */
export class ActorBoard {
  private readonly options: ActorBoardOptions;
  private readonly clock: Clock;
  private readonly entries = new BoardEntries();
  private readonly reads: BoardReads;
  /** In the order in which they are to be read. */
  private readonly announced = new Map<string, Announced>();
  /** Being read now. */
  private underWay: ReadonlyMap<string, Announced> = new Map();
  private unswept: string[] = [];
  private lastReadAt = -Infinity;
  private isReading = false;
  private isClosed = false;
  private cancelRead: (() => void) | undefined;
  private cancelSweep: (() => void) | undefined;

  constructor(options: ActorBoardOptions) {
    this.options = options;
    this.clock = options.clock;
    this.reads = new BoardReads(options);
  }

  /** Loads what the cache has; without it the board fills as nodes answer. */
  async start(): Promise<void> {
    const views = await this.reads.everything();
    if (views !== undefined) this.entries.take(views, this.clock.now());
    await this.sweep();
  }

  /** In no particular order; the same array until something changes. */
  list(): readonly ActorView[] {
    return this.entries.list();
  }

  get(address: string): ActorView | undefined {
    return this.entries.get(address);
  }

  get size(): number {
    return this.entries.size;
  }

  /** How long the oldest change that may not be shown yet has waited; an actor unread for two sweeps may have changed. */
  get ageMs(): number {
    const now = this.clock.now();
    let oldest = this.entries.oldestReadAt() ?? now;
    if (now - oldest <= 2 * SWEEP_EVERY_MS) oldest = now;
    for (const { since } of [...this.underWay.values(), ...this.announced.values()]) oldest = Math.min(oldest, since);
    return now - oldest;
  }

  freshness(): Freshness {
    const { source } = this.reads;
    const oldestMs = this.ageMs;
    const seconds = Math.ceil(Math.max(oldestMs, PACES[source].everyMs) / 1_000);
    const age = `actor states may be up to ${seconds} s old`;
    const detail = source === 'nodes' ? `Redis is away: ${age}` : `${this.size} actors known; ${age}`;
    return { source, oldestMs, detail };
  }

  /** Reads these at once from their nodes: who has made an actor is led to its page before anybody has announced it. */
  async meet(addresses: readonly string[]): Promise<void> {
    const { views } = await this.reads.fromNodes(addresses, this.options.nodeOf);
    if (!this.isClosed) this.tell(this.entries.take(views, this.clock.now()));
  }

  /** A node says that these of its actors have changed. */
  changed(node: string, addresses: readonly string[]): void {
    const since = this.clock.now();
    for (const address of [...this.entries.nodeSpoke(node), ...addresses])
      this.announced.set(address, { node, since: this.announced.get(address)?.since ?? since });
    this.plan();
  }

  /** A node is dead or cut off: its actors show so until others have taken them over, or it speaks again. */
  nodeGone(node: string): void {
    for (const [address, { node: announcer }] of this.announced) if (announcer === node) this.announced.delete(address);
    this.tell(this.entries.nodeGone(node, this.clock.now()));
  }

  close(): void {
    this.isClosed = true;
    this.cancelRead?.();
    this.cancelSweep?.();
    this.reads.close();
  }

  // ---- Reading ----

  /** Sees to it that what waits is read, in its time (B1). */
  private plan(): void {
    if (this.isReading || this.isClosed || this.cancelRead !== undefined) return;
    if (this.announced.size === 0 && this.unswept.length === 0) return;
    const delayMs = this.lastReadAt + PACES[this.reads.source].everyMs - this.clock.now();
    this.cancelRead = this.clock.setTimer(Math.max(0, delayMs), () => {
      this.cancelRead = undefined;
      void this.read();
    });
  }

  private async read(): Promise<void> {
    this.isReading = true;
    this.lastReadAt = this.clock.now();
    const { most, swept } = PACES[this.reads.source];
    const announced = this.takeAnnounced(most);
    this.underWay = announced;
    const sweeping = this.unswept.splice(0, Math.min(swept, most - announced.size)); // B2
    const nodeOf = (address: string): string | undefined =>
      announced.get(address)?.node ?? this.options.nodeOf(address) ?? this.get(address)?.node;
    const asked = [...new Set([...announced.keys(), ...sweeping])];
    const { views, unread } = await this.reads.read(asked, nodeOf);
    this.isReading = false;
    this.underWay = new Map();
    if (this.isClosed) return;
    for (const address of unread) this.putBack(address, announced.get(address));
    this.tell(this.entries.take(views, this.clock.now()));
    this.plan();
  }

  private takeAnnounced(most: number): ReadonlyMap<string, Announced> {
    const taken = new Map<string, Announced>();
    for (const [address, word] of this.announced) {
      if (taken.size === most) break;
      this.announced.delete(address);
      taken.set(address, word);
    }
    return taken;
  }

  /** At the end, so that a node that does not answer keeps nobody else waiting. */
  private putBack(address: string, word: Announced | undefined): void {
    if (word === undefined) return void this.unswept.push(address);
    const node = this.announced.get(address)?.node ?? word.node;
    if (!this.entries.isGone(node)) this.announced.set(address, { node, since: word.since });
  }

  private tell(addresses: readonly string[]): void {
    if (addresses.length > 0) this.options.refreshed?.(addresses);
  }

  // ---- Anti-entropy ----

  private async sweep(): Promise<void> {
    const askedAt = this.clock.now();
    const addresses = await this.registered();
    if (this.isClosed) return;
    if (addresses !== undefined) this.tell(this.entries.keepOnly(new Set(addresses), askedAt)); // B3
    // What has just been read anyway is not read again.
    this.unswept = this.entries.unreadSince(askedAt - SWEEP_EVERY_MS / 2, addresses ?? this.entries.addresses());
    this.plan();
    this.cancelSweep = this.clock.setTimer(SWEEP_EVERY_MS, () => void this.sweep());
  }

  /** Undefined while the registry cannot be read. */
  private async registered(): Promise<readonly string[] | undefined> {
    try {
      return await this.options.registered();
    } catch (error) {
      this.options.log.debug({ reason: errorMessage(error) }, 'the registry could not be read for the board of actors');
      return undefined;
    }
  }
}
