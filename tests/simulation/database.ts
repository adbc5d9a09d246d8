// The one database of the world: leases, registry and the actors' tables, as strict as adapters/postgres/functions/*.sql.
// D1. A request is carried out at one moment, whole; its answer travels on. Either may be lost, or the request carried out
//     long after its sender has given it up.
// D2. A unit is written under its epoch, while the lease runs, by the newest incarnation, under the next number; or not at all.
// D3. What waits for its lease waits at the sender, and is sent again; a repeated unit is recognised by its number.
import type { ActorAddress } from '../../runtime/address.ts';
import { ActorError, errorType, StaleEpoch, StaleIncarnation, StoreUnavailable } from '../../runtime/errors.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type { ActorStore, CommitUnit } from '../../runtime/ports/actor-store.ts';
import type { ClusterMap, ShardLeases } from '../../runtime/ports/shard-leases.ts';
import type { Random } from '../../runtime/random.ts';
import { asError } from '../../runtime/supervision/exit-decision.ts';
import { LeaseTable } from '../support/memory-leases.ts';
import { MemoryRegistry, MemoryStore } from '../support/memory-store.ts';
import type { Life } from './life.ts';
import type { Timeline } from './timeline.ts';

const LEASE_ANSWER_MS = 1_000;
const ANSWER_MS = 15_000;
const LEASE_RETRY_MS = 50;
const FIRST_BACKOFF_MS = 10;
const LAST_BACKOFF_MS = 500;
/** Between a snapshot and its effects, where a control writes them apart. */
const APART_MS = 20;

/** What happens to one request. */
type Fate = 'answered' | 'never arrives' | 'answer lost' | 'late';

/** How the lines to the database are; a node that is cut off has its requests wait for the line. */
export interface DatabaseWeather {
  away: boolean;
  readonly cutOff: Set<string>;
  /** Share of requests whose connection breaks. */
  broken: number;
}

/** A row that was written, in the order of writing. */
export interface WrittenRow {
  readonly shard: number;
  readonly epoch: number;
  readonly actor: ActorAddress;
  readonly node: string;
}

/** Which promises of the store a control takes away. */
export interface StoreBreach {
  /** Whoever comes late is let in. */
  readonly unfenced?: boolean;
  /** Snapshots are written before and apart from the effects. */
  readonly apart?: boolean;
}

class Tables extends MemoryStore {
  readonly written: WrittenRow[] = [];

  writeUnit(unit: CommitUnit, node: string): void {
    const { actor, shard, epoch } = unit;
    this.written.push({ actor, shard, epoch, node });
    this.commits += 1;
    const kept = this.actors.get(actor)!;
    kept.unit = unit.unit;
    kept.events.push(...unit.events);
    for (const entry of unit.entries) {
      const entries = this.streams.get(entry.stream);
      if (entries === undefined) this.streams.set(entry.stream, [entry]);
      else entries.push(entry);
      kept.heads[entry.stream] = entry.seq;
    }
    if (unit.snapshot !== undefined) kept.snapshot = unit.snapshot;
  }

  check(unit: CommitUnit): void {
    this.refuseUnsound(unit, this.actors.get(unit.actor)!);
  }
}

export class SimDatabase {
  readonly leases: LeaseTable;
  readonly tables: Tables;
  readonly registry: MemoryRegistry;
  readonly weather: DatabaseWeather = { away: false, cutOff: new Set(), broken: 0 };
  /** Called when a node has sent a commit: where a fault may strike. */
  onCommit: (node: string) => void = () => undefined;
  private readonly timeline: Timeline;
  private readonly random: Random;
  private readonly breach: StoreBreach;
  /** Shards that anything lives on. */
  private readonly used: ReadonlySet<number>;
  private lines: (() => void)[] = [];

  constructor(timeline: Timeline, random: Random, used: ReadonlySet<number>, breach: StoreBreach = {}) {
    const now = (): number => timeline.now;
    this.timeline = timeline;
    this.random = random;
    this.breach = breach;
    this.used = used;
    this.leases = new LeaseTable({ now, setTimer: () => () => undefined, sleep: () => Promise.resolve() });
    this.registry = new MemoryRegistry(now);
    this.tables = new Tables((shard, epoch) => breach.unfenced === true || this.leases.admits(shard, epoch));
  }

  // ---- What the weather does ----

  /** A line that was cut, or a database that was away, is there again: what waited goes on. */
  mended(): void {
    for (const goOn of this.lines.splice(0)) goOn();
  }

  // ---- What a node is given ----

  leasesOf(life: Life): ShardLeases {
    const narrow = (map: ClusterMap): ClusterMap => ({
      ...map,
      shards: map.shards.filter(({ shard }) => this.used.has(shard)),
    });
    const leases = this.leases.leases({
      boot: life.boot,
      line: (ask) => this.ask(life, 'leases', LEASE_ANSWER_MS, ask),
    });
    return {
      ...leases,
      beat: async (...asked) => {
        const { held, map } = await leases.beat(...asked);
        return { held, map: narrow(map) };
      },
      map: async () => narrow(await leases.map()),
    };
  }

  registryOf(life: Life): ActorRegistry {
    const ask = <Answer>(what: () => Promise<Answer>): Promise<Answer> => this.askLong(life, 'registry', what);
    return {
      list: (filter) => ask(() => this.registry.list(filter)),
      find: (address) => ask(() => this.registry.find(address)),
      add: (records) => ask(() => this.registry.add(records)),
      create: (records) => ask(() => this.registry.create(records)),
      setDesired: (address, desired) => ask(() => this.registry.setDesired(address, desired)),
    };
  }

