import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { type Caller, may } from '../../actors/domain/people/caller.ts';
import type { Permission } from '../../actors/domain/people/role.ts';
import { DashboardError } from '../problem.ts';
import type { Method } from './endpoint.ts';

/** Where requests to the API go; nobody comes past the guard of a path without its permission. */
export interface ApiTable {
  on(
    method: Method,
    path: string,
    route: {
      readonly permission: Permission;
      /** Before it is known who asks. */
      readonly before: (ctx: Context) => Promise<void>;
      readonly handle: (ctx: Context, caller: Caller) => Promise<void>;
    },
  ): void;
  readonly middleware: readonly Middleware[];
}

/** Who asks; undefined for nobody. */
export type AskedBy = (ctx: Context) => Promise<Caller | undefined>;

export const apiTable = (askedBy: AskedBy): ApiTable => {
  const router = new Router();
  return {
    on: (method, path, { permission, before, handle }) =>
      void router[method](path, async (given) => {
        const ctx = given as unknown as Context;
        await before(ctx);
        const caller = await askedBy(ctx);
        if (caller === undefined) throw new DashboardError('SIGN_IN_REQUIRED', 'Sign in, or send an API key.');
        if (!may(caller, permission))
          throw new DashboardError('FORBIDDEN', `That needs the permission ${permission}, which you do not have.`);
        await handle(ctx, caller);
      }),
    get middleware() {
      return [router.routes() as unknown as Middleware, router.allowedMethods() as unknown as Middleware];
    },
  };
};
