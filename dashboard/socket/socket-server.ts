// W1. Who opens a socket is asked before it is opened; a refusal is an HTTP answer.
// W2. Who may not come in any more is put out within seconds: callers are asked about anew, those with the same cookie or key at once.
// W3. A user, and the server, have a bounded number of sockets; a message and a connection's buffer are bounded too.
// W4. Closing says so to every client and waits for none.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { Log, WallClock } from '../face.ts';
import { DashboardError, problemJson, problemOf } from '../problem.ts';
import { ownTroupe } from '../own-troupe.ts';
import type { TroupeReads, WholeTroupe } from '../troupe-reads.ts';
import { type Turns, turns } from '../turns.ts';
import { client, type Client } from './client.ts';
import { HEARTBEAT_MS, heartbeat } from './heartbeat.ts';
import { CLOSED } from './message.ts';
import type { OutboxBounds, Pipe } from './outbox.ts';
import { type CallerOf, credentialOf, PROTOCOL, signedIn } from './sign-in.ts';
import { startingTopics } from './starting-topics.ts';
import type { TopicHub } from './topic-hub.ts';

export interface SocketServer {
  /** Takes the upgrades that a server is asked for. */
  on(server: Server): void;
  clients(): number;
  close(): void;
}

export interface SocketServerDeps {
  readonly hub: TopicHub;
  readonly troupe: WholeTroupe;
  readonly callerOf: CallerOf;
  /** Whether this is a name of ours. */
  readonly isOurHost: (host: string) => boolean;
  /** Origins beside our own whose pages may come with a cookie. */
  readonly origins: readonly string[];
  readonly clock: WallClock;
  readonly log: Log;
  readonly limits?: Partial<SocketLimits>;
}

export interface SocketLimits {
  readonly clients: number;
  readonly clientsOfUser: number;
  readonly messageBytes: number;
  readonly heartbeatMs: number;
  readonly askAgainMs: number;
  readonly outbox?: OutboxBounds;
}

const LIMITS: SocketLimits = {
  ...{ clients: 10_000, clientsOfUser: 50, messageBytes: 16 * 1024 },
  ...{ heartbeatMs: HEARTBEAT_MS, askAgainMs: 3_000 },
};
const FAREWELL_MS = 1_000;

interface Open {
  readonly socket: WebSocket;
  readonly client: Client;
  readonly request: IncomingMessage;
  readonly credential: string;
  readonly close: (code: number, reason: string) => void;
}

export const socketServer = (deps: SocketServerDeps): SocketServer => {
  const { hub, troupe, clock, log } = deps;
  const limits = { ...LIMITS, ...deps.limits };
  const server = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: limits.messageBytes },
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const opened = new Set<Open>();
  const flushes = turns();
  let closed = false;

  const checkRoom = (caller: Caller): void => {
    const own = [...opened].filter((one) => one.client.caller.user === caller.user).length;
    if (opened.size >= limits.clients || own >= limits.clientsOfUser)
      throw new DashboardError('TOO_MANY_SOCKETS', 'Too many sockets are open; close some and come again.');
  };

  const welcome = (socket: WebSocket, request: IncomingMessage, caller: Caller, place: Place): void => {
    const close = closing(socket, clock);
    const pipe: Pipe = {
      send: together(socket, request.socket, flushes),
      buffered: () => socket.bufferedAmount,
      close,
    };
    const one = client({
      ...{ pipe, hub, clock, caller, actor: place.actor, heartbeatMs: limits.heartbeatMs },
      ...(limits.outbox && { bounds: limits.outbox }),
    });
    const open: Open = { socket, client: one, request, credential: credentialOf(request), close };
    const stopBeating = heartbeat(socket, clock, limits.heartbeatMs);
    opened.add(open);
    socket.on('message', (data, isBinary) => one.hear(data, isBinary));
    socket.on('error', (error) => log.info({ err: error, user: caller.user }, 'socket failed'));
    socket.on('close', () => {
      stopBeating();
      opened.delete(open);
      one.end();
    });
    for (const wanted of place.topics) one.subscribe(wanted);
  };

  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    if (closed) throw new DashboardError('CLOSING', 'The dashboard is closing.');
    if (!deps.isOurHost(request.headers.host ?? ''))
      throw new DashboardError('HOST_NOT_ALLOWED', 'This dashboard does not answer for that name.');
    const url = new URL(request.url ?? '/', 'http://dashboard');
    const strategy = strategyIn(url);
    const caller = await signedIn(request, deps); // W1
    checkRoom(caller); // W3
    const place = await placeOf(url, strategy, ownTroupe(troupe, caller));
    server.handleUpgrade(request, stream, head, (socket) => welcome(socket, request, caller, place));
  };

  let cancelAsking = (): void => {};
  const askAgain = async (): Promise<void> => {
    const byCredential = Map.groupBy(opened, ({ credential }) => credential);
    await Promise.all(
      [...byCredential.values()].map(async ([first, ...others]) => {
        // People who cannot be asked just now are not put out for it.
        const caller = await deps.callerOf(first!.request).catch(() => first!.client.caller);
        for (const one of [first!, ...others]) {
          if (caller === undefined)
            one.close(CLOSED.signedOut, 'the session has ended'); // W2
          else if (!isSame(caller, one.client.caller)) one.close(CLOSED.signedOut, 'what you may do has changed');
        }
      }),
    );
    cancelAsking = clock.setTimer(limits.askAgainMs, () => void askAgain());
  };
  cancelAsking = clock.setTimer(limits.askAgainMs, () => void askAgain());

  return {
    on: (http) => {
      http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
        // For good: a client may break off while it is asked about, and also while it is being refused.
        stream.on('error', () => stream.destroy());
        upgrade(request, stream, head).catch((error: unknown) => refuse(stream, error, log));
      });
    },
    clients: () => opened.size,
    close: () => {
      closed = true;
      cancelAsking();
      for (const one of opened) one.close(CLOSED.goingAway, 'the dashboard is closing'); // W4
      hub.close();
    },
  };
};

