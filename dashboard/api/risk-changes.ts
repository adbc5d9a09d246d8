// Changes of risk for programs: restrictions, limits, rules and the calendar. Each is answered once it is durable and in force at the
// supervisor; that every account has taken it is read at its Location.
import type { Context } from 'koa';
import { z } from 'zod';
import { parseScope } from '../../actors/domain/risk/scope.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { DashboardError, NodeNotFound, problemJson, problemOf } from '../problem.ts';
import type { RiskAnswer } from '../risk-commands.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { bodyOf, BY, keyOf } from './command-request.ts';
import type { Asked, RiskRequests } from './risk-requests.ts';

/** Who asks, as they say; nobody proves it before sign-in comes. */
const by = z.string().trim().min(1).max(100).default(BY);
const reason = z.string().trim().min(1).max(500);
const scope = z.string().max(200);

const restriction = z.strictObject({ command: z.enum(['reduce', 'halt', 'flatten', 'reset']), scope, reason, by });
const limitChange = z.strictObject({
  ...{ scope, reason, by },
  limit: z.string(),
  value: z.union([z.string(), z.number(), z.null()]),
  fromVersion: z.number().int().min(0),
});
const settlement = z.strictObject({ by });
const ruleSet = z.strictObject({ rules: z.array(z.unknown()), by });
const calendar = z.strictObject({ events: z.array(z.unknown()), by });

export const riskChangeRoutes = (
  routes: Routes,
  deps: { readonly troupe: TroupeReads; readonly requests: RiskRequests },
): void => {
  const { troupe, requests } = deps;
  const give = (ctx: Context, asked: Omit<Asked, 'key'>): Promise<RiskAnswer> =>
    requests({ ...asked, key: keyOf(ctx) });

  routes.post('/api/v1/risk/commands', async (ctx) => {
    const { command, by, ...asked } = bodyOf(ctx, restriction);
    const accounts = await accountsOf(troupe, asked.scope, command);
    issued(ctx, await give(ctx, { command, by, params: { ...asked, ...(accounts && { accounts }) } }));
  });

  routes.put('/api/v1/risk/limits', async (ctx) => {
    const { by, ...change } = bodyOf(ctx, limitChange);
    try {
      const answer = await give(ctx, { command: 'set-limit', by, params: { change } });
      if (answer.proposal === undefined) issued(ctx, answer);
      else awaits(ctx, answer.proposal);
    } catch (error) {
      if (problemOf(error).code !== 'CONFLICT') throw error;
      ctx.status = 409;
      ctx.body = JSON.stringify({ ...problemJson(problemOf(error)), conflict: await conflictOf(troupe, change) });
      ctx.set('Content-Type', 'application/problem+json; charset=utf-8');
    }
  });

  for (const command of ['approve', 'withdraw'] as const) {
    routes.post(`/api/v1/risk/proposals/:id/${command}`, async (ctx) => {
      const { by } = bodyOf(ctx, settlement);
      const answer = await give(ctx, { command, by, params: { proposal: paramOf(ctx, 'id') } });
      if (answer.control !== undefined) issued(ctx, answer);
      else ctx.body = { status: 'withdrawn' };
    });
  }

  routes.put('/api/v1/risk/rules', async (ctx) => {
    const { by, rules } = bodyOf(ctx, ruleSet);
    issued(ctx, await give(ctx, { command: 'set-rules', by, params: { rules } }));
  });

  routes.put('/api/v1/risk/calendar', async (ctx) => {
    const { by, events } = bodyOf(ctx, calendar);
    issued(ctx, await give(ctx, { command: 'set-calendar', by, params: { events } }));
  });
};

/** Answers that a control is durable, and where to see who has taken it. */
const issued = (ctx: Context, { control, version }: RiskAnswer): void => {
  ctx.status = 202;
  ctx.set('Location', `/api/v1/risk/controls/${control}`);
  ctx.body = { status: 'issued', control, ...(version !== undefined && { version }) };
};

const awaits = (ctx: Context, proposal: string): void => {
  ctx.status = 202;
  ctx.body = { status: 'awaits-approval', proposal };
};

type Change = Omit<z.output<typeof limitChange>, 'by'>;

/** What was asked beside what the limit is now. */
const conflictOf = async (
  troupe: TroupeReads,
  { scope: of, limit, value, fromVersion }: Change,
): Promise<Readonly<Record<string, unknown>>> => {
  const { limits } = await troupe.riskNow();
  const inForce = limits.find((one) => one.scope === of && one.limit === limit);
  return { scope: of, limit, madeFrom: fromVersion, asked: value, inForce: inForce ?? null };
};

/** The accounts of a node: those on it now, and those that are restricted as having been on it. */
const accountsOf = async (
  troupe: TroupeReads,
  of: string,
  command: z.output<typeof restriction>['command'],
): Promise<readonly string[] | undefined> => {
  const parsed = parseScope(of);
  if (parsed.kind !== 'node' || command === 'reset') return undefined;
  const [nodes, here, { latches }] = await Promise.all([
    troupe.nodes(),
    troupe.accountsOn(parsed.id),
    troupe.riskNow(),
  ]);
  if (!nodes.some(({ node }) => node === parsed.id)) throw new NodeNotFound(parsed.id);
  const latched = latches.find((one) => one.scope === of)?.accounts ?? [];
  const accounts = [...new Set([...latched, ...here])].sort();
  if (accounts.length === 0)
    throw new DashboardError('HOSTS_NOTHING', `No account is on ${parsed.id} now: there is nobody to restrict.`);
  return accounts;
};
