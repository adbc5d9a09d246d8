import { ServiceBroker, type BrokerOptions } from 'moleculer';
import { connect, nkeyAuthenticator, type NatsConnection } from 'nats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNatsConfig } from '../../../adapters/nats/cluster-keys.ts';
import { readIdentity } from '../../../adapters/nats/identity.ts';
import { NatsTransporter } from '../../../adapters/nats/nats-transporter.ts';
import { signedPackets, type SignedPackets } from '../../../adapters/nats/signed-packets.ts';
import { startNats, type NatsServer } from '../../../adapters/processes/nats-server.ts';
import { systemClock } from '../../../runtime/clock.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { tempFolder } from '../../support/temp-folder.ts';

export interface SecuredNats {
  readonly folder: string;
  readonly server: NatsServer;
  /** Writes the configuration again, for other members, and has NATS read it. */
  readonly reconfigure: (nodes: readonly string[]) => void;
}

export function configure(folder: string, nodes: readonly string[], edges: readonly string[] = []): string {
  const { conf } = writeNatsConfig({
    folder,
    host: '127.0.0.1',
    port: 4222,
    members: [
      ...nodes.map((id) => ({ id, role: 'worker' as const })),
      ...edges.map((id) => ({ id, role: 'edge' as const })),
    ],
  });
  return conf;
}

/** A real NATS with the configuration that nats-config writes. */
export async function securedNats(nodes: readonly string[], edges: readonly string[] = []): Promise<SecuredNats> {
  const folder = tempFolder('nats');
  const server = await startNats({ configFile: configure(folder, nodes, edges) });
  return {
    folder,
    server,
    reconfigure: (now) => {
      configure(folder, now, edges);
      process.kill(server.pid, 'SIGHUP');
    },
  };
}

export interface Node {
  readonly broker: ServiceBroker;
  readonly packets: SignedPackets;
  readonly transporter: NatsTransporter;
  /** What the transporter told, as it told it. */
  readonly problems: (string | undefined)[];
  /** Callers of `<node>.add` and events `bar` heard, in order. */
  readonly calls: unknown[];
  readonly events: unknown[];
}

/** A broker with an action `<node>.add` and an event `bar`; `signed: false` leaves the protection out. */
export function node(
  { folder, server }: Pick<SecuredNats, 'folder' | 'server'>,
  id: string,
  { signed = true, ...options }: { signed?: boolean } & BrokerOptions = {},
): Node {
  const identity = readIdentity(folder, id);
  const packets = signedPackets({ identity, clock: systemClock(), log: silentLog });
  const problems: (string | undefined)[] = [];
  const transporter = new NatsTransporter({
    url: server.url,
    identity,
    log: silentLog,
    onProblem: (problem) => problems.push(problem),
  });
  const calls: unknown[] = [];
  const events: unknown[] = [];
  const broker = new ServiceBroker({
    nodeID: id,
    logger: false,
    skipProcessEventRegistration: true,
    heartbeatInterval: 1,
    heartbeatTimeout: 30,
    requestTimeout: 5_000,
    ...options,
    transporter,
    middlewares: signed ? [packets.middleware] : [],
  });
  broker.createService({
    name: id,
    actions: {
      add: (ctx: { params: { a: number; b: number } }) => {
        calls.push(ctx.params);
        return ctx.params.a + ctx.params.b;
      },
      never: () => new Promise(() => undefined),
    },
    events: { bar: (ctx: { params: unknown }) => void events.push(ctx.params) },
  });
  return { broker, packets, transporter, problems, calls, events };
}

/** A client of the package `nats` with the key of a member, or with none. */
export function rawClient({ folder, server }: SecuredNats, member?: string): Promise<NatsConnection> {
  return connect({
    servers: server.url,
    maxReconnectAttempts: 0,
    ...(member !== undefined && {
      authenticator: nkeyAuthenticator(readFileSync(join(folder, `${member}.seed`)).subarray(0, 58)),
    }),
  });
}

export const isAvailable = (broker: ServiceBroker, id: string): boolean =>
  (broker.registry.nodes.get(id) as { available: boolean } | undefined)?.available === true;
