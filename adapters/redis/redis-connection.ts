// R1. While Redis is away a command rejects at once with CACHE_UNAVAILABLE; none waits for its return.
// R2. A command that is not answered in time ends the connection: a frozen server is an absent one.
// R3. It reconnects for ever; an outage is logged once, and so is its end.
import { Redis } from 'ioredis';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';

const ANSWER_MS = 1_000;
const CLOSING_MS = 250;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

export interface RedisConnectionOptions {
  readonly url: string;
  /** Before every key. */
  readonly keyPrefix: string;
  readonly log: Log;
  /** How long a command may take. */
  readonly answerMs?: number | undefined;
}

/** One connection to Redis that comes back by itself. */
export interface RedisConnection {
  /** Rejects with CACHE_UNAVAILABLE whatever goes wrong, at once while Redis is away. */
  run<T>(work: (client: Redis) => Promise<T>): Promise<T>;
  /** Called now with the present state, then with every change. Returns how to stop listening. */
  onAvailability(listener: (up: boolean) => void): () => void;
  close(): Promise<void>;
}

export function redisConnection(options: RedisConnectionOptions): RedisConnection {
  const { url, keyPrefix, log, answerMs = ANSWER_MS } = options;
  const server = serverOf(url);
  const listeners = new Set<(up: boolean) => void>();
  let isUp = false;
  let isReported = false;
  const client = new Redis(url, {
    ...{ keyPrefix, commandTimeout: answerMs, connectTimeout: answerMs, disconnectTimeout: CLOSING_MS },
    ...{ enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false }, // R1
    retryStrategy: (attempt) => Math.min(FIRST_RETRY_MS * 2 ** attempt, LONGEST_RETRY_MS), // R3
  });

  const became = (up: boolean): void => {
    if (up === isUp) return;
    isUp = up;
    for (const listener of listeners) listener(up);
  };
  const report = (reason: string): void => {
    if (isReported) return;
    isReported = true;
    log.warn({ part: 'redis', server, reason }, 'Redis is away; actor states come later and from the nodes themselves');
  };
  client.on('error', (error: Error) => report(errorMessage(error)));
  client.on('close', () => {
    became(false);
    report('the connection was closed');
  });
  client.on('ready', () => {
    if (isReported) log.info({ part: 'redis', server }, 'Redis is back');
    isReported = false;
    became(true);
  });

  return {
    async run(work) {
      if (!isUp) throw unavailable(server, 'it is away'); // R1
      try {
        return await work(client);
      } catch (error) {
        if (isLate(error)) {
          became(false); // R2
          report(`no answer in ${answerMs} ms`);
          client.disconnect(true);
        }
        throw error instanceof ActorError ? error : unavailable(server, errorMessage(error), error);
      }
    },
    onAvailability(listener) {
      listeners.add(listener);
      listener(isUp);
      return () => listeners.delete(listener);
    },
    async close() {
      isUp = false;
      isReported = true;
      listeners.clear();
      client.disconnect();
    },
  };
}

const isLate = (error: unknown): boolean => errorMessage(error) === 'Command timed out';

const unavailable = (server: string, reason: string, cause?: unknown): ActorError =>
  new ActorError(
    'CACHE_UNAVAILABLE',
    `Redis at ${server} cannot be used: ${reason}; what it would have told comes from the nodes or the database`,
    { server },
    { cause },
  );

/** The address without the password. */
function serverOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '6379' : port}`;
}
