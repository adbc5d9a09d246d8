// Providers for programs: who they are and how good, what they say and how that arrives, and their own commands.
// P1. A private provider is listed for its owner alone; followers are a number and aliases, whoever asks.
import type { Context } from 'koa';
import { z } from 'zod';
import { rank } from '../../actors/domain/copy/ranking.ts';
import type { Reputation } from '../../actors/domain/copy/reputation.ts';
import type { ActorView, ProviderStateView } from '../../actors/views.ts';
import { type Provider, providerOf, providersOf } from '../copy-facts.ts';
import type { CopyReads } from '../copy-reads.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { DashboardError, InvalidInput } from '../problem.ts';
import { bodyOf, keyOf } from './command-request.ts';
import { knownIn, providerIn } from './copy-subject.ts';
import { rowQueryText } from './row-query.ts';

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
});
const BODIES = {
  pause: z.strictObject({ reason: z.string().max(200).exactOptional() }),
  resume: z.strictObject({ reason: z.string().max(200).exactOptional() }),
  withdraw: z.strictObject({ reason: z.string().max(200).exactOptional() }),
  note: z.strictObject({ text: z.string().max(500) }),
} as const;

/** A follower by its address, or those of an alias, which is all that a provider sees of them. */
const ban = z
  .strictObject({ follower: z.string().max(200).exactOptional(), alias: z.string().max(40).exactOptional() })
  .refine((one) => (one.follower ?? one.alias) !== undefined, { path: ['alias'], message: 'name an alias' });

export const providerRoutes = (routes: Routes): void => {
  routes.get('/api/v1/providers', 'copy:read', async (ctx, { troupe, copies }) => {
    const owner = rowQueryText(ctx, ['owner']).text('owner');
    const providers = providersOf(await troupe.providers());
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await ranking(providers.filter(isFor(owner)), copies);
  });

  routes.post('/api/v1/providers', 'copy:publish', async (ctx, { copying }) => {
    const params = bodyOf(ctx, publication);
    const asked = { address: params.source, action: 'troupe.publish', params, key: keyOf(ctx) };
    const { provider } = (await copying.ask(asked)) as { provider: string };
    ctx.status = 201;
    ctx.set('Location', `/api/v1/providers/${encodeURIComponent(provider)}`);
    ctx.body = { provider };
  });

  routes.get('/api/v1/providers/:id', 'copy:read', async (ctx, { troupe, copies }) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await profileOf(await providerIn(ctx, troupe), copies);
  });

  routes.get('/api/v1/providers/:id/entries', 'copy:read', async (ctx, { troupe, copies }) => {
    const query = rowQueryText(ctx, ['limit', 'cursor']);
    const { address: provider } = await providerIn(ctx, troupe);
    const { rows, nextCursor } = await copies.entries(provider, query.limit(), query.text('cursor'));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { entries: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/providers/:id/entries/:seq', 'copy:read', async (ctx, { troupe, copies }) => {
    const seq = seqOf(ctx);
    const { address: provider, state } = await providerIn(ctx, troupe);
    if (seq > Number(state['entries'] ?? 0))
      throw new DashboardError('ENTRY_NOT_FOUND', `${provider} has said nothing under ${seq} yet.`, { field: 'seq' });
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { provider, seq, delivery: await copies.deliveryOfEntry(provider, seq) };
  });

  routes.post('/api/v1/providers/:id/ban', 'copy:publish', async (ctx, { troupe, copying }) => {
    const named = bodyOf(ctx, ban);
    const address = await knownIn(ctx, 'provider', troupe);
    const params = { ...named, provider: address };
    ctx.body = await copying.ask({ address, action: 'troupe.ban', params, key: keyOf(ctx) });
  });

  for (const command of ['pause', 'resume', 'withdraw', 'note'] as const) {
    routes.post(`/api/v1/providers/:id/${command}`, 'copy:publish', async (ctx, { troupe, copying }) => {
      const params = bodyOf(ctx, BODIES[command]);
      const address = await knownIn(ctx, 'provider', troupe);
      ctx.body = await copying.ask({ address, action: `${address}.${command}`, params, key: keyOf(ctx) });
    });
  }
};

/** P1. */
const isFor =
  (owner: string | undefined) =>
  ({ view, state }: Provider): boolean =>
    owner === undefined ? state.visibility === 'public' : view.owner === owner;

/** Best first, and apart from them those too young to judge. */
async function ranking(providers: readonly Provider[], copies: CopyReads): Promise<object> {
  const judged = await Promise.all(
    providers.map(async (provider) => {
      const { address: id } = provider.view;
      const { curve: _curve, ...reputation } = await copies.reputation(provider);
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

async function profileOf(view: ActorView, copies: CopyReads): Promise<object> {
  const { address, owner, lifecycle, tradingState, tradingStateReason } = view;
  const [reputation, { whole, isCut }] = await Promise.all([
    copies.reputation(providerOf(view)),
    copies.delivery(address, undefined),
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
