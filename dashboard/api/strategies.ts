// Strategies for programs: a strategy is a user's run of one, named by its subscription.
import { z } from 'zod';
import { mayTo } from '../../actors/domain/people/caller.ts';
import type { StartStrategyRequest } from '../../actors/start-views.ts';
import type { ActorCommand } from '../command-desk.ts';
import type { WallClock } from '../face.ts';
import { ActorNotFound, DashboardError, Forbidden } from '../problem.ts';
import type { Sources } from '../sources.ts';
import { type Run, runOf, runsOf } from '../troupe-facts.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { accepted } from './command-request.ts';
import { type AskedOf, type Endpoint, endpoint, flag, nextCursor, paged, text } from './endpoint.ts';
import { keyedRequests, type Keyed } from './keyed-requests.ts';
import { pageAfter } from './page-after.ts';
import { acceptedShape } from './shapes.ts';
import { strategyShape } from './strategy-shapes.ts';

const exit = z.number().positive().exactOptional();
const creation = z.strictObject({
  ...{
    strategy: z.string().max(200),
    params: z.record(z.string(), z.unknown()).default({}),
    lane: z.string().max(200),
  },
  ...{ account: z.string().max(200), allocation: z.string().regex(/^\d{1,15}(\.\d{1,8})?$/) },
  sizing: z.record(z.string(), z.unknown()).default({ kind: 'fraction' }),
  direction: z.enum(['long-only', 'long-short']).default('long-only'),
  ...{ stopLoss: exit, takeProfit: exit, trailingStop: exit },
});
export const strategyId = z.strictObject({ id: text(200) });
const common = { tag: 'Strategies', permission: 'trade:read' } as const;
const command = { tag: 'Strategies', permission: 'trade:command', status: 202, answer: acceptedShape } as const;

interface Started {
  readonly strategy: string;
  readonly subscription: string;
}
interface Creation extends Keyed {
  readonly request: Omit<StartStrategyRequest, 'by'>;
  readonly call: Sources['call'];
}

export const strategyEndpoints = (clock: WallClock): readonly Endpoint[] => {
  const create = keyedRequests(
    async ({ request, caller, call }: Creation) =>
      (await call('troupe.start-strategy', { ...request, by: caller.user })) as Started,
    { clock },
  );
  const give = async (
    { params, key, ctx }: Pick<AskedOf<{ id: string }, unknown, unknown>, 'params' | 'key' | 'ctx'>,
    command: ActorCommand,
    { troupe, desk }: Sources,
  ): Promise<object | undefined> => {
    const { view } = await runFor(troupe, params.id);
    const reason = 'asked through the API';
    return accepted(ctx, await desk.request([view.address], { command, reason, idempotencyKey: key }));
  };

  return [
    endpoint({
      ...{ ...common, method: 'get', path: '/api/v1/strategies', summary: 'Strategies that one may see' },
      query: z.strictObject({
        ...{ account: text(200).exactOptional(), lifecycle: text(50).exactOptional(), ...paged },
      }),
      answer: z.strictObject({ strategies: z.array(strategyShape), nextCursor }),
      handle: async ({ query: { account, lifecycle, limit, cursor } }, { troupe }) => {
        const runs = runsOf(await troupe.list()).filter(
          ({ view, state }) =>
            state.account === (account ?? state.account) && view.lifecycle === (lifecycle ?? view.lifecycle),
        );
        const page = pageAfter(runs, ({ view }) => view.address, { limit, cursor });
        return { strategies: page.rows.map(strategyOf), nextCursor: page.nextCursor };
      },
    }),
    endpoint({
      ...{
        ...common,
        method: 'post',
        path: '/api/v1/strategies',
        summary: 'Create a strategy and start it',
        status: 201,
      },
      ...{ permission: 'trade:command', body: creation },
      answer: z.strictObject({ id: z.string(), strategy: z.string() }),
      example: {
        strategy: 'sma-cross',
        params: { fast: 10, slow: 30 },
        lane: 'bars.SPX.1d',
        account: 'alice-main',
        allocation: '1000',
      },
      handle: async ({ body: request, key, ctx }, sources) => {
        const { troupe, caller, call } = sources;
        await checkAccount(sources, request.account);
        const { strategy, subscription } = await create({ caller, key, request, call });
        troupe.forget();
        ctx.set('Location', `/api/v1/strategies/${encodeURIComponent(subscription)}`);
        return { id: subscription, strategy };
      },
    }),
    endpoint({
      ...{ ...common, method: 'get', path: '/api/v1/strategies/:id', summary: 'A strategy', params: strategyId },
      answer: strategyShape,
      handle: async ({ params }, { troupe }) => strategyOf(await runFor(troupe, params.id)),
    }),
    endpoint({
      ...{ ...command, method: 'patch', path: '/api/v1/strategies/:id', summary: 'Pause a strategy, or let it go on' },
      ...{ params: strategyId, body: z.strictObject({ paused: z.boolean() }), example: { paused: true } },
      handle: (asked, sources) => give(asked, asked.body.paused ? 'pause' : 'resume', sources),
    }),
    endpoint({
      ...{ ...command, method: 'delete', path: '/api/v1/strategies/:id', summary: 'Stop a strategy; its records stay' },
      ...{ params: strategyId, query: z.strictObject({ flatten: flag.exactOptional() }) },
      handle: (asked, sources) => give(asked, asked.query.flatten === true ? 'stop-and-flatten' : 'stop', sources),
    }),
    endpoint({
      ...{ ...command, method: 'post', path: '/api/v1/strategies/:id/execute', summary: 'Start a stopped strategy' },
      ...{ params: strategyId, body: z.strictObject({}), example: {} },
      handle: (asked, sources) => give(asked, 'start', sources),
    }),
  ];
};

