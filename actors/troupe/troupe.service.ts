// The troupe as one: what can be started, what it reads, on which account, and whether all is well.
// T1. What changes something says for whom it is (behalf.ts), and passes that on to the actors, whose node decides again.
import type { Context, ServiceSchema } from 'moleculer';
import type { Company } from '../../runtime/cluster/company.ts';
import { kindOf } from '../../runtime/address.ts';
import { ActorError } from '../../runtime/errors.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type { StatusView } from '../cluster-views.ts';
import type { BanRequest, FollowRequest, PublishRequest, UnfollowRequest } from '../copy-views.ts';
import type { CallerSeal } from '../ports/caller-seal.ts';
import { TRADING_KINDS } from '../protocol.ts';
import type { RiskMonitorStateView } from '../risk-views.ts';
import type { AccountView, CatalogView, LaneView, OpenDeskRequest, StartStrategyRequest } from '../start-views.ts';
import type { ActorView } from '../views.ts';
import { parametersSchema, STRATEGIES } from '../strategy/catalog.ts';
import { type IndicatorRequest, indicatorView } from '../strategy/indicator-lines.ts';
import { type Behalf, behalfOf, requireMay, requireRight } from './behalf.ts';
import { castStrategy } from './casting.ts';
import { copyCompany } from './copy-company.ts';
import type { Ensemble } from './ensemble.ts';
import { lanesOf } from './lanes.ts';
import { openFirstAccount } from './open-account.ts';

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
  readonly seal: Pick<CallerSeal, 'open'>;
}

interface StopRequest {
  readonly address: string;
  readonly commandId?: string;
  readonly reason?: string;
}

/** Answers `troupe.*`; payloads in the `…-views.ts` of `actors/`. */
export function troupeService({
  ensemble,
  company: whole,
  registry,
  heads,
  node,
  startedAt,
  newId,
  parts,
  seal,
}: TroupeOptions): ServiceSchema {
  const company: typeof whole = {
    act: (...asked) => whole.act(...asked),
    spawn: async (records, create) => {
      await whole.spawn(records, create);
      await ensemble.meet(records.map(({ address }) => address));
    },
  };
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

  const ownerOf = (account: string): string | undefined => accounts().find((one) => one.account === account)?.owner;

  /** T1: what somebody asks for, in their name. */
  const asked =
    <Request extends object>(answer: (request: Request & { readonly by: string }, behalf: Behalf) => unknown) =>
    async (ctx: Context<Request & { readonly by?: string }>): Promise<unknown> => {
      const behalf = await behalfOf(ctx, seal);
      return answer({ ...ctx.params, by: behalf.caller?.user ?? ctx.params.by ?? 'system' }, behalf);
    };

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
      indicators: (ctx: Context<IndicatorRequest>) => indicatorView(ctx.params),
      actors: (): readonly ActorView[] => ensemble.actors(),
      tree: () => ensemble.tree(),
      nodes: () => ensemble.nodes(),
      shards: () => ensemble.shards(),
      drain: asked<{ node: string }>(({ node: which }, behalf) => {
        requireMay(behalf, 'topology:command');
        return ensemble.drain(which);
      }),
      undrain: asked<{ node: string }>(({ node: which }, behalf) => {
        requireMay(behalf, 'topology:command');
        return ensemble.undrain(which);
      }),
      lanes: (): LaneView[] => lanesOf(ensemble.actors()),
      accounts,
      status: (): StatusView => statusOf(ensemble.actors(), node, startedAt, parts()),
      'start-strategy': asked<StartStrategyRequest>(async (request, behalf) => {
        requireRight(behalf, 'trade:command', ownerOf(request.account));
        const cast = castStrategy(request, { lanes: lanesOf(ensemble.actors()), accounts: accounts(), newId });
        await company.spawn(cast.records);
        return { strategy: cast.strategy, subscription: cast.subscription };
      }),
      'open-account': asked<object>(({ by }, behalf) => {
        requireMay(behalf, 'trade:command');
        return openFirstAccount(by, { company, registry, accounts, newId });
      }),
      publish: asked<PublishRequest>((request, { caller }) => copying.publish(request, caller)),
      follow: asked<FollowRequest>((request, behalf) => {
        requireRight(behalf, 'copy:follow', ownerOf(request.account));
        return copying.follow(request, behalf.claim);
      }),
      'follow-preview': (ctx: Context<FollowRequest>) => copying.preview(ctx.params),
      unfollow: asked<UnfollowRequest>((request, { claim }) => copying.unfollow(request, claim)),
      ban: asked<BanRequest>((request, { claim }) => copying.ban(request, claim)),
      'open-manual-desk': asked<OpenDeskRequest>((request, behalf) => {
        requireRight(behalf, 'trade:command', ownerOf(request.account));
        return copying.openManualDesk(request);
      }),
      start: asked<{ address: string }>(({ address, by, ...params }, { claim }) =>
        company.act(address, 'start', params, by, claim),
      ),
      'stop-and-flatten': asked<StopRequest>(async ({ address, by, ...params }, { claim }) => {
        if (!TRADING_KINDS.has(kindOf(address)))
          throw new ActorError(
            'TRADES_NOTHING',
            `${address} holds no position; only a subscription, a follower or a manual desk can be stopped and flattened`,
            { field: 'address' },
          );
        return company.act(address, 'flatten', { ...params, thenStop: true }, by, claim);
      }),
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
