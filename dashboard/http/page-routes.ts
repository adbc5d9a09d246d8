// P1. A page is read and rendered whole; its live stream then keeps its blocks as they are.
// P2. A command from a page is a form: with script it answers 202, without it leads back to the page it came from.
import type { Context } from 'koa';
import {
  type ActorCommand,
  addressOfNode,
  type Command,
  type CommandDesk,
  isActorCommand,
  type NodeCommand,
} from '../command-desk.ts';
import type { Log, WallClock } from '../face.ts';
import { compact, html } from '../html.ts';
import { layout } from '../layout.ts';
import { checkNodeCommand, isNodeCommand } from '../node-command.ts';
import { type AnyPage, openPage, type Page, type Sources, type Visit } from '../page.ts';
import { commandLabel } from '../parts/command-form.ts';
import { DRAIN_TEXT } from '../parts/node-cards.ts';
import { question } from '../parts/question.ts';
import { ActorNotFound, DashboardError, InvalidInput } from '../problem.ts';
import type { Assets } from './assets.ts';
import { liveStream, type LiveStream } from './live-stream.ts';
import { paramOf, type Routes } from './routes.ts';
import { prefer, requireToken, type Visitor, visitorOf } from './visitor.ts';

export interface PageDeps {
  readonly pages: readonly AnyPage[];
  readonly sources: Sources;
  readonly assets: Assets;
  readonly clock: WallClock;
  readonly log: Log;
  readonly csrfSecret: string;
  readonly streams: Set<LiveStream>;
}

const MOST_STREAMS = 500;
const MOST_BULK = 500;

export const pageRoutes = (router: Routes, deps: PageDeps): void => {
  const { pages, sources, csrfSecret, clock } = deps;
  for (const page of pages) {
    router.get(page.path, async (ctx) => {
      const visit = visitOf(ctx, visitorOf(ctx, csrfSecret), clock.now());
      await showPage(ctx, page as unknown as Page<unknown>, visit, deps);
    });
  }

  router.get('/events', (ctx) => openStream(ctx, deps));

  router.post('/preferences', (ctx) => {
    requireToken(ctx, csrfSecret);
    prefer(ctx, { zone: fieldOf(ctx, 'zone'), localZone: fieldOf(ctx, 'localZone'), theme: fieldOf(ctx, 'theme') });
    back(ctx);
  });

  router.post('/actors/:address/commands', async (ctx) => {
    requireToken(ctx, csrfSecret);
    const address = paramOf(ctx, 'address');
    const command = commandOf(ctx);
    if (!(await sources.troupe.find(address))) throw new ActorNotFound(address);
    const visitor = visitorOf(ctx, csrfSecret);
    if (command === 'stop-and-flatten' && !fromScript(ctx) && fieldOf(ctx, 'confirmed') !== 'yes') {
      const action = `/actors/${encodeURIComponent(address)}/commands`;
      const title = `${commandLabel(command)} ${address}?`;
      return askFirst(ctx, { action, command, title, text: FLATTEN_TEXT }, visitor, deps);
    }
    await give(ctx, [address], command, visitor, sources.desk);
  });

  router.post('/nodes/:node/commands', async (ctx) => {
    requireToken(ctx, csrfSecret);
    const node = paramOf(ctx, 'node');
    const command = nodeCommandOf(ctx);
    await checkNodeCommand(sources.troupe, node, command);
    const visitor = visitorOf(ctx, csrfSecret);
    if (command === 'drain' && !fromScript(ctx) && fieldOf(ctx, 'confirmed') !== 'yes') {
      const action = `/nodes/${encodeURIComponent(node)}/commands`;
      return askFirst(ctx, { action, command, title: `Drain ${node}?`, text: DRAIN_TEXT }, visitor, deps);
    }
    await give(ctx, [addressOfNode(node)], command, visitor, sources.desk);
  });

  router.post('/strategies/commands', async (ctx) => {
    requireToken(ctx, csrfSecret);
    const command = commandOf(ctx);
    const given = bodyOf(ctx)['address'];
    const addresses = (Array.isArray(given) ? given : [given]).filter((one): one is string => typeof one === 'string');
    if (addresses.length === 0) throw new InvalidInput('address', 'Select at least one strategy first.');
    if (addresses.length > MOST_BULK) throw new InvalidInput('address', `At most ${MOST_BULK} strategies at once.`);
    const known = new Set((await sources.troupe.list()).map((view) => view.address));
    const unknown = addresses.find((address) => !known.has(address));
    if (unknown !== undefined) throw new ActorNotFound(unknown);
    await give(ctx, addresses, command, visitorOf(ctx, csrfSecret), sources.desk);
  });
};

/** Sends a page with its shell and the address of its stream. */
export const showPage = async <Data>(
  ctx: Context,
  page: Page<Data>,
  visit: Visit,
  deps: Pick<PageDeps, 'sources' | 'assets' | 'pages'>,
): Promise<void> => {
  const { title, banner, body } = await openPage(page, deps.sources, visit);
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Cache-Control', 'no-store');
  ctx.vary('HX-Request');
  ctx.body = compact(
    layout({
      title,
      banner,
      body,
      path: ctx.path,
      url: visit.url,
      visitor: visit.visitor,
      assets: deps.assets,
      pages: deps.pages,
      stream: `/events?${streamQuery(page.topic, visit)}`,
    }),
  );
};

