// P1. A page is read and rendered whole; its live stream then keeps its blocks as they are.
// P2. A command from a page is a form: with script it answers 202, without it leads back to the page it came from.
import type { Context } from 'koa';
import { type ActorCommand, addressOfNode, type Command, isActorCommand, type NodeCommand } from '../command-desk.ts';
import { may } from '../../actors/domain/people/caller.ts';
import type { Log, WallClock } from '../face.ts';
import { html } from '../html.ts';
import { layout } from '../layout.ts';
import { checkNodeCommand, isNodeCommand } from '../node-command.ts';
import { type AnyPage, openPage, type Page, type Visit } from '../page.ts';
import type { Sources, SourcesFor } from '../sources.ts';
import { commandLabel } from '../parts/command-form.ts';
import { DRAIN_TEXT } from '../parts/node-cards.ts';
import { question } from '../parts/question.ts';
import { ActorNotFound, DashboardError, InvalidInput } from '../problem.ts';
import type { Turns } from '../turns.ts';
import type { Assets } from './assets.ts';
import { admit } from './guard.ts';
import { type Identification, identityOf } from './identity.ts';
import type { LivePace } from '../live-pace.ts';
import { liveStream, type LiveStream } from './live-stream.ts';
import { paramOf, type Routes } from './routes.ts';
import { prefer, type Visitor, visitorOf } from './visitor.ts';

export interface PageDeps {
  readonly pages: readonly AnyPage[];
  readonly assets: Assets;
  readonly clock: WallClock;
  readonly log: Log;
  readonly csrfSecret: string;
  readonly streams: Set<LiveStream>;
  readonly pace: LivePace;
  readonly turns: Turns;
  readonly identification: Identification;
  readonly sourcesFor: SourcesFor;
}

const MOST_STREAMS = 5_000;
const MOST_BULK = 500;

export const pageRoutes = (router: Routes, deps: PageDeps): void => {
  const { pages, csrfSecret, clock } = deps;
  for (const page of pages) {
    router.get(page.path, page.needs, async (ctx, sources) => {
      const visit = visitOf(ctx, visitorOf(ctx, csrfSecret), clock.now());
      await showPage(ctx, page as unknown as Page<unknown>, visit, sources, deps);
    });
  }

  // What its page needs is asked when it is known which page that is.
  router.get('/events', 'trade:read', (ctx) => openStream(ctx, deps));

  router.post('/preferences', 'anybody', (ctx) => {
    const [zone, localZone, theme] = [fieldOf(ctx, 'zone'), fieldOf(ctx, 'localZone'), fieldOf(ctx, 'theme')];
    prefer(ctx, { zone, localZone, theme, steps: fieldOf(ctx, 'steps') });
    back(ctx);
  });

  router.post('/actors/:address/commands', 'trade:command', async (ctx, { troupe, desk }) => {
    const address = paramOf(ctx, 'address');
    const command = commandOf(ctx);
    const view = await troupe.find(address);
    if (view === undefined) throw new ActorNotFound(address);
    if (command === 'stop-and-flatten' && !fromScript(ctx) && fieldOf(ctx, 'confirmed') !== 'yes') {
      const action = `/actors/${encodeURIComponent(address)}/commands`;
      const title = `${commandLabel(command)} ${address}?`;
      return askFirst(ctx, { action, command, title, text: FLATTEN_TEXT }, deps);
    }
    await give(ctx, [address], command, desk);
  });

  router.post('/actors/:address/restart', 'topology:command', async (ctx, { troupe, desk }) => {
    const address = paramOf(ctx, 'address');
    if ((await troupe.find(address)) === undefined) throw new ActorNotFound(address);
    if (!fromScript(ctx) && fieldOf(ctx, 'confirmed') !== 'yes') {
      const action = `/actors/${encodeURIComponent(address)}/restart`;
      return askFirst(ctx, { action, command: 'restart', title: `Restart ${address}?`, text: RESTART_TEXT }, deps);
    }
    await give(ctx, [address], 'restart', desk);
  });

  router.post('/nodes/:node/commands', 'topology:command', async (ctx, { troupe, desk }) => {
    const node = paramOf(ctx, 'node');
    const command = nodeCommandOf(ctx);
    await checkNodeCommand(troupe, node, command);
    if (command === 'drain' && !fromScript(ctx) && fieldOf(ctx, 'confirmed') !== 'yes') {
      const action = `/nodes/${encodeURIComponent(node)}/commands`;
      return askFirst(ctx, { action, command, title: `Drain ${node}?`, text: DRAIN_TEXT }, deps);
    }
    await give(ctx, [addressOfNode(node)], command, desk);
  });

  router.post('/strategies/commands', 'trade:command', async (ctx, { desk }) => {
    const command = commandOf(ctx);
    const given = bodyOf(ctx)['address'];
    const addresses = (Array.isArray(given) ? given : [given]).filter((one): one is string => typeof one === 'string');
    if (addresses.length === 0) throw new InvalidInput('address', 'Select at least one strategy first.');
    if (addresses.length > MOST_BULK) throw new InvalidInput('address', `At most ${MOST_BULK} strategies at once.`);
    if (addresses.some((address) => address.startsWith(addressOfNode(''))))
      throw new InvalidInput('address', 'A node is not a strategy.');
    await give(ctx, addresses, command, desk);
  });
};

