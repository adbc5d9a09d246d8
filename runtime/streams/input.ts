// I1. Entries leave in seq order, each once; one already seen is ignored.
// I2. A gap is never skipped: what follows it waits until the store has filled it.
// I3. The watermark never runs ahead of the entries: it counts once every entry up to its head has arrived.
import type { StreamEntry } from '../actor.ts';
import type { Turn } from '../turn.ts';

/** What the owner of a stream says after each commit; a hint, for the store holds the truth. */
export interface Hint {
  readonly stream: string;
  /** Last durable entry. */
  readonly head: number;
  /** Nothing at or before this position can still be appended. */
  readonly watermark: number;
  /** Logical time of the watermark, epoch milliseconds UTC. */
  readonly time: number;
  /** New entries in order; may be empty, partial, or repeated. */
  readonly entries: readonly StreamEntry[];
}

const BUFFER_LIMIT = 1_024;

/** One actor's place in one stream: the entries that have arrived and are not yet taken. */
export class Input {
  readonly stream: string;
  readonly rank: number;
  readonly pull: boolean;
  /** Of a pulled input: taken before anything else that waits. */
  readonly urgent: boolean;
  /** Entries that a pulled input may still give. */
  credit = 0;
  /** Nobody has said yet how far the stream reaches: only the store, read to its end, can tell. */
  cold = false;
  /** Complete through this position. */
  watermark: number;
  /** The next entry; what comes after it waits in the buffer, which mostly stays empty. */
  private front: StreamEntry | undefined;
  private buffer: StreamEntry[] = [];
  private taken = 0;
  private lastSeq: number;
  private knownHead: number;
  private knownWatermark: number;

  constructor(stream: string, options: Parameters<Turn['follow']>[1]) {
    this.stream = stream;
    this.rank = options.rank;
    this.pull = options.pull ?? false;
    this.urgent = this.pull && options.urgent === true;
    this.lastSeq = options.after;
    this.knownHead = options.after;
    this.watermark = options.completeThrough ?? 0;
    this.knownWatermark = this.watermark;
  }

  /** Takes a hint; false when entries are missing that only the store can give. */
  offer(hint: Hint): boolean {
    const entries = hint.entries;
    for (let index = 0; index < entries.length; index += 1) {
      const entry = entries[index]!;
      if (entry.seq <= this.lastSeq) continue;
      if (entry.seq > this.lastSeq + 1 || this.size >= BUFFER_LIMIT) break;
      this.push(entry);
    }
    if (hint.head >= this.knownHead) {
      this.knownHead = hint.head;
      if (hint.watermark > this.knownWatermark) this.knownWatermark = hint.watermark;
    }
    this.settleWatermark();
    return this.complete;
  }

  /** Takes entries read from the store after `after`; `end` when they were the last it has. */
  fill(entries: readonly StreamEntry[], end: boolean): void {
    for (const entry of entries) {
      if (entry.seq === this.lastSeq + 1) this.push(entry);
    }
    if (end) this.cold = false;
    this.settleWatermark();
  }

  get after(): number {
    return this.lastSeq;
  }

  get complete(): boolean {
    return !this.cold && this.lastSeq >= this.knownHead;
  }

  get roomy(): boolean {
    return this.size < BUFFER_LIMIT / 2;
  }

  get size(): number {
    return this.front === undefined ? 0 : 1 + this.buffer.length - this.taken;
  }

  peek(): StreamEntry | undefined {
    return this.front;
  }

  take(): StreamEntry | undefined {
    const entry = this.front;
    if (this.buffer.length === 0) {
      this.front = undefined;
      return entry;
    }
    this.front = this.buffer[this.taken++];
    if (this.taken === this.buffer.length) {
      this.buffer = [];
      this.taken = 0;
    } else if (this.taken === BUFFER_LIMIT) {
      this.buffer = this.buffer.slice(this.taken);
      this.taken = 0;
    }
    return entry;
  }

  private push(entry: StreamEntry): void {
    if (this.front === undefined) this.front = entry;
    else this.buffer.push(entry);
    this.lastSeq = entry.seq;
    if (entry.position - 1 > this.watermark) this.watermark = entry.position - 1;
  }

  private settleWatermark(): void {
    if (this.lastSeq >= this.knownHead && this.knownWatermark > this.watermark) this.watermark = this.knownWatermark;
  }
}
