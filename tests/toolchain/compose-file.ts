// docker-compose.yml as Compose reads it, and the part of its specification that the file uses: a word not named here is a typo.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const root = join(import.meta.dirname, '../..');

const text = z.string();
const duration = z.string().regex(/^(\d+(ms|s|m|h))+$/);
const bind = z.strictObject({ create_host_path: z.boolean() });
const volume = z.union([
  z.string().regex(/^[^:]+:\/[^:]+(:ro)?$/),
  z.strictObject({ type: z.literal('bind'), source: text, target: text, read_only: z.boolean(), bind }),
]);
const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const healthcheck = z.strictObject({
  test: z.tuple([z.literal('CMD')], text),
  interval: duration,
  timeout: duration,
  start_period: duration.optional(),
  retries: z.int().positive(),
});
const service = z.strictObject({
  image: text,
  build: text.optional(),
  command: z.array(text).optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), text).optional(),
  volumes: z.array(volume).default([]),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:[^:]+(:-\d+\})?:\d+$/, 'is open to this host alone')).optional(),
  networks: z.array(text),
  depends_on: z.record(text, z.strictObject({ condition })).default({}),
  healthcheck: healthcheck.optional(),
  restart: z.literal('unless-stopped'),
  stop_grace_period: duration.optional(),
  shm_size: text.optional(),
  cpu_shares: z.int().min(2).optional(),
  user: text.optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(text).optional(),
  cap_drop: z.array(text).optional(),
  security_opt: z.array(text).optional(),
});
const composeFile = z.strictObject({
  services: z.record(text, service),
  networks: z.record(text, z.null()),
  volumes: z.record(text, z.null()),
});

export type Service = z.infer<typeof service>;

/** Reads a compose file's text, its anchors resolved; throws on a word that Compose does not know. */
export function readCompose(yaml: string): z.infer<typeof composeFile> {
  const whole = parse(yaml, { merge: true }) as Record<string, unknown>;
  return composeFile.parse(Object.fromEntries(Object.entries(whole).filter(([name]) => !name.startsWith('x-'))));
}

export const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

/** `${NAME:-default}` and `${NAME:?message}` as Compose fills them in; throws the message of one that is missing. */
export function interpolate(value: string, env: Readonly<Record<string, string>>): string {
  return value.replace(/\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g, (_, name: string, how?: string, rest?: string) => {
    const given = env[name] ?? '';
    if (given !== '') return given;
    if (how === '?') throw new Error(`${name}: ${rest}`);
    return rest ?? '';
  });
}
