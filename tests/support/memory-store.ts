import type { StreamEntry } from '../../runtime/actor.ts';
import type { ActorAddress } from '../../runtime/address.ts';
import { ActorError, StaleEpoch, StaleIncarnation } from '../../runtime/errors.ts';
import type { ActorRecord, ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type { ActorStore, CommitUnit, JournalEvent, Recovered, Snapshot } from '../../runtime/ports/actor-store.ts';

interface Kept {
  incarnation: number;
  unit: number;
  snapshot: Snapshot | undefined;
  events: JournalEvent[];
  heads: Record<string, number>;
}

/** An ActorStore in memory, as strict as the real one; what is kept passes through JSON, as it would on disk. */
export class MemoryStore implements ActorStore {
  readonly actors = new Map<ActorAddress, Kept>();
  readonly streams = new Map<string, StreamEntry[]>();
  commits = 0;
  private readonly epochs = new Map<number, number>();
  private readonly admits: (shard: number, epoch: number) => boolean;

  /** `admits`: the fence of shards that are leased; without one an epoch holds until a newer one has been seen. */
  constructor(admits: (shard: number, epoch: number) => boolean = () => true) {
    this.admits = admits;
  }

  /** The head of each of these streams that has one. */
  async heads(streams: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map(
      streams.flatMap((stream) => (this.streams.has(stream) ? [[stream, this.entries(stream).length]] : [])),
    );
  }

  async commit(unit: CommitUnit): Promise<void> {
    this.refuseStale(unit);
    const kept = this.kept(unit.actor);
    if (unit.unit <= kept.unit) return;
    this.refuseUnsound(unit, kept);
    this.commits += 1;
    this.write(unit);
  }

  async recover(
    actors: readonly { address: ActorAddress; shard: number; epoch: number }[],
  ): Promise<Map<ActorAddress, Recovered>> {
    for (const { shard, epoch } of actors) this.refuseEpoch(shard, epoch);
    const recovered = new Map<ActorAddress, Recovered>();
    for (const { address, shard, epoch } of actors) {
      this.epochs.set(shard, epoch);
      const kept = this.kept(address);
      kept.incarnation += 1;
      kept.unit = 0;
      const { snapshot, incarnation } = kept;
      const after = snapshot?.journalSeq ?? 0;
      recovered.set(address, {
        incarnation,
        ...(snapshot !== undefined && { snapshot: json(snapshot) }),
        events: json(kept.events.filter((event) => event.seq > after)),
        heads: { ...kept.heads },
      });
    }
    return recovered;
  }

  async read(stream: string, after: number, limit: number): Promise<readonly StreamEntry[]> {
    return this.stream(stream).slice(after, after + limit);
  }

  events(actor: ActorAddress): readonly JournalEvent[] {
    return this.kept(actor).events;
  }

  entries(stream: string): readonly StreamEntry[] {
    return this.streams.get(stream) ?? [];
  }

  /** Refuses a unit of a former owner or incarnation; a control leaves this fence out. */
  protected refuseStale({ actor, shard, epoch, incarnation }: CommitUnit): void {
    this.refuseEpoch(shard, epoch);
    if (incarnation !== this.kept(actor).incarnation) throw new StaleIncarnation(actor, incarnation);
  }

  /** Refuses a unit that contradicts what is kept. */
  protected refuseUnsound({ actor, unit, events, entries }: CommitUnit, kept: Kept): void {
    if (unit !== kept.unit + 1) throw new Error(`${actor}: unit ${unit} after ${kept.unit}`);
    let last = kept.events.at(-1)?.seq ?? kept.snapshot?.journalSeq ?? 0;
    for (const { seq } of events) if (seq !== (last += 1)) throw new Error(`${actor}: journal seq ${seq}, not ${last}`);
    const heads = new Map<string, number>();
    for (const { stream, seq } of entries) {
      const due = (heads.get(stream) ?? this.entries(stream).length) + 1;
      if (seq !== due) throw new Error(`${stream}: seq ${seq}, not ${due}`);
      heads.set(stream, seq);
    }
  }

  /** Writes all of a unit; a control writes its parts apart. */
  protected write(unit: CommitUnit): void {
    const kept = this.kept(unit.actor);
    kept.unit = unit.unit;
    kept.events.push(...json(unit.events));
    for (const entry of unit.entries) {
      this.stream(entry.stream).push(json(entry));
      kept.heads[entry.stream] = entry.seq;
    }
    if (unit.snapshot !== undefined) kept.snapshot = json(unit.snapshot);
  }

  private refuseEpoch(shard: number, epoch: number): void {
    if (epoch < (this.epochs.get(shard) ?? epoch) || !this.admits(shard, epoch)) throw new StaleEpoch(shard, epoch);
  }

  private kept(actor: ActorAddress): Kept {
    let kept = this.actors.get(actor);
    if (kept === undefined) {
      kept = { incarnation: 0, unit: 0, snapshot: undefined, events: [], heads: {} };
      this.actors.set(actor, kept);
    }
    return kept;
  }

  private stream(name: string): StreamEntry[] {
    let stream = this.streams.get(name);
    if (stream === undefined) this.streams.set(name, (stream = []));
    return stream;
  }
}

/** An ActorRegistry in memory. */
export class MemoryRegistry implements ActorRegistry {
  readonly records = new Map<ActorAddress, ActorRecord>();

  private readonly now: () => number;

  constructor(now: () => number = () => 0) {
    this.now = now;
  }

  async list({ shards, withinMs }: Parameters<ActorRegistry['list']>[0] = {}): Promise<readonly ActorRecord[]> {
    const since = withinMs === undefined ? -Infinity : this.now() - withinMs;
    const wanted = shards && new Set(shards);
    return [...this.records.values()].filter(
      ({ shard, createdAt }) => (wanted?.has(shard) ?? true) && createdAt > since,
    );
  }

  async find(address: ActorAddress): Promise<ActorRecord | undefined> {
    return this.records.get(address);
  }

  async create(records: readonly Omit<ActorRecord, 'createdAt'>[]): Promise<void> {
    const taken = records.find(({ address }) => this.records.has(address));
    if (taken !== undefined) throw new ActorError('ACTOR_EXISTS', `${taken.address} exists already`);
    await this.add(records);
  }

  async add(records: readonly Omit<ActorRecord, 'createdAt'>[]): Promise<void> {
    for (const record of records) {
      if (!this.records.has(record.address)) this.records.set(record.address, { ...record, createdAt: this.now() });
    }
  }

  async setDesired(address: ActorAddress, desired: ActorRecord['desired']): Promise<void> {
    const record = this.records.get(address);
    if (record !== undefined) this.records.set(address, { ...record, desired });
  }
}

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
