import type { Socket } from 'node:net';
import type { Random } from '../../../runtime/random.ts';

/** The state of one direction of a link, shared by its connections. */
export interface Road {
  isCut: boolean;
  delayMs: number;
  jitterMs: number;
  /** Handed over so far. */
  bytes: number;
  readonly random: Random;
}

interface Parcel {
  /** Null is the end of the connection. */
  readonly chunk: Buffer | null;
  readonly dueAt: number;
}

/** Bytes on their way from one socket to another. */
export class Flow {
  readonly ended: Promise<void>;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #road: Road;
  readonly #parcels: Parcel[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #end!: () => void;

  constructor(from: Socket, to: Socket, road: Road, tap?: (chunk: Buffer, pass: (chunk: Buffer) => void) => void) {
    this.#from = from;
    this.#to = to;
    this.#road = road;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    const send = (chunk: Buffer): void => this.#send(chunk);
    from.on('data', tap === undefined ? send : (chunk: Buffer) => tap(chunk, send));
    from.on('end', () => this.#send(null));
    to.on('drain', () => this.roadChanged());
    this.roadChanged();
  }

  /** Stops or goes on, as the road now is. */
  roadChanged(): void {
    if (this.#isStopped) return;
    if (this.#road.isCut) this.#from.pause();
    else {
      this.#deliver();
      if (!this.#to.writableNeedDrain) this.#from.resume();
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#end();
  }

  #send(chunk: Buffer | null): void {
    const { delayMs, jitterMs, random } = this.#road;
    const asked = performance.now() + delayMs + (jitterMs > 0 ? random.next() * jitterMs : 0);
    // Behind what is under way already (F2).
    this.#parcels.push({ chunk, dueAt: Math.max(asked, this.#parcels.at(-1)?.dueAt ?? 0) });
    this.#deliver();
  }

  #deliver(): void {
    clearTimeout(this.#timer);
    while (!this.#isStopped && !this.#road.isCut) {
      const next = this.#parcels[0];
      if (next === undefined) return;
      const wait = next.dueAt - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#deliver(), wait);
        return;
      }
      this.#parcels.shift();
      if (next.chunk === null) {
        this.#to.end();
        this.#end();
        return;
      }
      this.#road.bytes += next.chunk.length;
      if (!this.#to.write(next.chunk)) this.#from.pause();
    }
  }
}
