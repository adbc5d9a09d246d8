// Followers and manual desks for programs: what they hold, what became of each entry, what it cost, and their commands.
import type { Context } from 'koa';
import { z } from 'zod';
import type { FollowerStateView } from '../../actors/copy-views.ts';
import type { StatementDayRow } from '../../actors/domain/copy/copy-rows.ts';
import { statementCsv } from '../../actors/domain/copy/statement-csv.ts';
import type { StatementRow } from '../../actors/domain/copy/statement.ts';
import { decimal, type Decimal } from '../../actors/domain/decimal.ts';
import type { ActorView } from '../../actors/views.ts';
import type { CopyReads } from '../copy-reads.ts';
import { answeredShape, copyShape, followShape, statementShape } from './copy-shapes.ts';
import { addressIn, knownIn } from './copy-subject.ts';
import { type Endpoint, endpoint, nextCursor, paged, text } from './endpoint.ts';
import { actorShape } from './shapes.ts';

const reason = z.string().max(200).exactOptional();
const settings = z.record(z.string(), z.unknown());

const follow = z.strictObject({
  ...{ provider: z.string().max(200), account: z.string().max(200), allocation: z.string().max(50), settings },
  ...{ alias: z.string().max(40).exactOptional() },
});
const followExample = {
  ...{ provider: 'provider.trend', account: 'bob-main', allocation: '5000' },
  settings: { allocation: { mode: 'equity_ratio' } },
};

/** What a follower may be asked, and the fields that go with it. */
const COMMANDS = {
  pause: { body: z.strictObject({ reason }), example: {}, summary: 'Open nothing new' },
  resume: { body: z.strictObject({ reason }), example: {}, summary: 'Copy again' },
  'close-only': { body: z.strictObject({ reason }), example: {}, summary: 'Only towards flat' },
  close: {
    body: z.strictObject({ reason }),
    example: {},
    summary: 'Close the copied position, and do not open it again',
  },
  settings: { body: z.strictObject({ settings }), example: { settings: {} }, summary: 'Copy by other settings' },
  unfollow: {
    body: z.strictObject({ keep: z.boolean() }),
    example: { keep: false },
    summary: 'Stop copying for good',
  },
} as const;

type Command = Pick<Endpoint, 'summary' | 'example'> & { readonly body: z.ZodType };

const id = z.strictObject({ id: text(200) });
const FORMATS = ['json', 'csv', 'text/csv'] as const;
const common = { tag: 'Follows', permission: 'trade:read' } as const;
const command = { tag: 'Follows', permission: 'copy:follow' } as const;

export const followEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ ...common, method: 'get', path: '/api/v1/follows', summary: 'Who copies whom, also what is over' },
    ...{ query: z.strictObject({ owner: text(500).exactOptional(), ...paged }) },
    answer: z.strictObject({ follows: z.array(followShape), nextCursor }),
    handle: async ({ query }, { troupe, copies }) => {
      const { rows, nextCursor: next = null } = await copies.follows(query);
      const now = await Promise.all(rows.map(({ follower }) => troupe.find(follower)));
      return { follows: rows.map((row, index) => ({ ...row, now: now[index]?.state ?? null })), nextCursor: next };
    },
  }),
  endpoint({
    ...{ ...command, method: 'post', path: '/api/v1/follows', summary: 'Copy a provider', status: 201 },
    ...{ body: follow, answer: z.strictObject({ follower: z.string() }), example: followExample },
    handle: async ({ body: params, key, ctx }, { copying }) => {
      const asked = { address: params.provider, action: 'troupe.follow', params, key };
      const { follower } = (await copying.ask(asked)) as { follower: string };
      located(ctx, 'follows', follower);
      return { follower };
    },
  }),
  endpoint({
    ...{ ...command, method: 'post', path: '/api/v1/follows/preview', summary: 'What following would come to' },
    ...{ body: follow, answer: answeredShape, example: followExample },
    handle: async ({ body }, { copying }) => (await copying.preview(body)) as object,
  }),
  endpoint({
    ...{
      ...common,
      method: 'get',
      path: '/api/v1/follows/:id',
      summary: 'A follower',
      params: id,
      answer: actorShape,
    },
    handle: ({ params }, { troupe }) => troupe.inspect(addressIn(params.id, 'follower')),
  }),
  endpoint({
    ...{
      ...common,
      method: 'get',
      path: '/api/v1/follows/:id/copies',
      summary: 'What became of each entry, newest first',
    },
    ...{ params: id, query: z.strictObject(paged) },
    answer: z.strictObject({ copies: z.array(copyShape), nextCursor }),
    handle: async ({ params, query }, { troupe, copies }) => {
      const follower = await knownIn(params.id, 'follower', troupe);
      const page = await copies.copies(follower, query.limit, query.cursor);
      return { copies: page.rows, nextCursor: page.nextCursor ?? null };
    },
  }),
  endpoint({
    ...{
      ...common,
      method: 'get',
      path: '/api/v1/follows/:id/statement',
      summary: 'What it earned and cost, by day',
    },
    ...{ params: id, query: z.strictObject({ format: z.enum(FORMATS).exactOptional() }) },
    ...{ answer: statementShape, otherType: 'text/csv' },
    handle: async ({ params, query, ctx }, { troupe, copies }) => {
      const view = await troupe.inspect(addressIn(params.id, 'follower'));
      const accounts = await troupe.accounts();
      const { account, provider } = view.state as Partial<FollowerStateView>;
      const currency = accounts.find((one) => one.account === account)?.currency ?? '';
      const title = { follower: view.address, provider: provider ?? '', currency };
      const format = query.format ?? (ctx.accepts('json', 'text/csv') || 'json');
      return statement(ctx, { view, copies, title, isJson: format === 'json' });
    },
  }),
  ...(['pause', 'resume', 'close-only', 'close', 'settings', 'unfollow'] as const).map((name) =>
    endpoint({
      ...{ ...command, method: 'post', path: `/api/v1/follows/:id/${name}`, params: id, answer: answeredShape },
      ...(COMMANDS[name] as Command),
      handle: async ({ params: { id: named }, body, key }, { troupe, copying }) => {
        const params = { ...(body as object) };
        const address = await knownIn(named, 'follower', troupe);
        const asked = { address, key, params };
        return copying.ask(
          name === 'unfollow'
            ? { ...asked, action: 'troupe.unfollow', params: { ...params, follower: address } }
            : { ...asked, action: `${address}.${name === 'settings' ? 'set-settings' : name}` },
        );
      },
    }),
  ),
];

