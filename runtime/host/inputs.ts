// N1. What a hint does not bring, the store does: a gap, an overflow of the buffer or an unknown end is read again.
// N2. An input that lacks entries is refilled whenever it is taken from, whatever other inputs are waiting for.
// N3. What is read for an input that is no longer followed goes nowhere, its failures included.
import type { Message, StreamEntry } from '../actor.ts';
import type { Follower, StreamHub } from '../streams/hub.ts';
import { Input, type Hint } from '../streams/input.ts';
import { Merge, messageOf } from '../streams/merge.ts';
import type { ReaderStatus } from './actor-trace.ts';
import type { FollowOptions } from './recorder.ts';

const PAGE = 512;
const REREAD_MS = 20;

export interface InputsOwner {
  /** Something may be ready to be taken; what is urgent, before anything else. */
  wake(isUrgent?: boolean): void;
  read(stream: string, after: number, limit: number): Promise<readonly StreamEntry[]>;
  pause(ms: number): Promise<void>;
  /** A catch-up failed for good. */
  failed(error: unknown): void;
}

/** All streams one actor follows: hints in, merged messages out, gaps filled from the store. */
export class Inputs {
  private readonly hub: StreamHub;
  private readonly owner: InputsOwner;
  private readonly inputs = new Map<string, Following>();
  private readonly merge = new Merge();
  private pulled: Input[] | undefined;
  private urgent: Input[] | undefined;
  private readonly catching = new Set<Input>();
  /** All that was durable in what it follows, pulled streams apart, has been taken once. */
  hasTakenAll = false;

  constructor(hub: StreamHub, owner: InputsOwner) {
    this.hub = hub;
    this.owner = owner;
  }

  follow(stream: string, options: FollowOptions): void {
    this.unfollow(stream);
    const input = new Following(stream, options, this, this.owner);
    this.inputs.set(stream, input);
    if (input.urgent) (this.urgent ??= []).push(input);
    else if (input.pull) (this.pulled ??= []).push(input);
    else this.merge.add(input, options.completeThrough ?? options.after);
    const known = this.hub.follow(stream, input);
    // Without word from the owner the store may hold more than we know of.
    input.cold = known === undefined;
    if (known !== undefined) input.offer(known);
    this.refill(input);
    this.owner.wake();
  }

  unfollow(stream: string): void {
    const input = this.inputs.get(stream);
    if (input === undefined) return;
    this.inputs.delete(stream);
    this.merge.remove(stream);
    this.pulled = this.pulled?.filter((other) => other !== input);
    this.urgent = this.urgent?.filter((other) => other !== input);
    this.hub.unfollow(stream, input);
    this.owner.wake();
  }

  pull(stream: string): void {
    const input = this.inputs.get(stream);
    if (input === undefined) return;
    input.credit += 1;
    this.owner.wake(input.urgent && input.peek() !== undefined);
  }

  /** The next entry of an urgent input. */
  nextUrgent(): Message | undefined {
    return this.urgent === undefined ? undefined : this.takePulled(this.urgent);
  }

  /** The next message in merged order, or undefined while something is awaited. */
  next(): Message | undefined {
    const pulled = this.pulled === undefined ? undefined : this.takePulled(this.pulled);
    if (pulled !== undefined) return pulled;
    const merged = this.merge.next();
    const { takenFrom } = this.merge;
    if (takenFrom !== undefined) this.refill(takenFrom); // N2
    if (merged === undefined && !this.hasTakenAll) this.hasTakenAll = this.isDrained();
    return merged;
  }

  private takePulled(inputs: readonly Input[]): Message | undefined {
    for (const input of inputs) {
      if (input.credit === 0) continue;
      const entry = input.take();
      if (entry === undefined) continue;
      input.credit -= 1;
      this.refill(input);
      return messageOf(entry);
    }
    return undefined;
  }

  private isDrained(): boolean {
    let isFollowing = false;
    for (const input of this.inputs.values()) {
      if (input.pull) continue; // the actor itself keeps it waiting
      if (!input.complete || input.size > 0) return false;
      isFollowing = true;
    }
    return isFollowing;
  }

  /** How far behind the newest known entry the slowest followed stream is taken. */
  waiting(): number {
    let most = 0;
    for (const input of this.inputs.values()) most = Math.max(most, input.size);
    return most;
  }

  /** How far each followed stream is taken. */
  view(): readonly Omit<ReaderStatus, 'reader'>[] {
    return Array.from(this.inputs.values(), (input) => ({
      stream: input.stream,
      entry: input.after - input.size,
      waiting: input.size,
      waitingSince: input.peek()?.time ?? null,
    }));
  }

  close(): void {
    for (const stream of [...this.inputs.keys()]) this.unfollow(stream);
  }

  /** Reads on when the input lacks entries and has room for them. */
  refill(input: Input): void {
    if (!input.complete && input.roomy) void this.catchUp(input);
  }

  private async catchUp(input: Input): Promise<void> {
    if (this.catching.has(input)) return;
    this.catching.add(input);
    try {
      while (!input.complete && input.roomy) {
        if (!this.isFollowed(input)) return;
        const from = input.after;
        const entries = await this.owner.read(input.stream, from, PAGE);
        if (!this.isFollowed(input)) return; // N3
        input.fill(entries, entries.length < PAGE);
        this.owner.wake(input.urgent);
        // Word of an entry that the store does not show yet: its commit is being answered.
        const isStuck = input.after === from && !(input.complete as boolean);
        if (isStuck) await this.owner.pause(REREAD_MS);
      }
    } catch (error) {
      if (this.isFollowed(input)) this.owner.failed(error); // N3
    } finally {
      this.catching.delete(input);
    }
  }

  private isFollowed(input: Input): boolean {
    return this.inputs.get(input.stream) === input;
  }
}

/** An input in its place in the hub. */
class Following extends Input implements Follower {
  private readonly inputs: Inputs;
  private readonly owner: InputsOwner;

  constructor(stream: string, options: FollowOptions, inputs: Inputs, owner: InputsOwner) {
    super(stream, options);
    this.inputs = inputs;
    this.owner = owner;
  }

  hear(hint: Hint): void {
    if (!this.offer(hint)) this.inputs.refill(this);
    this.owner.wake(this.urgent);
  }

  behind(head: number): number {
    return head - (this.after - this.size);
  }
}