export const visitOf = (ctx: Context, visitor: Visitor, now: number): Visit => ({
  url: ctx.method === 'GET' ? ctx.url : ctx.path,
  params: (ctx['params'] as Record<string, string> | undefined) ?? {},
  query: new URLSearchParams(ctx.querystring),
  visitor,
  now,
});

const streamQuery = (topic: string, visit: Visit): string => {
  const query = new URLSearchParams(visit.query);
  query.set(
    'topics',
    Object.values(visit.params).length > 0 ? `${topic}:${Object.values(visit.params).join(':')}` : topic,
  );
  return String(query);
};

const openStream = (ctx: Context, deps: PageDeps): void => {
  const { streams } = deps;
  const query = new URLSearchParams(ctx.querystring);
  const [topic, subject] = (query.get('topics') ?? '').split(/:(.*)/s);
  const page = deps.pages.find((one) => one.topic === topic);
  if (!page) throw new InvalidInput('topics', `There is no live topic ${topic === '' ? '(none given)' : topic}.`);
  if (streams.size >= MOST_STREAMS)
    throw new DashboardError('TOO_MANY_STREAMS', `${MOST_STREAMS} pages are open already.`);
  query.delete('topics');
  const name = /:(\w+)/.exec(page.path)?.[1];
  const params: Record<string, string> = name === undefined ? {} : { [name]: subject ?? '' };
  const path = name === undefined ? page.path : page.path.replace(`:${name}`, encodeURIComponent(subject ?? ''));
  const url = query.size > 0 ? `${path}?${String(query)}` : path;
  const visitor = visitorOf(ctx, deps.csrfSecret);
  const lastEventId = Number.parseInt(ctx.get('last-event-id'), 10) || 0;
  const stream = liveStream({
    ...deps,
    page,
    lastEventId,
    visit: { url, params, query, visitor },
    onClose: () => streams.delete(stream),
  });
  streams.add(stream);
  ctx.req.on('close', () => stream.close());
  ctx.req.socket.setNoDelay(true);
  ctx.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  ctx.body = stream.body;
};

const give = async (
  ctx: Context,
  addresses: readonly string[],
  command: Command,
  visitor: Visitor,
  desk: CommandDesk,
): Promise<void> => {
  const records = addresses.map((address) =>
    desk.request({ address, command, by: visitor.name, reason: fieldOf(ctx, 'reason') ?? 'asked on the dashboard' }),
  );
  if (!fromScript(ctx)) return back(ctx);
  ctx.status = 202;
  ctx.type = 'text/html; charset=utf-8';
  const [first] = records;
  if (first) ctx.set('Location', `/api/v1/commands/${first.id}`);
  const what = addresses.length === 1 ? (addresses[0] ?? '') : `${addresses.length} strategies`;
  ctx.body = compact(
    html`<hx-partial hx-target="#toasts" hx-swap="innerHTML"
      ><p class="toast">${commandLabel(command)} requested for ${what}</p></hx-partial
    >`,
  );
};

const FLATTEN_TEXT = 'Its working orders are cancelled, its whole position is closed at the next price, then it stops.';

const askFirst = (
  ctx: Context,
  asked: { readonly action: string; readonly command: Command; readonly title: string; readonly text: string },
  visitor: Visitor,
  deps: PageDeps,
): void => {
  const { title, command } = asked;
  const body = question({ ...asked, back: returnPath(ctx), label: commandLabel(command), csrf: visitor.csrf });
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = compact(layout({ ...deps, title, body, path: ctx.path, url: returnPath(ctx), visitor }));
};

const nodeCommandOf = (ctx: Context): NodeCommand => {
  const command = bodyOf(ctx)['command'];
  if (!isNodeCommand(command))
    throw new InvalidInput('command', `There is no command ${typeof command === 'string' ? command : '(none given)'}.`);
  return command;
};

const commandOf = (ctx: Context): ActorCommand => {
  const command = bodyOf(ctx)['command'];
  if (!isActorCommand(command))
    throw new InvalidInput('command', `There is no command ${typeof command === 'string' ? command : '(none given)'}.`);
  return command;
};

export const bodyOf = (ctx: Context): Record<string, unknown> => (ctx.request.body ?? {}) as Record<string, unknown>;

export const fieldOf = (ctx: Context, name: string): string | undefined => {
  const value = bodyOf(ctx)[name];
  return typeof value === 'string' ? value : undefined;
};

export const fromScript = (ctx: Context): boolean => ctx.get('hx-request') === 'true';

/** Where a form said it came from, if that is a path of ours. */
export const returnPath = (ctx: Context): string => {
  const path = fieldOf(ctx, 'return') ?? '/';
  return /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/';
};

const back = (ctx: Context): void => {
  ctx.status = 303;
  ctx.set('Location', returnPath(ctx));
  ctx.body = '';
};
