// S1. From the moment it has joined its topic it misses nothing: what is said while it catches up is held, and sent after that.
// S2. An entry goes to a client at most once: numbers only rise, and what a snapshot had before its time is not said again.
// S3. What it may see is asked of every entry, by who its client is at that moment.
import { type Asker, type Entry, hears } from './entry.ts';
import type { ClientMessage, SnapshotReason } from './message.ts';
import type { Outbox } from './outbox.ts';
import { RECORDS, type Topic } from './topic.ts';

type Wanted = Pick<Extract<ClientMessage, { op: 'subscribe' }>, 'id' | 'since' | 'stream'>;

export interface Subscription {
  readonly id: string;
  /** Number through which it has heard its topic. */
  seq(): number;
  /** Catches up, then goes on by itself. Rejects with what the topic's feed rejects with. */
  begin(): Promise<void>;
  end(): void;
}

const MOST_HELD = 20_000;
const ROWS_A_MESSAGE = 200;

export const subscription = (
  wanted: Wanted,
  topic: Topic,
  deps: { readonly asker: () => Asker; readonly outbox: Outbox },
): Subscription => {
  const { asker, outbox } = deps;
  const { id } = wanted;
  const { permission, feed } = topic;
  let heard = 0;
  let ended = false;
  let held: Entry[] | undefined = [];
  /** More was said meanwhile than is held: it has to begin anew. */
  let hasLost = false;
  /** Keys of a snapshot's rows that may be said once more. */
  let ahead = new Set<string>();
  let leave = (): void => {};

  const deliver = (entries: readonly Entry[]): void => {
    const isHeard = hears(asker(), permission); // S3
    for (const entry of entries) {
      if (entry.seq <= heard) continue; // S2
      heard = entry.seq;
      if (ahead.delete(entry.key) || !isHeard(entry)) continue;
      outbox.entry(id, entry);
    }
  };

  const hear = (entries: readonly Entry[]): void => {
    if (held === undefined) return deliver(entries);
    for (const entry of entries) held.push(entry); // S1
    hasLost ||= held.length > MOST_HELD;
    if (hasLost) held = [];
  };

  const subscribed = (isResumed: boolean): void =>
    outbox.say({ op: 'subscribed', id, topic: topic.name, stream: topic.stream, seq: heard, isResumed });

  const mustBeginAnew = (): boolean => {
    const must = hasLost && !ended;
    hasLost = false;
    return must;
  };

  const goOn = (): void => {
    if (ended) return;
    const waiting = held ?? [];
    held = undefined;
    deliver(waiting);
  };

  /** Sends what was missed; says why it cannot otherwise. */
  const resume = async (): Promise<SnapshotReason | undefined> => {
    const { since } = wanted;
    if (since === undefined) return 'BEGINNING';
    const [at, after] = [topic.seq(), typeof since === 'number' ? since : topic.seq()];
    if (typeof since === 'number') {
      if (topic.stream !== (wanted.stream ?? RECORDS)) return 'OTHER_STREAM';
      if (since > at) return 'AHEAD';
      const kept = topic.after(since);
      if (kept !== undefined) {
        heard = since;
        subscribed(true);
        deliver(kept);
        return undefined;
      }
    }
    const missed = await feed.replay?.(since, asker());
    if (missed === undefined) return 'TOO_OLD';
    heard = after;
    if (ended) return undefined;
    subscribed(true);
    const isHeard = hears(asker(), permission);
    let seq = typeof since === 'number' ? since : at;
    for (const news of missed) {
      seq = news.seq ?? seq;
      if (isHeard(news)) outbox.entry(id, { ...news, seq });
    }
    heard = Math.max(heard, at);
    return undefined;
  };

  const show = async (why: SnapshotReason): Promise<void> => {
    const at = topic.seq();
    heard = at;
    const who = asker();
    const rows = (await feed.snapshot(who)).filter(hears(who, permission));
    if (ended) return;
    if (feed.isAhead === true) ahead = new Set(rows.map(({ key }) => key));
    subscribed(false);
    for (let from = 0; from === 0 || from < rows.length; from += ROWS_A_MESSAGE) {
      const part = rows.slice(from, from + ROWS_A_MESSAGE).map(({ json }) => json);
      outbox.rows({ op: 'snapshot', id, why, seq: at, isMore: from + ROWS_A_MESSAGE < rows.length }, part);
    }
  };

  return {
    id,
    seq: () => heard,
    begin: async () => {
      await topic.ready;
      await feed.cover?.(asker());
      if (ended) return;
      leave = topic.join({ hear });
      const why = await resume();
      if (why !== undefined) await show(why);
      while (mustBeginAnew()) await show('TOO_OLD');
      goOn();
    },
    end: () => {
      ended = true;
      leave();
      outbox.forget(id);
    },
  };
};
