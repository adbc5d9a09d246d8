// Changes of risk for programs: restrictions, limits, rules and the calendar. Each is answered once it is durable and in force at the
// supervisor; that every account has taken it is read at its Location.
import type { Context } from 'koa';
import { z } from 'zod';
import { parseScope } from '../../actors/domain/risk/scope.ts';
import { DashboardError, NodeNotFound, problemJson, problemOf } from '../problem.ts';
import type { RiskAnswer } from '../risk-commands.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { type Endpoint, endpoint, text } from './endpoint.ts';
import { issuedShape } from './risk-shapes.ts';

const reason = z.string().trim().min(1).max(500);
const scope = z.string().max(200);

const restriction = z.strictObject({ command: z.enum(['reduce', 'halt', 'flatten', 'reset']), scope, reason });
const limitChange = z.strictObject({
  ...{ scope, reason },
  limit: z.string(),
  value: z.union([z.string(), z.number(), z.null()]),
  fromVersion: z.number().int().min(0),
});
const SUMMARIES = {
  approve: 'Approve a loosening, as a second person',
  withdraw: 'Take a proposal back',
} as const;

const common = { tag: 'Risk', permission: 'risk:command', answer: issuedShape } as const;

export const riskChangeEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ ...common, method: 'post', path: '/api/v1/risk/commands', summary: 'Reduce, halt, flatten or reset a scope' },
    ...{ status: 202, body: restriction, example: { command: 'halt', scope: 'platform', reason: 'a drill' } },
    handle: async ({ body: { command, ...asked }, key, ctx }, { troupe, risk }) => {
      const accounts = await accountsOf(troupe, asked.scope, command);
      const params = { ...asked, ...(accounts && { accounts }) };
      return issued(ctx, await risk.ask({ command, key, params }));
    },
  }),
  endpoint({
    ...{
      ...common,
      method: 'put',
      path: '/api/v1/risk/limits',
      summary: 'Set a limit from the version it was read at',
    },
    ...{ status: 202, body: limitChange },
    example: { scope: 'platform', limit: 'maxOrderNotional', value: '1000', fromVersion: 0, reason: 'less' },
    handle: async ({ body: change, key, ctx }, { troupe, risk }) => {
      try {
        const answer = await risk.ask({ command: 'set-limit', key, params: { change } });
        if (answer.proposal === undefined) return issued(ctx, answer);
        return { status: 'awaits-approval', proposal: answer.proposal };
      } catch (error) {
        if (problemOf(error).code !== 'CONFLICT') throw error;
        ctx.status = 409;
        ctx.body = JSON.stringify({ ...problemJson(problemOf(error)), conflict: await conflictOf(troupe, change) });
        ctx.set('Content-Type', 'application/problem+json; charset=utf-8');
        return undefined;
      }
    },
  }),
  ...(['approve', 'withdraw'] as const).map((command) =>
    endpoint({
      ...{ ...common, method: 'post', path: `/api/v1/risk/proposals/:id/${command}`, summary: SUMMARIES[command] },
      ...{ params: z.strictObject({ id: text(200) }), body: z.strictObject({}), example: {} },
      handle: async ({ params, key, ctx }, { risk }) => {
        const answer = await risk.ask({ command, key, params: { proposal: params.id } });
        if (answer.control === undefined) return { status: 'withdrawn' };
        ctx.status = 202;
        return issued(ctx, answer);
      },
    }),
  ),
  endpoint({
    ...{ ...common, method: 'put', path: '/api/v1/risk/rules', summary: 'Put rules in the place of those before' },
    ...{ status: 202, body: z.strictObject({ rules: z.array(z.unknown()) }), example: { rules: [] } },
    handle: async ({ body: { rules }, key, ctx }, { risk }) =>
      issued(ctx, await risk.ask({ command: 'set-rules', key, params: { rules } })),
  }),
  endpoint({
    ...{
      ...common,
      method: 'put',
      path: '/api/v1/risk/calendar',
      summary: 'Put an economic calendar in the place of the one before',
    },
    ...{ status: 202, body: z.strictObject({ events: z.array(z.unknown()) }), example: { events: [] } },
    handle: async ({ body: { events }, key, ctx }, { risk }) =>
      issued(ctx, await risk.ask({ command: 'set-calendar', key, params: { events } })),
  }),
];

/** Answers that a control is durable, and where to see who has taken it. */
const issued = (ctx: Context, { control, version }: RiskAnswer): object => {
  ctx.set('Location', `/api/v1/risk/controls/${control}`);
  return { status: 'issued', control, ...(version !== undefined && { version }) };
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
