// T1. Entries are numbered without a gap, and every listener hears them in that order.
// T2. A topic goes on for a while after its last listener has left, so that one who comes back is told what was missed.
// T3. Numbers of a topic that its records do not number hold for its `stream` alone.
import type { Permission } from '../../actors/domain/people/role.ts';
import type { WallClock } from '../face.ts';
import type { Entry, News } from './entry.ts';
import type { Feed } from './feed.ts';
import { Ring } from './ring.ts';

const LINGER_MS = 60_000;
const KEPT = 4_096;

export interface Listener {
  hear(entries: readonly Entry[]): void;
}

/** One thing that can be listened to, shared by all who do. */
export interface Topic {
  readonly name: string;
  readonly permission: Permission;
  readonly feed: Feed;
  /** Of this run of numbers; `records` where they are those of records. */
  readonly stream: string;
  /** Resolves when it can be joined. Rejects with what its feed rejects with. */
  readonly ready: Promise<void>;
  /** Number of the last entry. */
  seq(): number;
  after(seq: number): readonly Entry[] | undefined;
  /** Hears all entries from now on; the returned function ends it. */
  join(listener: Listener): () => void;
  close(): void;
}

export interface TopicDeps {
  readonly name: string;
  readonly permission: Permission;
  readonly feed: Feed;
  readonly clock: WallClock;
  /** Names a run of numbers as no other. */
  readonly newStream: () => string;
  readonly onClose: () => void;
  readonly kept?: number;
}

export const topic = ({ name, permission, feed, clock, newStream, onClose, kept = KEPT }: TopicDeps): Topic => {
  const listeners = new Set<Listener>();
  let stream = newStream();
  let ring = new Ring(kept, 0);
  let closed = false;
  let cancelLinger = (): void => {};

  const say = (news: readonly (News & { readonly seq?: number })[]): void => {
    if (closed || news.length === 0) return;
    const entries: Entry[] = news.map((one) => {
      const entry = { ...one, seq: one.seq ?? ring.seq + 1 };
      ring.add(entry); // T1
      return entry;
    });
    for (const listener of listeners) listener.hear(entries);
  };

  const close = (): void => {
    if (closed) return;
    closed = true;
    cancelLinger();
    feed.stop();
    onClose();
  };
  // T2
  const linger = (): void => {
    cancelLinger();
    cancelLinger = clock.setTimer(LINGER_MS, close);
  };

  const ready = feed.start(say).then(({ seq }) => {
    if (seq === undefined) return;
    stream = RECORDS;
    if (ring.seq === 0) ring = new Ring(kept, seq);
  });
  ready.catch(close);
  linger();

  return {
    ...{ name, permission, feed, ready, close },
    get stream() {
      return stream; // T3
    },
    seq: () => ring.seq,
    after: (seq) => ring.after(seq),
    join: (listener) => {
      cancelLinger();
      listeners.add(listener);
      return () => {
        if (listeners.delete(listener) && listeners.size === 0 && !closed) linger();
      };
    },
  };
};

/** Stream of the topics that their records number. */
export const RECORDS = 'records';