/** Throws ACCOUNT_NOT_FOUND for an account that who asks does not see, FORBIDDEN for one that they see and do not trade on. */
const checkAccount = async ({ troupe, caller }: Sources, name: string): Promise<void> => {
  const account = (await troupe.accounts()).find((one) => one.account === name);
  if (account === undefined)
    throw new DashboardError('ACCOUNT_NOT_FOUND', `There is no account ${name}.`, { field: 'account' });
  if (!mayTo(caller, 'trade:command', account.owner)) throw new Forbidden(caller.user, 'trade:command of it');
};

/** The strategy of that id, with or without `subscription.`. Throws ACTOR_NOT_FOUND, also for another user's. */
export const runFor = async (troupe: TroupeReads, id: string): Promise<Run> => {
  const address = id.startsWith('subscription.') ? id : `subscription.${id}`;
  const actors = await troupe.list();
  const view = actors.find((one) => one.address === address);
  if (view === undefined) throw new ActorNotFound(address);
  return runOf(view, actors);
};

const strategyOf = ({ view, state, strategy, rules, params, pnl, pnlFraction, simulated }: Run): object => ({
  ...{
    id: view.address,
    strategy: strategy?.address ?? state.strategy ?? '',
    rules,
    params,
    owner: view.owner,
    simulated,
  },
  ...{ account: state.account ?? '', instrument: state.instrument ?? '', lane: state.lane ?? '' },
  ...{ lifecycle: view.lifecycle, tradingState: view.tradingState, tradingStateReason: view.tradingStateReason },
  ...{ since: view.since, restarts: view.restarts, lastCause: view.lastCause, direction: state.direction ?? null },
  ...{ allocation: state.allocation ?? '0', equity: state.equity ?? null, quantity: state.quantity ?? '0' },
  ...{ averagePrice: state.averagePrice ?? null, pnl: pnl ?? null, pnlFraction: pnlFraction ?? null },
  ...{ drawdown: state.drawdown ?? null, maxDrawdown: state.maxDrawdown ?? null },
  ...{ fills: state.fills ?? 0, denied: state.denied ?? 0 },
});
