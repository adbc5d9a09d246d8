// A real nats-server, without the adapter: what a test does to it (stop, kill, come back on the same port) is what it does.
import { freePort } from './free-port.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { systemBinary } from './system-binary.ts';

export interface NatsServer extends ServerProcess {
  readonly url: string;
  readonly port: number;
}

/** Starts nats-server on 127.0.0.1; give a `port` to come back where another one was, and `args` for its own flags. */
export async function startNats(options: { port?: number; args?: readonly string[] } = {}): Promise<NatsServer> {
  const command = await systemBinary({ command: 'nats-server', debianPackage: 'nats-server' });
  const port = options.port ?? (await freePort());
  const server = await startServerProcess({
    name: 'nats-server',
    command,
    args: ['--addr', '127.0.0.1', '--port', String(port), ...(options.args ?? [])],
    ready: /Server is ready/,
  });
  return { ...server, port, url: `nats://127.0.0.1:${port}` };
}
