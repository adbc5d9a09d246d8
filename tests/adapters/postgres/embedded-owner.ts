// Run as a process: holds a data folder until it is killed, or stops in order on SIGTERM.
import { startEmbeddedPostgres } from '../../../adapters/postgres/embedded/embedded-postgres.ts';
import { silentLog } from '../../../runtime/ports/log.ts';

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2]!, log: silentLog });
process.once('SIGTERM', () => void postgres.stop());
process.stdout.write(`${JSON.stringify({ url: postgres.url, adopted: postgres.adopted })}\n`);
