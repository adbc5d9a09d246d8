// A real nats-server on 127.0.0.1.
import { freePort } from './free-port.ts';
import { startServerProcess, type ProcessOutput, type ServerProcess } from './server-process.ts';
import { systemBinary } from './system-binary.ts';

export interface NatsServer extends ServerProcess {
  readonly url: string;
  readonly port: number;
}

export interface NatsServerOptions extends ProcessOutput {
  /** Where another one was, for one that comes back; any free one otherwise. */
  readonly port?: number;
  /** Its users and permissions; whatever it says about host and port gives way to `port` here. */
  readonly configFile?: string;
  readonly args?: readonly string[];
}

/** Starts nats-server; resolves when it takes connections. */
export async function startNats(options: NatsServerOptions = {}): Promise<NatsServer> {
  const command = await systemBinary({ command: 'nats-server', debianPackage: 'nats-server' });
  const port = options.port ?? (await freePort());
  const server = await startServerProcess({
    ...options,
    name: 'nats-server',
    command,
    args: [
      ...(options.configFile === undefined ? [] : ['-c', options.configFile]),
      ...['--addr', '127.0.0.1', '--port', String(port)],
      ...(options.args ?? []),
    ],
    ready: /Server is ready/,
  });
  return { ...server, port, url: `nats://127.0.0.1:${port}` };
}
