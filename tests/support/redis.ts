// A real redis-server that keeps nothing on disk: losing it must lose nothing (DESIGN §3).
import { freePort } from './free-port.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { systemBinary } from './system-binary.ts';
import { tempFolder } from './temp-folder.ts';

export interface RedisServer extends ServerProcess {
  readonly url: string;
  readonly port: number;
}

/** Starts redis-server on 127.0.0.1; give a `port` to come back where another one was. */
export async function startRedis(options: { port?: number } = {}): Promise<RedisServer> {
  const command = await systemBinary({ command: 'redis-server', debianPackage: 'redis-server' });
  const port = options.port ?? (await freePort());
  const server = await startServerProcess({
    name: 'redis-server',
    command,
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      tempFolder('redis'),
    ],
    ready: /Ready to accept connections/,
  });
  return { ...server, port, url: `redis://127.0.0.1:${port}` };
}
