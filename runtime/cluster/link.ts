// How nodes speak to each other. A word may be lost, doubled, late or out of order; a question is answered or fails.
import type { Message } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import type { Hint } from '../streams/input.ts';

/** Whether an actor is there, as its watchers are told. */
export type LifeWord = Extract<Message, { kind: 'up' | 'down' }>;

/** What one node tells another about streams and actors. */
export interface StreamWord {
  /** Which life of the sender's process speaks. */
  readonly boot: string;
  /** 1, 2, 3 … to this receiver in this life. */
  readonly seq: number;
  readonly hints: readonly Hint[];
  readonly lives: readonly LifeWord[];
  /** Streams that the sender follows from now on. */
  readonly follows: readonly string[];
  /** Actors that the sender watches from now on. */
  readonly watches: readonly ActorAddress[];
  /** Entries that the sender's slowest follower of a stream has still to take. */
  readonly behind: Readonly<Record<string, number>>;
}

/** All that one node wants of another, so that both can begin anew. */
export interface Wishes {
  readonly boot: string;
  /** Last number said to the one who hears this: what was said under a later one is not in it. */
  readonly seq: number;
  readonly follows: readonly string[];
  readonly watches: readonly ActorAddress[];
}

/** Answer to `Wishes`: what of it is there, and the other side's own wishes. */
export interface Digest extends Wishes {
  readonly hints: readonly Hint[];
  readonly lives: readonly LifeWord[];
}

export type NodeWord =
  | ({ readonly kind: 'streams' } & StreamWord)
  /** Shards are free for those they belong to. */
  | { readonly kind: 'released'; readonly shards: readonly number[] }
  /** Something urgent has been asked for: whatever else the node has to do waits for a moment. */
  | { readonly kind: 'hush' }
  /** The sender holds shards from now on: [shard, epoch]. */
  | { readonly kind: 'adopted'; readonly shards: readonly (readonly [number, number])[] };

export type NodeQuestion =
  | { readonly kind: 'digest'; readonly wishes: Wishes }
  | {
      readonly kind: 'act';
      readonly address: ActorAddress;
      readonly action: string;
      readonly params: Readonly<Record<string, unknown>>;
      readonly by: string;
      /** For whom it is, proved to the actor's node; absent for what actors and nodes ask by themselves. */
      readonly sealed?: string;
    }
  /** Starts actors that were added to the registry. */
  | { readonly kind: 'bring'; readonly addresses: readonly ActorAddress[] }
  /** What people see of actors; those that live elsewhere are left out. */
  | { readonly kind: 'views'; readonly addresses: readonly ActorAddress[] }
  /** How far its actors are with streams that they follow, as people see it. */
  | { readonly kind: 'readers'; readonly streams: readonly string[] }
  /** Its supervision tree as people see it. */
  | { readonly kind: 'tree' }
  /** Answered when it has started all that it holds. */
  | { readonly kind: 'settled' }
  /** Hands over all its shards to the others, for an upgrade; answered when it has begun to. */
  | { readonly kind: 'drain' }
  /** Takes shards again. */
  | { readonly kind: 'undrain' };

/** One node's line to the others. */
export interface NodeLink {
  /** False while nobody can be reached. */
  isUp(): boolean;
  /** Never throws; what cannot be sent is lost. */
  say(to: string, word: NodeWord): void;
  /** Rejects with NODE_UNREACHABLE, or with what the other node's answer was refused for. */
  ask(node: string, question: NodeQuestion): Promise<unknown>;
}

/** What a node does with what others say to it. */
export interface NodeEars {
  hear(from: string, word: NodeWord): void;
  /** Rejects with WRONG_OWNER when the question is for another node. */
  answer(from: string, question: NodeQuestion): Promise<unknown>;
}
