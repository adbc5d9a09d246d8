// C1. A command reaches the node that holds the actor's shard, wherever it was given; a node that does not hold it says
//     WRONG_OWNER before anything has been done, so asking the right one is safe.
// C2. Between two owners a command waits for a while; without a line to the owner it fails at once.
// C3. New actors are in the registry, all or none, before anybody starts them: what is not started at once is found there.
// C4. What is asked of an urgent actor urgently quietens all nodes: it reaches as many actors as there are, through processes that
//     would otherwise all be busy with the same bar.
import { type ActorAddress, kindOf } from '../address.ts';
import type { Clock } from '../clock.ts';
import { ActorError, ActorNotHosted, errorMessage, errorType } from '../errors.ts';
import type { ActorDefinition } from '../actor.ts';
import { isUrgentAction as isUrgent } from '../host/reception.ts';
import { refuseUnsound } from '../host/spawn-check.ts';
import type { Claim } from '../host/admission.ts';
import type { ActorCalls } from '../host/hidden-service.ts';
import type { ActorRecord, ActorRegistry } from '../ports/actor-registry.ts';
import type { ClusterMap } from '../ports/shard-leases.ts';
import type { Directory } from './directory.ts';
import type { NodeLink, NodeQuestion } from './link.ts';

const PATIENCE_MS = 5_000;
const AGAIN_MS = 50;
const WATCH_MS = 100;
const MOST_REMEMBERED = 100_000;

/** The actors of this node, if it hosts any. */
export interface LocalActors extends Pick<ActorCalls, 'act'> {
  /** Leaves the processor to what is urgent for a moment. */
  hush(): void;
  has(address: ActorAddress): boolean;
  /** Starts those whose shards are held here. */
  bringNew(records: readonly ActorRecord[]): Promise<void>;
}

export interface CompanyOptions {
  readonly node: string;
  readonly registry: ActorRegistry;
  readonly directory: Directory;
  readonly link: NodeLink;
  readonly clock: Clock;
  readonly local?: LocalActors;
  readonly kinds: ReadonlyMap<string, ActorDefinition>;
  readonly isSupervisor: (kind: string) => boolean;
  /** Reads anew who holds what. */
  readonly look: () => Promise<ClusterMap>;
}

/** All actors of the cluster, reached from one node. */
export class Company implements ActorCalls {
  private readonly options: CompanyOptions;
  /** An actor never changes its shard. */
  private readonly shards = new Map<ActorAddress, number>();
  private looking: Promise<void> | undefined;

  constructor(options: CompanyOptions) {
    this.options = options;
  }

  isActorKind(kind: string): boolean {
    return this.options.kinds.has(kind);
  }

  /**
   * Carries out an action of an actor on the node that hosts it, which decides by what `claim` has sealed. Rejects with ACTOR_NOT_HOSTED
   * for one that does not exist, ACTOR_MOVING while nobody holds it, NODE_UNREACHABLE, FORBIDDEN, or its own refusal.
   */
  async act(
    address: ActorAddress,
    action: string,
    params: Record<string, unknown>,
    by: string,
    claim?: Claim,
  ): Promise<unknown> {
    const { local, clock } = this.options;
    if (this.options.kinds.get(kindOf(address))?.isUrgent === true && isUrgent(action)) this.hush(); // C4
    for (const until = clock.now() + PATIENCE_MS; ; await this.lookAgain()) {
      const owner = local?.has(address) === true ? this.options.node : await this.ownerOf(address);
      try {
        if (local?.has(address) === true) return await local.act(address, action, params, by, claim);
        if (owner !== undefined && owner !== this.options.node)
          return await this.answerOf(owner, { kind: 'act', address, action, params, by, ...sealOf(claim) });
      } catch (error) {
        if (errorType(error) !== 'WRONG_OWNER' && !(await this.hasMoved(address, owner, error))) throw error; // C1
      }
      if (clock.now() >= until) {
        throw new ActorError('ACTOR_MOVING', `${address} is on its way from one node to another; try again`, {
          address,
        });
      }
    }
  }