/** Much leaves at once, so that what merely waits for its turn does not look like a client that takes nothing. */
const MOST_CORKED = 32 * 1024;

/** What is sent in one go leaves in one write, when it is its turn. */
const together = (socket: WebSocket, stream: Duplex, flushes: Turns): Pipe['send'] => {
  let corked = 0;
  const flush = (): void => {
    if (corked > 0) stream.uncork();
    corked = 0;
  };
  return (text, done) => {
    if (corked === 0) {
      stream.cork();
      flushes.soon(flush);
    }
    corked += text.length;
    socket.send(text, done);
    if (corked > MOST_CORKED) flush();
  };
};

/** What a path is about. */
interface Place {
  readonly actor: string | undefined;
  readonly topics: readonly Parameters<Client['subscribe']>[0][];
}

/** The strategy that a path is about, if it is about one. Throws NOT_FOUND where there is no socket. */
const strategyIn = ({ pathname }: URL): string | undefined => {
  if (pathname === '/ws') return undefined;
  const id = /^\/ws\/dashboard\/([^/]+)$/.exec(pathname)?.[1];
  if (id === undefined) throw new DashboardError('NOT_FOUND', `There is no socket at ${pathname}.`);
  return decoded(id);
};

/** Throws ACTOR_NOT_FOUND for a strategy that there is not, or that is not the caller's to see. */
const placeOf = async (url: URL, name: string | undefined, troupe: Pick<TroupeReads, 'find'>): Promise<Place> => {
  if (name === undefined) return { actor: undefined, topics: [] };
  const view =
    (await troupe.find(name)) ?? (await troupe.find(name.startsWith('subscription.') ? name : `subscription.${name}`));
  if (view === undefined)
    throw new DashboardError('ACTOR_NOT_FOUND', `There is no strategy ${name}.`, { field: 'strategyId' });
  return { actor: view.address, topics: startingTopics(view, url.searchParams) };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Ends a socket with a reason; one that does not take it is cut. */
const closing = (socket: WebSocket, clock: WallClock) => {
  let isClosing = false;
  return (code: number, reason: string): void => {
    if (isClosing) return;
    isClosing = true;
    socket.close(code, reason);
    const cancel = clock.setTimer(FAREWELL_MS, () => socket.terminate());
    socket.once('close', cancel);
  };
};

const isSame = (a: Caller, b: Caller): boolean =>
  a.user === b.user &&
  [...a.roles].sort().join() === [...b.roles].sort().join() &&
  [...(a.scopes ?? ['all'])].sort().join() === [...(b.scopes ?? ['all'])].sort().join();

const refuse = (stream: Duplex, error: unknown, log: Log): void => {
  const problem = problemOf(error);
  const body = JSON.stringify(problemJson(problem));
  if (problem.status >= 500) log.warn({ err: error }, 'socket not opened');
  stream.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      ...(problem.status === 401 ? ['WWW-Authenticate: Bearer'] : []),
      '',
      body,
    ].join('\r\n'),
  );
};
