// O1. A client that takes what it is sent gets every entry in order.
// O2. Past a bound, entries wait here, one a key, the newest; how many were replaced is told before the rest is sent.
// O3. A client that stays behind for long, or for which too much waits, is closed with a reason; nobody else waits for it.
import type { WallClock } from '../face.ts';
import type { Entry } from './entry.ts';
import { CLOSED, type ServerMessage } from './message.ts';

/** What entries are sent through; a WebSocket is one. */
export interface Pipe {
  /** Calls back when the text has left this process. */
  send(text: string, done: () => void): void;
  /** Bytes that have not left yet. */
  buffered(): number;
  /** Says why and ends; what is not sent is forgotten. */
  close(code: number, reason: string): void;
}

export interface OutboxBounds {
  /** Bytes that may wait at the socket before entries are conflated; below half of it sending goes on. */
  readonly bytes: number;
  /** Keys that may wait here. */
  readonly keys: number;
  /** For so long it may be behind. */
  readonly behindMs: number;
  /** Bytes of anything that may wait at the socket. */
  readonly mostBytes: number;
}

const BOUNDS: OutboxBounds = { bytes: 256 * 1024, keys: 10_000, behindMs: 20_000, mostBytes: 16 * 1024 * 1024 };

interface Waiting {
  readonly id: string;
  readonly entry: Entry;
}

export interface Outbox {
  say(message: ServerMessage): void;
  /** Says rows that are JSON already. */
  rows(message: Omit<Extract<ServerMessage, { op: 'snapshot' }>, 'rows'>, rows: readonly string[]): void;
  entry(id: string, entry: Entry): void;
  /** Forgets what waits for a subscription that has ended. */
  forget(id: string): void;
  close(): void;
  /** Entries replaced so far. */
  dropped(): number;
}

export const outbox = (pipe: Pipe, clock: WallClock, bounds: OutboxBounds = BOUNDS): Outbox => {
  const waiting = new Map<string, Waiting>();
  const replaced = new Map<string, number>();
  let dropped = 0;
  let closed = false;
  let isBehind = false;
  let isCatchingUp = false;
  let cancelPatience = (): void => {};

  const giveUp = (reason: string): void => {
    close();
    pipe.close(CLOSED.tooSlow, reason);
  };

  const write = (text: string): void => {
    if (pipe.buffered() > bounds.mostBytes) return giveUp('too much waits to be sent');
    pipe.send(text, sent);
  };

  const fallBehind = (): void => {
    isBehind = true;
    cancelPatience = clock.setTimer(bounds.behindMs, () => giveUp('entries were not taken for too long')); // O3
  };

  const keep = (id: string, entry: Entry): void => {
    const key = `${id} ${entry.key}`;
    // The newest stands last, so that numbers rise.
    if (waiting.delete(key)) {
      dropped += 1;
      replaced.set(id, (replaced.get(id) ?? 0) + 1);
    }
    waiting.set(key, { id, entry }); // O2
    if (waiting.size > bounds.keys) giveUp('too many entries wait');
  };

  const sent = (): void => {
    if (closed || !isBehind || isCatchingUp || pipe.buffered() > bounds.bytes / 2) return;
    isCatchingUp = true;
    if (catchUp()) {
      isBehind = false;
      cancelPatience();
    }
    isCatchingUp = false;
  };

  /** Sends what waits; false when the socket has enough again. */
  const catchUp = (): boolean => {
    for (const [id, count] of replaced) write(JSON.stringify({ op: 'conflated', id, dropped: count }));
    replaced.clear();
    for (const [key, { id, entry }] of waiting) {
      if (pipe.buffered() > bounds.bytes) return false;
      waiting.delete(key);
      write(textOf(id, entry));
    }
    return true;
  };

  const close = (): void => {
    closed = true;
    cancelPatience();
    waiting.clear();
    replaced.clear();
  };

  return {
    say: (message) => {
      if (!closed) write(JSON.stringify(message));
    },
    rows: (message, rows) => {
      if (!closed) write(`${JSON.stringify(message).slice(0, -1)},"rows":[${rows.join(',')}]}`);
    },
    entry: (id, entry) => {
      if (closed) return;
      if (!isBehind && pipe.buffered() > bounds.bytes) fallBehind();
      if (isBehind) keep(id, entry);
      else write(textOf(id, entry)); // O1
    },
    forget: (id) => {
      replaced.delete(id);
      for (const [key, one] of waiting) if (one.id === id) waiting.delete(key);
    },
    close,
    dropped: () => dropped,
  };
};

/** `{"op":"entry",…}`, with the entry's own JSON as it is. */
const textOf = (id: string, { seq, line, n, json }: Entry): string =>
  `{"op":"entry","id":${JSON.stringify(id)},"seq":${seq}${
    line === undefined || n === undefined ? '' : `,"line":${JSON.stringify(line)},"n":${n}`
  },"data":${json}}`;