  headsOf(life: Life): (streams: readonly string[]) => Promise<ReadonlyMap<string, number>> {
    return (streams) => this.askLong(life, 'heads', () => this.tables.heads(streams));
  }

  storeOf(life: Life): ActorStore {
    return {
      commit: (unit) => this.commit(life, unit),
      recover: (actors) => {
        const names = actors.map(({ address, epoch }) => `${address}@${epoch}`).join(' ');
        return this.askLong(life, `recover ${names}`, () => this.tables.recover(actors));
      },
      read: (stream, after, limit) =>
        this.askLong(life, `read ${stream} after ${after}`, () => this.tables.read(stream, after, limit)),
    };
  }

  /** As adapters/postgres/commit-lane.ts: repeats until the unit is known to be written, or never to be. */
  private async commit(life: Life, unit: CommitUnit): Promise<void> {
    // B1 of commit-batch.ts: what its actor changes later cannot reach the database.
    const text = JSON.stringify(unit);
    if (this.breach.apart === true && unit.snapshot !== undefined) {
      const { snapshot } = JSON.parse(text) as CommitUnit;
      await this.ask(life, `snapshot ${unit.actor}`, ANSWER_MS, () => {
        const kept = this.tables.actors.get(unit.actor)!;
        if (kept.incarnation === unit.incarnation) kept.snapshot = snapshot;
      }).catch(() => undefined);
      await life.clock.sleep(APART_MS);
    }
    this.onCommit(life.node);
    for (let backoffMs = FIRST_BACKOFF_MS; ;) {
      try {
        const label = `commit ${unit.actor} ${unit.incarnation}.${unit.unit}`;
        const isWritten = await this.ask(life, label, ANSWER_MS, () =>
          this.carryOut(JSON.parse(text) as CommitUnit, life.node),
        );
        if (isWritten) return;
        await life.clock.sleep(LEASE_RETRY_MS);
      } catch (error) {
        if (errorType(error) !== 'STORE_UNAVAILABLE') throw error;
        await life.clock.sleep(backoffMs);
        backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
      }
    }
  }

  /** D2. True when the unit is durable, false when its lease has run out and nobody has taken the shard since. */
  private carryOut(unit: CommitUnit, node: string): boolean {
    const { actor, shard, epoch, incarnation } = unit;
    const kept = this.tables.actors.get(actor);
    if (kept === undefined) throw new ActorError('COMMIT_REFUSED', `${actor} was never recovered`);
    if (this.breach.unfenced !== true) {
      if (kept.incarnation === incarnation && unit.unit <= kept.unit) return true;
      const row = this.leases.shards[shard]!;
      if (row.epoch !== epoch) throw new StaleEpoch(shard, epoch);
      if (kept.incarnation !== incarnation) throw new StaleIncarnation(actor, incarnation);
      if (row.expires <= this.timeline.now) return false;
      this.tables.check(unit);
    }
    this.tables.writeUnit(this.breach.apart === true ? withoutSnapshot(unit) : unit, node);
    return true;
  }

  // ---- The line ----

  /** For tables whose methods are promises, though they are carried out at once. */
  private async askLong<Answer>(life: Life, what: string, carryOut: () => Promise<Answer>): Promise<Answer> {
    const { answer } = await this.ask(life, what, ANSWER_MS, () => {
      const made = carryOut();
      made.catch(() => undefined); // nobody may be left to hear of it
      return { answer: made };
    });
    return answer;
  }

  private ask<Answer>(life: Life, what: string, patienceMs: number, carryOut: () => Answer): Promise<Answer> {
    const { timeline, random } = this;
    return new Promise((resolve, reject) => {
      let isOver = false;
      const settle = (how: () => void): void => {
        if (isOver) return;
        isOver = true;
        giveUp();
        how();
      };
      const lost = (why: string): void => settle(() => reject(new StoreUnavailable(why)));
      const giveUp = life.clock.setTimer(patienceMs, () => lost('no answer'));
      const fate = this.fate();
      const answered = (): void => {
        let outcome: () => void;
        try {
          const answer = carryOut();
          outcome = () => resolve(answer);
          timeline.note('database', `${life.node} ${what}`);
        } catch (error) {
          outcome = () => reject(asError(error));
          timeline.note('database', `${life.node} ${what}: ${errorType(error)}`);
        }
        if (fate === 'answer lost') {
          timeline.after(5, () => life.enter('database', () => lost('the connection broke')));
          return;
        }
        this.whenReached(life.node, () =>
          timeline.after(latency(random), () => life.enter('database', () => settle(outcome))),
        );
      };
      const arrive = (): void => {
        if (this.weather.away || fate === 'never arrives') {
          timeline.after(1, () => life.enter('database', () => lost('the connection is refused')));
        } else this.whenReached(life.node, answered);
      };
      life.send(fate === 'late' ? 200 + 2_000 * random.next() : latency(random), arrive);
    });
  }

  private whenReached(node: string, goOn: () => void): void {
    if (this.weather.cutOff.has(node)) this.lines.push(() => this.whenReached(node, goOn));
    else goOn();
  }

  private fate(): Fate {
    const { broken } = this.weather;
    if (broken === 0) return 'answered';
    const drawn = this.random.next();
    if (drawn >= broken) return 'answered';
    return drawn < broken / 3 ? 'never arrives' : drawn < (2 * broken) / 3 ? 'answer lost' : 'late';
  }
}

const latency = (random: Random): number => 0.2 + 0.8 * random.next();

const withoutSnapshot = ({ snapshot: _, ...effects }: CommitUnit): CommitUnit => effects;
