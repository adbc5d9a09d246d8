// What operators see of messages, and do about those that crash their actors.
import type { DeadLetterRow, LetterState, StreamRow, WaitingOrderRow } from '../actors/domain/messaging-rows.ts';
import type { Caller } from '../actors/domain/people/caller.ts';
import { may } from '../actors/domain/people/caller.ts';
import type { Page } from '../actors/domain/record-rows.ts';
import type { ReaderView } from '../actors/messaging-views.ts';
import type { BrokerFace, WallClock } from './face.ts';
import { keptReads } from './kept-reads.ts';
import { DashboardError, Forbidden } from './problem.ts';

/** How far a reader is behind the end of its stream. */
export interface Reader extends ReaderView {
  readonly behind: number;
  /** Time of the market between the first entry that it has still to take and the stream's last; null where nothing waits. */
  readonly behindMs: number | null;
}

/** A stream with whoever follows it, the one furthest behind first. */
export interface ReadStream extends StreamRow {
  readonly readers: readonly Reader[];
}

interface Paged {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Letters extends Page<DeadLetterRow> {
  /** When this was read, ISO 8601 UTC. */
  readonly checkedAt: string;
}

/** Rejects with FORBIDDEN for whoever may not look at, or command, the topology. */
export interface OwnMessaging {
  streams(query: Paged): Promise<Page<ReadStream>>;
  /** Throws STREAM_NOT_FOUND. */
  stream(name: string): Promise<ReadStream>;
  /** Orders that wait for the venue, those that have waited longest first. */
  waiting(query: Paged): Promise<Page<WaitingOrderRow>>;
  letters(
    query: Paged & { readonly state?: LetterState | undefined; readonly actor?: string | undefined },
  ): Promise<Letters>;
  /** Rejects with LETTER_NOT_FOUND, LETTER_CLOSED, LETTER_OVERTAKEN or LETTER_HELD. */
  change(deed: 'requeue' | 'discard', letter: { readonly id: string; readonly reason: string }): Promise<DeadLetterRow>;
}

export type MessagingFor = (caller: Caller) => OwnMessaging;

/** What many look at is read once in a while for all of them. */
const KEEP_MS = 500;
const MOST_KEPT = 200;

export const messagingReads = ({ actors, clock }: { actors: BrokerFace; clock: WallClock }): MessagingFor => {
  const kept = keptReads(clock, MOST_KEPT);
  const ask = <T>(action: string, params: object): Promise<T> =>
    kept(
      `${action} ${JSON.stringify(params)}`,
      KEEP_MS,
      async () => (await actors.call(`messaging.${action}`, params)) as T,
    );
  const withReaders = async (rows: readonly StreamRow[]): Promise<readonly ReadStream[]> => {
    if (rows.length === 0) return [];
    const readers = await ask<readonly ReaderView[]>('readers', { streams: rows.map(({ stream }) => stream) });
    const byStream = Map.groupBy(readers, ({ stream }) => stream);
    return rows.map((row) => ({
      ...row,
      readers: (byStream.get(row.stream) ?? []).map(readerOf(row)).sort((a, b) => b.behind - a.behind),
    }));
  };

  return (caller) => {
    const permitted = async <T>(read: () => Promise<T>): Promise<T> => {
      if (!may(caller, 'topology:read')) throw new Forbidden(caller.user, 'topology:read');
      return read();
    };
    return {
      streams: (query) =>
        permitted(async () => {
          const page = await ask<Page<StreamRow>>('streams', query);
          return { ...page, rows: await withReaders(page.rows) };
        }),
      stream: (name) =>
        permitted(async () => {
          const [found] = await withReaders(await ask<readonly StreamRow[]>('streams-named', { names: [name] }));
          if (found === undefined)
            throw new DashboardError('STREAM_NOT_FOUND', `There is no stream ${name}.`, { field: 'stream' });
          return found;
        }),
      waiting: (query) => permitted(() => ask<Page<WaitingOrderRow>>('waiting-orders', query)),
      letters: (query) =>
        permitted(async () => {
          const checkedAt = new Date(clock.now()).toISOString();
          const page = (await actors.call('messaging.letters', query)) as Page<DeadLetterRow>;
          return { ...page, checkedAt };
        }),
      change: async (deed, { id, reason }) => {
        if (!may(caller, 'topology:command')) throw new Forbidden(caller.user, 'topology:command');
        return (await actors.call(`messaging.${deed}`, { id, reason }, caller)) as DeadLetterRow;
      },
    };
  };
};

const readerOf =
  ({ head, lastAt }: StreamRow) =>
  (reader: ReaderView): Reader => {
    const since =
      reader.waitingSince === null || lastAt === null ? null : Date.parse(lastAt) - Date.parse(reader.waitingSince);
    // An owner may have said more since the head was read.
    return {
      ...reader,
      behind: Math.max(0, head - reader.entry),
      behindMs: since === null ? null : Math.max(0, since),
    };
  };
