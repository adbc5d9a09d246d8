// People for programs: oneself, and for those who may, others. A key changes nobody's security, its owner's neither.
import type { Context } from 'koa';
import { z } from 'zod';
import { KEY_SCOPES, ROLES } from '../../actors/domain/people/role.ts';
import { auditQuery } from '../audit-query.ts';
import type { Identification } from '../http/identity.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { bodyOf } from './command-request.ts';
import { rowQueryText } from './row-query.ts';

const roles = z.array(z.enum(ROLES)).min(1).max(ROLES.length);
const invitation = z.strictObject({ email: z.email().max(300).exactOptional(), roles });
const roleChange = z.strictObject({ roles });
const reason = z.strictObject({ reason: z.string().trim().min(1).max(300) });
const nothing = z.strictObject({});
const newKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(KEY_SCOPES)).min(1),
  ips: z.array(z.string().max(50)).max(50).exactOptional(),
  expiresAt: z.iso.datetime().exactOptional(),
});

export const peopleRoutes = (routes: Routes, { identification }: { readonly identification: Identification }): void => {
  /** What was changed counts from the next request on. */
  const changed = (ctx: Context, body: object, status = 200): void => {
    identification.forget();
    ctx.status = status;
    fresh(ctx, body);
  };

  routes.get('/api/v1/me', 'trade:read', async (ctx, { people, caller }) => {
    fresh(ctx, { ...(await people('me', {})), scopes: caller.scopes ?? null });
  });
  ownRoutes(routes, changed);

  routes.get('/api/v1/users', 'people:read', async (ctx, { people }) => {
    const query = rowQueryText(ctx, ['q', 'limit', 'after']);
    const [q, after] = [query.text('q'), query.text('after')];
    const asked = { limit: query.limit(), ...(q !== undefined && { q }), ...(after !== undefined && { after }) };
    fresh(ctx, await people('users', asked));
  });
  routes.post('/api/v1/users/invitations', 'people:command', async (ctx, { people }) => {
    changed(ctx, await people('invite', bodyOf(ctx, invitation)), 201);
  });
  routes.put('/api/v1/users/:user/roles', 'people:command', async (ctx, { people }) => {
    changed(ctx, await people('set-roles', { user: paramOf(ctx, 'user'), ...bodyOf(ctx, roleChange) }));
  });
  routes.post('/api/v1/users/:user/disable', 'people:command', async (ctx, { people }) => {
    changed(ctx, await people('disable', { user: paramOf(ctx, 'user'), ...bodyOf(ctx, reason) }));
  });
  routes.post('/api/v1/users/:user/enable', 'people:command', async (ctx, { people }) => {
    bodyOf(ctx, nothing);
    changed(ctx, await people('enable', { user: paramOf(ctx, 'user') }));
  });
  routes.post('/api/v1/users/:user/reset', 'people:command', async (ctx, { people }) => {
    bodyOf(ctx, nothing);
    changed(ctx, await people('hand-reset', { user: paramOf(ctx, 'user') }), 201);
  });
  for (const what of ['sessions', 'keys'] as const) {
    routes.get(`/api/v1/users/:user/${what}`, 'people:read', async (ctx, { people }) => {
      fresh(ctx, { [what]: await people(what, { user: paramOf(ctx, 'user') }) });
    });
    routes.delete(`/api/v1/users/:user/${what}/:id`, 'people:command', async (ctx, { people }) => {
      const id = paramOf(ctx, 'id');
      changed(ctx, await people(REVOKE[what], { user: paramOf(ctx, 'user'), id }));
    });
  }

  routes.get('/api/v1/audit', 'audit:read', async (ctx, { people }) => {
    const query = rowQueryText(ctx, ['by', 'address', 'command', 'from', 'to', 'after', 'limit']);
    fresh(ctx, await people('audit', { ...auditQuery(new URLSearchParams(ctx.querystring)), limit: query.limit() }));
  });
};

const REVOKE = { sessions: 'revoke-session', keys: 'revoke-key' } as const;

/** One's own sessions and keys. */
const ownRoutes = (routes: Routes, changed: (ctx: Context, body: object, status?: number) => void): void => {
  for (const what of ['sessions', 'keys'] as const) {
    routes.get(`/api/v1/${what}`, 'own:security', async (ctx, { people, caller }) => {
      fresh(ctx, { [what]: await people(what, { user: caller.user }) });
    });
    routes.delete(`/api/v1/${what}/:id`, 'own:security', async (ctx, { people, caller }) => {
      changed(ctx, await people(REVOKE[what], { user: caller.user, id: paramOf(ctx, 'id') }));
    });
  }
  routes.post('/api/v1/keys', 'own:security', async (ctx, { people, caller }) => {
    changed(ctx, await people('create-key', { ...bodyOf(ctx, newKey), user: caller.user }), 201);
  });
};

const fresh = (ctx: Context, body: object): void => {
  ctx.set('Cache-Control', 'no-store');
  ctx.body = body;
};
