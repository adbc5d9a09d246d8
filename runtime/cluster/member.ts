// A node of a cluster, put together: its shards, its line to the others, and all actors seen from it.
// M1. A node that leaves in good order hands its shards over first; it stops what nobody takes, and gives that back too.
// M2. An actor that was added but whose start was never asked for is found in the registry soon.
import { ActorHost } from '../host/actor-host.ts';
import type { HostOptions } from '../host/host-options.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';
import type { ClusterMap, NodeRecord, ShardLeases } from '../ports/shard-leases.ts';
import type { ActorError } from '../errors.ts';
import { Company, type LocalActors, unreachable, wrongOwner } from './company.ts';
import { Desk, type Showing } from './desk.ts';
import { Directory } from './directory.ts';
import { Exchange } from './exchange.ts';
import { LeaseKeeper, type ShardHost } from './lease-keeper.ts';
import type { NodeEars, NodeLink, NodeWord } from './link.ts';

const SETTLE_MS = 2_000;
const GATHER_MS = 1_000;
const MOVES_AT_A_TIME = 16;
const DRAIN_MS = 20_000;
const LOOK_FOR_NEW_MS = 2_000;
/** An actor stays new so long after the look that might have missed it. */
const NEW_WITHIN_MS = 10_000;

export interface MemberOptions {
  readonly record: NodeRecord;
  /** Which life of the process it is. */
  readonly boot: string;
  readonly leases: ShardLeases;
  /** Undefined: it is alone, and every shard is its own. */
  readonly link: NodeLink | undefined;
  readonly registry: HostOptions['registry'];
  readonly kinds: HostOptions['kinds'];
  readonly supervisors: HostOptions['supervisors'];
  readonly clock: HostOptions['clock'];
  readonly monotonic: HostOptions['monotonic'];
  readonly log: HostOptions['log'];
  /** Undefined on a node that hosts no actors. */
  readonly hosting?: {
    readonly host: Pick<
      HostOptions,
      'broker' | 'random' | 'store' | 'ports' | 'meter' | 'snapshotEvery' | 'beforeTurn' | 'defer' | 'admit' | 'letters'
    >;
    /** Last durable entries of streams. */
    readonly heads: (streams: readonly string[]) => Promise<ReadonlyMap<string, number>>;
    readonly showing: (host: ActorHost) => Showing;
    /** What answers a call of an actor of this node; `host.act` unless told. */
    readonly act?: (host: ActorHost) => Company['act'];
  };
  /** The node cannot go on: another process has its name, or its shards. */
  readonly over?: (error: Error) => void;
}

/** One node, as the others and its own composition see it. */
export class Member {
  readonly directory = new Directory();
  readonly keeper: LeaseKeeper;
  readonly company: Company;
  readonly ears: NodeEars;
  /** Undefined on a node that hosts no actors. */
  readonly host: ActorHost | undefined;
  readonly exchange: Exchange | undefined;
  private readonly options: MemberOptions;
  private readonly link: NodeLink;
  private closed = false;

  constructor(options: MemberOptions) {
    this.options = options;
    this.link = options.link ?? NOBODY;
    const { record, leases, clock, monotonic, log, registry, hosting } = options;
    const node = record.id;
    const alone = options.link === undefined;
    this.keeper = new LeaseKeeper({
      ...{ leases, node: record, clock, monotonic, log },
      rules: { movesAtATime: MOVES_AT_A_TIME, settleMs: SETTLE_MS, gatherMs: GATHER_MS, alone },
      seen: (map) => this.seen(map),
      released: (shards) => this.sayToAll({ kind: 'released', shards }),
      settledOn: async (nodes) => {
        await Promise.allSettled(nodes.map((other) => this.link.ask(other, { kind: 'settled' })));
      },
      ...(options.over !== undefined && { over: options.over }),
    });
    this.host = hosting === undefined ? undefined : this.hostOf(hosting);
    this.exchange = this.host === undefined || alone ? undefined : this.exchangeOf(this.host);
    const { host, exchange } = this;
    const local = host && {
      ...localActors(node, host, hosting?.act?.(host) ?? host.act.bind(host)),
      bringNew: (records: readonly ActorRecord[]) => this.bringNew(host, records),
    };
    this.company = new Company({
      ...{ node, registry, directory: this.directory, link: this.link, clock, look: () => leases.map() },
      ...(local && { local }),
      kinds: new Map(options.kinds.map(({ definition }) => [definition.kind, definition])),
      isSupervisor: (kind) => options.supervisors[kind] !== undefined,
    });
    this.ears = new Desk({
      ...{ node, directory: this.directory, keeper: this.keeper, registry },
      ...(host && local && exchange && { hosting: { exchange, local, showing: hosting!.showing(host) } }),
    });
  }

  /** Joins; resolves when the actors of the shards that it holds have been started: all of them, when it is alone. */
  async join(): Promise<void> {
    await this.host?.open();
    await this.keeper.join(this.shardHost());
    await this.keeper.settled(this.options.link === undefined);
    if (this.exchange !== undefined) this.lookForNew();
  }

