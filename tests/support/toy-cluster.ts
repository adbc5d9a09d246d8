// Nodes of a cluster in one process: real members, hosts and toy actors; tables, streams and lines in memory; a virtual clock.
import { ServiceBroker } from 'moleculer';
import type { Message } from '../../runtime/actor.ts';
import { type VirtualClock, virtualClock } from '../../runtime/clock.ts';
import { Member } from '../../runtime/cluster/member.ts';
import { StoreUnavailable } from '../../runtime/errors.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { silentMeter } from '../../runtime/ports/runtime-meter.ts';
import { seededRandom } from '../../runtime/random.ts';
import { MemoryLinks } from './memory-links.ts';
import { LeaseTable } from './memory-leases.ts';
import { MemoryRegistry, MemoryStore } from './memory-store.ts';
import { books, counter, type Diary, source, tally, witness } from './toy-actors.ts';

export interface ToyMember {
  readonly id: string;
  readonly member: Member;
  readonly diary: Diary;
  /** What its actors had done outside: actor and request. */
  readonly performed: string[];
  /** What its actors took turns on: actor and message. */
  readonly turns: string[];
  /** The line to the tables of leases is down. */
  isCut: boolean;
  /** Ends it as SIGKILL does: it neither leaves nor speaks any more. */
  crash(): void;
  leave(): Promise<void>;
}

export class ToyCluster {
  readonly clock: VirtualClock = virtualClock(1_000_000);
  readonly table = new LeaseTable(this.clock);
  readonly store: MemoryStore;
  readonly registry = new MemoryRegistry(() => this.clock.now());
  readonly links: MemoryLinks;
  private readonly broker = new ServiceBroker({ logger: false, nodeID: 'toys', skipProcessEventRegistration: true });
  private lives = 0;

  constructor({ seed = 1, storeOf = inMemory }: { seed?: number | string; storeOf?: typeof inMemory } = {}) {
    this.store = storeOf((shard, epoch) => this.table.admits(shard, epoch));
    this.links = new MemoryLinks(this.clock, seededRandom(seed));
  }

  /** A node that has not joined yet; without `hosts` it is a gateway. */
  node(id: string, { hosts = true }: { hosts?: boolean } = {}): ToyMember {
    const { clock, table, store, registry, links, broker } = this;
    const life = { isOver: false, boot: `${id}/${(this.lives += 1)}` };
    const diary: Diary = new Map();
    const performed: string[] = [];
    const turns: string[] = [];
    const kinds = [books, counter, source, tally, witness(diary)];
    const leases = table.leases({
      boot: life.boot,
      line: async (ask) => {
        if (life.isOver) return FOREVER;
        if (self.isCut) throw new StoreUnavailable('the line is cut');
        return ask();
      },
    });
    const member = new Member({
      record: { id, weight: hosts ? 1 : 0, draining: false, details: {} },
      ...{ boot: life.boot, leases, registry, clock, log: silentLog },
      link: links.link(id, () => !life.isOver),
      monotonic: () => clock.now(),
      kinds: kinds.map((definition) => ({ definition, restart: 'transient', shutdownMs: 1_000 })),
      supervisors: { troop: { strategy: 'rest_for_one' }, squad: { strategy: 'one_for_one' } },
      ...(hosts && {
        hosting: {
          host: {
            ...{ broker, meter: silentMeter, random: seededRandom(life.boot) },
            store: {
              commit: (unit) => (life.isOver ? FOREVER : store.commit(unit)),
              recover: (actors) => (life.isOver ? FOREVER : store.recover(actors)),
              read: (stream, after, limit) => (life.isOver ? FOREVER : store.read(stream, after, limit)),
            },
            ports: {
              ask: async () => (life.isOver ? FOREVER : null),
              printer: async (actor, request) => void performed.push(`${actor} ${String(request)}`),
            },
            beforeTurn: (actor: string, message: Message) => {
              if (life.isOver) throw new Error('this life is over');
              turns.push(`${actor} ${message.kind}`);
            },
          },
          heads: (streams) => store.heads(streams),
          showing: (host) => ({
            views: (named) => named.map((address) => host.status(address)),
            tree: () => host.tree(),
            readers: (streams) => host.readers(streams),
          }),
        },
      }),
    });
    links.attach(id, member.ears);
    const self: ToyMember = {
      ...{ id, member, diary, performed, turns, isCut: false },
      crash: () => {
        life.isOver = true;
        member.exchange?.close();
        links.detach(id);
      },
      leave: () => member.leave('the test is over'),
    };
    return self;
  }

  /** Joins nodes, and waits until every shard is held and where it belongs. */
  async join(...ids: string[]): Promise<ToyMember[]> {
    const nodes = ids.map((id) => this.node(id));
    await this.until(Promise.all(nodes.map(({ member }) => member.join())));
    await this.run(6_000);
    return nodes;
  }

  /** Lets time pass, with a turn of the event loop for each few milliseconds of it. */
  async run(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) await this.clock.advance(Math.min(left, STEP_MS));
  }

  /** Lets time pass until a promise has settled; a minute of it at most. */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    const state = { isSettled: false };
    const settled = (): void => void (state.isSettled = true);
    promise.then(settled, settled);
    await this.eventually(() => state.isSettled);
    return promise;
  }

  /** Lets time pass until something is so. */
  async eventually(look: () => boolean, what = look.toString()): Promise<void> {
    for (let waited = 0; waited < 60_000; waited += STEP_MS) {
      if (look()) return;
      await this.clock.advance(STEP_MS);
    }
    throw new Error(`it never came to pass: ${what}`);
  }
}

const STEP_MS = 5;
const inMemory = (admits: (shard: number, epoch: number) => boolean): MemoryStore => new MemoryStore(admits);

const FOREVER = new Promise<never>(() => undefined);
