// Keepers on one table of leases, with hosts that only note what is asked of them.
import { type VirtualClock, virtualClock } from '../../runtime/clock.ts';
import { LeaseKeeper, type ShardHost } from '../../runtime/cluster/lease-keeper.ts';
import type { PlacementRules } from '../../runtime/cluster/placement.ts';
import { errorType, StoreUnavailable } from '../../runtime/errors.ts';
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import type { Random } from '../../runtime/random.ts';
import { type LeaseLine, LeaseTable } from './memory-leases.ts';

export const RULES: PlacementRules = { movesAtATime: 8, settleMs: 2_000, alone: false };

/** What a host was asked, in order. */
export class NotingHost implements ShardHost {
  readonly notes: string[] = [];
  readonly running = new Set<number>();
  /** Actors on each shard. */
  size = 0;
  /** How long it takes to start or stop actors. */
  tookMs = 0;
  private readonly clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  sizeOf(): number {
    return this.size;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  quiet(): Promise<void> {
    return Promise.resolve();
  }

  look(): Promise<readonly ActorRecord[]> {
    return Promise.resolve([]);
  }

  adopt(shards: readonly number[]): Promise<void> {
    return this.took('adopt', shards, () => shards.forEach((shard) => this.running.add(shard)));
  }

  giveUp(shards: readonly number[]): Promise<void> {
    return this.took('give up', shards, () => shards.forEach((shard) => this.running.delete(shard)));
  }

  silence(shards: readonly number[]): void {
    this.notes.push(`silence ${shards.length}`);
    for (const shard of shards) this.running.delete(shard);
  }

  drop(shards: readonly number[]): Promise<void> {
    return this.took('drop', shards, () => undefined);
  }

  resume(): void {
    this.notes.push('resume');
  }

  private async took(what: string, shards: readonly number[], done: () => void): Promise<void> {
    this.notes.push(`${what} ${shards.length}`);
    if (this.tookMs > 0) await this.clock.sleep(this.tookMs);
    done();
    this.notes.push(`${what} done`);
  }
}

export interface KeeperOptions {
  readonly boot?: string;
  readonly weight?: number;
  readonly line?: LeaseLine;
  readonly rules?: PlacementRules;
  /** What the keeper believes a lease lasts; the table's own length unless told. */
  readonly believedMs?: number;
}

export function keeperScene(shards = 32) {
  const clock = virtualClock(1_000_000);
  const table = new LeaseTable(clock, shards);
  /** Why a node said that it cannot go on. */
  const over: string[] = [];
  /** Shards that were said to be free. */
  const released: number[] = [];
  const state = { isAway: false };

  const node = (id: string, options: KeeperOptions = {}) => {
    const host = new NotingHost(clock);
    const own = { isAway: false, isFrozen: false };
    const away: LeaseLine = async (ask) => {
      if (state.isAway || own.isAway) throw new StoreUnavailable('away');
      return ask();
    };
    const leases = table.leases({ boot: options.boot ?? id, line: options.line ?? away });
    const keeper = new LeaseKeeper({
      leases: options.believedMs === undefined ? leases : { ...leases, leaseMs: options.believedMs },
      node: { id, weight: options.weight ?? 1, draining: false, details: {} },
      rules: options.rules ?? RULES,
      ...{ clock, log: silentLog },
      monotonic: () => clock.now(),
      seen: () => undefined,
      released: (shards) => released.push(...shards),
      over: (error) => void over.push(errorType(error)),
    });
    return { id, keeper, host, own, join: () => keeper.join(host) };
  };
  const ownersOf = (): Record<string, number> => {
    const owners: Record<string, number> = {};
    for (const { owner, expires } of table.shards) {
      const name = owner !== null && expires > clock.now() ? owner : 'nobody';
      owners[name] = (owners[name] ?? 0) + 1;
    }
    return owners;
  };
  return { clock, table, over, released, state, node, ownersOf };
}

/** A line on which questions and answers take a while, and either may be lost. */
export function roughLine(clock: VirtualClock, random: Random, weather: { isCalm: boolean }): LeaseLine {
  const pause = (mostMs: number): Promise<void> => clock.sleep(Math.floor(random.next() ** 3 * mostMs));
  return async (ask) => {
    if (weather.isCalm) return ask();
    const fate = random.next();
    await pause(900);
    if (fate < 0.25) throw new StoreUnavailable('the question was lost');
    const answer = ask();
    await pause(900);
    if (fate < 0.4) throw new StoreUnavailable('the answer was lost');
    return answer;
  };
}
