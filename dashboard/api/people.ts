// People for programs: oneself, and for those who may, others. A key changes nobody's security, its owner's neither.
import { z } from 'zod';
import { KEY_SCOPES, ROLES } from '../../actors/domain/people/role.ts';
import { auditQuery } from '../audit-query.ts';
import { type Endpoint, endpoint, limit, text } from './endpoint.ts';
import {
  auditShape,
  createdKeyShape,
  doneShape,
  handedShape,
  listShapes,
  meShape,
  userShape,
  usersShape,
} from './people-shapes.ts';

const roles = z.array(z.enum(ROLES)).min(1).max(ROLES.length);
const invitation = z.strictObject({ email: z.email().max(300).exactOptional(), roles });
const reason = z.strictObject({ reason: z.string().trim().min(1).max(300) });
const nothing = z.strictObject({});
const newKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(KEY_SCOPES)).min(1),
  ips: z.array(z.string().max(50)).max(50).exactOptional(),
  expiresAt: z.iso.datetime().exactOptional(),
});
const user = z.strictObject({ user: text(200) });
const userAndId = z.strictObject({ user: text(200), id: text(200) });
const word = text(500).exactOptional();
const auditFilters = { by: word, address: word, command: word, from: word, to: word, after: word };

const reads = { tag: 'People', method: 'get', permission: 'people:read' } as const;
const changes = { tag: 'People', permission: 'people:command' } as const;
const own = { tag: 'Oneself', permission: 'own:security' } as const;
const REVOKE = { sessions: 'revoke-session', keys: 'revoke-key' } as const;
const LISTS = ['sessions', 'keys'] as const;

/** Oneself, one's own sessions and keys. */
const ownEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ tag: 'Oneself', method: 'get', path: '/api/v1/me', summary: 'Who asks', permission: 'trade:read' },
    answer: meShape,
    handle: async (_, { people, caller }) => ({ ...(await people('me', {})), scopes: caller.scopes ?? null }),
  }),
  ...LISTS.flatMap((what) => [
    endpoint({
      ...{ ...own, method: 'get', path: `/api/v1/${what}`, summary: `One’s own ${what}`, answer: listShapes[what] },
      handle: async (_, { people, caller }) => ({ [what]: await people(what, { user: caller.user }) }),
    }),
    endpoint({
      ...{ ...own, method: 'delete', path: `/api/v1/${what}/:id`, summary: `Revoke one of one’s own ${what}` },
      ...{ params: z.strictObject({ id: text(200) }), answer: doneShape },
      handle: ({ params: { id } }, { people, caller }) => people(REVOKE[what], { user: caller.user, id }),
    }),
  ]),
  endpoint({
    ...{ ...own, method: 'post', path: '/api/v1/keys', summary: 'Make a key for oneself', status: 201, isSecret: true },
    ...{ body: newKey, answer: createdKeyShape, example: { name: 'a script', scopes: ['read'] } },
    handle: ({ body }, { people, caller }) => people('create-key', { ...body, user: caller.user }),
  }),
];

/** Users as admins have them. */
const userEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ ...reads, path: '/api/v1/users', summary: 'Users by name, or those whose names hold `q`' },
    query: z.strictObject({ q: word, after: word, limit }),
    answer: usersShape,
    handle: ({ query }, { people }) => people('users', query),
  }),
  endpoint({
    ...{ ...changes, method: 'post', path: '/api/v1/users/invitations', summary: 'Invite somebody', status: 201 },
    ...{ body: invitation, answer: handedShape, example: { roles: ['user'] }, isSecret: true },
    handle: ({ body }, { people }) => people('invite', body),
  }),
  endpoint({
    ...{ ...changes, method: 'put', path: '/api/v1/users/:user/roles', summary: 'Give somebody these roles' },
    ...{ params: user, body: z.strictObject({ roles }), answer: userShape, example: { roles: ['user'] } },
    handle: ({ params, body }, { people }) => people('set-roles', { ...params, ...body }),
  }),
  endpoint({
    ...{ ...changes, method: 'post', path: '/api/v1/users/:user/disable', summary: 'Shut somebody out' },
    ...{ params: user, body: reason, answer: userShape, example: { reason: 'has left' } },
    handle: ({ params, body }, { people }) => people('disable', { ...params, ...body }),
  }),
  endpoint({
    ...{ ...changes, method: 'post', path: '/api/v1/users/:user/enable', summary: 'Let somebody in again' },
    ...{ params: user, body: nothing, answer: userShape, example: {} },
    handle: ({ params }, { people }) => people('enable', params),
  }),
  endpoint({
    ...{ ...changes, method: 'post', path: '/api/v1/users/:user/reset', summary: 'Hand over a reset of a password' },
    ...{ params: user, body: nothing, answer: handedShape, example: {}, status: 201, isSecret: true },
    handle: ({ params }, { people }) => people('hand-reset', params),
  }),
];

/** Sessions and keys of others. */
const listEndpoints: readonly Endpoint[] = LISTS.flatMap((what) => [
  endpoint({
    ...{ ...reads, path: `/api/v1/users/:user/${what}`, summary: `Somebody’s ${what}` },
    ...{ params: user, answer: listShapes[what] },
    handle: async ({ params }, { people }) => ({ [what]: await people(what, params) }),
  }),
  endpoint({
    ...{ ...changes, method: 'delete', path: `/api/v1/users/:user/${what}/:id`, answer: doneShape },
    ...{ summary: `Revoke one of somebody’s ${what}`, params: userAndId },
    handle: ({ params }, { people }) => people(REVOKE[what], params),
  }),
]);

const auditEndpoint = endpoint({
  ...{ tag: 'People', method: 'get', path: '/api/v1/audit', summary: 'Who asked for what, newest first' },
  ...{ permission: 'audit:read', query: z.strictObject({ ...auditFilters, limit }), answer: auditShape },
  handle: ({ query: { limit: most }, ctx }, { people }) =>
    people('audit', { ...auditQuery(new URLSearchParams(ctx.querystring)), limit: most }),
});

/** What is done to people counts from the next request on (`http/forgetting-people.ts`). */
export const peopleEndpoints: readonly Endpoint[] = [
  ...ownEndpoints,
  ...userEndpoints,
  ...listEndpoints,
  auditEndpoint,
];
