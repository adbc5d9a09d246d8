// N1. A node is there as long as its lease lasts: it holds its shards and trades on, whether it can be reached or not.
// N2. A node that hosts actors begins to drain before it leaves: one that went without is lost. Both are remembered.
// N3. A leave may take less than a beat, so the living are looked at more often than that.
import type { Clock } from '../../runtime/clock.ts';
import { errorType } from '../../runtime/errors.ts';
import type { Directory } from '../../runtime/cluster/directory.ts';
import type { NodeLink } from '../../runtime/cluster/link.ts';
import type { LiveNode } from '../../runtime/ports/shard-leases.ts';
import type { NodeView } from '../cluster-views.ts';

const LOOK_EVERY_MS = 100; // N3
const ANSWER_MS = 1_000;
const REMEMBERED_MS = 3_600_000;

export interface NodeRollOptions {
  readonly directory: Pick<Directory, 'nodes' | 'hosts' | 'shardsByNode'>;
  readonly link: Pick<NodeLink, 'ask'>;
  /** Its timers need not keep the process alive. */
  readonly clock: Clock;
}

/** The nodes of a cluster as one of them sees them, those that are gone among them. */
export class NodeRoll {
  private readonly options: NodeRollOptions;
  private readonly seen = new Map<string, NodeView>();
  private readonly goneAt = new Map<string, number>();
  private readonly silent = new Set<string>();
  private probedAt = -Infinity;
  private probing: Promise<void> = Promise.resolve();

  constructor(options: NodeRollOptions) {
    this.options = options;
    this.lookOften();
  }

  /** By name; resolves soon, whoever does not answer. */
  async views(): Promise<NodeView[]> {
    const { clock } = this.options;
    this.look();
    if (clock.now() - this.probedAt >= ANSWER_MS) {
      this.probedAt = clock.now();
      this.probing = this.probe();
    }
    await this.probing;
    return Array.from(this.seen.values(), (view) => this.told(view)).sort((a, b) => (a.node < b.node ? -1 : 1));
  }

  private told(view: NodeView): NodeView {
    const { clock, directory } = this.options;
    const goneAt = this.goneAt.get(view.node);
    if (goneAt === undefined) return this.silent.has(view.node) ? { ...view, state: 'unreachable' } : view; // N1
    const state = view.draining || view.role === 'gateway' ? 'stopped' : 'lost'; // N2
    return { ...view, state, upMs: clock.now() - goneAt, shards: directory.shardsByNode().get(view.node) ?? 0 };
  }

  private look(): void {
    const { clock } = this.options;
    const living = viewsOf(this.options.directory);
    for (const view of living) {
      this.seen.set(view.node, view);
      this.goneAt.delete(view.node);
    }
    const names = new Set(living.map(({ node }) => node));
    for (const node of this.seen.keys()) {
      if (names.has(node)) continue;
      const goneAt = this.goneAt.get(node);
      if (goneAt === undefined) this.goneAt.set(node, clock.now());
      else if (clock.now() - goneAt > REMEMBERED_MS) {
        this.seen.delete(node);
        this.goneAt.delete(node);
      }
    }
  }

  private lookOften(): void {
    this.options.clock.setTimer(LOOK_EVERY_MS, () => {
      this.look();
      this.lookOften();
    });
  }

  private async probe(): Promise<void> {
    // Only those that may hold shards: whether a gateway is there, its lease tells.
    const hosts = this.options.directory.hosts();
    const silent = await Promise.all(hosts.map(async ({ id }) => ((await this.answers(id)) ? [] : [id])));
    this.silent.clear();
    for (const id of silent.flat()) this.silent.add(id);
  }

  private answers(node: string): Promise<boolean> {
    const { link, clock } = this.options;
    const answer = link.ask(node, { kind: 'views', addresses: [] }).then(
      () => true,
      (error: unknown) => errorType(error) !== 'NODE_UNREACHABLE',
    );
    return Promise.race([answer, clock.sleep(ANSWER_MS).then(() => false)]);
  }
}

/** The living nodes as people see them. */
export function viewsOf(directory: Pick<Directory, 'nodes' | 'shardsByNode'>): NodeView[] {
  const shards = directory.shardsByNode();
  return directory.nodes().map((node) => viewOf(node, shards.get(node.id) ?? 0));
}

const viewOf = ({ id, draining, upMs, details }: LiveNode, shards: number): NodeView => ({
  ...{ node: id, state: 'up', draining, upMs: Math.round(upMs), shards },
  role: details['role'] as NodeView['role'],
  where: typeof details['where'] === 'string' ? details['where'] : '',
});
