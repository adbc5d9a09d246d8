import type { Middleware } from 'koa';
import type { WallClock } from '../face.ts';
import type { CallerOf } from '../socket/sign-in.ts';
import { answeredOnce } from './answered-once.ts';
import { apiTable } from './api-table.ts';
import { type Budgets, memoryBudgets } from './budgets.ts';
import type { Endpoint } from './endpoint.ts';
import { LOCAL } from './local-caller.ts';
import { register } from './register.ts';

/** Serves endpoints to those who may ask for them. */
export const publicApi = (
  endpoints: readonly Endpoint[],
  deps: {
    readonly clock: WallClock;
    /** Who asks, by what a request carries; without it everybody is the one local admin. */
    readonly callerOf?: CallerOf;
    /** How many requests addresses and callers may make. */
    readonly budgets?: Budgets;
  },
): readonly Middleware[] => {
  const { clock, callerOf, budgets = memoryBudgets() } = deps;
  const table = apiTable(async (ctx) => (callerOf === undefined ? LOCAL : callerOf(ctx.req)));
  const common = { budgets, once: answeredOnce(clock) };
  for (const one of endpoints) register(table, one, common);
  return table.middleware;
};
