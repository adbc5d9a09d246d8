import { resolve } from 'node:path';
import { z } from 'zod';

/** Never shown, not even when they are not sound. */
const SECRETS: ReadonlySet<string> = new Set(['TROUPE_SMTP_URL']);

/** Whether a browser would send it as `Origin`. */
const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

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
  TROUPE_NODE: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 small letters, digits or -, as in worker-1')
    .optional(),
  TROUPE_KEYS: z.string().min(1).optional(),
  TROUPE_API_KEY: z
    .string()
    .regex(/^trp_[\w.-]{8,200}$/, 'must be a key that the dashboard has made, as in trp_…')
    .optional(),
  TROUPE_BEHIND_PROXY: z.enum(['yes', 'no']).default('no'),
  TROUPE_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])))
    .pipe(z.array(z.string().refine(isOrigin, 'must be origins with commas between, as in https://desk.example.com'))),
  TROUPE_SUPERVISOR_SILENCE_MS: z.coerce.number().int().min(5_000).default(60_000),
  TROUPE_VENUE_URL: z.url({ protocol: /^https?$/ }).optional(),
  NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\//, 'must begin with nats:// or tls://')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional(),
  NATS_TLS_CA: z.string().min(1).optional(),
  NATS_TLS_CERT: z.string().min(1).optional(),
  NATS_TLS_KEY: z.string().min(1).optional(),
  TROUPE_SIGN_UP: z.enum(['on', 'invite', 'off']).default('invite'),
  TROUPE_DEMO: z.enum(['on', 'off']).optional(),
  TROUPE_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  TROUPE_MAIL_FROM: z.string().min(3).optional(),
  TROUPE_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
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
  /** Name of this node in its cluster, as in `worker-1`. */
  readonly node: string | undefined;
  /** Folder with this node's seed and the names and public keys of all. */
  readonly keysDir: string | undefined;
  /** Key with which commands for a running troupe say who asks. */
  readonly apiKey: string | undefined;
  /** Requests come through a proxy, which tells their address and protocol. */
  readonly isBehindProxy: boolean;
  /** The address that people know the dashboard by, where that is not the one it listens at. */
  readonly publicUrl: string | undefined;
  /** Origins beside its own whose pages may use the API and sockets. */
  readonly origins: readonly string[];
  /** A venue process to trade on instead of the built-in paper venue. */
  readonly venueUrl: string | undefined;
  /** Longest that the risk supervisor may not be heard before no position is opened any more. */
  readonly supervisorSilenceMs: number;
  readonly natsUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Files of NATS's TLS, as far as given. */
  readonly natsTls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
  /** Who may make themselves an account: anybody, who was invited, nobody. */
  readonly signUp: 'on' | 'invite' | 'off';
  /** Whether there are users whose passwords everybody knows; undefined: as the command says. */
  readonly demo: boolean | undefined;
  /** How letters are sent; undefined: by hand. */
  readonly mail: { readonly url: string; readonly from: string; readonly publicUrl: string } | undefined;
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
      return `${name}=${SECRETS.has(name) ? '…' : (env[name] ?? '')}: ${message}`;
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
    node: data.TROUPE_NODE,
    keysDir: data.TROUPE_KEYS === undefined ? undefined : resolve(data.TROUPE_KEYS),
    apiKey: data.TROUPE_API_KEY,
    isBehindProxy: data.TROUPE_BEHIND_PROXY === 'yes',
    publicUrl: data.TROUPE_PUBLIC_URL,
    origins: data.TROUPE_ORIGINS,
    venueUrl: data.TROUPE_VENUE_URL,
    supervisorSilenceMs: data.TROUPE_SUPERVISOR_SILENCE_MS,
    natsUrl: data.NATS_URL,
    redisUrl: data.REDIS_URL,
    natsTls: tlsOf(data),
    signUp: data.TROUPE_SIGN_UP,
    demo: data.TROUPE_DEMO === undefined ? undefined : data.TROUPE_DEMO === 'on',
    mail: mailOf(data),
  };
}

function mailOf(data: z.infer<typeof schema>): Environment['mail'] {
  const { TROUPE_SMTP_URL: url, TROUPE_MAIL_FROM: from, TROUPE_PUBLIC_URL: publicUrl } = data;
  if (url === undefined) return undefined;
  const missing = Object.entries({ TROUPE_MAIL_FROM: from, TROUPE_PUBLIC_URL: publicUrl }).find(([, value]) => !value);
  if (missing !== undefined)
    throw new EnvironmentInvalid(`the environment is not sound: TROUPE_SMTP_URL is set, so ${missing[0]} must be too`);
  return { url, from: from!, publicUrl: publicUrl! };
}

function tlsOf(data: z.infer<typeof schema>): Environment['natsTls'] {
  const { NATS_TLS_CA: ca, NATS_TLS_CERT: cert, NATS_TLS_KEY: key } = data;
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}
