import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Sources } from '../sources.ts';
import type { Guard, Needs } from './guard.ts';

/** Answers a request that was let in, from the sources of who asks. */
export type Handler = (ctx: Context, sources: Sources) => Promise<void> | void;

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A route as it is written down. */
export interface RouteEntry {
  readonly method: Method;
  readonly path: string;
  readonly needs: Needs;
}

/** Where requests go by method and path; `:name` in a path is a parameter. What a route needs is asked before its handler runs. */
export interface Routes extends Readonly<Record<Method, (path: string, needs: Needs, handler: Handler) => void>> {
  /** All routes, in the order in which they are tried. */
  readonly entries: readonly RouteEntry[];
  readonly middleware: readonly Middleware[];
}

export const routes = (guard: Guard): Routes => {
  const router = new Router();
  const entries: RouteEntry[] = [];
  const add =
    (method: Method) =>
    (path: string, needs: Needs, handler: Handler): void => {
      entries.push({ method, path, needs });
      router[method](path, async (ctx) => {
        const asked = ctx as unknown as Context;
        await handler(asked, await guard(asked, needs));
      });
    };
  return {
    ...{ get: add('get'), post: add('post'), put: add('put'), patch: add('patch'), delete: add('delete') },
    entries,
    get middleware() {
      return [router.routes() as unknown as Middleware, router.allowedMethods() as unknown as Middleware];
    },
  };
};

/** A parameter of the path, decoded. */
export const paramOf = (ctx: Context, name: string): string =>
  (ctx['params'] as Record<string, string> | undefined)?.[name] ?? '';
