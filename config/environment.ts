import { resolve } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3_000),
  HOST: z.string().min(1).default('127.0.0.1'),
  TROUPE_DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  TROUPE_BARS_PER_SECOND: z.coerce.number().min(0).default(10),
});

/** What the environment says, checked. */
export interface Environment {
  /** Port of the dashboard; 0 takes any free one. */
  readonly port: number;
  readonly host: string;
  /** Folder of the embedded database. */
  readonly dataDir: string;
  /** A PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly logLevel: string;
  /** Pace of replays that are begun by this start; 0 is full speed. */
  readonly barsPerSecond: number;
}

/** Thrown for a variable that is not sound; `message` names it and says what it may be. */
class EnvironmentInvalid extends Error {
  readonly type = 'ENVIRONMENT_INVALID';
}

/** Reads the process's environment, once, at start. Throws EnvironmentInvalid. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name}=${env[name] ?? ''}: ${message}`;
    });
    throw new EnvironmentInvalid(`the environment is not sound: ${faults.join('; ')}`);
  }
  const { data } = parsed;
  return {
    port: data.PORT,
    host: data.HOST,
    dataDir: resolve(data.TROUPE_DATA_DIR),
    databaseUrl: data.DATABASE_URL,
    logLevel: data.LOG_LEVEL,
    barsPerSecond: data.TROUPE_BARS_PER_SECOND,
  };
}
