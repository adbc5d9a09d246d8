// The troupe as one: what can be started, what it reads, on which account, and whether all is well.
import type { Context, ServiceSchema } from 'moleculer';
import type { ActorHost } from '../../runtime/host/actor-host.ts';
import { ActorError } from '../../runtime/errors.ts';
import type {
  AccountView,
  CatalogView,
  LaneView,
  RiskMonitorStateView,
  StartStrategyRequest,
  StatusView,
} from '../views.ts';
import { parametersSchema, STRATEGIES } from '../strategy/catalog.ts';
import { castStrategy } from './casting.ts';
import { lanesOf } from './lanes.ts';

export interface TroupeOptions {
  readonly host: ActorHost;
  readonly node: string;
  /** Epoch milliseconds UTC. */
  readonly startedAt: number;
  readonly newId: () => string;
  /** What the node cannot do without, beside its actors. */
  readonly parts: () => readonly { part: string; ok: boolean; detail: string }[];
}

/** Answers `troupe.*`; payloads in `views.ts`. */
export function troupeService({ host, node, startedAt, newId, parts }: TroupeOptions): ServiceSchema {
  const accounts = (): AccountView[] =>
    host.list().flatMap(({ kind, owner, state }) => {
      if (kind !== 'risk-monitor' || state['account'] === undefined) return [];
      const { account, currency, venue, deposit, unallocated, equity } = state as unknown as RiskMonitorStateView;
      return [{ account, owner, currency, venue, deposit, unallocated, equity }];
    });

  return {
    name: 'troupe',
    actions: {
      catalog: (): CatalogView[] =>
        STRATEGIES.map((strategy) => ({
          name: strategy.name,
          title: strategy.title,
          description: strategy.description,
          parameters: parametersSchema(strategy),
        })),
      lanes: (): LaneView[] => lanesOf(host.list()),
      accounts,
      status: (): StatusView => statusOf(host, node, startedAt, parts()),
      'start-strategy': async (ctx: Context<StartStrategyRequest>) => {
        const cast = castStrategy(ctx.params, { lanes: lanesOf(host.list()), accounts: accounts(), newId });
        await host.spawn(cast.records);
        return { strategy: cast.strategy, subscription: cast.subscription };
      },
      'stop-and-flatten': async (
        ctx: Context<{ address: string; commandId?: string; by?: string; reason?: string }>,
      ) => {
        const { address, by = 'system', ...params } = ctx.params;
        if (!address.startsWith('subscription.'))
          throw new ActorError(
            'NOT_A_SUBSCRIPTION',
            `${address} holds no position; only a subscription can be stopped and flattened`,
            { field: 'address' },
          );
        return host.act(address, 'flatten', { ...params, thenStop: true }, by);
      },
    },
  };
}

function statusOf(
  host: ActorHost,
  node: string,
  startedAt: number,
  parts: readonly { part: string; ok: boolean; detail: string }[],
): StatusView {
  const actors = host.list();
  const waiting = actors.filter(({ lifecycle }) => lifecycle === 'starting' || lifecycle === 'restarting');
  const faulted = actors.filter(({ lifecycle }) => lifecycle === 'faulted');
  const settled = {
    part: 'actors',
    ok: waiting.length === 0,
    detail: `${actors.length} known, ${waiting.length} not up yet, ${faulted.length} faulted${named(faulted)}`,
  };
  const lanes = lanesOf(actors).filter(({ status }) => status === 'failed');
  const feeds = {
    part: 'feeds',
    ok: lanes.length === 0,
    detail: lanes.length === 0 ? 'all sound' : `failed: ${lanes.map(({ lane }) => lane).join(', ')}`,
  };
  const all = [...parts, settled, feeds];
  // A faulted actor or feed is shown, but the node still serves the others.
  const ready = [...parts, settled].every(({ ok }) => ok);
  return { ready, node, startedAt: new Date(startedAt).toISOString(), parts: all };
}

const named = (actors: readonly { address: string }[]): string =>
  actors.length === 0
    ? ''
    : ` (${actors
        .slice(0, 5)
        .map(({ address }) => address)
        .join(', ')})`;
