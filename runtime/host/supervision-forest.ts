// F1. A group is built from what its children's records say now: one that was stopped stays so when its group restarts.
// F2. Children start in the order of their ordinals; one that joins before others has its ordered group begin anew.
// F3. What depends on a significant child is not started while that child is stopped.
// F4. A child never runs outside its group: while the group is down it waits for it.
import type { ActorAddress } from '../address.ts';
import type { Clock } from '../clock.ts';
import { ActorError, errorType } from '../errors.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';
import type { Random } from '../random.ts';
import type { Backoff } from '../supervision/backoff.ts';
import type { ChildSpec } from '../supervision/child-spec.ts';
import type { Intensity } from '../supervision/intensity.ts';
import type { Cause, Lifecycle, Restart } from '../supervision/lifecycle.ts';
import type { SupervisionListener } from '../supervision/policy.ts';
import type { Strategy } from '../supervision/restart-plan.ts';
import { Supervisor, type SupervisorOptions, supervisorSpec } from '../supervision/supervisor.ts';
import type { SupervisorTree } from '../supervision/tree.ts';

/** How actors of a kind are supervised. */
export interface KindPolicy {
  readonly restart: Restart;
  readonly shutdownMs: number;
  /** Its siblings cannot do without it. */
  readonly significant?: boolean;
  readonly intensity?: Intensity;
}

/** How a kind of supervisor treats its children. */
export interface SupervisorPolicy {
  readonly strategy: Strategy;
}

export interface ForestOptions {
  readonly node: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly supervisors: Readonly<Record<string, SupervisorPolicy>>;
  policyOf(record: ActorRecord): KindPolicy;
  childOf(record: ActorRecord): Pick<ChildSpec, 'id' | 'start'>;
  moved(address: ActorAddress, from: Lifecycle, to: Lifecycle, cause: Cause | undefined): void;
}

/** A child that crashes more often is quarantined; many children crashing together bring their supervisor down. */
const CHILD_INTENSITY: Intensity = { maxRestarts: 5, periodMs: 60_000 };
const GROUP_INTENSITY: Intensity = { maxRestarts: 100, periodMs: 60_000 };
const NODE_INTENSITY: Intensity = { maxRestarts: 10_000, periodMs: 60_000 };
const BACKOFF: Backoff = { baseMs: 20, capMs: 5_000, stableAfterMs: 30_000 };
const START_CONCURRENCY = 1_024;

/** The node's supervision tree: a root, supervisors below it as the registry names them, actors below those. */
export class SupervisionForest {
  private readonly options: ForestOptions;
  private readonly root: Supervisor;
  private readonly groups = new Map<ActorAddress, Supervisor>();
  private readonly records = new Map<ActorAddress, ActorRecord>();
  private readonly children = new Map<ActorAddress, ActorAddress[]>();
  private readonly ended = Promise.withResolvers<Error | undefined>();

  constructor(options: ForestOptions) {
    this.options = options;
    const policy = this.policy(options.node, 'one_for_one', NODE_INTENSITY);
    this.root = new Supervisor({ ...policy, startConcurrency: START_CONCURRENCY });
    void this.root.exited.then((exit) => this.ended.resolve(exit.kind === 'crashed' ? exit.error : undefined));
  }

  get failed(): Promise<Error | undefined> {
    return this.ended.promise;
  }

  start(): Promise<void> {
    return this.root.start();
  }

  /** Takes note of actors; `add` starts them. */
  know(records: readonly ActorRecord[]): void {
    for (const record of records) {
      this.records.set(record.address, record);
      if (record.parent === undefined) continue;
      const siblings = this.children.get(record.parent);
      if (siblings === undefined) this.children.set(record.parent, [record.address]);
      else siblings.push(record.address);
    }
  }

  /** Starts those that should run: a supervisor with all its children, a child of a group that is up beside its siblings. */
  async add(records: readonly ActorRecord[]): Promise<void> {
    const tops = records.filter(({ parent, desired }) => parent === undefined && desired === 'running');
    const joining = records.filter((record) => this.groupOf(record) !== undefined && this.willRun(record));
    const added = tops.map((record) => this.root.addChild(this.spec(record)));
    await Promise.all([...added, ...joining.map((record) => this.join(record))]);
  }

  /** Rejects with SUPERVISOR_DOWN when its supervisor is down; then it starts with it. */
  async startChild({ address }: ActorRecord): Promise<void> {
    const record = this.wish(address, 'running');
    const supervisor = this.supervisorOf(record);
    if (supervisor === undefined) {
      const { parent } = record;
      throw new ActorError('SUPERVISOR_DOWN', `${parent} is down; ${address} starts with it`, { address, parent });
    }
    if (supervisor.child(address) !== undefined) await supervisor.startChild(address);
    else if (record.parent === undefined) await supervisor.addChild(this.spec(record));
    else await this.join(record);
  }

  /** Ends it if it is up and starts it anew, its crashes forgiven; where its supervisor is down, that one, which brings it along. */
  async restartChild(record: ActorRecord, reason: string): Promise<void> {
    const supervisor = this.supervisorOf(record);
    if (supervisor !== undefined) {
      await supervisor.restartChild(record.address, reason);
      return;
    }
    const parent = this.records.get(record.parent!);
    if (parent !== undefined) await this.restartChild(parent, reason);
  }

