// The nodes of a world: each a whole member of the cluster, as the composition root puts it together, in a process of its own.
import type { ServiceBroker } from 'moleculer';
import type { FeedBatch, FeedRequest } from '../../actors/ports/market-feed.ts';
import { venuePort } from '../../adapters/brokers/venue-port.ts';
import { Member } from '../../runtime/cluster/member.ts';
import { errorMessage } from '../../runtime/errors.ts';
import type { HostOptions } from '../../runtime/host/host-options.ts';
import type { Log } from '../../runtime/ports/log.ts';
import { silentMeter } from '../../runtime/ports/runtime-meter.ts';
import type { Random } from '../../runtime/random.ts';
import { type Cast, kindsOf } from '../support/troupe-in-memory.ts';
import type { SimDatabase } from './database.ts';
import type { Plan } from './faults.ts';
import { Life } from './life.ts';
import type { SimNetwork } from './network.ts';
import type { Timeline } from './timeline.ts';
import type { SimVenue } from './venue.ts';
import { neverAsked, unsupervised } from '../support/unsupervised.ts';

export interface SimNode {
  readonly life: Life;
  readonly member: Member;
}

export interface CrewOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly database: SimDatabase;
  readonly network: SimNetwork;
  readonly venue: SimVenue;
  readonly cast: Cast;
  readonly plan: Plan;
  /** Control: nodes do not notice that they were frozen. */
  readonly sleepsUnnoticed: boolean;
  readonly supervisors: HostOptions['supervisors'];
  /** Called before every turn; what it throws, the actor throws. */
  readonly beforeTurn: (node: SimNode, actor: string, message: string) => void;
  readonly violated: (what: string) => void;
}

const ROWS_AT_A_TIME = 8;
const START_AGAIN_MS = 1_000;

/** An actor's Moleculer service does nothing of its own. */
const STUB_BROKER = {
  createService: () => ({}),
  destroyService: () => Promise.resolve(),
} as unknown as ServiceBroker;

export class Crew {
  readonly nodes = new Map<string, SimNode>();
  private readonly options: CrewOptions;
  private boots = 0;
  private names = 0;

  constructor(options: CrewOptions) {
    this.options = options;
  }

  get running(): readonly SimNode[] {
    return [...this.nodes.values()].filter(({ life }) => life.state === 'running');
  }

  /** A node under a new name, or another life of one. */
  start(name = `worker-${(this.names += 1)}`): void {
    const { timeline, network, sleepsUnnoticed } = this.options;
    const boot = `boot-${(this.boots += 1)}`;
    const random = this.options.random.fork(boot);
    const life = new Life({ node: name, boot, timeline, random: random.fork('life'), sleepsUnnoticed });
    timeline.note(name, `starts as ${boot}`);
    const member = this.memberOf(life, random);
    this.nodes.set(name, { life, member });
    network.attach(life, member.ears);
    void member.host!.failed.then((error) => {
      if (error === undefined || life.state === 'dead') return;
      timeline.note(name, `fails: ${errorMessage(error)}`);
      life.kill();
      timeline.after(START_AGAIN_MS, () => this.start(name));
    });
    member.join().catch((error: unknown) => this.options.violated(`${name} could not join: ${errorMessage(error)}`));
  }

  kill({ life }: SimNode, backMs: number | undefined, renamed = false): void {
    if (life.state === 'dead') return;
    this.options.timeline.note(life.node, 'is killed');
    life.kill();
    if (backMs !== undefined) this.options.timeline.after(backMs, () => this.start(renamed ? undefined : life.node));
  }

  freeze({ life }: SimNode, ms: number): void {
    if (life.state !== 'running') return;
    const { timeline } = this.options;
    timeline.note(life.node, 'freezes');
    life.freeze();
    timeline.after(ms, () => {
      timeline.note(life.node, 'thaws');
      life.thaw();
    });
  }

  /** SIGTERM, and the same node again later. */
  leave({ life, member }: SimNode, backMs: number): void {
    const { timeline } = this.options;
    const gone = (): void => {
      if (life.state === 'dead') return;
      timeline.note(life.node, 'has left');
      life.kill();
      timeline.after(backMs, () => this.start(life.node));
    };
    member.leave('it is asked to').then(gone, gone);
  }

  drain({ life, member }: SimNode, ms: number): void {
    void member.keeper.drain();
    this.options.timeline.after(ms, () => life.enter('command', () => void member.keeper.undrain()));
  }

  private memberOf(life: Life, random: Random): Member {
    const { database, network, venue, plan, supervisors, beforeTurn } = this.options;
    const broker = venuePort(venue.brokerOf(life), neverAsked);
    const member: Member = new Member({
      record: { id: life.node, weight: 1, draining: false, details: {} },
      boot: life.boot,
      ...{ leases: database.leasesOf(life), link: network.linkOf(life), registry: database.registryOf(life) },
      ...{ kinds: kindsOf(undefined), supervisors, clock: life.clock, monotonic: life.monotonic },
      log: this.logOf(life.node),
      hosting: {
        host: {
          ...{ broker: STUB_BROKER, random, store: database.storeOf(life), meter: silentMeter, defer: life.defer },
          ports: {
            feed: (_actor, request) => this.rows(life, request as FeedRequest<never>),
            venue: async (actor, request) => broker(actor, request),
            risk: unsupervised,
          },
          snapshotEvery: plan.snapshotEvery,
          beforeTurn: (actor, { kind }) => beforeTurn({ life, member }, actor, kind),
        },
        heads: database.headsOf(life),
        showing: () => ({ views: () => [], tree: () => null, readers: () => [] }),
      },
    });
    return member;
  }

  /** The market: a bar becomes known every so often, and rows are given when the first of them is. */
  private async rows(life: Life, { symbolToken, from, batch }: FeedRequest<never>): Promise<FeedBatch> {
    const { timeline, cast, plan } = this.options;
    const { bars } = cast.markets[symbolToken]!;
    await life.clock.sleep(from * plan.barMs - timeline.elapsed);
    const come = Math.max(1, Math.floor(timeline.elapsed / plan.barMs) + 1 - from);
    const slice = bars.slice(from, from + Math.min(batch, ROWS_AT_A_TIME, come));
    const rows = slice.map((bar, index) => ({ row: from + index, bar }));
    return { rows, done: from + rows.length >= bars.length };
  }

  private logOf(node: string): Log {
    const note = (level: string) => (facts: Record<string, unknown>, message: string) => {
      const { err, actor, ...rest } = facts;
      const about = level === 'debug' ? '' : JSON.stringify(rest);
      const why = err === undefined ? '' : errorMessage(err);
      this.options.timeline.note(node, `${level} ${message} ${typeof actor === 'string' ? actor : ''} ${why} ${about}`);
    };
    return { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  }
}
