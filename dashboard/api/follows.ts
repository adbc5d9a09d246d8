// Followers and manual desks for programs: what they hold, what became of each entry, what it cost, and their commands.
import type { Context } from 'koa';
import { z } from 'zod';
import { statementCsv } from '../../actors/domain/copy/statement-csv.ts';
import type { StatementRow } from '../../actors/domain/copy/statement.ts';
import { decimal, type Decimal } from '../../actors/domain/decimal.ts';
import type { StatementDayRow } from '../../actors/domain/record-rows.ts';
import type { ActorView, FollowerStateView } from '../../actors/views.ts';
import type { CopyReads } from '../copy-reads.ts';
import type { Routes } from '../http/routes.ts';
import { InvalidInput } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { bodyOf, keyOf } from './command-request.ts';
import { knownIn, subjectIn } from './copy-subject.ts';
import { rowQueryText } from './row-query.ts';

const reason = z.string().max(200).exactOptional();
const settings = z.record(z.string(), z.unknown());

const follow = z.strictObject({
  ...{ provider: z.string().max(200), account: z.string().max(200), allocation: z.string().max(50), settings },
  ...{ alias: z.string().max(40).exactOptional() },
});
const order = z.looseObject({});

/** What a follower may be asked, and the fields that go with it. */
const FOLLOWER_COMMANDS = {
  pause: z.strictObject({ reason }),
  resume: z.strictObject({ reason }),
  'close-only': z.strictObject({ reason }),
  close: z.strictObject({ reason }),
  settings: z.strictObject({ settings }),
  unfollow: z.strictObject({ keep: z.boolean() }),
} as const;

const DESK_COMMANDS = {
  order,
  cancel: z.strictObject({ clientOrderId: z.string().max(200) }),
  close: z.strictObject({}),
} as const;

export const followRoutes = (routes: Routes): void => {
  routes.get('/api/v1/follows', 'trade:read', async (ctx, { troupe, copies }) => {
    const owner = rowQueryText(ctx, ['owner']).text('owner');
    const [owners, actors] = await Promise.all([owner === undefined ? ownersOf(troupe) : [owner], troupe.list()]);
    const rows = await copies.follows(owners);
    const now = new Map(actors.map((view) => [view.address, view]));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { follows: rows.map((row) => ({ ...row, now: now.get(row.follower)?.state ?? null })) };
  });

  routes.post('/api/v1/follows', 'copy:follow', async (ctx, { copying }) => {
    const params = bodyOf(ctx, follow);
    const asked = { address: params.provider, action: 'troupe.follow', params, key: keyOf(ctx) };
    const { follower } = (await copying.ask(asked)) as { follower: string };
    created(ctx, 'follows', follower, { follower });
  });

  routes.post('/api/v1/follows/preview', 'copy:follow', async (ctx, { copying }) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await copying.preview(bodyOf(ctx, follow));
  });

  routes.get('/api/v1/follows/:id', 'trade:read', async (ctx, { troupe }) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await subjectIn(ctx, 'follower', troupe);
  });

  routes.get('/api/v1/follows/:id/copies', 'trade:read', async (ctx, { troupe, copies }) => {
    const query = rowQueryText(ctx, ['limit', 'cursor']);
    const follower = await knownIn(ctx, 'follower', troupe);
    const { rows, nextCursor } = await copies.copies(follower, query.limit(), query.text('cursor'));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { copies: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/follows/:id/statement', 'trade:read', async (ctx, { troupe, copies }) => {
    const view = await subjectIn(ctx, 'follower', troupe);
    const accounts = await troupe.accounts();
    const { account, provider } = view.state as Partial<FollowerStateView>;
    const currency = accounts.find((one) => one.account === account)?.currency ?? '';
    await showStatement(ctx, view, copies, { follower: view.address, provider: provider ?? '', currency });
  });

  for (const command of ['pause', 'resume', 'close-only', 'close', 'settings', 'unfollow'] as const) {
    routes.post(`/api/v1/follows/:id/${command}`, 'copy:follow', async (ctx, { troupe, copying }) => {
      const params = bodyOf(ctx, FOLLOWER_COMMANDS[command]);
      const address = await knownIn(ctx, 'follower', troupe);
      const asked = { address, key: keyOf(ctx), params };
      ctx.body = await copying.ask(
        command === 'unfollow'
          ? { ...asked, action: 'troupe.unfollow', params: { ...params, follower: address } }
          : { ...asked, action: `${address}.${command === 'settings' ? 'set-settings' : command}` },
      );
    });
  }
};

/** Who may have followed, of those whom who asks sees: a follower belongs to the owner of its account. */
const ownersOf = async (troupe: TroupeReads): Promise<readonly string[]> => [
  ...new Set((await troupe.accounts()).map(({ owner }) => owner)),
];

const opening = z.strictObject({
  ...{ account: z.string().max(200), lane: z.string().max(200), allocation: z.string().max(50) },
});

/** Desks from which a program trades by its own orders. */
export const manualRoutes = (routes: Routes): void => {
  routes.post('/api/v1/manual', 'trade:command', async (ctx, { copying }) => {
    const params = bodyOf(ctx, opening);
    const address = `account.${params.account}`;
    const asked = { address, action: 'troupe.open-manual-desk', params, key: keyOf(ctx) };
    const { desk } = (await copying.ask(asked)) as { desk: string };
    created(ctx, 'actors', desk, { desk });
  });

  for (const command of ['order', 'cancel', 'close'] as const) {
    routes.post(`/api/v1/manual/:id/${command}`, 'trade:command', async (ctx, { troupe, copying }) => {
      const params = bodyOf<z.ZodType<object>>(ctx, DESK_COMMANDS[command]);
      if ('commandId' in params) throw new InvalidInput('commandId', 'Give an Idempotency-Key instead.');
      if ('by' in params) throw new InvalidInput('by', 'Who asks is who has signed in.');
      const address = await knownIn(ctx, 'manual', troupe);
      ctx.status = 202;
      ctx.body = await copying.ask({
        address,
        action: `${address}.${command}`,
        params: { ...params },
        key: keyOf(ctx),
      });
    });
  }
};

const created = (ctx: Context, collection: string, address: string, body: object): void => {
  ctx.status = 201;
  ctx.set('Location', `/api/v1/${collection}/${encodeURIComponent(address)}`);
  ctx.body = body;
};

/** As JSON, or as CSV when the query or the `Accept` header asks for that. */
async function showStatement(
  ctx: Context,
  { address }: ActorView,
  copies: CopyReads,
  title: Parameters<typeof statementCsv>[1],
): Promise<void> {
  const format = rowQueryText(ctx, ['format']).text('format') ?? (ctx.accepts('json', 'text/csv') || 'json');
  if (!FORMATS.has(format))
    throw new InvalidInput('format', `format is ${JSON.stringify(format)}; it must be json or csv.`);
  const rows = await copies.statement(address);
  ctx.set('Cache-Control', 'no-store');
  if (format === 'json') {
    ctx.body = { ...title, days: rows };
    return;
  }
  ctx.set('Content-Type', 'text/csv; charset=utf-8; header=present');
  ctx.attachment(`statement-${address.replace(/[^\w.-]/g, '_')}.csv`);
  ctx.body = statementCsv(rows.map(statementRow), title);
}

const FORMATS: ReadonlySet<string> = new Set(['json', 'csv', 'text/csv']);

const statementRow = ({ day, copiedTrades, ...amounts }: StatementDayRow): StatementRow => ({
  ...{ day, copiedTrades },
  ...(Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, decimal(text)])) as {
    readonly [Name in keyof typeof amounts]: Decimal;
  }),
});
