// `npm run risk` as an admin runs it, in a process of its own.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command with the port and the data folder of a troupe, and nothing else to find it or its key by but `env`. */
export const riskOf =
  ({ url, dataDir, env = {} }: { url: string; dataDir: string; env?: Readonly<Record<string, string>> }) =>
  (...argv: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      const found = { ...process.env, PORT: new URL(url).port, TROUPE_DATA_DIR: dataDir, ...env };
      execFile(
        process.execPath,
        ['moleculer.config.ts', 'risk', ...argv],
        { cwd: ROOT, env: found },
        (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });
