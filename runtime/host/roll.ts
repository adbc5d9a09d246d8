import type { ActorAddress } from '../address.ts';
import { ActorNotHosted } from '../errors.ts';
import type { Lifecycle } from '../supervision/lifecycle.ts';
import type { ActorStatus } from './actor-status.ts';
import type { Touched } from './environment.ts';
import type { Hosted } from './hosted.ts';

/** Sums over the actors of a kind. */
export interface KindTally {
  readonly actors: number;
  readonly turns: number;
  /** Most messages that wait in one mailbox. */
  readonly mailboxDepth: number;
}

/** Who is on a node, actors and supervisors, and which of them have changed. */
export class Roll {
  private readonly node: string;
  private readonly isActorKind: (kind: string) => boolean;
  private readonly hosted = new Map<ActorAddress, Hosted>();
  private changed = new Set<ActorAddress>();
  private touched: Touched[] = [];

  constructor(node: string, isActorKind: (kind: string) => boolean) {
    this.node = node;
    this.isActorKind = isActorKind;
  }

  enter(hosted: Hosted): void {
    this.hosted.set(hosted.record.address, hosted);
  }

  strike(address: ActorAddress): void {
    this.hosted.delete(address);
    this.changed.add(address);
  }

  get(address: ActorAddress): Hosted | undefined {
    return this.hosted.get(address);
  }

  /** Throws ActorNotHosted for one that is not here. */
  find(address: ActorAddress): Hosted {
    const hosted = this.hosted.get(address);
    if (hosted === undefined) throw new ActorNotHosted(address);
    return hosted;
  }

  all(): Iterable<Hosted> {
    return this.hosted.values();
  }

  on(shards: readonly number[]): Hosted[] {
    const wanted = new Set(shards);
    return [...this.hosted.values()].filter(({ record }) => wanted.has(record.shard));
  }

  // ---- What is shown ----

  /** Throws ActorNotHosted for one that is not here. */
  status(address: ActorAddress): ActorStatus {
    return this.find(address).status(this.node);
  }

  /** Undefined for an actor that is not here, and for a supervisor. */
  factsOf(address: ActorAddress): { readonly shard: number; readonly lifecycle: Lifecycle } | undefined {
    const hosted = this.hosted.get(address);
    if (hosted === undefined || !this.isActorKind(hosted.record.kind)) return undefined;
    return { shard: hosted.record.shard, lifecycle: hosted.lifecycle };
  }

  list(): ActorStatus[] {
    const actors = [...this.hosted.values()].filter(({ record }) => this.isActorKind(record.kind));
    return actors.map((hosted) => hosted.status(this.node));
  }

  /** Sums by kind, without asking the actors anything. */
  tally(): ReadonlyMap<string, KindTally> {
    const tally = new Map<string, KindTally>();
    for (const { record, cell } of this.hosted.values()) {
      if (!this.isActorKind(record.kind)) continue;
      const { actors, turns, mailboxDepth } = tally.get(record.kind) ?? { actors: 0, turns: 0, mailboxDepth: 0 };
      const depth = Math.max(mailboxDepth, cell?.mailboxView().depth ?? 0);
      tally.set(record.kind, { actors: actors + 1, turns: turns + (cell?.turns ?? 0), mailboxDepth: depth });
    }
    return tally;
  }

  // ---- What has changed ----

  note(address: ActorAddress): void {
    this.changed.add(address);
  }

  /** An incarnation that says once that it has taken turns. */
  noteTurns(cell: Touched): void {
    this.touched.push(cell);
  }

  /** Those that have changed since the last time this was asked. */
  takeChanged(): readonly ActorAddress[] {
    const { changed, touched } = this;
    if (changed.size === 0 && touched.length === 0) return NONE;
    this.changed = new Set();
    this.touched = [];
    for (const cell of touched) {
      cell.isTouched = false;
      changed.add(cell.address);
    }
    return [...changed];
  }
}

const NONE: readonly ActorAddress[] = [];