  /**
   * Adds new actors and has their nodes start them. Rejects with ACTOR_EXISTS, UNKNOWN_KIND, UNKNOWN_PARENT or what a
   * kind has against a config (INVALID_CONFIG), and then adds none. `create`: writes them to the registry with something else, all or none.
   */
  async spawn(
    records: readonly Omit<ActorRecord, 'createdAt'>[],
    create: () => Promise<void> = () => this.options.registry.create(records),
  ): Promise<void> {
    const { registry, kinds, isSupervisor, local, clock } = this.options;
    const named = [
      ...new Set(records.flatMap(({ address, parent }) => [address, ...(parent === undefined ? [] : [parent])])),
    ];
    const found = await Promise.all(named.map((address) => registry.find(address)));
    const existing = new Map(found.flatMap((record) => (record === undefined ? [] : [[record.address, record]])));
    refuseUnsound(records, {
      find: (address) => existing.get(address),
      definitionOf: (kind) => kinds.get(kind),
      isSupervisor,
    });
    await create(); // C3
    const createdAt = clock.now();
    const byNode = new Map<string, ActorRecord[]>();
    for (const record of records) {
      this.remember(record);
      const node = this.options.directory.ownerOf(record.shard)?.node;
      if (node === undefined) continue;
      const there = byNode.get(node);
      if (there === undefined) byNode.set(node, [{ ...record, createdAt }]);
      else there.push({ ...record, createdAt });
    }
    const started = Array.from(byNode, async ([node, there]) => {
      if (node === this.options.node) await local?.bringNew(there);
      else await this.options.link.ask(node, { kind: 'bring', addresses: there.map(({ address }) => address) });
    });
    await Promise.allSettled(started);
  }

  /** The node that holds an actor's shard; undefined while nobody does. Rejects with ACTOR_NOT_HOSTED. */
  async ownerOf(address: ActorAddress): Promise<string | undefined> {
    return this.options.directory.ownerOf(await this.shardOf(address))?.node;
  }

  /** Takes note of where actors belong; returns their addresses. */
  know(records: readonly Pick<ActorRecord, 'address' | 'shard'>[]): readonly ActorAddress[] {
    const actors = records.filter(({ address }) => this.isActorKind(kindOf(address)));
    for (const record of actors) this.remember(record);
    return actors.map(({ address }) => address);
  }

  /** The node that is known to hold an actor that is known. */
  nodeOf(address: ActorAddress): string | undefined {
    const shard = this.shards.get(address);
    return shard === undefined ? undefined : this.options.directory.ownerOf(shard)?.node;
  }

  private async shardOf(address: ActorAddress): Promise<number> {
    const known = this.shards.get(address);
    if (known !== undefined) return known;
    const record = await this.options.registry.find(address);
    if (record === undefined || !this.isActorKind(kindOf(address))) throw new ActorNotHosted(address);
    return this.remember(record);
  }

  private remember({ address, shard }: Pick<ActorRecord, 'address' | 'shard'>): number {
    if (this.shards.size >= MOST_REMEMBERED) this.shards.clear();
    this.shards.set(address, shard);
    return shard;
  }

  /** C4: what everybody was about to do would only keep it waiting. */
  private hush(): void {
    const { local, link, node, directory } = this.options;
    local?.hush();
    for (const { id } of directory.hosts()) if (id !== node) link.say(id, { kind: 'hush' });
  }

  /** What an owner answers; one that loses the actor meanwhile is not waited for. */
  private answerOf(owner: string, question: Extract<NodeQuestion, { kind: 'act' }>): Promise<unknown> {
    const { clock, link } = this.options;
    const answer = Promise.withResolvers<unknown>();
    const watch = (): void => {
      const now = this.nodeOf(question.address);
      if (now !== undefined && now !== owner) answer.reject(unreachable(owner, new Error(`${now} has taken it over`)));
      else cancel = clock.setTimer(WATCH_MS, watch);
    };
    let cancel = clock.setTimer(WATCH_MS, watch);
    void link
      .ask(owner, question)
      .then(answer.resolve, answer.reject)
      .finally(() => cancel());
    return answer.promise;
  }

  /** An owner that could not be reached may have lost the actor since. */
  private async hasMoved(address: ActorAddress, owner: string | undefined, error: unknown): Promise<boolean> {
    if (errorType(error) !== 'NODE_UNREACHABLE' || !this.options.link.isUp()) return false; // C2
    await this.look();
    return (await this.ownerOf(address)) !== owner;
  }

  private async lookAgain(): Promise<void> {
    await this.options.clock.sleep(AGAIN_MS);
    await this.look();
  }

  /** Many who wait for the same look share it. */
  private look(): Promise<void> {
    this.looking ??= this.options
      .look()
      .then((map) => this.options.directory.learn(map))
      .finally(() => (this.looking = undefined));
    return this.looking;
  }
}

const sealOf = (claim: Claim | undefined): { readonly sealed?: string } =>
  claim?.sealed === undefined ? {} : { sealed: claim.sealed };

/** The refusal of a node that is asked about an actor it does not hold. */
export const wrongOwner = (node: string, address: ActorAddress): ActorError =>
  new ActorError('WRONG_OWNER', `${node} does not hold ${address}`, { node, address });

/** The failure of a line to another node. */
export const unreachable = (node: string, cause: unknown): ActorError =>
  new ActorError('NODE_UNREACHABLE', `node ${node} cannot be reached: ${errorMessage(cause)}`, { node }, { cause });
