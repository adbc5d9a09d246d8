// L1. A server is given one connection a round of the loop (libuv 1.52), and a busy round takes 10 ms: so several doors stand on one port,
//     where the system can share it out among them, and all lead to one server.
// L2. A port that is taken is refused all the same: it is tried alone first, for shared ones do not keep each other out.
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createDoor, type ListenOptions, type Server as Door } from 'node:net';
import type Koa from 'koa';
import type { WallClock } from '../face.ts';
import { PortInUse } from '../problem.ts';

const SWEEP_MS = 50;
const PATIENCE_MS = 5_000;
/** Connections that may wait to be taken: all pages come back at once when a gateway was away. */
const BACKLOG = 4_096;
/** Longer than a proxy keeps a connection that it means to use again (60 s as a rule), and than most people read a page. */
const KEEP_ALIVE_MS = 75_000;
const DOORS = process.platform === 'linux' ? 8 : 1;

/** Where an application is reached, and how it stops taking requests. */
export interface Listening {
  readonly url: string;
  /** Takes nothing new, and waits a while for the requests under way. */
  close(): Promise<void>;
}

/** Serves an application; port 0 takes any free one. Throws PORT_IN_USE. */
export async function listening(
  app: Koa,
  host: string,
  port: number,
  clock: WallClock,
  /** Hears of the server before it listens. */
  onServer: (server: Server) => void = () => {},
): Promise<Listening> {
  const handle = app.callback();
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void handle(request, response),
  );
  onServer(server);
  const doors = await opened(server, host, port);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`;
  return { url, close: () => drained(server, doors, clock) };
}

/** Opens all doors of a server; what comes in by one of them, the server takes for its own. */
const opened = async (server: Server, host: string, port: number): Promise<readonly Door[]> => {
  if (DOORS === 1) {
    await bound(server, { host, port });
    return [server];
  }
  if (port !== 0) {
    const alone = createDoor();
    await bound(alone, { host, port }); // L2
    await ended(alone);
  }
  await bound(server, { host, port, reusePort: true });
  const others = Array.from({ length: DOORS - 1 }, () =>
    createDoor({ allowHalfOpen: true, noDelay: true }, (socket) => void server.emit('connection', socket)),
  );
  for (const door of others) await bound(door, { host, port: portOf(server), reusePort: true });
  return [server, ...others];
};

const portOf = (door: Door): number => (door.address() as AddressInfo).port;

const bound = (door: Door, where: ListenOptions & { readonly host: string; readonly port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    door.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(where.host, where.port) : error),
    );
    door.listen({ ...where, backlog: BACKLOG }, resolve);
  });

const ended = (door: Door): Promise<void> => new Promise((resolve) => void door.close(() => resolve()));

/** Resolves when every connection has ended; those still busy after five seconds are cut. */
const drained = async (server: Server, doors: readonly Door[], clock: WallClock): Promise<void> => {
  const closed = Promise.all(doors.map(ended));
  let cancel = (): void => {};
  const sweep = (leftMs: number): void => {
    if (leftMs <= 0) server.closeAllConnections();
    else server.closeIdleConnections();
    cancel = clock.setTimer(SWEEP_MS, () => sweep(leftMs - SWEEP_MS));
  };
  sweep(PATIENCE_MS);
  await closed;
  cancel();
};
