// B1. A form that is sent twice asks for one run: its key names it.
// B2. What is wrong comes back as 422 with the form as it was typed; with script the form alone, without it the page.
import type { Context } from 'koa';
import { backtestFaultsOf, backtestRequest } from '../backtest-draft.ts';
import type { Faults } from '../draft.ts';
import { backtestChoices, newBacktestPage } from '../pages/new-backtest.ts';
import { backtestForm } from '../parts/backtest-form.ts';
import { type CopyRouteDeps, leadTo, type Posted, readForm, rethrowUnlessRefused, showForm } from './copy-forms.ts';
import { paramOf, type Routes } from './routes.ts';

/** The forms of the pages of backtests. */
export const backtestRoutes = (routes: Routes, deps: CopyRouteDeps): void => {
  routes.post('/backtests/new', 'trade:command', (ctx, sources) => ask(ctx, readForm(ctx, sources, deps), deps));
  routes.post('/backtests/:backtest/cancel', 'trade:command', async (ctx, sources) => {
    const id = paramOf(ctx, 'backtest');
    await sources.backtests.cancel(id);
    leadTo(ctx, readForm(ctx, sources, deps), `/backtests/${encodeURIComponent(id)}`);
  });
};

const ask = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const { draft, key, visit, sources } = posted;
  const choices = await backtestChoices(sources);
  const refuse = (faults: Faults): Promise<void> =>
    showForm(ctx, deps, {
      ...{ status: 422, page: newBacktestPage, form: { choices, draft, faults, key }, posted },
      alone: (form) => backtestForm(form, visit),
    });
  const { request, faults } = backtestRequest(draft, choices);
  if (faults.size > 0) return refuse(faults);
  try {
    const { id } = await sources.backtests.start(request, `form ${key}`);
    leadTo(ctx, posted, `/backtests/${id}`);
  } catch (error) {
    rethrowUnlessRefused(error);
    await refuse(backtestFaultsOf(error, draft));
  }
};
