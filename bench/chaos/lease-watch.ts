// Looks at the leases every 50 ms and keeps account of the time in which shards had no live owner.
// U1. All times are the database's own; a look that finds a lease renewed late knows from its end when that was, so what happened
//     between two looks, or while the database was away, is counted too.
import type { Pool } from 'pg';

const LOOK_MS = 50;

interface Lease {
  readonly id: number;
  readonly owner: string | null;
  readonly epoch: number;
  /** Epoch milliseconds; null for one that was given back. */
  readonly expires: number | null;
}

export interface Unowned {
  /** Of the shard that was without a live owner for longest, all its gaps together. */
  readonly worstMs: number;
  /** Longest single gap of any shard. */
  readonly longestMs: number;
  /** Shards × milliseconds. */
  readonly totalMs: number;
}

export class LeaseWatch {
  readonly #pool: Pool;
  #leases = new Map<number, Lease>();
  #lookedAt = 0;
  #leaseMs = 0;
  readonly #gapSince = new Map<number, number>();
  readonly #gaps = new Map<number, number>();
  #longest = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isOn = true;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#next();
  }

  /** Shards that a node holds now, as far as was seen. */
  heldBy(node: string): ReadonlySet<number> {
    return new Set([...this.#leases.values()].filter(({ owner }) => owner === node).map(({ id }) => id));
  }

  /** Epochs of the shards that a node holds now. */
  epochsOf(node: string): ReadonlyMap<number, number> {
    return new Map(
      [...this.#leases.values()].filter(({ owner }) => owner === node).map(({ id, epoch }) => [id, epoch]),
    );
  }

  /** True when each of these shards has an epoch newer than this. */
  haveMoved(epochs: ReadonlyMap<number, number>): boolean {
    return [...epochs].every(([shard, epoch]) => (this.#leases.get(shard)?.epoch ?? 0) > epoch);
  }

  /** True when every shard has a live owner, and none of them is `but`. */
  isWhole(but?: string): boolean {
    const leases = [...this.#leases.values()];
    return (
      leases.length > 0 &&
      leases.every(({ owner, expires }) => owner !== null && owner !== but && (expires ?? 0) > this.#lookedAt)
    );
  }

  async stop(): Promise<Unowned> {
    this.#isOn = false;
    clearTimeout(this.#timer);
    await this.#looking;
    for (const [id, since] of this.#gapSince) this.#close(id, since, this.#lookedAt);
    const gaps = [...this.#gaps.values()];
    return {
      worstMs: Math.round(Math.max(0, ...gaps)),
      longestMs: Math.round(this.#longest),
      totalMs: Math.round(gaps.reduce((sum, gap) => sum + gap, 0)),
    };
  }

  #next(): void {
    this.#looking = this.#look().catch(() => undefined); // it is the database that is away
    void this.#looking.then(() => {
      if (this.#isOn) this.#timer = setTimeout(() => this.#next(), LOOK_MS);
    });
  }

  async #look(): Promise<void> {
    const { rows } = await this.#pool.query<Lease & { now: number }>(LEASES);
    const now = rows[0]!.now;
    for (const lease of rows) {
      const before = this.#leases.get(lease.id);
      this.#leases.set(lease.id, lease);
      this.#leaseMs = Math.max(this.#leaseMs, Math.min((lease.expires ?? 0) - now, 60_000));
      if (before !== undefined) this.#account(before, lease, now);
    }
    this.#lookedAt = now;
  }

  #account(before: Lease, lease: Lease, now: number): void {
    const { id } = lease;
    const isRenewed = lease.expires !== before.expires;
    // What ended before this look, and after the last.
    if (!this.#gapSince.has(id)) {
      const end = before.expires ?? this.#lookedAt;
      const until = isRenewed && lease.expires !== null ? lease.expires - this.#leaseMs : now;
      if (lease.expires === null && isRenewed) this.#gapSince.set(id, this.#lookedAt);
      else if (end < until - 1) this.#gapSince.set(id, end);
    }
    const since = this.#gapSince.get(id);
    if (since !== undefined && lease.expires !== null && lease.expires > now)
      this.#close(id, since, Math.max(since, lease.expires - this.#leaseMs));
  }

  #close(id: number, since: number, until: number): void {
    this.#gapSince.delete(id);
    const gap = until - since;
    this.#longest = Math.max(this.#longest, gap);
    this.#gaps.set(id, (this.#gaps.get(id) ?? 0) + gap);
  }
}

const LEASES = `
  SELECT id, owner, epoch::float8 AS epoch, CASE WHEN expires > '-infinity' THEN extract(epoch FROM expires)::float8 * 1000 END AS expires,
         extract(epoch FROM clock_timestamp())::float8 * 1000 AS now
    FROM shards`;