/** Sends a page with its shell and the address of its stream. */
export const showPage = async <Data>(
  ctx: Context,
  page: Page<Data>,
  visit: Visit,
  sources: Sources,
  deps: Pick<PageDeps, 'assets' | 'pages'>,
): Promise<void> => {
  const { title, banner, body } = await openPage(page, sources, visit);
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Cache-Control', 'no-store');
  ctx.vary('HX-Request');
  ctx.body = String(
    layout({
      title,
      banner,
      body,
      path: ctx.path,
      url: visit.url,
      visitor: visit.visitor,
      assets: deps.assets,
      pages: deps.pages,
      // Who is not signed in may see such a page, and nothing of it lives.
      stream: page.needs === 'anybody' || page.isStill ? undefined : `/events?${streamQuery(page.topic, visit)}`,
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
  if (page.needs !== 'anybody') admit(identityOf(ctx), page.needs);
  const visitor = visitorOf(ctx, deps.csrfSecret);
  const lastEventId = Number.parseInt(ctx.get('last-event-id'), 10) || 0;
  const stream = liveStream({
    ...deps,
    page,
    lastEventId,
    sources: () => sourcesNow(ctx, page, deps),
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

/** The sources of whoever has this stream open, as they are now; undefined when they may not see its page any more. */
const sourcesNow = async (
  ctx: Context,
  { needs }: AnyPage,
  { identification, sourcesFor }: PageDeps,
): Promise<Sources | undefined> => {
  delete ctx.state['identity'];
  const { caller } = await identification.identify(ctx);
  return needs === 'anybody' || may(caller, needs) ? sourcesFor(caller) : undefined;
};

const give = async (
  ctx: Context,
  addresses: readonly string[],
  command: Command,
  desk: Sources['desk'],
): Promise<void> => {
  const reason = fieldOf(ctx, 'reason') ?? 'asked on the dashboard';
  const records = await desk.request(addresses, { command, reason });
  if (!fromScript(ctx)) return back(ctx);
  ctx.status = 202;
  ctx.type = 'text/html; charset=utf-8';
  const [first] = records;
  if (first) ctx.set('Location', `/api/v1/commands/${first.id}`);
  const what = addresses.length === 1 ? (addresses[0] ?? '') : `${addresses.length} strategies`;
  ctx.body = String(
    html`<hx-partial hx-target="#toasts" hx-swap="innerHTML"
      ><p class="toast">${commandLabel(command)} requested for ${what}</p></hx-partial
    >`,
  );
};

const FLATTEN_TEXT = 'Its working orders are cancelled, its whole position is closed at the next price, then it stops.';

const RESTART_TEXT =
  'It ends and comes back at once with the state it had; nothing is lost. What it is tied to by its supervisor restarts with it.';

const askFirst = (
  ctx: Context,
  asked: { readonly action: string; readonly command: Command; readonly title: string; readonly text: string },
  deps: PageDeps,
): void => {
  const visitor = visitorOf(ctx, deps.csrfSecret);
  const { title, command } = asked;
  const body = question({ ...asked, back: returnPath(ctx), label: commandLabel(command), csrf: visitor.csrf });
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = String(layout({ ...deps, title, body, path: ctx.path, url: returnPath(ctx), visitor }));
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

/** Leads on from a form that was done: the browser by its answer, a script by what it is told. */
export const leadFrom = (ctx: Context, path: string): void => {
  ctx.body = '';
  if (fromScript(ctx)) {
    ctx.status = 201;
    ctx.set('HX-Redirect', path);
    return;
  }
  ctx.status = 303;
  ctx.set('Location', path);
};

/** Where a form said it came from, if that is a path of ours. */
export const returnPath = (ctx: Context): string => ownPath(fieldOf(ctx, 'return'));

/** A path of ours, or the first page: nobody is led elsewhere. */
export const ownPath = (path: string | null | undefined): string =>
  path !== null && path !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/';

const back = (ctx: Context): void => {
  ctx.status = 303;
  ctx.set('Location', returnPath(ctx));
  ctx.body = '';
};
