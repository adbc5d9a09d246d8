import { randomUUID } from 'node:crypto';
import type { Log, WallClock } from '../face.ts';
import { isOurHost } from '../http/security.ts';
import type { WholeTroupe } from '../troupe-reads.ts';
import type { CallerOf } from './sign-in.ts';
import { type SocketLimits, type SocketServer, socketServer } from './socket-server.ts';
import { topicHub } from './topic-hub.ts';

/** The sockets of a dashboard, and how they are told that something may have changed. */
export const openSockets = (
  deps: {
    readonly clock: WallClock;
    readonly log: Log;
    readonly hosts?: readonly string[];
    readonly origins?: readonly string[];
    readonly callerOf: CallerOf;
    readonly socketLimits?: Partial<SocketLimits>;
  },
  troupe: WholeTroupe,
): SocketServer & { stir(addresses: readonly string[]): void } => {
  const { clock, log, hosts = [], origins = [], callerOf, socketLimits: limits } = deps;
  const hub = topicHub({ troupe, clock, log, newStream: () => randomUUID().slice(0, 8) });
  const server = socketServer({
    ...{ hub, troupe, callerOf, origins, clock, log, isOurHost: (host) => isOurHost(host, hosts) },
    ...(limits && { limits }),
  });
  return { ...server, stir: (addresses) => hub.stir(addresses) };
};
