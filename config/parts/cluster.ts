// A cluster on this machine, each node a process of its own.
import { join } from 'node:path';
import { writeNatsConfig } from '../../adapters/nats/cluster-keys.ts';
import { postgresActorRegistry } from '../../adapters/postgres/actor-registry.ts';
import { openDataSource } from '../../adapters/postgres/data-source.ts';
import { freePort } from '../../adapters/processes/free-port.ts';
import { startLocalCluster } from '../../adapters/processes/local-cluster.ts';
import type { Environment } from '../environment.ts';
import type { StartArguments } from '../start-arguments.ts';
import { embedded } from './alone.ts';
import { fillFirst } from './first-troupe.ts';
import type { Ground } from './ground.ts';
import { isLoopback } from './people.ts';

const GATEWAY = 'gateway-1';

/** Starts a cluster, whose nodes run `script`; resolves with what its user is told. */
export async function startCluster(
  ground: Ground,
  { workers, first, script }: { readonly workers: number; readonly first: StartArguments; readonly script: string },
): Promise<string> {
  const { environment, log, onEnd, fail } = ground;
  const { dataDir, host, port, logLevel } = environment;
  const databaseUrl = environment.databaseUrl ?? (await embedded(ground));
  const keysDir = join(dataDir, 'cluster');
  const natsPort = await freePort();
  writeNatsConfig({ members: membersOf(workers), folder: keysDir, host: '127.0.0.1', port: natsPort });
  const source = await openDataSource({ url: databaseUrl });
  await fillFirst(environment, postgresActorRegistry(source), first).finally(() => source.destroy());
  const cluster = await startLocalCluster({
    ...{ workers, databaseUrl, natsPort, keysDir, dataDir, port, host, logLevel, log, script },
    natsConfigFile: join(keysDir, 'nats.conf'),
    extraEnv: passedOn(environment),
  });
  onEnd(() => cluster.stop());
  void cluster.failed.then(fail);
  return `Troupe is up: ${cluster.url}   (paper trading; ${workers} workers; Ctrl-C stops all)\n\n${cluster.table()}`;
}

const membersOf = (workers: number) => [
  ...Array.from({ length: workers }, (_, index) => ({ id: `worker-${index + 1}`, role: 'worker' as const })),
  { id: GATEWAY, role: 'gateway' as const },
];

/** What the nodes take over of this process's settings. */
function passedOn(environment: Environment): Record<string, string> {
  const { host, venueUrl, supervisorSilenceMs, signUp, demo, mail, publicUrl, origins } = environment;
  return {
    TROUPE_SUPERVISOR_SILENCE_MS: String(supervisorSilenceMs),
    ...(venueUrl !== undefined && { TROUPE_VENUE_URL: venueUrl }),
    TROUPE_SIGN_UP: signUp,
    TROUPE_ORIGINS: origins.join(','),
    TROUPE_DEMO: (demo ?? isLoopback(host)) ? 'on' : 'off',
    TROUPE_BEHIND_PROXY: environment.isBehindProxy ? 'yes' : 'no',
    ...(publicUrl !== undefined && { TROUPE_PUBLIC_URL: publicUrl }),
    ...(mail && { TROUPE_SMTP_URL: mail.url, TROUPE_MAIL_FROM: mail.from }),
  };
}
