// S1. A form that is sent twice starts one strategy: its key names one start.
// S2. A draft that is to be tried first is carried to the form of a backtest as it was typed, right or wrong.
// S3. What is wrong comes back as 422 with the form as it was typed; with script the form alone, without it the page.
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { StartStrategyRequest } from '../../actors/start-views.ts';
import { type Faults, withDraft } from '../draft.ts';
import type { Log, WallClock } from '../face.ts';
import type { AnyPage, Page } from '../page.ts';
import type { Sources } from '../sources.ts';
import { newStrategyPage, startChoices } from '../pages/new-strategy.ts';
import { startForm, type StartForm } from '../parts/start-form.ts';
import { problemOf } from '../problem.ts';
import { faultsOf, startRequest } from '../start-draft.ts';
import type { Assets } from './assets.ts';
import { draftOf } from './form-draft.ts';
import { fieldOf, fromScript, leadFrom, showPage, visitOf } from './page-routes.ts';
import type { Routes } from './routes.ts';
import { visitorOf } from './visitor.ts';

interface Started {
  readonly strategy: string;
  readonly subscription: string;
}

const REMEMBERED = 500;

export const startRoutes = (
  routes: Routes,
  deps: {
    readonly assets: Assets;
    readonly pages: readonly AnyPage[];
    readonly clock: WallClock;
    readonly log: Log;
    readonly csrfSecret: string;
  },
): void => {
  const { clock, log, csrfSecret } = deps;
  const starts = new Map<string, Promise<Started>>();

  const startOnce = (form: string, request: StartStrategyRequest, { call, caller }: Sources): Promise<Started> => {
    const key = `${caller.user} ${form}`;
    const before = starts.get(key);
    if (before) return before;
    const start = call('troupe.start-strategy', request) as Promise<Started>;
    starts.set(key, start);
    if (starts.size > REMEMBERED) starts.delete(starts.keys().next().value ?? '');
    // What failed may be sent again.
    start.catch(() => starts.delete(key));
    return start;
  };

  routes.post('/strategies/new', 'trade:command', async (ctx, sources) => {
    const visitor = visitorOf(ctx, csrfSecret);
    const visit = visitOf(ctx, visitor, clock.now());
    const draft = draftOf(ctx);
    if (fieldOf(ctx, 'then') === 'backtest') return leadFrom(ctx, withDraft('/backtests/new', draft));
    const choices = await startChoices(sources.troupe);
    const key = fieldOf(ctx, 'key') ?? randomUUID();
    const refuse = (faults: Faults): Promise<void> =>
      showFaults(ctx, { choices, draft, faults, key }, visit, sources, deps);
    const { request, faults } = startRequest(draft, choices, visitor.name);
    if (faults.size > 0) return refuse(faults);
    try {
      const started = await startOnce(key, request, sources);
      log.info({ ...started, by: visitor.name }, 'strategy started');
      sources.troupe.forget();
      leadFrom(ctx, `/strategies/${encodeURIComponent(started.subscription)}`);
    } catch (error) {
      if (problemOf(error).status >= 500) throw error;
      await refuse(faultsOf(error, draft));
    }
  });
};

const showFaults = async (
  ctx: Context,
  form: StartForm,
  visit: ReturnType<typeof visitOf>,
  sources: Sources,
  deps: Parameters<typeof startRoutes>[1],
): Promise<void> => {
  if (fromScript(ctx)) {
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = String(startForm(form, visit));
  } else {
    const page: Page<StartForm> = { ...newStrategyPage, load: async () => form };
    await showPage(ctx, page, visit, sources, deps);
  }
  ctx.status = 422;
};
