// How the faults of a plan strike a world, and how it heals.
import { errorMessage, errorType } from '../../runtime/errors.ts';
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';
import type { Random } from '../../runtime/random.ts';
import { type Cast, laneOfMarket } from '../support/troupe-in-memory.ts';
import type { Crew, SimNode } from './crew.ts';
import type { SimDatabase } from './database.ts';
import type { Fault } from './faults.ts';
import type { SimNetwork } from './network.ts';
import type { Timeline } from './timeline.ts';
import type { SimVenue } from './venue.ts';

export interface TroublesOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly crew: Crew;
  readonly database: SimDatabase;
  readonly network: SimNetwork;
  readonly venue: SimVenue;
  readonly cast: Cast;
  readonly actors: readonly ActorRecord[];
  /** Addresses, and their shards, of strategies that users may start meanwhile. */
  readonly unborn: readonly (readonly [string, number])[];
  readonly violated: (what: string) => void;
}

/** Refusals that say: not now. */
export const PASSING = new Set(['ACTOR_MOVING', 'NODE_UNREACHABLE', 'STORE_UNAVAILABLE', 'ACTOR_NOT_RUNNING']);

export class Troubles {
  private readonly options: TroublesOptions;
  private readonly crashing = new Set<string>();
  private readonly struckAtCommit = new Map<string, () => void>();
  private readonly unborn: (readonly [string, number])[];

  constructor(options: TroublesOptions) {
    this.options = options;
    this.unborn = [...options.unborn];
    options.database.onCommit = (node) => {
      this.struckAtCommit.get(node)?.();
      this.struckAtCommit.delete(node);
    };
  }

  /** Whether the next turn of an actor is to throw; asked once. */
  takeCrash(actor: string): boolean {
    return this.crashing.delete(actor);
  }

  strike(fault: Fault): void {
    const { timeline, crew, network, database, venue } = this.options;
    timeline.note('trouble', JSON.stringify(fault));
    const name = 'node' in fault ? nameOf(fault.node) : '';
    const node = crew.nodes.get(name);
    const isUp = node?.life.state === 'running';
    switch (fault.kind) {
      case 'kill':
        if (node !== undefined) crew.kill(node, fault.backMs, fault.renamed);
        return;
      case 'kill at commit':
        if (isUp) this.atCommit(node, () => crew.kill(node, fault.backMs));
        return;
      case 'freeze':
        if (isUp) crew.freeze(node, fault.ms);
        return;
      case 'freeze at commit':
        if (isUp) this.atCommit(node, () => crew.freeze(node, fault.ms));
        return;
      case 'leave':
        if (isUp) crew.leave(node, fault.backMs);
        return;
      case 'power cut':
        for (const one of [...crew.nodes.values()]) crew.kill(one, fault.backMs * (0.5 + this.options.random.next()));
        return;
      case 'join':
        return crew.start();
      case 'drain':
        if (isUp) crew.drain(node, fault.ms);
        return;
      case 'spawn':
        if (isUp) this.spawn(node);
        return;
      case 'database away':
        database.weather.away = true;
        timeline.after(fault.ms, () => (database.weather.away = false));
        return;
      case 'database cut off':
        return this.cutOff(database.weather.cutOff, name, fault.ms);
      case 'venue cut off':
        return this.cutOff(venue.weather.cutOff, name, fault.ms);
      case 'NATS away':
        network.weather.away = true;
        timeline.after(fault.ms, () => (network.weather.away = false));
        return;
      case 'one-way cut':
        return this.cutOff(network.weather.cuts, `${nameOf(fault.from)}>${nameOf(fault.to)}`, fault.ms);
      case 'isolated':
        this.cutOff(database.weather.cutOff, name, fault.ms);
        this.cutOff(venue.weather.cutOff, name, fault.ms);
        for (const other of crew.nodes.keys()) {
          this.cutOff(network.weather.cuts, `${name}>${other}`, fault.ms);
          this.cutOff(network.weather.cuts, `${other}>${name}`, fault.ms);
        }
        return;
      case 'clock jump':
        node?.life.jump(fault.ms);
        return;
      case 'crash':
        this.crashing.add(this.victim(fault.actor));
    }
  }

  /** Every line is whole, every frozen node goes on, somebody is there. */
  heal(): void {
    const { crew, network, database, venue } = this.options;
    this.options.timeline.note('trouble', 'is over');
    Object.assign(network.weather, { away: false, lost: 0, doubled: 0, late: 0 });
    network.weather.cuts.clear();
    Object.assign(database.weather, { away: false, broken: 0 });
    database.weather.cutOff.clear();
    database.mended();
    venue.weather.unanswered = 0;
    venue.weather.cutOff.clear();
    this.crashing.clear();
    this.struckAtCommit.clear();
    for (const { life } of crew.nodes.values()) life.thaw();
    if (crew.running.length === 0) crew.start();
  }

  private atCommit({ life }: SimNode, what: () => void): void {
    const { timeline, random } = this.options;
    // What was just sent may have left by then, or not.
    this.struckAtCommit.set(life.node, () => timeline.after(1.5 * random.next(), what));
  }

  private cutOff(lines: Set<string>, name: string, ms: number): void {
    lines.add(name);
    this.options.timeline.after(ms, () => {
      lines.delete(name);
      this.options.database.mended();
    });
  }

  /** Risk monitors more often than others: everything depends on them. */
  private victim(number: number): string {
    const { actors } = this.options;
    const monitors = actors.filter(({ kind }) => kind === 'risk-monitor');
    const all = [...actors, ...monitors, ...monitors];
    return all[number % all.length]!.address;
  }

  /** A strategy more changes no fill; it has to run as the others do. */
  private spawn({ member }: SimNode): void {
    const { cast, violated } = this.options;
    const next = this.unborn.shift();
    if (next === undefined) return;
    const [address, shard] = next;
    const lane = laneOfMarket(cast, Object.keys(cast.markets)[0]!);
    const config = { strategy: 'sma-cross', params: {}, lane, owner: 'ann', published: false, after: 0 };
    const record = { address, kind: 'strategy', config, desired: 'running', ordinal: 0, owner: 'ann', shard } as const;
    member.company.spawn([record]).catch((error: unknown) => {
      const type = errorType(error);
      if (!PASSING.has(type)) violated(`${address} could not be started: ${type}: ${errorMessage(error)}`);
    });
  }
}

const nameOf = (index: number): string => `worker-${index + 1}`;
