// R1. The cache is read; while it is away, or for a while after it has refused, the nodes are asked themselves.
// R2. A node that does not answer in time costs only its own actors.
import type { Clock } from '../../runtime/clock.ts';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { CachedView, SharedCache } from '../ports/shared-cache.ts';
import type { ActorView } from '../views.ts';

/** A cache that has refused is left alone so long. */
const RETRY_MS = 5_000;
const ANSWER_MS = 3_000;
/** Views in one answer of a node. */
const MOST_ASKED = 500;

export interface BoardReadsOptions {
  readonly cache: SharedCache<ActorView>;
  /** What the named actors of a node are like, at most 500 at a time. Rejects when it does not answer. */
  readonly askNode: (node: string, addresses: readonly string[]) => Promise<readonly CachedView<ActorView>[]>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ReadOutcome {
  readonly views: readonly CachedView<ActorView>[];
  /** Nobody has answered for these. */
  readonly unread: readonly string[];
}

type NodeAsking = readonly [node: string, addresses: readonly string[]];

/** Reads views from where they are to be had. */
export class BoardReads {
  private readonly options: BoardReadsOptions;
  private readonly deafen: () => void;
  private isUp = false;
  private retryAt = -Infinity;

  constructor(options: BoardReadsOptions) {
    this.options = options;
    this.deafen = options.cache.onAvailability((up) => {
      this.isUp = up;
      this.retryAt = -Infinity;
    });
  }

  get source(): 'redis' | 'nodes' {
    return this.isUp && this.options.clock.now() >= this.retryAt ? 'redis' : 'nodes'; // R1
  }

  /** All that the cache has, undefined when it is away. */
  async everything(): Promise<readonly CachedView<ActorView>[] | undefined> {
    return this.fromCache(() => this.options.cache.views());
  }

  /** Never rejects. An actor of which neither cache nor node knows is in neither list. */
  async read(addresses: readonly string[], nodeOf: (address: string) => string | undefined): Promise<ReadOutcome> {
    if (this.source === 'nodes') return this.fromNodes(addresses, nodeOf);
    const views = await this.fromCache(() => this.options.cache.viewsOf(addresses));
    return views === undefined ? { views: [], unread: addresses } : { views, unread: [] };
  }

  /** From the nodes themselves, also while there is a cache: it may not have them yet. Never rejects. */
  async fromNodes(addresses: readonly string[], nodeOf: (address: string) => string | undefined): Promise<ReadOutcome> {
    const asked = new Map<string, string[]>();
    for (const address of addresses) {
      const node = nodeOf(address);
      if (node === undefined) continue;
      const ofNode = asked.get(node);
      if (ofNode === undefined) asked.set(node, [address]);
      else ofNode.push(address);
    }
    const outcomes = await Promise.all([...asked].map((asking) => this.fromNode(asking)));
    return { views: outcomes.flatMap(({ views }) => views), unread: outcomes.flatMap(({ unread }) => unread) };
  }

  close(): void {
    this.deafen();
  }

  private async fromCache<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      this.retryAt = this.options.clock.now() + RETRY_MS; // R1
      this.options.log.debug({ reason: errorMessage(error) }, 'actor states could not be read from the cache');
      return undefined;
    }
  }

  private async fromNode([node, addresses]: NodeAsking): Promise<ReadOutcome> {
    const { askNode, clock, log } = this.options;
    const late = Promise.withResolvers<never>();
    const cancel = clock.setTimer(ANSWER_MS, () =>
      late.reject(new ActorError('NODE_UNREACHABLE', `${node} has not answered in ${ANSWER_MS} ms`, { node })),
    );
    try {
      const views = await Promise.race([askNode(node, addresses.slice(0, MOST_ASKED)), late.promise]);
      return { views, unread: addresses.slice(MOST_ASKED) };
    } catch (error) {
      log.debug({ node, reason: errorMessage(error) }, 'a node did not say how its actors are'); // R2
      return { views: [], unread: addresses };
    } finally {
      cancel();
    }
  }
}
