import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import type { WallClock } from '../face.ts';
import { PortInUse } from '../problem.ts';

const SWEEP_MS = 50;
const PATIENCE_MS = 5_000;
/** Connections that may wait to be taken: all pages come back at once when a gateway was away. */
const BACKLOG = 4_096;

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
  const server = createServer((request, response) => void handle(request, response));
  onServer(server);
  await bound(server, host, port);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
  return { url, close: () => drained(server, clock) };
}

const bound = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(host, port) : error),
    );
    server.listen(port, host, BACKLOG, resolve);
  });

/** Resolves when every connection has ended; those still busy after five seconds are cut. */
const drained = async (server: Server, clock: WallClock): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
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
