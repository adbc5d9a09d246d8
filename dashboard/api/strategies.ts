// Strategies for programs: a strategy is a user's run of one, named by its subscription.
import { z } from 'zod';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { StartStrategyRequest } from '../../actors/views.ts';
import type { ActorCommand, CommandDesk } from '../command-desk.ts';
import type { WallClock } from '../face.ts';
import { ActorNotFound } from '../problem.ts';
import { type Run, runOf, runsOf } from '../troupe-facts.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { accepted } from './command-request.ts';
import { accountOwnedBy } from './copy-subject.ts';
import { type AskedOf, by, type Endpoint, endpoint, flag, nextCursor, paged, text } from './endpoint.ts';
import { keyedRequests, type Keyed } from './keyed-requests.ts';
import { pageAfter } from './page-after.ts';
import { commandedBy, seesActor } from './seen.ts';
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
  ...{ stopLoss: exit, takeProfit: exit, trailingStop: exit, by },
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
}

export const strategyEndpoints = (deps: {
  readonly troupe: TroupeReads;
  readonly desk: CommandDesk;
  readonly clock: WallClock;
  readonly start: (request: StartStrategyRequest) => Promise<unknown>;
}): readonly Endpoint[] => {
  const { troupe, desk, clock, start } = deps;
  const create = keyedRequests(
    async ({ request, by: who }: Creation) => (await start({ ...request, by: who })) as Started,
    { clock },
  );
  const give = async (
    asked: Pick<AskedOf<{ id: string }, unknown, unknown>, 'params' | 'caller' | 'by' | 'key' | 'ctx'>,
    name: ActorCommand,
  ): Promise<object> => {
    const { view } = await runFor(troupe, asked.caller, asked.params.id);
    await commandedBy(troupe, asked.caller, view.address);
    const reason = 'asked through the API';
    const request = { address: view.address, command: name, by: asked.by, reason, idempotencyKey: asked.key };
    return accepted(asked.ctx, desk.request(request));
  };

  return [
    endpoint({
      ...{ ...common, method: 'get', path: '/api/v1/strategies', summary: 'Strategies that one may see' },
      query: z.strictObject({
        ...{ account: text(200).exactOptional(), lifecycle: text(50).exactOptional(), ...paged },
      }),
      answer: z.strictObject({ strategies: z.array(strategyShape), nextCursor }),
      handle: async ({ query: { account, lifecycle, limit, cursor }, caller }) => {
        const runs = runsOf(await troupe.list()).filter(
          ({ view, state }) =>
            seesActor(caller, view) &&
            state.account === (account ?? state.account) &&
            view.lifecycle === (lifecycle ?? view.lifecycle),
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
      handle: async ({ body: { by: _, ...request }, by: who, caller, key, ctx }) => {
        await accountOwnedBy(troupe, caller, request.account, 'trade:command');
        const { strategy, subscription } = await create({ by: who, key, request });
        troupe.forget();
        ctx.set('Location', `/api/v1/strategies/${encodeURIComponent(subscription)}`);
        return { id: subscription, strategy };
      },
    }),
    endpoint({
      ...{ ...common, method: 'get', path: '/api/v1/strategies/:id', summary: 'A strategy', params: strategyId },
      answer: strategyShape,
      handle: async ({ params, caller }) => strategyOf(await runFor(troupe, caller, params.id)),
    }),
    endpoint({
      ...{ ...command, method: 'patch', path: '/api/v1/strategies/:id', summary: 'Pause a strategy, or let it go on' },
      ...{ params: strategyId, body: z.strictObject({ paused: z.boolean(), by }), example: { paused: true } },
      handle: (asked) => give(asked, asked.body.paused ? 'pause' : 'resume'),
    }),
    endpoint({
      ...{ ...command, method: 'delete', path: '/api/v1/strategies/:id', summary: 'Stop a strategy; its records stay' },
      ...{ params: strategyId, query: z.strictObject({ flatten: flag.exactOptional() }) },
      handle: (asked) => give(asked, asked.query.flatten === true ? 'stop-and-flatten' : 'stop'),
    }),
    endpoint({
      ...{ ...command, method: 'post', path: '/api/v1/strategies/:id/execute', summary: 'Start a stopped strategy' },
      ...{ params: strategyId, body: z.strictObject({ by }), example: {} },
      handle: (asked) => give(asked, 'start'),
    }),
  ];
};

/** The strategy of that id, with or without `subscription.`. Throws ACTOR_NOT_FOUND, also for another user's. */
export const runFor = async (troupe: TroupeReads, caller: Caller, id: string): Promise<Run> => {
  const address = id.startsWith('subscription.') ? id : `subscription.${id}`;
  const actors = await troupe.list();
  const view = actors.find((one) => one.address === address);
  if (view === undefined || !seesActor(caller, view)) throw new ActorNotFound(address);
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
