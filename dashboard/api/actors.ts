// Actors and their commands for programs. A command is answered 202 at once; what became of it is read at its Location.
import type { Context } from 'koa';
import { z } from 'zod';
import { ACTOR_COMMANDS, type CommandRecord, isActorCommand } from '../command-desk.ts';
import type { ActorView } from '../../actors/views.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { DashboardError, InvalidInput } from '../problem.ts';
import { accepted, keyOf } from './command-request.ts';

const FILTERS = ['kind', 'node', 'limit', 'after'] as readonly string[];
const MOST = 1_000;

const commandBody = z.strictObject({
  command: z.string(),
  reason: z.string().max(500).exactOptional(),
});

export const actorRoutes = (routes: Routes): void => {
  routes.get('/api/v1/actors', 'trade:read', async (ctx, { troupe }) => {
    ctx.body = actorsPart(await troupe.list(), new URLSearchParams(ctx.querystring));
  });

  routes.get('/api/v1/actors/:address', 'trade:read', async (ctx, { troupe }) => {
    ctx.body = await troupe.inspect(paramOf(ctx, 'address'));
  });

  routes.post('/api/v1/actors/:address/commands', 'trade:command', async (ctx, { desk }) => {
    const { command, reason = 'asked through the API' } = commandOf(ctx);
    const asked = { command, reason, idempotencyKey: keyOf(ctx) };
    accepted(ctx, await desk.request([paramOf(ctx, 'address')], asked));
  });

  routes.get('/api/v1/commands/:id', 'trade:read', async (ctx, { desk }) => {
    const record = await desk.find(paramOf(ctx, 'id'));
    if (!record)
      throw new DashboardError('COMMAND_NOT_FOUND', `There is no command ${paramOf(ctx, 'id')}.`, { field: 'id' });
    ctx.set('Cache-Control', 'no-store');
    ctx.body = shown(record);
  });
};

/** All actors, or those that the query asks for: `kind`, `node`, `limit`, and `after`, the last address of the part before. */
const actorsPart = (
  actors: readonly ActorView[],
  query: URLSearchParams,
): { readonly actors: readonly ActorView[]; readonly next?: string | null } => {
  for (const name of query.keys())
    if (!FILTERS.includes(name))
      throw new InvalidInput(name, `There is no parameter ${name}; there are ${FILTERS.join(', ')}.`);
  const [kind, node, limit, after] = FILTERS.map((name) => query.get(name));
  const wanted = actors.filter((view) => view.kind === (kind ?? view.kind) && view.node === (node ?? view.node));
  if (limit == null && after == null) return { actors: wanted };
  const most = Number(limit ?? MOST);
  if (!Number.isInteger(most) || most < 1 || most > MOST)
    throw new InvalidInput('limit', `limit is ${JSON.stringify(limit)}; it must be a whole number from 1 to ${MOST}.`);
  const later = wanted
    .filter(({ address }) => after == null || address > after)
    .sort((a, b) => (a.address < b.address ? -1 : 1));
  const part = later.slice(0, most);
  return { actors: part, next: later.length > most ? (part.at(-1)?.address ?? null) : null };
};

const commandOf = (ctx: Context): { command: (typeof ACTOR_COMMANDS)[number]; reason: string | undefined } => {
  const parsed = commandBody.safeParse(ctx.request.body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const field = unknown ?? (issue?.path.join('.') || 'body');
    throw new InvalidInput(
      field,
      unknown === undefined
        ? `${field}: ${issue?.message ?? 'is not usable'}`
        : `There is no field ${unknown}; there are command and reason.`,
    );
  }
  const { command, reason } = parsed.data;
  if (!isActorCommand(command))
    throw new InvalidInput(
      'command',
      `There is no command ${JSON.stringify(command)}; there are ${ACTOR_COMMANDS.join(', ')}.`,
    );
  return { command, reason };
};

const shown = (record: CommandRecord): Record<string, unknown> => ({
  commandId: record.id,
  address: record.address,
  command: record.command,
  by: record.by,
  reason: record.reason,
  status: record.status,
  requestedAt: record.requestedAt,
  settledAt: record.settledAt,
  ...(record.status === 'failed' && { code: record.code, detail: record.message }),
});
