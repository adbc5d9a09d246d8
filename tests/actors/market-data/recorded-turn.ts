import type { ActorAddress } from '../../../runtime/address.ts';
import type { Turn } from '../../../runtime/turn.ts';

export interface RecordedEntry {
  readonly stream: string;
  readonly seq: number;
  readonly position: number;
  readonly time: number;
  readonly payload: unknown;
  readonly correlationId: string;
}

/** A turn that performs nothing and keeps what was asked of it; entries are numbered on from `heads`. */
export class RecordedTurn implements Turn {
  readonly entries: RecordedEntry[] = [];
  readonly advances: { stream: string; position: number; time: number }[] = [];
  readonly requests: { port: string; request: unknown }[] = [];
  readonly replies: unknown[] = [];
  readonly refusals: { type: string; message: string }[] = [];
  readonly timers: { name: string; delayMs: number }[] = [];
  checkpoints = 0;
  readonly self: ActorAddress;
  readonly heads: Record<string, number>;

  constructor(self: ActorAddress, heads: Record<string, number> = {}) {
    this.self = self;
    this.heads = heads;
  }

  append(stream: string, entry: Omit<RecordedEntry, 'stream' | 'seq'>): void {
    const seq = (this.heads[stream] ?? 0) + 1;
    this.heads[stream] = seq;
    this.entries.push({ stream, seq, ...entry });
  }
  advance(stream: string, position: number, time: number): void {
    this.advances.push({ stream, position, time });
  }
  perform(port: string, request: unknown): void {
    this.requests.push({ port, request });
  }
  checkpoint(): void {
    this.checkpoints++;
  }
  reply(value: unknown): void {
    this.replies.push(value);
  }
  refuse(type: string, message: string): void {
    this.refusals.push({ type, message });
  }
  timer(name: string, delayMs: number): void {
    this.timers.push({ name, delayMs });
  }
  cancelTimer(name: string): void {
    this.timers.splice(0, this.timers.length, ...this.timers.filter((timer) => timer.name !== name));
  }
  finish(): void {
    throw new Error('market-data never ends by itself');
  }
  record(): void {
    throw new Error('market-data journals nothing');
  }
  tell(): void {
    throw new Error('market-data tells nobody');
  }
  follow(): void {
    throw new Error('market-data follows nothing');
  }
  unfollow(): void {
    throw new Error('market-data follows nothing');
  }
  pull(): void {
    throw new Error('market-data follows nothing');
  }
  isCaughtUp(): boolean {
    throw new Error('market-data follows nothing');
  }
  watch(): void {
    throw new Error('market-data watches nobody');
  }
}
