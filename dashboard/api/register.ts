// R1. One place for what all endpoints have in common: budgets, shapes, keys, entity tags; who may is the guard's of all routes.
// R2. A fault of the request names its field: 422 with `code` and `field`, before anything is done.
// R3. An answer to GET carries an entity tag; who has it already is answered 304.
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import type { z } from 'zod';
import type { Routes } from '../http/routes.ts';
import { InvalidInput } from '../problem.ts';
import type { Answered, answeredOnce } from './answered-once.ts';
import { type Budgets, spendCaller } from './budgets.ts';
import { keyOf } from './command-request.ts';
import type { AskedOf, Endpoint } from './endpoint.ts';

export interface RegisterDeps {
  readonly budgets: Budgets;
  readonly once: ReturnType<typeof answeredOnce>;
}

/** Puts an endpoint where requests find it. */
export const register = (routes: Routes, one: Endpoint, { budgets, once }: RegisterDeps): void =>
  routes[one.method](one.path, one.permission, async (ctx, sources) => {
    const { caller } = sources;
    await spendCaller(ctx, budgets, caller);
    const key = keyOf(ctx);
    const asked = askedOf(ctx, one, key);
    if (one.method !== 'post' || key === undefined || one.isSecret === true)
      return send(ctx, one, await one.handle(asked, sources));
    const name = `${caller.user} ${key}`;
    const request = [ctx.method, ctx.path, ctx.querystring, ctx.request.body];
    replay(ctx, await once(name, request, async () => taken(ctx, one, await one.handle(asked, sources))));
  });

const askedOf = (ctx: Context, one: Endpoint, key: string | undefined): AskedOf<never, never, never> => {
  const params = read(one.params, ctx['params'] ?? {}, 'parameter');
  const query = read(one.query, queryOf(ctx), 'parameter');
  const body = one.body === undefined ? {} : read(one.body, ctx.request.body, 'field');
  return { params, query, body, key, ctx } as AskedOf<never, never, never>;
};

/** The first value of each name. */
const queryOf = (ctx: Context): Readonly<Record<string, string>> =>
  Object.fromEntries([...new URLSearchParams(ctx.querystring)].reverse());

/** What PostgreSQL keeps no text of, as JSON spells it. */
const UNWRITABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

/** The value in its shape. Throws INVALID_INPUT with the first field that is wrong (R2). */
const read = (shape: z.ZodType | undefined, value: unknown, what: 'field' | 'parameter'): unknown => {
  if (UNWRITABLE.test(JSON.stringify(value)))
    throw new InvalidInput(
      what === 'field' ? 'body' : 'query',
      'Text may hold neither U+0000 nor half of a surrogate pair: it could not be kept.',
    );
  if (shape === undefined) {
    const [unknown] = Object.keys(value as object);
    if (unknown !== undefined) throw new InvalidInput(unknown, `There is no ${what} ${unknown}.`);
    return {};
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys')
    throw new InvalidInput(issue.keys[0] ?? 'body', `There is no ${what} ${issue.keys[0]}.`);
  const field = issue?.path.join('.') || 'body';
  throw new InvalidInput(field, `${field}: ${issue?.message ?? 'is not usable'}`);
};

const send = (ctx: Context, { status = 200, method, isSecret }: Endpoint, body: object | undefined): void => {
  if (body === undefined) return;
  if (ctx.status === 404) ctx.status = status;
  const json = JSON.stringify(body);
  ctx.set('Content-Type', 'application/json; charset=utf-8');
  ctx.set('Cache-Control', isSecret === true ? 'no-store' : 'private, no-cache');
  if (method === 'get') {
    const tag = `"${createHash('sha256').update(json).digest('base64url').slice(0, 27)}"`;
    ctx.set('ETag', tag);
    if (
      ctx
        .get('if-none-match')
        .split(',')
        .some((one) => one.trim().replace(/^W\//, '') === tag)
    ) {
      ctx.status = 304; // R3
      return;
    }
  }
  ctx.body = json;
};

const taken = (ctx: Context, one: Endpoint, body: object | undefined): Answered => {
  send(ctx, one, body);
  const location = ctx.res.getHeader('Location');
  const headers = typeof location === 'string' ? { Location: location } : {};
  return { status: ctx.status, body: ctx.body, headers };
};

const replay = (ctx: Context, { status, body, headers }: Answered): void => {
  ctx.status = status;
  ctx.set(headers);
  ctx.set('Content-Type', 'application/json; charset=utf-8');
  ctx.set('Cache-Control', 'private, no-cache');
  ctx.body = body;
};
