import type { Context, Middleware, Next } from 'koa';
import type { Log, WallClock } from '../face.ts';
import { html } from '../html.ts';
import { layout } from '../layout.ts';
import { type AnyPage, bannerOf } from '../page.ts';
import { type Problem, problemJson, problemOf } from '../problem.ts';
import type { Sources } from '../sources.ts';
import type { Assets } from './assets.ts';
import type { Identification } from './identity.ts';
import { visitorOf } from './visitor.ts';
import { ownPath } from './page-routes.ts';

/** Answers every failure: problem+json for programs and htmx, a page for a person. */
export const errorAnswer =
  (deps: {
    readonly assets: Assets;
    readonly pages: readonly AnyPage[];
    readonly csrfSecret: string;
    readonly log: Log;
    readonly clock: WallClock;
    readonly identification: Identification;
    readonly troupe: Pick<Sources['troupe'], 'status'>;
  }): Middleware =>
  async (ctx: Context, next: Next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined)
        await answer(
          ctx,
          { status: 404, title: 'Not found', code: 'NOT_FOUND', detail: `There is nothing at ${ctx.path}.` },
          deps,
        );
      else if (ctx.status === 405 && !ctx.body)
        await answer(
          ctx,
          {
            status: 405,
            title: 'Method not allowed',
            code: 'METHOD_NOT_ALLOWED',
            detail: `${ctx.method} is not possible at ${ctx.path}.`,
          },
          deps,
        );
    } catch (error) {
      const problem = problemOf(error);
      const fields = { err: error, method: ctx.method, path: ctx.path, status: problem.status };
      // One that came while the dashboard was being stopped is no fault.
      if (problem.status >= 500 && problem.code !== 'CLOSING') deps.log.error(fields, 'request failed');
      else deps.log.info({ ...fields, err: undefined, code: problem.code }, 'request refused');
      await answer(ctx, problem, deps);
    }
  };

const answer = async (ctx: Context, problem: Problem, deps: Parameters<typeof errorAnswer>[0]): Promise<void> => {
  ctx.status = problem.status;
  ctx.set('Cache-Control', 'no-store');
  if (problem.code === 'SIGN_IN_NEEDED' && toSignIn(ctx)) return;
  const machine =
    isApi(ctx) || ctx.get('hx-request') === 'true' || ctx.accepts('text/html', 'application/json') !== 'text/html';
  if (machine) {
    ctx.body = JSON.stringify(problemJson(problem));
    ctx.set('Content-Type', 'application/problem+json; charset=utf-8');
    return;
  }
  // Whoever it is, if that can be said just now: their menu stays.
  await deps.identification.identify(ctx).catch(() => undefined);
  const visitor = visitorOf(ctx, deps.csrfSecret);
  const banner = await bannerOf(deps);
  const body = html`<div class="problem">
    <p class="code">${problem.status} · ${problem.code}</p>
    <h1>${problem.title}</h1>
    <p>${problem.detail}</p>
    <p class="row"><a class="button solid" href="/">Overview</a></p>
  </div>`;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = String(layout({ ...deps, title: problem.title, banner, body, path: ctx.path, url: '/', visitor }));
};

/** Where programs ask; the page about it is for people. */
const isApi = ({ path }: Context): boolean => path.startsWith('/api/') && path !== '/api/docs';

/** Leads a person to where they sign in, and from there back; a program is told how it may come. */
const toSignIn = (ctx: Context): boolean => {
  if (isApi(ctx)) {
    ctx.set('WWW-Authenticate', 'Bearer realm="troupe"');
    return false;
  }
  const script = ctx.get('hx-request') === 'true';
  const path = `/sign-in?return=${encodeURIComponent(script ? shownPath(ctx) : ctx.method === 'GET' ? ctx.url : '/')}`;
  if (script) {
    ctx.set('HX-Redirect', path);
    return false;
  }
  if (ctx.accepts('text/html', 'application/json') !== 'text/html') return false;
  ctx.status = 303;
  ctx.set('Location', path);
  ctx.body = '';
  return true;
};

/** The page that a script's request was made on. */
const shownPath = (ctx: Context): string => {
  const url = ctx.get('hx-current-url');
  if (!URL.canParse(url)) return '/';
  const { pathname, search } = new URL(url);
  return ownPath(`${pathname}${search}`);
};
