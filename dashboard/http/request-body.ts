// Q1. The API takes JSON alone: a form of another site cannot send that without asking first (CSRF without a token).
// Q2. A body is read only for a method that has one, up to a limit, and only as what it says it is.
import { bodyParser } from '@koa/bodyparser';
import type { Context, Middleware, Next } from 'koa';
import { DashboardError, InvalidInput } from '../problem.ts';

const LIMIT = '64kb';
/** A calendar of some years; it travels between nodes in one packet. */
const CALENDAR_LIMIT = '512kb';
const CALENDAR_PATH = '/api/v1/risk/calendar';

export const requestBody = (): Middleware => {
  const readMost = reader(LIMIT);
  const readCalendar = reader(CALENDAR_LIMIT);

  return async (ctx: Context, next: Next) => {
    if (ctx.method !== 'POST' && ctx.method !== 'PUT' && ctx.method !== 'PATCH') {
      await next();
      return;
    }
    const read = ctx.path === CALENDAR_PATH ? readCalendar : readMost;
    const api = ctx.path.startsWith('/api/');
    if (api && !ctx.is('application/json'))
      throw new DashboardError('UNSUPPORTED_MEDIA_TYPE', 'Send content-type: application/json.', {
        field: 'content-type',
      });
    if (!api && !ctx.is('application/x-www-form-urlencoded'))
      throw new DashboardError('UNSUPPORTED_MEDIA_TYPE', 'Send a form.', { field: 'content-type' });
    await read(ctx, async () => {
      if (!api) ctx.request.body = formFields(typeof ctx.request.body === 'string' ? ctx.request.body : '');
      const body: unknown = ctx.request.body;
      if (api && (typeof body !== 'object' || body === null || Array.isArray(body)))
        throw new InvalidInput('body', 'The body must be a JSON object.');
      await next();
    });
  };
};

/** Reads a body of at most so much. */
const reader = (limit: string): Middleware =>
  bodyParser({
    encoding: 'utf-8',
    enableTypes: ['json', 'text'],
    jsonLimit: limit,
    textLimit: limit,
    parsedMethods: ['POST', 'PUT', 'PATCH'],
    extendTypes: { text: ['application/x-www-form-urlencoded'] },
    jsonStrict: false,
    onError: (error, ctx) => {
      if ('status' in error && error.status === 413)
        throw new DashboardError('BODY_TOO_LARGE', `A request has at most ${limit}.`);
      const about = ctx.path.startsWith('/api/')
        ? `The body is not JSON: ${error.message}`
        : `The form could not be read: ${error.message}`;
      throw new DashboardError('MALFORMED_BODY', about, { field: 'body' });
    },
  });

/** Fields as they are named, dots and brackets included; a name given more than once has all its values. */
const formFields = (text: string): Record<string, string | string[]> => {
  const form = new URLSearchParams(text);
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    fields[name] = values.length === 1 ? values[0]! : values;
  }
  return fields;
};