  /** Leaves in good order. */
  async leave(reason: string): Promise<void> {
    this.closed = true;
    if (this.exchange !== undefined) await this.drained(); // M1
    await this.keeper.stand();
    await this.host?.shutdown(reason);
    this.exchange?.close();
    await this.keeper.leave();
  }

  private async drained(): Promise<void> {
    const patience = Promise.withResolvers<void>();
    const cancel = this.options.clock.setTimer(DRAIN_MS, patience.resolve);
    await Promise.race([this.keeper.drain(), patience.promise]);
    cancel();
  }

  private hostOf(hosting: NonNullable<MemberOptions['hosting']>): ActorHost {
    const { record, registry, kinds, supervisors, clock, monotonic, log, link } = this.options;
    return new ActorHost({
      ...hosting.host,
      ...{ node: record.id, registry, kinds, supervisors, clock, monotonic, log },
      epochOf: this.keeper.epochOf,
      isSure: this.keeper.isSure,
      ...(link !== undefined && {
        far: { watch: (address) => this.exchange?.watch(address), lived: (word) => this.exchange?.lived(word) },
      }),
    });
  }

  private exchangeOf(host: ActorHost): Exchange {
    const { record, boot, clock, log, hosting } = this.options;
    return new Exchange({
      ...{ node: record.id, boot, link: this.link, hub: host.hub, clock, log },
      lifeOf: (address) => host.lifeOf(address),
      heardLife: (word) => host.hearLife(word),
      heads: hosting!.heads,
    });
  }

  private bringNew(host: ActorHost, records: readonly ActorRecord[]): Promise<void> {
    return host.bringNew(records.filter(({ shard }) => this.keeper.holds(shard)));
  }

  private shardHost(): ShardHost {
    const { host } = this;
    if (host === undefined) return HOSTS_NOTHING;
    return {
      sizeOf: (shard) => host.sizeOf(shard),
      prepare: (shards) => host.prepare(shards),
      quiet: () => host.quiet(),
      look: (shards) => host.look(shards),
      adopt: (shards, seen) => {
        const held = shards.flatMap((shard) =>
          this.keeper.holds(shard) ? [[shard, this.keeper.epochOf(shard)] as const] : [],
        );
        for (const [shard, epoch] of held) this.directory.heard(shard, this.options.record.id, epoch);
        this.sayToAll({ kind: 'adopted', shards: held });
        return host.adopt(
          held.map(([shard]) => shard),
          seen,
        );
      },
      giveUp: (shards) => host.giveUp(shards),
      silence: (shards) => host.silence(shards),
      drop: (shards) => host.drop(shards),
      resume: () => host.resume(),
    };
  }

  private seen(map: ClusterMap): void {
    this.directory.learn(map);
    this.exchange?.meet(this.directory.hosts().map(({ id }) => id));
  }

  private sayToAll(word: NodeWord): void {
    for (const { id } of this.directory.nodes()) if (id !== this.options.record.id) this.link.say(id, word);
  }

  private lookForNew(lookedAt = this.options.monotonic()): void {
    const { clock, monotonic, registry, log } = this.options;
    clock.setTimer(LOOK_FOR_NEW_MS, () => {
      if (this.closed) return;
      const now = monotonic();
      registry
        .list({ withinMs: NEW_WITHIN_MS + now - lookedAt })
        .then((records) => this.bringNew(this.host!, records)) // M2
        .then(() => this.lookForNew(now))
        .catch((err: unknown) => {
          log.debug({ err }, 'new actors could not be looked for');
          this.lookForNew(lookedAt);
        });
    });
  }
}

const localActors = (node: string, host: ActorHost, act: Company['act']): Omit<LocalActors, 'bringNew'> => ({
  has: (address) => host.has(address),
  hush: () => host.hush(),
  act: async (address, ...rest) => {
    try {
      return await act(address, ...rest);
    } catch (error) {
      // What it was asked had not begun when it was handed over: its new node may be asked.
      const { type, data } = error as Partial<ActorError>;
      const isUntouched = type === 'ACTOR_NOT_HOSTED' || (type === 'ACTOR_STOPPED' && data?.['begun'] === false);
      throw isUntouched && !host.has(address) ? wrongOwner(node, address) : error;
    }
  },
});

const NOBODY: NodeLink = {
  isUp: () => false,
  say: () => undefined,
  ask: (node) => Promise.reject(unreachable(node, new Error('this node is alone'))),
};

const HOSTS_NOTHING: ShardHost = {
  sizeOf: () => 0,
  prepare: () => Promise.resolve(),
  quiet: () => Promise.resolve(),
  look: () => Promise.resolve([]),
  adopt: () => Promise.resolve(),
  giveUp: () => Promise.resolve(),
  silence: () => undefined,
  drop: () => Promise.resolve(),
  resume: () => undefined,
};
