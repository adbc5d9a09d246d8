import type { Middleware } from 'koa';
import type { WallClock } from '../face.ts';
import type { Routes } from '../http/routes.ts';
import { answeredOnce } from './answered-once.ts';
import { type Budgets, spendAddress } from './budgets.ts';
import type { Endpoint } from './endpoint.ts';
import { register } from './register.ts';

/** Serves endpoints to those who may ask for them. */
export const publicApi = (
  routes: Routes,
  endpoints: readonly Endpoint[],
  { clock, budgets }: { readonly clock: WallClock; readonly budgets: Budgets },
): void => {
  const common = { budgets, once: answeredOnce(clock) };
  for (const one of endpoints) register(routes, one, common);
};

/** Takes a request to the API from the budget of its address, before it is asked whose it is. */
export const addressBudget =
  (budgets: Budgets): Middleware =>
  async (ctx, next) => {
    if (ctx.path.startsWith('/api/v1/')) await spendAddress(ctx, budgets);
    await next();
  };