const DESK = {
  order: {
    body: z
      .looseObject({})
      .refine((one) => !('commandId' in one), { path: ['commandId'], message: 'give an Idempotency-Key instead' })
      .refine((one) => !('by' in one), { path: ['by'], message: 'who asks is who has signed in' }),
    summary: 'Order by hand',
  },
  cancel: { body: z.strictObject({ clientOrderId: z.string().max(200) }), summary: 'Cancel an order' },
  close: { body: z.strictObject({}), summary: 'Close what the desk holds' },
} as const;
const DESK_EXAMPLES = {
  order: { side: 'BUY', type: 'MARKET', quantity: '1' },
  cancel: { clientOrderId: 'T1' },
  close: {},
} as const;
const opening = z.strictObject({
  ...{ account: z.string().max(200), lane: z.string().max(200), allocation: z.string().max(50) },
});
const manual = { tag: 'Manual desks', permission: 'trade:command' } as const;

/** Desks from which a program trades by its own orders. */
export const manualEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ ...manual, method: 'post', path: '/api/v1/manual', summary: 'Open a desk', status: 201, body: opening },
    ...{ answer: z.strictObject({ desk: z.string() }) },
    example: { account: 'alice-main', lane: 'bars.SPX.1d', allocation: '1000' },
    handle: async ({ body: params, key, ctx }, { copying }) => {
      const address = `account.${params.account}`;
      const asked = { address, action: 'troupe.open-manual-desk', params, key };
      const { desk } = (await copying.ask(asked)) as { desk: string };
      located(ctx, 'actors', desk);
      return { desk };
    },
  }),
  ...(['order', 'cancel', 'close'] as const).map((name) =>
    endpoint({
      ...{
        ...manual,
        method: 'post',
        path: `/api/v1/manual/:id/${name}`,
        params: id,
        answer: answeredShape,
        status: 202,
      },
      ...{ ...(DESK[name] as { body: z.ZodType; summary: string }), example: DESK_EXAMPLES[name] },
      handle: async ({ params: { id: named }, body, key }, { troupe, copying }) => {
        const address = await knownIn(named, 'manual', troupe);
        return copying.ask({ address, action: `${address}.${name}`, params: { ...(body as object) }, key });
      },
    }),
  ),
];

const located = (ctx: Context, collection: string, address: string): void =>
  ctx.set('Location', `/api/v1/${collection}/${encodeURIComponent(address)}`);

/** As JSON, or as CSV. */
async function statement(
  ctx: Context,
  asked: {
    readonly view: ActorView;
    readonly copies: CopyReads;
    readonly title: Parameters<typeof statementCsv>[1];
    readonly isJson: boolean;
  },
): Promise<object | undefined> {
  const { address } = asked.view;
  const rows = await asked.copies.statement(address);
  if (asked.isJson) return { ...asked.title, days: rows };
  ctx.set('Content-Type', 'text/csv; charset=utf-8; header=present');
  ctx.set('Cache-Control', 'private, no-cache');
  ctx.attachment(`statement-${address.replace(/[^\w.-]/g, '_')}.csv`);
  ctx.body = statementCsv(rows.map(statementRow), asked.title);
  return undefined;
}

const statementRow = ({ day, copiedTrades, ...amounts }: StatementDayRow): StatementRow => ({
  ...{ day, copiedTrades },
  ...(Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, decimal(text)])) as {
    readonly [Name in keyof typeof amounts]: Decimal;
  }),
});
