import type { ActorRecord } from '../ports/actor-registry.ts';
import { Lane } from '../supervision/lane.ts';
import type { Cause, Lifecycle } from '../supervision/lifecycle.ts';
import { describeCause } from '../supervision/lifecycle.ts';
import type { ActorStatus } from './actor-status.ts';
import type { ActorDump, ActorTrace, Move } from './actor-trace.ts';
import type { Cell } from './cell.ts';
import type { MessageTrace } from './recent-messages.ts';

const KEPT_MOVES = 20;

/** What a host remembers of one actor, whether it runs or not. */
export class Hosted {
  readonly record: ActorRecord;
  lifecycle: Lifecycle;
  /** Epoch milliseconds UTC. */
  since: number;
  restarts = 0;
  lastCause: string | null = null;
  /** The incarnation that is up. */
  cell: Cell | undefined;
  /** What the last incarnation said of itself when it ended. */
  lastState: Record<string, unknown> = {};
  /** What its last incarnation took before it ended. */
  private lastMessages: readonly MessageTrace[] = [];
  private readonly moves: Move[] = [];
  private commands: Lane | undefined;

  constructor(record: ActorRecord, lifecycle: Lifecycle, now: number) {
    this.record = record;
    this.lifecycle = lifecycle;
    this.since = now;
  }

  /** Starts and stops of one actor take effect in the order they were asked for, in the registry as in the tree. */
  inOrder(command: () => Promise<void>): Promise<void> {
    return (this.commands ??= new Lane()).run(command);
  }

  moved(to: Lifecycle, cause: Cause | undefined, now: number): void {
    this.lifecycle = to;
    this.since = now;
    if (cause !== undefined) this.lastCause = describeCause(cause);
    if (to === 'restarting') this.restarts += 1;
    this.moves.push({ at: now, to, cause: cause === undefined ? null : describeCause(cause) });
    if (this.moves.length > KEPT_MOVES) this.moves.shift();
  }

  retire(cell: Cell): void {
    if (this.cell !== cell) return;
    this.lastState = cell.inspect();
    this.lastMessages = cell.messages();
    this.cell = undefined;
  }

  status(node: string): ActorStatus {
    const { record, cell, lifecycle, since, restarts, lastCause } = this;
    const { address, kind, owner, shard } = record;
    return {
      ...{ address, kind, parent: record.parent ?? null, owner, node, shard, lifecycle, since, restarts, lastCause },
      mailbox: cell?.mailboxView() ?? { depth: 0, oldestAgeMs: 0, dropped: 0 },
      turns: cell?.turns ?? 0,
      lastTurnAt: cell?.lastTurnAt ?? null,
      state: cell?.inspect() ?? this.lastState,
    };
  }

  /** What has become of it here lately. */
  trace(): ActorTrace {
    const { record, cell } = this;
    return {
      address: record.address,
      moves: this.moves.toReversed(),
      messages: cell?.messages() ?? this.lastMessages,
      readers: cell?.readers() ?? [],
    };
  }

  dump(node: string): ActorDump {
    const { record, cell } = this;
    return { status: this.status(node), trace: this.trace(), config: record.config, saved: cell?.saved() ?? null };
  }
}
