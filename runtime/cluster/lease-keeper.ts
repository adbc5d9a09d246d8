// K1. A lease is renewed every 750 ms by the database's clock; what is lost is reported at once and never used again.
import type { Clock } from '../clock.ts';
import { errorType, StaleEpoch } from '../errors.ts';
import type { ShardLeases } from '../ports/actor-registry.ts';
import type { Log } from '../ports/log.ts';
import { untilAvailable } from './patience.ts';

const RENEW_EVERY_MS = 750;

/** Holds this node's shards: acquires them, keeps their leases, knows their epochs. */
export class LeaseKeeper {
  private readonly leases: ShardLeases;
  private readonly owner: string;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly lost: (shards: readonly number[]) => void;
  private readonly epochs = new Map<number, number>();
  private cancel: (() => void) | undefined;
  private closed = false;

  constructor(options: {
    leases: ShardLeases;
    owner: string;
    clock: Clock;
    log: Log;
    lost: (shards: readonly number[]) => void;
  }) {
    this.leases = options.leases;
    this.owner = options.owner;
    this.clock = options.clock;
    this.log = options.log;
    this.lost = options.lost;
  }

  /** Takes all shards; waits for another owner's lease to run out. */
  async acquireAll(count: number): Promise<void> {
    const isWanted = (): boolean => !this.closed;
    while (isWanted()) {
      const taken = await untilAvailable(this.clock, () => this.leases.acquire(this.owner), isWanted);
      for (const [shard, epoch] of taken) this.epochs.set(shard, epoch);
      if (this.epochs.size === count) break;
      this.log.info({ held: this.epochs.size, of: count }, 'waiting for the leases of another node to run out');
      await this.clock.sleep(500);
    }
    this.schedule();
  }

  /** Epoch under which a shard is held. Throws StaleEpoch when it is not. */
  epochOf = (shard: number): number => {
    const epoch = this.epochs.get(shard);
    if (epoch === undefined) throw new StaleEpoch(shard, -1);
    return epoch;
  };

  /** Gives the shards back. */
  async release(): Promise<void> {
    this.closed = true;
    this.cancel?.();
    await this.leases.release(this.owner);
  }

  private schedule(): void {
    if (this.closed) return;
    this.cancel = this.clock.setTimer(RENEW_EVERY_MS, () => void this.renew().finally(() => this.schedule()));
  }

  private async renew(): Promise<void> {
    try {
      const lost = await this.leases.renew(this.owner);
      if (lost.length === 0 || this.closed) return;
      for (const shard of lost) this.epochs.delete(shard);
      this.lost(lost);
    } catch (error) {
      if (errorType(error) !== 'STORE_UNAVAILABLE') this.log.error({ err: error }, 'leases could not be renewed');
    }
  }
}
