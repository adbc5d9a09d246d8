// B1. An address has a budget before it is known who asks, a caller one after that; the header tells of the scarcer one.
import type { Context } from 'koa';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../../actors/domain/people/caller.ts';
import { DashboardError } from '../problem.ts';

/** Budgets of requests; `RateLimiterRedis` where several gateways share them. */
export interface Budgets {
  readonly byAddress: RateLimiterAbstract;
  readonly byCaller: RateLimiterAbstract;
}

/** Requests in a minute. */
export const memoryBudgets = ({ address = 30_000, caller = 3_000 } = {}): Budgets => ({
  byAddress: new RateLimiterMemory({ keyPrefix: 'address', points: address, duration: 60 }),
  byCaller: new RateLimiterMemory({ keyPrefix: 'caller', points: caller, duration: 60 }),
});

/** Takes one request from a budget. Throws RATE_LIMITED when nothing is left. */
const spend = async (ctx: Context, budget: RateLimiterAbstract, name: string): Promise<void> => {
  let left: RateLimiterRes;
  try {
    left = await budget.consume(name);
  } catch (error) {
    // Whoever counts is away: rather uncounted than unanswered.
    if (!(error instanceof RateLimiterRes)) return;
    tell(ctx, budget, error);
    ctx.set('Retry-After', String(secondsOf(error)));
    throw new DashboardError('RATE_LIMITED', `Too many requests; there is room again in ${secondsOf(error)} s.`, {
      retryAfterMs: error.msBeforeNext,
    });
  }
  tell(ctx, budget, left);
};

export const spendAddress = (ctx: Context, { byAddress }: Budgets): Promise<void> => spend(ctx, byAddress, ctx.ip);

/** Somebody with a key has another budget than the same person at a browser. */
export const spendCaller = (ctx: Context, { byCaller }: Budgets, { user, scopes }: Caller): Promise<void> =>
  spend(ctx, byCaller, scopes === undefined ? user : `${user} key`);

const tell = (ctx: Context, { points }: RateLimiterAbstract, left: RateLimiterRes): void => {
  const told = ctx.res.getHeader('RateLimit-Remaining');
  if (told !== undefined && Number(told) < left.remainingPoints) return; // B1
  ctx.set('RateLimit-Limit', String(points));
  ctx.set('RateLimit-Remaining', String(Math.max(0, left.remainingPoints)));
  ctx.set('RateLimit-Reset', String(secondsOf(left)));
};

const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1_000));
