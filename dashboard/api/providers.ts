// Providers for programs: who they are and how good, what they say and how that arrives, and their own commands.
// P1. A private provider is listed for its owner alone; followers are a number and aliases, whoever asks.
import type { Context } from 'koa';
import { z } from 'zod';
import { rank } from '../../actors/domain/copy/ranking.ts';
import type { Reputation } from '../../actors/domain/copy/reputation.ts';
import type { ActorView, ProviderStateView } from '../../actors/views.ts';
import { type Follower, followersOf, type Provider, providerOf, providersOf } from '../copy-facts.ts';
import type { CopyReads } from '../copy-reads.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { DashboardError, InvalidInput } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { bodyOf, BY, keyOf } from './command-request.ts';
import type { CopyRequests } from './copy-requests.ts';
import { knownIn, subjectIn } from './copy-subject.ts';
import { rowQueryText } from './row-query.ts';

/** Who asks, as they say; nobody proves it before sign-in comes. */
const by = z.string().trim().min(1).max(100).default(BY);
const fraction = z.union([z.string().max(50), z.number()]);

const publication = z.strictObject({
  source: z.string().max(200),
  name: z.string().max(200),
  description: z.string().max(5_000).exactOptional(),
  visibility: z.enum(['public', 'private']).exactOptional(),
  invited: z.array(z.string().min(1).max(100)).max(1_000).exactOptional(),
  terms: z
    .strictObject({
      performance: fraction.exactOptional(),
      management: fraction.exactOptional(),
      perVolume: fraction.exactOptional(),
    })
    .exactOptional(),
  maxFollowers: z.int().positive().nullable().exactOptional(),
  maxCapital: z.string().max(50).nullable().exactOptional(),
  by,
});
const BODIES = {
  pause: z.strictObject({ reason: z.string().max(200).exactOptional(), by }),
  resume: z.strictObject({ reason: z.string().max(200).exactOptional(), by }),
  withdraw: z.strictObject({ reason: z.string().max(200).exactOptional(), by }),
  note: z.strictObject({ text: z.string().max(500), by }),
} as const;

/** A follower by its address, or those of an alias, which is all that a provider sees of them. */
const ban = z
  .strictObject({ follower: z.string().max(200).exactOptional(), alias: z.string().max(40).exactOptional(), by })
  .refine((one) => (one.follower ?? one.alias) !== undefined, { path: ['alias'], message: 'name an alias' });

interface ProviderRouteDeps {
  readonly troupe: TroupeReads;
  readonly copies: CopyReads;
  readonly requests: CopyRequests;
}

export const providerRoutes = (routes: Routes, deps: ProviderRouteDeps): void => {
  const { troupe, copies, requests } = deps;

  routes.get('/api/v1/providers', async (ctx) => {
    const owner = rowQueryText(ctx, ['owner']).text('owner');
    const actors = await troupe.list();
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await ranking(providersOf(actors).filter(isFor(owner)), followersOf(actors), copies);
  });

  routes.post('/api/v1/providers', async (ctx) => {
    const { by: who, ...params } = bodyOf(ctx, publication);
    const asked = { address: params.source, action: 'troupe.publish', params, by: who, key: keyOf(ctx) };
    const { provider } = (await requests(asked)) as { provider: string };
    ctx.status = 201;
    ctx.set('Location', `/api/v1/providers/${encodeURIComponent(provider)}`);
    ctx.body = { provider };
  });

  routes.get('/api/v1/providers/:id', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await profileOf(await subjectIn(ctx, 'provider', troupe), deps);
  });

  routes.get('/api/v1/providers/:id/entries', async (ctx) => {
    const query = rowQueryText(ctx, ['limit', 'cursor']);
    const provider = await knownIn(ctx, 'provider', troupe);
    const { rows, nextCursor } = await copies.entries(provider, query.limit(), query.text('cursor'));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { entries: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/providers/:id/entries/:seq', async (ctx) => {
    const seq = seqOf(ctx);
    const { address: provider, state } = await subjectIn(ctx, 'provider', troupe);
    if (seq > Number(state['entries'] ?? 0))
      throw new DashboardError('ENTRY_NOT_FOUND', `${provider} has said nothing under ${seq} yet.`, { field: 'seq' });
    const followers = await followersNow(troupe, provider);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { provider, seq, delivery: await copies.deliveryOfEntry(provider, followers, seq) };
  });

  routes.post('/api/v1/providers/:id/ban', async (ctx) => {
    const { by: who, ...named } = bodyOf(ctx, ban);
    const address = await knownIn(ctx, 'provider', troupe);
    const params = { ...named, provider: address };
    ctx.body = await requests({ address, action: 'troupe.ban', params, by: who, key: keyOf(ctx) });
  });

  for (const command of ['pause', 'resume', 'withdraw', 'note'] as const) {
    routes.post(`/api/v1/providers/:id/${command}`, async (ctx) => {
      const { by: who, ...params } = bodyOf(ctx, BODIES[command]);
      const address = await knownIn(ctx, 'provider', troupe);
      ctx.body = await requests({ address, action: `${address}.${command}`, params, by: who, key: keyOf(ctx) });
    });
  }
};

