// E1. A view of an older epoch never replaces a newer one's, nor, within an epoch, an earlier look a later one.
// E2. An actor whose node is gone shows so until a newer epoch's view arrives, or it is read again after the node has
//     spoken: what the dead have left in the cache does not revive them.
import type { CachedView } from '../ports/shared-cache.ts';
import type { ActorView } from '../views.ts';

interface Entry {
  cached: CachedView<ActorView>;
  /** What people see; differs from what was read while the node is gone. */
  shown: ActorView;
  isOrphan: boolean;
  readonly firstAt: number;
  /** When it was last read, whether it had changed or not. */
  readAt: number;
}

/** Before any time. */
const NEVER = Number.MIN_SAFE_INTEGER;

/** The latest that is known of every actor. Times are epoch milliseconds UTC. */
export class BoardEntries {
  private readonly entries = new Map<string, Entry>();
  private readonly gone = new Set<string>();
  private listed: readonly ActorView[] | undefined;

  get size(): number {
    return this.entries.size;
  }

  get(address: string): ActorView | undefined {
    return this.entries.get(address)?.shown;
  }

  /** The same array until something changes. */
  list(): readonly ActorView[] {
    return (this.listed ??= Array.from(this.entries.values(), ({ shown }) => shown));
  }

  addresses(): readonly string[] {
    return [...this.entries.keys()];
  }

  /** Those of the actors that have not been read since `time`, the longest unread first. */
  unreadSince(time: number, addresses: readonly string[]): string[] {
    const readAt = (address: string): number => this.entries.get(address)?.readAt ?? NEVER;
    return addresses.filter((address) => readAt(address) <= time).sort((one, other) => readAt(one) - readAt(other));
  }

  /** When the actor was read whose last reading is longest ago; undefined while there is none. */
  oldestReadAt(): number | undefined {
    let oldest: number | undefined;
    for (const { readAt } of this.entries.values()) if (oldest === undefined || readAt < oldest) oldest = readAt;
    return oldest;
  }

  /** Takes over what was read; returns the actors that look different now. */
  take(views: readonly CachedView<ActorView>[], now: number): readonly string[] {
    return this.changing(views.filter((cached) => this.takeOne(cached, now)).map(({ view }) => view.address));
  }

  isGone(node: string): boolean {
    return this.gone.has(node);
  }

  /** Returns the actors that look different now. */
  nodeGone(node: string, now: number): readonly string[] {
    this.gone.add(node);
    const orphans = [...this.entries.values()].filter(({ cached, isOrphan }) => cached.view.node === node && !isOrphan);
    for (const entry of orphans) {
      entry.isOrphan = true;
      entry.shown = orphanOf(entry.cached.view, now);
    }
    return this.changing(orphans.map(({ shown }) => shown.address));
  }

  /** The node has spoken; returns its actors that should be read again, because it was thought gone. */
  nodeSpoke(node: string): readonly string[] {
    if (!this.gone.delete(node)) return [];
    const orphans = [...this.entries.values()].filter(({ cached, isOrphan }) => cached.view.node === node && isOrphan);
    return orphans.map(({ shown }) => shown.address);
  }

  /** Forgets all but these and those first heard of after `askedAt`; returns what was forgotten. */
  keepOnly(addresses: ReadonlySet<string>, askedAt: number): readonly string[] {
    const forgotten: string[] = [];
    for (const [address, { firstAt }] of this.entries) {
      if (addresses.has(address) || firstAt > askedAt) continue;
      this.entries.delete(address);
      forgotten.push(address);
    }
    return this.changing(forgotten);
  }

  private takeOne(cached: CachedView<ActorView>, now: number): boolean {
    const { view, epoch } = cached;
    const isGone = this.gone.has(view.node);
    const entry = this.entries.get(view.address);
    if (entry === undefined) {
      const shown = isGone ? orphanOf(view, now) : view;
      this.entries.set(view.address, { cached, shown, isOrphan: isGone, firstAt: now, readAt: now });
      return true;
    }
    const ahead = epoch - entry.cached.epoch || cached.version - entry.cached.version;
    if (ahead < 0) return false; // E1
    const isLeftBehind = epoch === entry.cached.epoch && isGone;
    if (!isLeftBehind) entry.readAt = now;
    if (isLeftBehind || (ahead === 0 && !entry.isOrphan)) return false; // E2
    Object.assign(entry, { cached, shown: view, isOrphan: false });
    return true;
  }

  private changing(addresses: readonly string[]): readonly string[] {
    if (addresses.length > 0) this.listed = undefined;
    return addresses;
  }
}

/** An actor that was stopped stays so wherever it is taken to. */
const orphanOf = (view: ActorView, now: number): ActorView =>
  view.lifecycle === 'stopped'
    ? view
    : {
        ...view,
        lifecycle: 'restarting',
        since: new Date(now).toISOString(),
        lastCause: `its node ${view.node} is gone; another takes over`,
      };
