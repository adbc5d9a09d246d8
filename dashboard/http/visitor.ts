// V1. A form counts only with the token of the browser's own session cookie, so no other site can send it (CSRF).
// V2. What a visitor prefers (zone, theme) lives in cookies, so pages, streams and forms agree without script.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { knownZone } from '../format.ts';
import { DashboardError } from '../problem.ts';

/** Who looks, and how they like it shown. */
export interface Visitor {
  /** Name that commands are given under, until sign-in comes. */
  readonly name: string;
  readonly csrf: string;
  readonly zone: string;
  /** The browser's own zone if it told us, to switch to. */
  readonly localZone: string | null;
  readonly theme: Theme;
}

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const SESSION = 'troupe_session';
const ZONE = 'troupe_zone';
const THEME = 'troupe_theme';
const YEAR_MS = 365 * 86_400_000;

/** Reads the visitor's cookies, giving a new session to a browser without one. */
export const visitorOf = (ctx: Context, csrfSecret: string): Visitor => {
  const zone = cookie(ctx, ZONE);
  const theme = cookie(ctx, THEME) as Theme | undefined;
  const [shown, local] = (zone ?? '').split('|');
  return {
    name: 'local',
    csrf: tokenOf(sessionOf(ctx), csrfSecret),
    zone: knownZone(shown),
    localZone: local ? knownZone(local) : null,
    theme: theme && THEMES.includes(theme) ? theme : 'auto',
  };
};

/** Throws CSRF_INVALID unless the request carries its session's token, as htmx's header or a form's field (V1). */
export const requireToken = (ctx: Context, csrfSecret: string): void => {
  const body = (ctx.request.body ?? {}) as Record<string, unknown>;
  const given = ctx.get('x-csrf-token') || body['_csrf'];
  const session = cookie(ctx, SESSION);
  const wanted = session ? tokenOf(session, csrfSecret) : undefined;
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
  choice: { zone?: string | undefined; localZone?: string | undefined; theme?: string | undefined },
): void => {
  if (choice.zone !== undefined) {
    const local = choice.localZone ?? '';
    set(ctx, ZONE, `${knownZone(choice.zone)}|${local === '' ? '' : knownZone(local)}`);
  }
  if (choice.theme !== undefined && THEMES.includes(choice.theme as Theme)) set(ctx, THEME, choice.theme);
};

const sessionOf = (ctx: Context): string => {
  const known = cookie(ctx, SESSION);
  if (known && /^[\w-]{22,64}$/.test(known)) return known;
  const fresh = randomBytes(24).toString('base64url');
  // A stream or a program needs no session; only a page hands out forms.
  ctx.cookies.set(SESSION, fresh, { httpOnly: true, sameSite: 'lax', overwrite: true, path: '/' });
  return fresh;
};

const set = (ctx: Context, name: string, value: string): void => {
  ctx.cookies.set(name, encodeURIComponent(value), {
    httpOnly: true,
    sameSite: 'lax',
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

const tokenOf = (session: string, csrfSecret: string): string =>
  createHmac('sha256', csrfSecret).update(`csrf ${session}`).digest('base64url');

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};
