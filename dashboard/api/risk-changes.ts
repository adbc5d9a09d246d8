// Changes of risk for programs: restrictions, limits, rules and the calendar. Each is answered once it is durable and in force at the
// supervisor; that every account has taken it is read at its Location.
import type { Context } from 'koa';
import { z } from 'zod';
import { parseScope } from '../../actors/domain/risk/scope.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { DashboardError, NodeNotFound, problemJson, problemOf } from '../problem.ts';
import type { RiskAnswer } from '../risk-commands.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { bodyOf, keyOf } from './command-request.ts';

const reason = z.string().trim().min(1).max(500);
const scope = z.string().max(200);

const restriction = z.strictObject({ command: z.enum(['reduce', 'halt', 'flatten', 'reset']), scope, reason });
const limitChange = z.strictObject({
  ...{ scope, reason },
  limit: z.string(),
  value: z.union([z.string(), z.number(), z.null()]),
  fromVersion: z.number().int().min(0),
});
const settlement = z.strictObject({});
const ruleSet = z.strictObject({ rules: z.array(z.unknown()) });
const calendar = z.strictObject({ events: z.array(z.unknown()) });

export const riskChangeRoutes = (routes: Routes): void => {
  routes.post('/api/v1/risk/commands', 'risk:command', async (ctx, { troupe, risk }) => {
    const { command, ...asked } = bodyOf(ctx, restriction);
    const accounts = await accountsOf(troupe, asked.scope, command);
    issued(ctx, await risk.ask({ command, params: { ...asked, ...(accounts && { accounts }) }, key: keyOf(ctx) }));
  });

  routes.put('/api/v1/risk/limits', 'risk:command', async (ctx, { troupe, risk }) => {
    const change = bodyOf(ctx, limitChange);
    try {
      const answer = await risk.ask({ command: 'set-limit', params: { change }, key: keyOf(ctx) });
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
    routes.post(`/api/v1/risk/proposals/:id/${command}`, 'risk:command', async (ctx, { risk }) => {
      bodyOf(ctx, settlement);
      const answer = await risk.ask({ command, params: { proposal: paramOf(ctx, 'id') }, key: keyOf(ctx) });
      if (answer.control !== undefined) issued(ctx, answer);
      else ctx.body = { status: 'withdrawn' };
    });
  }

  routes.put('/api/v1/risk/rules', 'risk:command', async (ctx, { risk }) => {
    issued(ctx, await risk.ask({ command: 'set-rules', params: bodyOf(ctx, ruleSet), key: keyOf(ctx) }));
  });

  routes.put('/api/v1/risk/calendar', 'risk:command', async (ctx, { risk }) => {
    issued(ctx, await risk.ask({ command: 'set-calendar', params: bodyOf(ctx, calendar), key: keyOf(ctx) }));
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

type Change = z.output<typeof limitChange>;

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
