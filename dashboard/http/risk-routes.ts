// K1. Nothing that stops trade for others is sent before its phrase was typed, with script or without.
// K2. What is wrong comes back with the form as it was typed, under the status of what is wrong.
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { controlRequest, phraseFor } from '../control-draft.ts';
import type { Draft, Faults } from '../draft.ts';
import type { WallClock } from '../face.ts';
import { compact, html } from '../html.ts';
import { limitRequest, type LimitRequest } from '../limit-draft.ts';
import type { AnyPage, Page, Sources, Visit } from '../page.ts';
import { controlFacts, riskControlPage } from '../pages/risk-control.ts';
import { openLimitForm, riskLimitPage } from '../pages/risk-limit.ts';
import { parseScope } from '../../actors/domain/risk/scope.ts';
import type { ControlForm } from '../parts/control-form.ts';
import { InvalidInput, problemOf } from '../problem.ts';
import type { RiskCommands } from '../risk-commands.ts';
import { affectedAmong, affectedBy, scopeNames } from '../risk-subjects.ts';
import type { Assets } from './assets.ts';
import { draftOf } from './form-draft.ts';
import { fieldOf, fromScript, showPage, visitOf } from './page-routes.ts';
import { paramOf, type Routes } from './routes.ts';
import { requireToken, type Visitor, visitorOf } from './visitor.ts';

export interface RiskRouteDeps {
  readonly sources: Sources;
  readonly commands: RiskCommands;
  readonly assets: Assets;
  readonly pages: readonly AnyPage[];
  readonly clock: WallClock;
  readonly csrfSecret: string;
}

/** A form that was posted. */
interface Posted {
  readonly visitor: Visitor;
  readonly visit: Visit;
  readonly draft: Draft;
  readonly key: string;
}

export const riskRoutes = (routes: Routes, deps: RiskRouteDeps): void => {
  const { csrfSecret, clock } = deps;
  const read = (ctx: Context): Posted => {
    requireToken(ctx, csrfSecret);
    const visitor = visitorOf(ctx, csrfSecret);
    const key = fieldOf(ctx, 'key') ?? '';
    if (key.length > 100) throw new InvalidInput('key', 'The key of this form is too long: open it again.');
    return {
      visitor,
      visit: visitOf(ctx, visitor, clock.now()),
      draft: draftOf(ctx),
      key: key === '' ? randomUUID() : key,
    };
  };
  routes.post('/risk/control', (ctx) => restrict(ctx, read(ctx), deps));
  routes.post('/risk/limit', (ctx) => changeLimit(ctx, read(ctx), deps));
  routes.post('/risk/proposals/:proposal', (ctx) => settleProposal(ctx, read(ctx), deps));
};

// ---- Restrictions ----

const restrict = async (ctx: Context, posted: Posted, deps: RiskRouteDeps): Promise<void> => {
  const { draft, visitor, key } = posted;
  const facts = await controlFacts(deps.sources.troupe);
  const names = scopeNames(
    facts.actors,
    facts.nodes.map(({ node }) => node),
  );
  const { request, faults } = await controlRequest(draft, {
    ...facts,
    accountsOn: (node) => accountsOf(deps.sources, node),
  });
  const show = (status: number, found: Faults, question?: ControlForm['question']): Promise<void> =>
    showForm(
      ctx,
      status,
      riskControlPage,
      { draft, names, key, faults: found, ...(question && { question }) },
      posted.visit,
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
    await deps.commands.give(key, visitor.name, action, params);
    done(ctx, deps, '/risk#risk-controls');
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
  const { draft, visitor, key } = posted;
  const show = async (status: number, faults: Faults, request?: LimitRequest): Promise<void> => {
    const form = await openLimitForm(deps.sources.troupe, { draft, faults, key, ...(request && { request }) });
    return showForm(ctx, status, riskLimitPage, form, posted.visit, deps);
  };
  const { request, faults } = limitRequest(draft);
  if (request === undefined) return show(422, faults);
  if (draft['step'] === 'edit') return show(200, new Map());
  if (draft['step'] !== 'apply') return show(200, new Map(), request);
  try {
    const { proposal } = await deps.commands.give(key, visitor.name, 'set-limit', { change: request });
    done(ctx, deps, proposal === undefined ? '/risk#risk-limits' : '/risk#risk-proposals');
  } catch (error) {
    const { status, code } = problemOf(error);
    deps.sources.troupe.forget();
    // The preview itself tells how it was overtaken.
    await show(status, code === 'CONFLICT' ? new Map() : faultOf(error), request);
  }
};

const settleProposal = async (ctx: Context, { draft, visitor }: Posted, deps: RiskRouteDeps): Promise<void> => {
  const { command } = draft;
  if (command !== 'approve' && command !== 'withdraw')
    throw new InvalidInput('command', `There is no command ${command ?? '(none given)'} for a proposal.`);
  const proposal = paramOf(ctx, 'proposal');
  await deps.commands.give(`${command} ${proposal}`, visitor.name, command, { proposal });
  if (!fromScript(ctx)) return done(ctx, deps, '/risk#risk-proposals');
  deps.sources.troupe.forget();
  ctx.status = 202;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = compact(
    html`<hx-partial hx-target="#toasts" hx-swap="innerHTML"
      ><p class="toast">The change was ${command === 'approve' ? 'approved' : 'withdrawn'}</p></hx-partial
    >`,
  );
};

// ---- Answers ----

const done = (ctx: Context, { sources }: RiskRouteDeps, path: string): void => {
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
  visit: Visit,
  deps: RiskRouteDeps,
): Promise<void> => {
  await showPage(ctx, { ...page, load: async () => form }, visit, deps);
  ctx.status = status;
};

/** A failure as the form tells it; one that the dashboard does not know is thrown on. */
const faultOf = (error: unknown): Faults => {
  const { code, detail } = problemOf(error);
  if (code === 'UNEXPECTED') throw error;
  return new Map([['', detail]]);
};
