// K1. Nothing that stops trade for others is sent before its phrase was typed, with script or without.
// K2. What is wrong comes back with the form as it was typed, under the status of what is wrong.
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { controlRequest, phraseFor } from '../control-draft.ts';
import type { Draft, Faults } from '../draft.ts';
import type { WallClock } from '../face.ts';
import { html } from '../html.ts';
import { limitRequest, type LimitRequest } from '../limit-draft.ts';
import type { AnyPage, Page, Visit } from '../page.ts';
import type { Sources } from '../sources.ts';
import { controlFacts, riskControlPage } from '../pages/risk-control.ts';
import { openLimitForm, riskLimitPage } from '../pages/risk-limit.ts';
import { parseScope } from '../../actors/domain/risk/scope.ts';
import type { ControlForm } from '../parts/control-form.ts';
import { InvalidInput, problemOf } from '../problem.ts';
import { affectedAmong, affectedBy, scopeNames } from '../risk-subjects.ts';
import type { Assets } from './assets.ts';
import { draftOf } from './form-draft.ts';
import { fieldOf, fromScript, showPage, visitOf } from './page-routes.ts';
import { paramOf, type Routes } from './routes.ts';
import { type Visitor, visitorOf } from './visitor.ts';

export interface RiskRouteDeps {
  readonly assets: Assets;
  readonly pages: readonly AnyPage[];
  readonly clock: WallClock;
  readonly csrfSecret: string;
}

/** A form that was posted, with the sources of who posted it. */
interface Posted {
  readonly sources: Sources;
  readonly visitor: Visitor;
  readonly visit: Visit;
  readonly draft: Draft;
  readonly key: string;
}

export const riskRoutes = (routes: Routes, deps: RiskRouteDeps): void => {
  const { csrfSecret, clock } = deps;
  const read = (ctx: Context, sources: Sources): Posted => {
    const visitor = visitorOf(ctx, csrfSecret);
    const key = fieldOf(ctx, 'key') ?? '';
    if (key.length > 100) throw new InvalidInput('key', 'The key of this form is too long: open it again.');
    return {
      sources,
      visitor,
      visit: visitOf(ctx, visitor, clock.now()),
      draft: draftOf(ctx),
      key: key === '' ? randomUUID() : key,
    };
  };
  routes.post('/risk/control', 'risk:command', (ctx, sources) => restrict(ctx, read(ctx, sources), deps));
  routes.post('/risk/limit', 'risk:command', (ctx, sources) => changeLimit(ctx, read(ctx, sources), deps));
  routes.post('/risk/proposals/:proposal', 'risk:command', (ctx, sources) => settleProposal(ctx, read(ctx, sources)));
};

// ---- Restrictions ----

const restrict = async (ctx: Context, posted: Posted, deps: RiskRouteDeps): Promise<void> => {
  const { draft, sources, key } = posted;
  const facts = await controlFacts(sources.troupe);
  const names = scopeNames(
    facts.actors,
    facts.nodes.map(({ node }) => node),
  );
  const { request, faults } = await controlRequest(draft, {
    ...facts,
    accountsOn: (node) => accountsOf(sources, node),
  });
  const show = (status: number, found: Faults, question?: ControlForm['question']): Promise<void> =>
    showForm(
      ctx,
      status,
      riskControlPage,
      { draft, names, key, faults: found, ...(question && { question }) },
      posted,
      deps,
    );
  if (request === undefined) return show(422, faults);
  const phrase = phraseFor(request);
  const { action, ...params } = request;
  const { scope, accounts } = request;
  const affected = accounts ? affectedAmong(accounts, facts.actors) : affectedBy(parseScope(scope), facts.actors);
  const question = phrase === undefined ? undefined : { request, phrase, affected };
  if (phrase !== undefined && draft['phrase'] !== undefined && draft['phrase'].trim() !== phrase)
    return show(422, new Map([['phrase', `Type ${phrase}, as it is written.`]]), question);
  if (phrase !== undefined && draft['phrase'] === undefined) return show(200, new Map(), question); // K1
  try {
    await sources.risk.give(key, action, params);
    done(ctx, posted, '/risk#risk-controls');
  } catch (error) {
    await show(problemOf(error).status, faultOf(error), question);
  }
};

/** The accounts of a node: those on it now, and those that are restricted as having been on it. */
const accountsOf = async ({ troupe }: Sources, node: string): Promise<readonly string[]> => {
  const [here, { state }] = await Promise.all([troupe.accountsOn(node), troupe.supervisor()]);
  const latched = state?.latches.find(({ scope }) => scope === `node:${node}`)?.accounts ?? [];
  return [...new Set([...latched, ...here])].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
};

// ---- Limits ----

const changeLimit = async (ctx: Context, posted: Posted, deps: RiskRouteDeps): Promise<void> => {
  const { draft, sources, key } = posted;
  const show = async (status: number, faults: Faults, request?: LimitRequest): Promise<void> => {
    const form = await openLimitForm(sources.troupe, { draft, faults, key, ...(request && { request }) });
    return showForm(ctx, status, riskLimitPage, form, posted, deps);
  };
  const { request, faults } = limitRequest(draft);
  if (request === undefined) return show(422, faults);
  if (draft['step'] === 'edit') return show(200, new Map());
  if (draft['step'] !== 'apply') return show(200, new Map(), request);
  try {
    const { proposal } = await sources.risk.give(key, 'set-limit', { change: request });
    done(ctx, posted, proposal === undefined ? '/risk#risk-limits' : '/risk#risk-proposals');
  } catch (error) {
    const { status, code } = problemOf(error);
    sources.troupe.forget();
    // The preview itself tells how it was overtaken.
    await show(status, code === 'CONFLICT' ? new Map() : faultOf(error), request);
  }
};

const settleProposal = async (ctx: Context, posted: Posted): Promise<void> => {
  const { sources } = posted;
  const { command } = posted.draft;
  if (command !== 'approve' && command !== 'withdraw')
    throw new InvalidInput('command', `There is no command ${command ?? '(none given)'} for a proposal.`);
  const proposal = paramOf(ctx, 'proposal');
  await sources.risk.give(`${command} ${proposal}`, command, { proposal });
  if (!fromScript(ctx)) return done(ctx, posted, '/risk#risk-proposals');
  sources.troupe.forget();
  ctx.status = 202;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = String(
    html`<hx-partial hx-target="#toasts" hx-swap="innerHTML"
      ><p class="toast">The change was ${command === 'approve' ? 'approved' : 'withdrawn'}</p></hx-partial
    >`,
  );
};

// ---- Answers ----

const done = (ctx: Context, { sources }: Posted, path: string): void => {
  sources.troupe.forget();
  ctx.status = 303;
  ctx.set('Location', path);
  ctx.body = '';
};

const showForm = async <Form>(
  ctx: Context,
  status: number,
  page: Page<Form>,
  form: Form,
  { visit, sources }: Posted,
  deps: RiskRouteDeps,
): Promise<void> => {
  await showPage(ctx, { ...page, load: async () => form }, visit, sources, deps);
  ctx.status = status;
};

/** A failure as the form tells it; one that the dashboard does not know is thrown on. */
const faultOf = (error: unknown): Faults => {
  const { code, detail } = problemOf(error);
  if (code === 'UNEXPECTED') throw error;
  return new Map([['', detail]]);
};
