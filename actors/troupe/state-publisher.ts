// P1. A tick shows at most `most` actors, in slices with a break between: a bar for ten thousand actors costs no pause. It
//     ends with its first slice while turns are taken, for orders come before pages; every LATE_MS it does not.
// P2. Actors whose lifecycle changed go first; the others in the order in which they changed.
// P3. Addresses are announced when their views are in the cache; while it is away, without: whoever wants them asks the node.
// P4. What the cache has missed or lost is put again once it is back, at the end of the queue.
// P5. What an earlier life of the node left in the cache goes before anything of this one is put.
// P6. An actor that lives here but cannot be shown (its shard's lease is in doubt) is told as soon as it can be.
import type { Clock } from '../../runtime/clock.ts';
import { errorMessage } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { CachedView, SharedCache } from '../ports/shared-cache.ts';
import type { ActorView, Lifecycle } from '../views.ts';
import { BarOutbox, type BarEntry } from './bar-outbox.ts';

const EVERY_MS = 250;
const MOST = 200;
const SLICE = 25;
/** Some actors have much to say: after so long it is time for a break, too. */
const GO_MS = 2;
const LATE_MS = 4_000;
/** Views in one answer to a node that asks. */
const MOST_ASKED = 500;
/** A cache that has refused is left alone so long. */
const RETRY_MS = 5_000;

/** What the publisher needs of the host. */
export interface ChangingActors {
  /** Whether turns are being taken. */
  isBusy(): boolean;
  /** Actors that have changed since the last time this was asked. */
  takeChanged(): readonly string[];
  /** Cheap: without what the actor says of itself; undefined when the actor does not live here. */
  lifecycle(address: string): Lifecycle | undefined;
  /** Undefined when the actor does not live here, or no epoch is sure. */
  view(address: string): { readonly epoch: number; readonly view: ActorView } | undefined;
}

export interface StatePublisherOptions {
  readonly node: string;
  readonly actors: ChangingActors;
  readonly cache: SharedCache<ActorView>;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears which actors to look at anew. */
  readonly announce: (addresses: readonly string[]) => void;
  readonly everyMs?: number;
  readonly most?: number;
}

/** Tells the others of this node's actors and bars, through the cache. */
export class StatePublisher {
  private readonly options: StatePublisherOptions;
  private readonly most: number;
  private readonly bars: BarOutbox;
  /** Every actor that has been here, with the lifecycle that was last told. */
  private readonly told = new Map<string, Lifecycle | undefined>();
  private readonly urgent = new Set<string>();
  private readonly changed = new Set<string>();
  /** To be put again, without anything having changed. */
  private readonly owed = new Set<string>();
  private version = 0;
  private isUp = false;
  private isCleared = false;
  private retryAt = 0;
  /** When a tick last showed all that it may. */
  private wholeAt = 0;
  private isClosed = false;
  private readonly deafen: () => void;

  constructor(options: StatePublisherOptions) {
    this.options = options;
    this.most = options.most ?? MOST;
    this.bars = new BarOutbox(options.cache);
    this.deafen = options.cache.onAvailability((up) => this.available(up));
    this.again();
  }

  /** Takes note of new bars of a stream, in order; cheap, and they leave with the next tick. */
  onBars(stream: string, entries: readonly BarEntry[]): void {
    this.bars.add(stream, entries);
  }

  /** Answers a node that asks; one that does not live here is left out. At most 500 at a time. */
  async views(addresses: readonly string[]): Promise<readonly CachedView<ActorView>[]> {
    const { clock, actors } = this.options;
    const views: CachedView<ActorView>[] = [];
    let breakAt = clock.now() + GO_MS;
    for (const [index, address] of addresses.slice(0, MOST_ASKED).entries()) {
      if (index > 0 && (index % SLICE === 0 || clock.now() >= breakAt)) {
        await clock.sleep(0); // P1
        breakAt = clock.now() + GO_MS;
      }
      const shown = actors.view(address);
      if (shown !== undefined) views.push({ epoch: shown.epoch, version: ++this.version, view: shown.view });
    }
    return views;
  }

  /** Tells one portion of what has changed; returns what was announced. */
  async tick(): Promise<readonly string[]> {
    this.sort(this.options.actors.takeChanged());
    const news: string[] = [];
    let left = this.most;
    while (left > 0) {
      const slice = this.take(Math.min(SLICE, left));
      left -= slice.length;
      news.push(...(this.isAway() ? this.owe(slice) : await this.put(slice)));
      if (slice.length < SLICE) left = 0;
      if (left > 0 && this.yields()) break;
    }
    if (left === 0) this.wholeAt = this.options.clock.now();
    if (news.length > 0) this.options.announce(news); // P3
    return news;
  }

  close(): void {
    this.isClosed = true;
    this.deafen();
  }

  private isAway(): boolean {
    return !this.isUp || this.options.clock.now() < this.retryAt;
  }

  private available(up: boolean): void {
    this.isUp = up;
    this.retryAt = 0;
    if (!up) return this.bars.clear();
    for (const address of this.told.keys()) this.owed.add(address); // P4
  }

  private sort(addresses: readonly string[]): void {
    for (const address of addresses) {
      const lifecycle = this.options.actors.lifecycle(address);
      if (!this.told.has(address) || this.told.get(address) !== lifecycle) {
        this.told.set(address, lifecycle);
        this.changed.delete(address);
        this.urgent.add(address); // P2
      } else if (!this.urgent.has(address)) this.changed.add(address);
    }
  }

  private yields(): boolean {
    const { clock, actors } = this.options;
    return this.urgent.size === 0 && clock.now() < this.wholeAt + LATE_MS && actors.isBusy();
  }

  private take(most: number): readonly string[] {
    const taken: string[] = [];
    const queues = this.isAway() ? [this.urgent, this.changed] : [this.urgent, this.changed, this.owed];
    for (const queue of queues) {
      for (const address of queue) {
        if (taken.length === most) return taken;
        queue.delete(address);
        this.owed.delete(address);
        taken.push(address);
      }
    }
    return taken;
  }

  /** Returns what can be announced. */
  private async put(addresses: readonly string[]): Promise<readonly string[]> {
    const { node, cache, clock, log, actors } = this.options;
    try {
      if (!this.isCleared) await cache.dropViews(node, 'all'); // P5
      this.isCleared = true;
      const views = await this.views(addresses);
      const shown = new Set(views.map(({ view }) => view.address));
      const unseen = addresses.filter((address) => !shown.has(address));
      const gone = unseen.filter((address) => actors.lifecycle(address) === undefined);
      await Promise.all([cache.putViews(node, views), cache.dropViews(node, gone), this.bars.flush()]);
      for (const address of gone) this.told.delete(address);
      this.owe(unseen.filter((address) => !gone.includes(address))); // P6
      return [...shown, ...gone];
    } catch (error) {
      this.retryAt = clock.now() + RETRY_MS;
      log.debug({ node, reason: errorMessage(error) }, 'actor states could not be put into the cache');
      return this.owe(addresses); // P4
    }
  }

  private owe(addresses: readonly string[]): readonly string[] {
    for (const address of addresses) this.owed.add(address);
    return addresses;
  }

  private again(): void {
    const { clock, log, node, everyMs = EVERY_MS } = this.options;
    clock.setTimer(everyMs, () => {
      if (this.isClosed) return;
      this.tick()
        .catch((error: unknown) => log.error({ node, reason: errorMessage(error) }, 'actor states could not be told'))
        .finally(() => this.again());
    });
  }
}
