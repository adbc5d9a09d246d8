// Providers for programs: who they are and how good, what they say and how that arrives, and their own commands.
// P1. A private provider is listed for its owner alone; followers are a number and aliases, whoever asks.
import { z } from 'zod';
import type { ProviderStateView } from '../../actors/copy-views.ts';
import { rank } from '../../actors/domain/copy/ranking.ts';
import type { Reputation } from '../../actors/domain/copy/reputation.ts';
import type { ActorView } from '../../actors/views.ts';
import { type Provider, providerOf, providersOf } from '../copy-facts.ts';
import type { CopyReads } from '../copy-reads.ts';
import { DashboardError } from '../problem.ts';
import { answeredShape, deliveryShape, profileShape, providerEntryShape, rankingShape } from './copy-shapes.ts';
import { addressIn, knownIn } from './copy-subject.ts';
import { type Endpoint, endpoint, nextCursor, paged, text } from './endpoint.ts';

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
const reason = z.string().max(200).exactOptional();
const COMMANDS = {
  pause: { body: z.strictObject({ reason }), summary: 'Say nothing more to followers for now', example: {} },
  resume: { body: z.strictObject({ reason }), summary: 'Speak to followers again', example: {} },
  withdraw: { body: z.strictObject({ reason }), summary: 'Take no more followers, for good', example: {} },
  note: {
    ...{ body: z.strictObject({ text: z.string().max(500) }), summary: 'Say something in words' },
    example: { text: 'Quiet week' },
  },
} as const;

/** A follower by its address, or those of an alias, which is all that a provider sees of them. */
const ban = z
  .strictObject({ follower: z.string().max(200).exactOptional(), alias: z.string().max(40).exactOptional() })
  .refine((one) => (one.follower ?? one.alias) !== undefined, { path: ['alias'], message: 'name an alias' });

type Command = Pick<Endpoint, 'summary' | 'example'> & { readonly body: z.ZodType };

const id = { id: text(200) };
const seq = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be a number of an entry: 1, 2, 3 …')
  .transform(Number);
const common = { tag: 'Providers', permission: 'copy:read' } as const;
const own = { tag: 'Providers', permission: 'copy:publish' } as const;

export const providerEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{
      ...common,
      method: 'get',
      path: '/api/v1/providers',
      summary: 'Public providers by rank, or those of one owner',
    },
    ...{ query: z.strictObject({ owner: text(500).exactOptional() }), answer: rankingShape },
    handle: async ({ query: { owner } }, { troupe, copies }) =>
      ranking(providersOf(await troupe.providers()).filter(isFor(owner)), copies),
  }),
  endpoint({
    ...{ ...own, method: 'post', path: '/api/v1/providers', summary: 'Publish what one trades', status: 201 },
    ...{ body: publication, answer: z.strictObject({ provider: z.string() }) },
    example: { source: 'subscription.alice-sma', name: 'Index trend', terms: { performance: '0.2' } },
    handle: async ({ body: params, key, ctx }, { copying }) => {
      const asked = { address: params.source, action: 'troupe.publish', params, key };
      const { provider } = (await copying.ask(asked)) as { provider: string };
      ctx.set('Location', `/api/v1/providers/${encodeURIComponent(provider)}`);
      return { provider };
    },
  }),
  endpoint({
    ...{
      ...common,
      method: 'get',
      path: '/api/v1/providers/:id',
      summary: 'A provider, how good and how well heard',
    },
    ...{ params: z.strictObject(id), answer: profileShape },
    handle: async ({ params }, { troupe, copies }) =>
      profileOf(await troupe.provider(addressIn(params.id, 'provider')), copies),
  }),
  endpoint({
    ...{ ...common, method: 'get', path: '/api/v1/providers/:id/entries', summary: 'What it said, newest first' },
    ...{ params: z.strictObject(id), query: z.strictObject(paged) },
    answer: z.strictObject({ entries: z.array(providerEntryShape), nextCursor }),
    handle: async ({ params, query }, { copies }) => {
      const page = await copies.entries(addressIn(params.id, 'provider'), query.limit, query.cursor);
      return { entries: page.rows, nextCursor: page.nextCursor ?? null };
    },
  }),
  endpoint({
    ...{
      ...common,
      method: 'get',
      path: '/api/v1/providers/:id/entries/:seq',
      summary: 'How one thing it said arrived',
    },
    ...{ params: z.strictObject({ ...id, seq }), answer: deliveryShape },
    handle: async ({ params }, { troupe, copies }) => {
      const { address: provider, state } = await troupe.provider(addressIn(params.id, 'provider'));
      if (params.seq > Number(state['entries'] ?? 0)) {
        const words = `${provider} has said nothing under ${params.seq} yet.`;
        throw new DashboardError('ENTRY_NOT_FOUND', words, { field: 'seq' });
      }
      return { provider, seq: params.seq, delivery: await copies.deliveryOfEntry(provider, params.seq) };
    },
  }),
  endpoint({
    ...{ ...own, method: 'post', path: '/api/v1/providers/:id/ban', summary: 'Copy no more for a follower' },
    ...{ params: z.strictObject(id), body: ban, answer: answeredShape, example: { alias: 'Owl' } },
    handle: async ({ params: { id: named }, body, key }, { troupe, copying }) => {
      const address = await knownIn(named, 'provider', troupe);
      return copying.ask({ address, action: 'troupe.ban', params: { ...body, provider: address }, key });
    },
  }),
  ...(['pause', 'resume', 'withdraw', 'note'] as const).map((command) =>
    endpoint({
      ...{ ...own, method: 'post', path: `/api/v1/providers/:id/${command}`, answer: answeredShape },
      ...{ params: z.strictObject(id), ...(COMMANDS[command] as Command) },
      handle: async ({ params: { id: named }, body, key }, { troupe, copying }) => {
        const address = await knownIn(named, 'provider', troupe);
        return copying.ask({ address, action: `${address}.${command}`, params: { ...(body as object) }, key });
      },
    }),
  ),
];

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
