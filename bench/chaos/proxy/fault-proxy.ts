// A TCP link between two processes that can be made to fail as networks do; it lives in the process of the chaos runner.
// F1. A cut direction loses nothing and says nothing: bytes, and the end of a connection, wait in the kernel and arrive late
//     when the link is whole again, as TCP would send them again. New connections are taken and wait alike.
// F2. Bytes of a direction never overtake each other, whatever the delay; only a `wire` may reorder, by whole frames.
// F3. `closeAll` resets what is open and leaves the link as it is.
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { seededRandom, type Random } from '../../../runtime/random.ts';
import { Flow, type Road } from './flow.ts';

export type Direction = 'to-target' | 'to-client';

/** One connection's view of a wire; what it passes on is what the other side gets. */
export interface WireTap {
  toTarget?(chunk: Buffer, pass: (chunk: Buffer) => void): void;
  toClient?(chunk: Buffer, pass: (chunk: Buffer) => void): void;
  /** The connection is over. */
  end?(): void;
}

/** Knows the protocol on the link, and tampers with it; called for each connection with a way to cut that one. */
export type Wire = (cut: () => void) => WireTap;

export interface FaultProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
  /** 0, and by default, any free port of 127.0.0.1. */
  readonly port?: number;
  readonly wire?: Wire;
  /** Draws the jitter. */
  readonly random?: Random;
}

export interface FaultProxyStats {
  readonly open: number;
  readonly accepted: number;
  readonly bytesToTarget: number;
  readonly bytesToClient: number;
}

export interface FaultProxy {
  readonly host: string;
  readonly port: number;
  /** Ends every fault; what was held arrives. */
  pass(): void;
  /** Nothing gets through in either direction, and nobody is told. */
  blackhole(): void;
  /** Nothing gets through in one direction. */
  cutOneWay(direction: Direction): void;
  /** Everything takes this much longer, each way. */
  delay(ms: number, jitterMs?: number): void;
  /** Resets all open connections. */
  closeAll(): void;
  stats(): FaultProxyStats;
  /** Closes the link for good. */
  close(): Promise<void>;
}

/** Opens a link to the target. */
export async function faultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, port = 0, random = seededRandom('fault-proxy') } = options;
  const wire: Wire = options.wire ?? (() => ({}));
  const roads: Record<Direction, Road> = { 'to-target': openRoad(random), 'to-client': openRoad(random) };
  const links = new Set<{ readonly flows: readonly Flow[]; readonly cut: () => void }>();
  let accepted = 0;

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    accepted += 1;
    const upstream = connect({ ...target, allowHalfOpen: true });
    const cut = (): void => {
      links.delete(link);
      for (const flow of link.flows) flow.stop();
      for (const socket of [client, upstream]) socket.resetAndDestroy();
      tap.end?.();
    };
    const tap = wire(cut);
    const flows = [
      new Flow(client, upstream, roads['to-target'], tap.toTarget?.bind(tap)),
      new Flow(upstream, client, roads['to-client'], tap.toClient?.bind(tap)),
    ];
    const link = { flows, cut };
    links.add(link);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', cut);
    }
    void Promise.all(flows.map((flow) => flow.ended)).then(() => links.delete(link) && tap.end?.());
  });

  const change = (directions: readonly Direction[], next: Partial<Road>): void => {
    for (const direction of directions) Object.assign(roads[direction], next);
    for (const { flows } of links) for (const flow of flows) flow.roadChanged();
  };
  const both: readonly Direction[] = ['to-target', 'to-client'];

  await listening(server, port);
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    pass: () => change(both, { isCut: false, delayMs: 0, jitterMs: 0 }),
    blackhole: () => change(both, { isCut: true }),
    cutOneWay: (direction) => change([direction], { isCut: true }),
    delay: (delayMs, jitterMs = 0) => change(both, { delayMs, jitterMs }),
    closeAll: () => {
      for (const { cut } of [...links]) cut();
    },
    stats: () => ({
      open: links.size,
      accepted,
      bytesToTarget: roads['to-target'].bytes,
      bytesToClient: roads['to-client'].bytes,
    }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { cut } of [...links]) cut();
      }),
  };
}

const openRoad = (random: Random): Road => ({ isCut: false, delayMs: 0, jitterMs: 0, bytes: 0, random });

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

/** The part of a URL that a proxy stands in for. */
export const targetOf = (url: string): { host: string; port: number } => {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
};

/** The same URL by way of the proxy. */
export function urlThrough(proxy: Pick<FaultProxy, 'host' | 'port'>, url: string): string {
  const through = new URL(url);
  through.host = `${proxy.host}:${proxy.port}`;
  return through.href;
}
