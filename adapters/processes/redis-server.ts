// A real redis-server on 127.0.0.1 that keeps nothing on disk: losing it must lose nothing (DESIGN §3).
import { freePort } from './free-port.ts';
import { startServerProcess, type ProcessOutput, type ServerProcess } from './server-process.ts';
import { systemBinary } from './system-binary.ts';

export interface RedisServer extends ServerProcess {
  readonly url: string;
  readonly port: number;
}

export interface RedisServerOptions extends ProcessOutput {
  /** Where another one was, for one that comes back; any free one otherwise. */
  readonly port?: number;
  /** An existing folder to work in; nothing is written there. */
  readonly dir: string;
}

/** Starts redis-server; resolves when it takes connections. */
export async function startRedis(options: RedisServerOptions): Promise<RedisServer> {
  const command = await systemBinary({ command: 'redis-server', debianPackage: 'redis-server' });
  const port = options.port ?? (await freePort());
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', options.dir];
  const server = await startServerProcess({
    ...options,
    name: 'redis-server',
    command,
    args: [...place, '--save', '', '--appendonly', 'no'],
    ready: /Ready to accept connections/,
  });
  return { ...server, port, url: `redis://127.0.0.1:${port}` };
}