const followersNow = async (troupe: TroupeReads, provider: string): Promise<readonly Follower[]> =>
  followersOf(await troupe.list()).filter(({ state }) => state.provider === provider);

/** P1. */
const isFor =
  (owner: string | undefined) =>
  ({ view, state }: Provider): boolean =>
    owner === undefined ? state.visibility === 'public' : view.owner === owner;

/** Best first, and apart from them those too young to judge. */
async function ranking(
  providers: readonly Provider[],
  followers: readonly Follower[],
  copies: CopyReads,
): Promise<object> {
  const judged = await Promise.all(
    providers.map(async (provider) => {
      const { address: id } = provider.view;
      const own = followers.filter(({ state }) => state.provider === id);
      const { curve: _curve, ...reputation } = await copies.reputation(provider, own);
      return { id, verdict: reputation.verdict, provider, reputation };
    }),
  );
  const { ranked, tooYoung } = rank(judged);
  return {
    ranked: ranked.map(({ place, score, provider }) => ({ place, score, ...summary(provider) })),
    tooYoung: tooYoung.map(summary),
  };
}

const summary = ({
  provider: { view },
  reputation,
}: {
  readonly provider: Provider;
  readonly reputation: Omit<Reputation, 'curve'>;
}): object => ({
  ...{ provider: view.address, owner: view.owner, lifecycle: view.lifecycle, tradingState: view.tradingState },
  ...{ profile: profileState(view), reputation },
});

async function profileOf(view: ActorView, { troupe, copies }: ProviderRouteDeps): Promise<object> {
  const { address, owner, lifecycle, tradingState, tradingStateReason } = view;
  const followers = await followersNow(troupe, address);
  const [reputation, { whole, isCut }] = await Promise.all([
    copies.reputation(providerOf(view), followers),
    copies.delivery(address, followers, undefined),
  ]);
  return {
    ...{ provider: address, owner, lifecycle, tradingState, tradingStateReason },
    ...{ profile: profileState(view), reputation, delivery: { ...whole, isCut } },
  };
}

/** What the provider says of itself but what stands beside it; while it tells followers nothing, its book is nobody's to see. */
const profileState = ({ state }: ActorView): Partial<ProviderStateView> => {
  const { owner: _owner, tradingState: _state, tradingStateReason: _reason, book, ...profile } = state;
  return { ...profile, ...(state['broadcasting'] !== 'PAUSED' && { book: book as ProviderStateView['book'] }) };
};

const seqOf = (ctx: Context): number => {
  const text = paramOf(ctx, 'seq');
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidInput('seq', `${JSON.stringify(text)} is no number of an entry: 1, 2, 3 …`);
  return Number(text);
};
