// The troupe as one: what can be started, what it reads, on which account, and whether all is well.
import type { Context, ServiceSchema } from 'moleculer';
import type { Company } from '../../runtime/cluster/company.ts';
import { kindOf } from '../../runtime/address.ts';
import { ActorError } from '../../runtime/errors.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import { TRADING_KINDS } from '../protocol.ts';
import type {
  AccountView,
  ActorView,
  BanRequest,
  CatalogView,
  FollowRequest,
  LaneView,
  OpenDeskRequest,
  PublishRequest,
  RiskMonitorStateView,
  StartStrategyRequest,
  StatusView,
  UnfollowRequest,
} from '../views.ts';
import { parametersSchema, STRATEGIES } from '../strategy/catalog.ts';
import { castStrategy } from './casting.ts';
import { copyCompany } from './copy-company.ts';
import type { Ensemble } from './ensemble.ts';
import { lanesOf } from './lanes.ts';

/** Something that the node works with, and whether it does. */
export interface Part {
  readonly part: string;
  readonly ok: boolean;
  readonly detail: string;
  /** The node works on without it, less well. */
  readonly isSpare?: boolean;
}

export interface TroupeOptions {
  readonly ensemble: Ensemble;
  readonly company: Pick<Company, 'act' | 'spawn'>;
  readonly registry: Pick<ActorRegistry, 'find'>;
  /** Last entry of each of these streams that has one. */
  readonly heads: (streams: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly node: string;
  /** Epoch milliseconds UTC. */
  readonly startedAt: number;
  readonly newId: () => string;
  /** What the node cannot do without, beside its actors. */
  readonly parts: () => readonly Part[];
}

/** Answers `troupe.*`; payloads in `views.ts`. */
export function troupeService({
  ensemble,
  company,
  registry,
  heads,
  node,
  startedAt,
  newId,
  parts,
}: TroupeOptions): ServiceSchema {
  const accounts = (): AccountView[] =>
    ensemble.actors().flatMap(({ kind, owner, state }) => {
      if (kind !== 'risk-monitor' || state['account'] === undefined) return [];
      const { account, currency, venue, deposit, unallocated, equity } = state as unknown as RiskMonitorStateView;
      return [{ account, owner, currency, venue, deposit, unallocated, equity }];
    });

  const copying = copyCompany({
    ...{ company, registry, heads, newId, actors: () => ensemble.actors() },
    stage: () => ({ lanes: lanesOf(ensemble.actors()), accounts: accounts() }),
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
      actors: (): readonly ActorView[] => ensemble.actors(),
      tree: () => ensemble.tree(),
      nodes: () => ensemble.nodes(),
      shards: () => ensemble.shards(),
      drain: (ctx: Context<{ node: string }>) => ensemble.drain(ctx.params.node),
      undrain: (ctx: Context<{ node: string }>) => ensemble.undrain(ctx.params.node),
      lanes: (): LaneView[] => lanesOf(ensemble.actors()),
      accounts,
      status: (): StatusView => statusOf(ensemble.actors(), node, startedAt, parts()),
      'start-strategy': async (ctx: Context<StartStrategyRequest>) => {
        const cast = castStrategy(ctx.params, { lanes: lanesOf(ensemble.actors()), accounts: accounts(), newId });
        await company.spawn(cast.records);
        return { strategy: cast.strategy, subscription: cast.subscription };
      },
      publish: (ctx: Context<PublishRequest>) => copying.publish(ctx.params),
      follow: (ctx: Context<FollowRequest>) => copying.follow(ctx.params),
      'follow-preview': (ctx: Context<FollowRequest>) => copying.preview(ctx.params),
      unfollow: (ctx: Context<UnfollowRequest>) => copying.unfollow(ctx.params),
      ban: (ctx: Context<BanRequest>) => copying.ban(ctx.params),
      'open-manual-desk': (ctx: Context<OpenDeskRequest>) => copying.openManualDesk(ctx.params),
      start: (ctx: Context<{ address: string; by?: string }>) => {
        const { address, by = 'system', ...params } = ctx.params;
        return company.act(address, 'start', params, by);
      },
      'stop-and-flatten': async (
        ctx: Context<{ address: string; commandId?: string; by?: string; reason?: string }>,
      ) => {
        const { address, by = 'system', ...params } = ctx.params;
        if (!TRADING_KINDS.has(kindOf(address)))
          throw new ActorError(
            'TRADES_NOTHING',
            `${address} holds no position; only a subscription, a follower or a manual desk can be stopped and flattened`,
            { field: 'address' },
          );
        return company.act(address, 'flatten', { ...params, thenStop: true }, by);
      },
    },
  };
}

function statusOf(actors: readonly ActorView[], node: string, startedAt: number, parts: readonly Part[]): StatusView {
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
  const all = [...parts.map(({ part, ok, detail }) => ({ part, ok, detail })), settled, feeds];
  // A faulted actor or feed is shown, but the node still serves the others.
  const ready = [...parts.filter(({ isSpare }) => isSpare !== true), settled].every(({ ok }) => ok);
  return { ready, node, startedAt: new Date(startedAt).toISOString(), parts: all };
}

const named = (actors: readonly { address: string }[]): string =>
  actors.length === 0
    ? ''
    : ` (${actors
        .slice(0, 5)
        .map(({ address }) => address)
        .join(', ')})`;
