// A troupe in one process.
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded/embedded-postgres.ts';
import type { StartArguments } from '../start-arguments.ts';
import type { Ground } from './ground.ts';
import { startNode } from './node.ts';
import { isLoopback } from './people.ts';

/** Starts all of a troupe here; resolves with what its user is told. */
export async function startAlone(ground: Ground, first: StartArguments): Promise<string> {
  const { environment, log } = ground;
  const databaseUrl = environment.databaseUrl ?? (await embedded(ground));
  const demo = environment.demo ?? isLoopback(environment.host);
  const url = await startNode(ground, { node: environment.node ?? 'troupe-1', role: 'all', databaseUrl, first, demo });
  log.debug({ url }, 'alone');
  return `Troupe is up: ${url}   (paper trading; Ctrl-C stops it)`;
}

/** Starts a PostgreSQL of the troupe's own, for as long as it lives; resolves with its URL. */
export async function embedded({ environment: { dataDir }, log, onEnd }: Ground): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  onEnd(() => postgres.stop());
  return postgres.url;
}
