import { randomUUID } from 'node:crypto';
import type { BacktestChoices } from '../backtest-draft.ts';
import { draftOfQuery } from '../draft.ts';
import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { backtestForm, type BacktestForm } from '../parts/backtest-form.ts';
import { strategyPicker } from '../parts/start-form.ts';
import type { Sources } from '../sources.ts';

/** The form that asks for a backtest; what the address carries is filled in. */
export const newBacktestPage: Page<BacktestForm> = {
  path: '/backtests/new',
  needs: 'trade:command',
  topic: 'new-backtest',
  isStill: true,
  title: () => 'New backtest',
  load: async (sources, visit) => {
    const choices = await backtestChoices(sources);
    const typed = draftOfQuery(visit.query);
    const strategy = choices.catalog.find((one) => one.name === typed['strategy']) ?? choices.catalog[0];
    return { choices, draft: { ...typed, strategy: strategy?.name ?? '' }, faults: new Map(), key: randomUUID() };
  },
  render: (form, visit) =>
    html`<nav class="crumbs" aria-label="Where you are">
        <a href="/backtests">Backtests</a> <span aria-hidden="true">/</span> <span>New</span>
      </nav>
      <div class="page-head">
        <div>
          <h1>New backtest</h1>
          <p class="lead">
            The strategy, sizing, risk and fills are those of live paper trading; only the bars are old.
          </p>
        </div>
      </div>
      ${strategyPicker(form, '/backtests/new')} ${backtestForm(form, visit)}`,
};

export const backtestChoices = async ({
  troupe,
  backtests,
}: Pick<Sources, 'troupe' | 'backtests'>): Promise<BacktestChoices> => {
  const [catalog, offers] = await Promise.all([troupe.catalog(), backtests.offers()]);
  return { catalog, offers };
};
