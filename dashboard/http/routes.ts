import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';

export type Handler = (ctx: Context) => Promise<void> | void;

/** Where requests go by method and path; `:name` in a path is a parameter. */
export interface Routes {
  get(path: string, handler: Handler): void;
  post(path: string, handler: Handler): void;
  put(path: string, handler: Handler): void;
  readonly middleware: readonly Middleware[];
}

export const routes = (): Routes => {
  const router = new Router();
  return {
    get: (path, handler) => void router.get(path, (ctx) => handler(ctx as unknown as Context)),
    post: (path, handler) => void router.post(path, (ctx) => handler(ctx as unknown as Context)),
    put: (path, handler) => void router.put(path, (ctx) => handler(ctx as unknown as Context)),
    get middleware() {
      return [router.routes() as unknown as Middleware, router.allowedMethods() as unknown as Middleware];
    },
  };
};

/** A parameter of the path, decoded. */
export const paramOf = (ctx: Context, name: string): string =>
  (ctx['params'] as Record<string, string> | undefined)?.[name] ?? '';
