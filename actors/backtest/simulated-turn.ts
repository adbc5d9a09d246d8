import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';

type Entry = { position: number; time: number; payload: unknown; correlationId: string };

/** Where a simulation takes what its actors ask for. */
export interface SimulatedWorld {
  appended(stream: string, entry: Entry): void;
  recorded(type: string, payload: unknown): void;
  performed(port: string, request: unknown): void;
  told(to: string, body: unknown): void;
}

/** The turn of one actor under a simulation: effects reach the world at once, and nothing is ever awaited. */
export class SimulatedTurn implements Turn {
  readonly self: string;
  private readonly world: SimulatedWorld;

  constructor(self: string, world: SimulatedWorld) {
    this.self = self;
    this.world = world;
  }

  append(stream: string, entry: Entry): void {
    this.world.appended(stream, entry);
  }

  record(type: string, payload: unknown): void {
    this.world.recorded(type, payload);
  }

  perform(port: string, request: unknown): void {
    this.world.performed(port, request);
  }

  tell(to: string, body: unknown): void {
    this.world.told(to, body);
  }

  // The simulation itself keeps the order of inputs, loses nothing and never stops half-way.
  advance(): void {}
  checkpoint(): void {}
  reply(): void {}
  refuse(): void {}
  follow(): void {}
  unfollow(): void {}
  pull(): void {}
  watch(): void {}
  timer(): void {}
  cancelTimer(): void {}
  finish(): void {}

  isCaughtUp(): boolean {
    return true;
  }
}

/** A message queue that is drained in order. */
export class Pending<Item> {
  private items: Item[] = [];
  private next = 0;

  push(item: Item): void {
    this.items.push(item);
  }

  take(): Item | undefined {
    const item = this.items[this.next];
    if (item === undefined) return undefined;
    this.next += 1;
    if (this.next === this.items.length) {
      this.items = [];
      this.next = 0;
    }
    return item;
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }
}

export type Addressed = { readonly to: 'monitor' | 'subscription'; readonly message: Message };