  async stopChild({ address }: ActorRecord, reason: string): Promise<void> {
    const supervisor = this.supervisorOf(this.wish(address, 'stopped'));
    if (supervisor?.child(address) !== undefined) await supervisor.stopChild(address, reason);
  }

  /** Stops actors, supervisors with all below them, and forgets them. */
  async remove(records: readonly ActorRecord[], reason: string): Promise<void> {
    const tops = records.filter(
      ({ parent, address }) => parent === undefined && this.root.child(address) !== undefined,
    );
    await Promise.all(tops.map(({ address }) => this.root.removeChild(address, reason)));
    for (const { address } of records) {
      this.records.delete(address);
      this.children.delete(address);
    }
  }

  async stop(reason: string): Promise<void> {
    await this.root.stop(reason);
  }

  tree(): SupervisorTree {
    return this.root.tree();
  }

  /** It, and all above it, should run, and nothing that it depends on was stopped. */
  willRun({ address }: ActorRecord): boolean {
    const record = this.records.get(address);
    if (record?.desired !== 'running') return false;
    if (record.parent === undefined) return true;
    const parent = this.records.get(record.parent);
    return parent !== undefined && this.willRun(parent) && !this.isHeld(record, parent);
  }

  /** All actors and supervisors below a supervisor. */
  below(supervisor: ActorAddress): readonly ActorRecord[] {
    return (this.children.get(supervisor) ?? []).flatMap((address) => [
      this.records.get(address)!,
      ...this.below(address),
    ]);
  }

  private wish(address: ActorAddress, desired: ActorRecord['desired']): ActorRecord {
    const record = { ...this.records.get(address)!, desired };
    this.records.set(address, record);
    return record;
  }

  private groupOf({ parent }: ActorRecord): Supervisor | undefined {
    return parent === undefined ? undefined : this.groups.get(parent);
  }

  private supervisorOf(record: ActorRecord): Supervisor | undefined {
    return record.parent === undefined ? this.root : this.groupOf(record); // F4
  }

  private siblingsIn(group: ActorAddress): ActorRecord[] {
    const siblings = (this.children.get(group) ?? []).map((address) => this.records.get(address)!);
    return siblings.sort((left, right) => left.ordinal - right.ordinal);
  }

  private strategyOf({ kind }: ActorRecord): Strategy | undefined {
    return this.options.supervisors[kind]?.strategy;
  }

  /** A significant sibling that it depends on was stopped. */
  private isHeld({ address, ordinal }: ActorRecord, parent: ActorRecord): boolean {
    const strategy = this.strategyOf(parent);
    if (strategy === 'one_for_one') return false;
    return this.siblingsIn(parent.address).some((other) => {
      if (other.address === address || other.desired === 'running' || this.strategyOf(other) !== undefined)
        return false;
      const isBefore = strategy === 'one_for_all' || other.ordinal < ordinal;
      return isBefore && this.options.policyOf(other).significant === true;
    });
  }

  /** Adds a child to its group, which begins anew when the child has to come before others (F2). */
  private async join(record: ActorRecord): Promise<void> {
    const parent = this.records.get(record.parent!)!;
    const isOrdered = this.strategyOf(parent) !== 'one_for_one';
    const isLast = this.siblingsIn(parent.address).every(
      ({ ordinal, desired }) => ordinal <= record.ordinal || desired === 'stopped',
    );
    try {
      if (!isOrdered || isLast) await this.groupOf(record)?.addChild(this.spec(record));
      else await this.supervisorOf(parent)?.restartChild(parent.address, `${record.address} joins`);
    } catch (error) {
      // Its group is going down: it starts with the next one. Or the group began anew meanwhile, and has it already.
      if (errorType(error) !== 'SUPERVISOR_DOWN' && errorType(error) !== 'CHILD_EXISTS') throw error;
    }
  }

  private spec(record: ActorRecord): ChildSpec {
    if (this.strategyOf(record) !== undefined) return this.groupSpec(record);
    const { restart, shutdownMs, significant, intensity } = this.options.policyOf(record);
    return {
      ...this.options.childOf(record),
      ...{ restart, shutdownMs },
      ...(significant !== undefined && { significant }),
      ...(intensity !== undefined && { intensity }),
    };
  }

  private groupSpec(record: ActorRecord): ChildSpec {
    const { address } = record;
    return supervisorSpec({ id: address, restart: 'permanent' }, () => {
      const wanted = this.siblingsIn(address).filter((child) => this.willRun(child)); // F1, F3
      const group = new Supervisor({
        ...this.policy(address, this.strategyOf(record)!, GROUP_INTENSITY),
        startConcurrency: START_CONCURRENCY,
        children: wanted.map((child) => this.spec(child)),
      });
      this.groups.set(address, group);
      void group.exited.then(() => {
        if (this.groups.get(address) === group) this.groups.delete(address);
      });
      return group;
    });
  }

  private policy(id: string, strategy: Strategy, intensity: Intensity): SupervisorOptions {
    const { clock } = this.options;
    const random = this.options.random.fork(id);
    const listener: SupervisionListener = { lifecycle: (...move) => this.options.moved(...move) };
    return { id, strategy, intensity, childIntensity: CHILD_INTENSITY, backoff: BACKOFF, clock, random, listener };
  }
}
