import type { BarRow } from '../../actors/domain/record-rows.ts';
import type { CachedView, SharedCache } from '../../actors/ports/shared-cache.ts';
import type { ActorView } from '../../actors/views.ts';
import { ActorError } from '../../runtime/errors.ts';

type Cached = CachedView<ActorView>;

/** A cache in memory that can be away, or refuse, and remembers what it was asked. */
export class FakeCache implements SharedCache<ActorView> {
  readonly puts: Cached[][] = [];
  readonly reads: (readonly string[])[] = [];
  readonly nodes = new Map<string, Map<string, Cached>>();
  readonly bars = new Map<string, readonly BarRow[]>();
  /** It is up, and yet every call fails. */
  refuses = false;
  private up = true;
  private readonly listeners = new Set<(up: boolean) => void>();

  available(up: boolean): void {
    this.up = up;
    for (const listener of this.listeners) listener(up);
  }

  /** It comes back with nothing in it. */
  forgetAll(): void {
    this.nodes.clear();
    this.bars.clear();
  }

  /** As if a node had put them. */
  set(...views: Cached[]): void {
    for (const cached of views) this.hash(cached.view.node).set(cached.view.address, cached);
  }

  async putViews(node: string, views: readonly Cached[]): Promise<void> {
    this.reach();
    this.puts.push([...views]);
    for (const cached of views) this.hash(node).set(cached.view.address, cached);
  }

  async dropViews(node: string, addresses: readonly string[] | 'all'): Promise<void> {
    this.reach();
    if (addresses === 'all') this.nodes.delete(node);
    else for (const address of addresses) this.hash(node).delete(address);
  }

  async views(): Promise<readonly Cached[]> {
    this.reach();
    const latest = new Map<string, Cached>();
    for (const hash of this.nodes.values())
      for (const [address, cached] of hash) {
        const other = latest.get(address);
        if (other === undefined || cached.epoch > other.epoch) latest.set(address, cached);
      }
    return [...latest.values()];
  }

  async viewsOf(addresses: readonly string[]): Promise<readonly Cached[]> {
    this.reads.push(addresses);
    return (await this.views()).filter(({ view }) => addresses.includes(view.address));
  }

  async pushBars(stream: string, bars: readonly BarRow[]): Promise<void> {
    this.reach();
    this.bars.set(stream, [...(this.bars.get(stream) ?? []), ...bars]);
  }

  async lastBars(stream: string, limit: number): Promise<readonly BarRow[]> {
    this.reach();
    return (this.bars.get(stream) ?? []).slice(-limit);
  }

  onAvailability(listener: (up: boolean) => void): () => void {
    this.listeners.add(listener);
    listener(this.up);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
  }

  private hash(node: string): Map<string, Cached> {
    const hash = this.nodes.get(node) ?? new Map<string, Cached>();
    this.nodes.set(node, hash);
    return hash;
  }

  private reach(): void {
    if (!this.up || this.refuses) throw new ActorError('CACHE_UNAVAILABLE', 'the cache is away');
  }
}
