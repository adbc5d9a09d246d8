// Actors and their commands for programs. A command is answered 202 at once; what became of it is read at its Location.
import { z } from 'zod';
import type { ActorView } from '../../actors/views.ts';
import { ACTOR_COMMANDS, type ActorCommand, type CommandRecord } from '../command-desk.ts';
import { DashboardError } from '../problem.ts';
import { accepted } from './command-request.ts';
import { type Endpoint, endpoint, text } from './endpoint.ts';
import { acceptedShape, actorShape, commandShape } from './shapes.ts';

const MOST = 1_000;
/** Without a limit, of more than that. */
const PART = 100;
const address = z.strictObject({ address: text(200) });

export const actorEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{
      method: 'get',
      path: '/api/v1/actors',
      tag: 'Actors',
      summary: 'Actors that one may see: all up to a thousand, else a part of them',
    },
    permission: 'trade:read',
    query: z.strictObject({
      ...{ kind: text(100).exactOptional(), node: text(200).exactOptional() },
      limit: z.coerce.number<string>().int().min(1).max(MOST).exactOptional(),
      after: text(200).meta({ description: 'Last address of the part before: `next`' }).exactOptional(),
    }),
    answer: z.strictObject({ actors: z.array(actorShape), next: z.string().nullable().exactOptional() }),
    handle: async ({ query }, { troupe }) => actorsPart(await troupe.list(), query),
  }),
  endpoint({
    ...{ method: 'get', path: '/api/v1/actors/:address', tag: 'Actors', summary: 'What an actor says of itself' },
    ...{ permission: 'trade:read', params: address, answer: actorShape },
    handle: ({ params }, { troupe }) => troupe.inspect(params.address),
  }),
  endpoint({
    ...{ method: 'post', path: '/api/v1/actors/:address/commands', tag: 'Actors', summary: 'Command an actor' },
    ...{ permission: 'trade:command', params: address, answer: acceptedShape, status: 202 },
    body: z.strictObject({
      command: z.enum(ACTOR_COMMANDS as unknown as [ActorCommand, ...ActorCommand[]]),
      reason: z.string().max(500).exactOptional(),
    }),
    example: { command: 'pause', reason: 'lunch' },
    handle: async ({ params, body, key, ctx }, { desk }) => {
      const { command, reason = 'asked through the API' } = body;
      return accepted(ctx, await desk.request([params.address], { command, reason, idempotencyKey: key }));
    },
  }),
  endpoint({
    ...{ method: 'post', path: '/api/v1/actors/:address/restart', tag: 'Actors', summary: 'Restart an actor' },
    ...{ permission: 'topology:command', params: address, answer: acceptedShape, status: 202 },
    ...{ body: z.strictObject({ reason: z.string().max(500).exactOptional() }), example: {} },
    handle: async ({ params, body, key, ctx }, { desk }) => {
      const { reason = 'asked through the API' } = body;
      return accepted(ctx, await desk.request([params.address], { command: 'restart', reason, idempotencyKey: key }));
    },
  }),
  endpoint({
    ...{ method: 'get', path: '/api/v1/commands/:id', tag: 'Actors', summary: 'What became of a command' },
    ...{ permission: 'trade:read', params: z.strictObject({ id: text(100) }), answer: commandShape },
    handle: async ({ params }, { desk }) => {
      const record = await desk.find(params.id);
      if (record === undefined)
        throw new DashboardError('COMMAND_NOT_FOUND', `There is no command ${params.id}.`, { field: 'id' });
      return shown(record);
    },
  }),
];

interface Part {
  readonly kind?: string | undefined;
  readonly node?: string | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** Those that the query asks for, by address; `after`: the last address of the part before. */
const actorsPart = (
  actors: readonly ActorView[],
  { kind, node, limit, after }: Part,
): { readonly actors: readonly ActorView[]; readonly next?: string | null } => {
  const wanted = actors.filter((view) => view.kind === (kind ?? view.kind) && view.node === (node ?? view.node));
  if (limit === undefined && after === undefined && wanted.length <= MOST) return { actors: wanted };
  const most = limit ?? PART;
  const later = wanted
    .filter((view) => after === undefined || view.address > after)
    .sort((a, b) => (a.address < b.address ? -1 : 1));
  const part = later.slice(0, most);
  return { actors: part, next: later.length > most ? (part.at(-1)?.address ?? null) : null };
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
