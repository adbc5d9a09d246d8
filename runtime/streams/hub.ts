// H1. A hint reaches each local follower once; a follower that misses it reads the store.
// H2. The hub forgets a topic when it has neither owner nor follower, so topics cannot pile up.
// H3. What an owner announced stays true after it: head and watermark of a topic never go back.
// H4. Whoever carries word to other nodes hears what owners here say, and which topics are followed here.
import type { Hint } from './input.ts';

/** Someone who follows one stream. */
export interface Follower {
  /** Must not throw; called synchronously, many thousands of times a bar. */
  hear(hint: Hint): void;
  /** How many entries up to `head` it has still to take. */
  behind(head: number): number;
}

/** Carries what is said here to other nodes, and learns what is wanted here from them. */
export interface Carrier {
  /** An owner on this node has spoken. */
  published(hint: Hint, isUrgent: boolean): void;
  /** A topic is followed here, and its owner is not here, or not any more. */
  followed?(stream: string): void;
}

interface Topic {
  followers: Set<Follower>;
  owned: boolean;
  /** -1 until its owner has spoken. */
  head: number;
  watermark: number;
  time: number;
}

/** The node's map from stream to its local followers: one bar reaches ten thousand mailboxes by one loop. */
export class StreamHub {
  private readonly topics = new Map<string, Topic>();
  private readonly carriers: Carrier[] = [];

  /** From now on `carrier` hears what others may want. */
  carriedBy(carrier: Carrier): void {
    this.carriers.push(carrier);
  }

  /** Passes on what the owner of a stream, on this node, says; what is urgent waits for nothing else that is to be said. */
  publish(hint: Hint, isUrgent = false): void {
    const topic = this.topic(hint.stream);
    topic.owned = true;
    this.tell(topic, hint);
    for (const carrier of this.carriers) carrier.published(hint, isUrgent); // H4
  }

  /** Passes on what an owner elsewhere said; nothing if nobody here follows. */
  hear(hint: Hint): void {
    const topic = this.topics.get(hint.stream);
    if (topic !== undefined) this.tell(topic, hint);
  }

  private tell(topic: Topic, hint: Hint): void {
    if (hint.head > topic.head) topic.head = hint.head; // H3
    if (hint.watermark > topic.watermark) {
      topic.watermark = hint.watermark;
      topic.time = hint.time;
    }
    for (const follower of topic.followers) follower.hear(hint);
  }

  /** Adds a follower; returns what the owner has announced so far, undefined when it has not spoken. */
  follow(stream: string, follower: Follower): Hint | undefined {
    const topic = this.topic(stream);
    topic.followers.add(follower);
    if (topic.followers.size === 1 && !topic.owned) this.wanted(stream);
    return topic.head < 0 ? undefined : hintOf(stream, topic);
  }

  unfollow(stream: string, follower: Follower): void {
    const topic = this.topics.get(stream);
    if (topic === undefined) return;
    topic.followers.delete(follower);
    this.forgetUnused(stream, topic);
  }

  /** Says that the owner of a stream has gone. */
  disown(stream: string): void {
    const topic = this.topics.get(stream);
    if (topic === undefined) return;
    topic.owned = false;
    if (topic.followers.size > 0) this.wanted(stream);
    this.forgetUnused(stream, topic);
  }

  /** What the owner announced last, without entries; undefined before it has. */
  known(stream: string): Hint | undefined {
    const topic = this.topics.get(stream);
    return topic === undefined || topic.head < 0 ? undefined : hintOf(stream, topic);
  }

  /** Whether an actor of this node owns the stream. */
  isOwned(stream: string): boolean {
    return this.topics.get(stream)?.owned ?? false;
  }

  /** Streams that are followed here and owned elsewhere. */
  followedFar(): string[] {
    const streams: string[] = [];
    for (const [stream, topic] of this.topics) if (!topic.owned && topic.followers.size > 0) streams.push(stream);
    return streams;
  }

  /** How far the slowest local follower of a stream is behind its head; 0 when nobody follows. */
  backlog(stream: string): number {
    const topic = this.topics.get(stream);
    if (topic === undefined || topic.head < 0) return 0;
    let most = 0;
    for (const follower of topic.followers) most = Math.max(most, follower.behind(topic.head));
    return most;
  }

  get size(): number {
    return this.topics.size;
  }

  private wanted(stream: string): void {
    for (const carrier of this.carriers) carrier.followed?.(stream); // H4
  }

  private forgetUnused(stream: string, topic: Topic): void {
    if (topic.followers.size === 0 && !topic.owned) this.topics.delete(stream); // H2
  }

  private topic(stream: string): Topic {
    let topic = this.topics.get(stream);
    if (topic === undefined) {
      topic = { followers: new Set(), owned: false, head: -1, watermark: 0, time: 0 };
      this.topics.set(stream, topic);
    }
    return topic;
  }
}

const hintOf = (stream: string, { head, watermark, time }: Topic): Hint => ({
  stream,
  head,
  watermark,
  time,
  entries: [],
});
