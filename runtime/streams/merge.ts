// M1. Entries of several streams leave by position, then rank (equal ranks: by name), then seq, whatever order they
//     arrived in.
// M2. An entry waits until every stream of lower rank is complete through its position.
// M3. A position is announced once, after everything at it, when every stream is complete through it.
import type { StreamEntry } from '../actor.ts';
import type { Input } from './input.ts';

export type Merged =
  | { readonly kind: 'entry'; readonly entry: StreamEntry }
  | { readonly kind: 'position'; readonly position: number; readonly time: number };

let shared: Merged & { kind: 'entry' } = { kind: 'entry', entry: undefined as never };

/** The message of an entry, the same object for all who take that entry one after the other: a bar reaches thousands. */
export function messageOf(entry: StreamEntry): Merged {
  if (shared.entry !== entry) shared = { kind: 'entry', entry };
  return shared;
}

/** The merged order of the streams that one actor follows. */
export class Merge {
  /** The input that the last `next` took an entry from, if it did. */
  takenFrom: Input | undefined;
  private inputs: Input[] = [];
  /** Every position up to this one has been announced. */
  private completed: number | undefined;
  /** Of entries alone: hints may skip positions, and a replay has none, but both see the same entries. */
  private time = 0;

  add(input: Input, completeThrough: number): void {
    this.inputs.push(input);
    this.inputs.sort((left, right) => left.rank - right.rank || (left.stream < right.stream ? -1 : 1));
    if (this.completed === undefined || completeThrough > this.completed) this.completed = completeThrough;
  }

  remove(stream: string): void {
    this.inputs = this.inputs.filter((input) => input.stream !== stream);
  }

  /** The next entry or completed position, or undefined while something is still awaited. */
  next(): Merged | undefined {
    const inputs = this.inputs;
    this.takenFrom = undefined;
    if (inputs.length === 1) {
      const input = inputs[0]!;
      const entry = input.take();
      if (entry === undefined) return undefined;
      this.takenFrom = input;
      this.completed = entry.position;
      this.time = entry.time;
      return messageOf(entry);
    }
    if (inputs.length === 0) return undefined;
    const position = (this.completed ?? 0) + 1;
    for (let index = 0; index < inputs.length; index += 1) {
      const input = inputs[index]!;
      const entry = input.peek();
      if (entry !== undefined && entry.position <= position) {
        if (entry.time > this.time) this.time = entry.time;
        this.takenFrom = input;
        input.take();
        return messageOf(entry);
      }
      // Anything of this stream at `position` would have to come before the streams of higher rank.
      if (input.watermark < position && entry === undefined) return undefined;
    }
    this.completed = position;
    return { kind: 'position', position, time: this.time };
  }
}
