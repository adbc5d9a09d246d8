// V1. A form counts only with the token of the browser's own session, so no other site can send it (CSRF); before sign-in, of a cookie
//     that stands for nothing else.
// V2. What a visitor prefers (zone, theme) lives in cookies, so pages, streams and forms agree without script.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import type { Caller } from '../../actors/domain/people/caller.ts';
import { knownZone } from '../format.ts';
import { DashboardError } from '../problem.ts';
import { cookieName, identityOf } from './identity.ts';

/** Who looks, and how they like it shown. */
export interface Visitor {
  readonly caller: Caller;
  /** The caller's, that commands are given under; empty for a stranger. */
  readonly name: string;
  /** Id of the session that they came with; null for a key's bearer or a stranger. */
  readonly session: string | null;
  readonly csrf: string;
  readonly zone: string;
  /** The browser's own zone if it told us, to switch to. */
  readonly localZone: string | null;
  readonly theme: Theme;
  /** They have put the first steps away, on this browser. */
  readonly hidesSteps: boolean;
}

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const FORM = 'troupe_form';
const ZONE = 'troupe_zone';
const THEME = 'troupe_theme';
const STEPS = 'troupe_steps';
/** People of one browser of whom it is remembered. */
const MOST_NAMES = 8;
const YEAR_MS = 365 * 86_400_000;

/** Reads who was found to ask and how they like it shown; gives a stranger's browser what its forms are known by. */
export const visitorOf = (ctx: Context, csrfSecret: string): Visitor => {
  const zone = cookie(ctx, ZONE);
  const theme = cookie(ctx, THEME) as Theme | undefined;
  const [shown, local] = (zone ?? '').split('|');
  const identity = identityOf(ctx);
  const { caller } = identity;
  return {
    ...{ caller, name: caller.user, session: identity.via === 'session' ? identity.session.id : null },
    csrf: tokenOf(secretOf(ctx) ?? newSecret(ctx), csrfSecret),
    zone: knownZone(shown),
    localZone: local ? knownZone(local) : null,
    theme: theme && THEMES.includes(theme) ? theme : 'auto',
    hidesSteps: caller.user !== '' && namesIn(cookie(ctx, STEPS)).includes(caller.user),
  };
};

/** Throws CSRF_INVALID unless the request carries its session's token, as htmx's header or, but for the API, a form's field (V1). */
export const requireToken = (ctx: Context, csrfSecret: string): void => {
  const body = (ctx.request.body ?? {}) as Record<string, unknown>;
  const given = ctx.get('x-csrf-token') || (ctx.path.startsWith('/api/') ? undefined : body['_csrf']);
  const secret = secretOf(ctx);
  const wanted = secret === undefined ? undefined : tokenOf(secret, csrfSecret);
  if (typeof given !== 'string' || wanted === undefined || !same(given, wanted)) {
    throw new DashboardError(
      'CSRF_INVALID',
      'This page is older than the server or was not sent by it. Reload it and try again.',
    );
  }
};

/** Keeps what a visitor chose (V2). */
export const prefer = (
  ctx: Context,
  choice: {
    zone?: string | undefined;
    localZone?: string | undefined;
    theme?: string | undefined;
    steps?: string | undefined;
  },
): void => {
  if (choice.zone !== undefined) {
    const local = choice.localZone ?? '';
    set(ctx, ZONE, `${knownZone(choice.zone)}|${local === '' ? '' : knownZone(local)}`);
  }
  if (choice.theme !== undefined && THEMES.includes(choice.theme as Theme)) set(ctx, THEME, choice.theme);
  const { user } = identityOf(ctx).caller;
  if (user === '' || (choice.steps !== 'hidden' && choice.steps !== 'shown')) return;
  const others = namesIn(cookie(ctx, STEPS)).filter((name) => name !== user);
  set(ctx, STEPS, [...(choice.steps === 'hidden' ? [user] : []), ...others].slice(0, MOST_NAMES).join(' '));
};

const namesIn = (value: string | undefined): readonly string[] =>
  (value ?? '').split(' ').filter((name) => name !== '');

/** What the token of a browser's forms is made from. */
const secretOf = (ctx: Context): string | undefined => {
  const identity = identityOf(ctx);
  if (identity.via === 'session') return `session ${identity.token}`;
  const known = cookie(ctx, cookieName(ctx, FORM));
  return known !== undefined && /^[\w-]{22,64}$/.test(known) ? `form ${known}` : undefined;
};

const newSecret = (ctx: Context): string => {
  const fresh = randomBytes(24).toString('base64url');
  const how = { httpOnly: true, sameSite: 'lax', secure: ctx.secure, overwrite: true, path: '/' } as const;
  ctx.cookies.set(cookieName(ctx, FORM), fresh, how);
  return `form ${fresh}`;
};

const set = (ctx: Context, name: string, value: string): void => {
  ctx.cookies.set(name, encodeURIComponent(value), {
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    maxAge: YEAR_MS,
    overwrite: true,
    path: '/',
  });
};

const cookie = (ctx: Context, name: string): string | undefined => {
  const value = ctx.cookies.get(name);
  if (value === undefined) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
};

const tokenOf = (secret: string, csrfSecret: string): string =>
  createHmac('sha256', csrfSecret).update(`csrf ${secret}`).digest('base64url');

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};
