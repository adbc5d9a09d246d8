import { randomUUID } from 'node:crypto';
import { draftOfQuery } from '../draft.ts';
import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { paperMark } from '../parts/status.ts';
import { startForm, type StartForm, strategyPicker } from '../parts/start-form.ts';
import type { StartChoices } from '../start-draft.ts';
import type { TroupeReads } from '../troupe-reads.ts';

/** The form that starts a strategy and its subscription. */
export const newStrategyPage: Page<StartForm> = {
  path: '/strategies/new',
  needs: 'trade:command',
  topic: 'new-strategy',
  menu: { label: 'New strategy', icon: 'add' },
  title: () => 'New strategy',
  load: async ({ troupe }, visit) => {
    const choices = await startChoices(troupe);
    const asked = visit.query.get('strategy');
    const strategy = choices.catalog.find((one) => one.name === asked) ?? choices.catalog[0];
    const draft = { ...draftOfQuery(visit.query), strategy: strategy?.name ?? '' };
    return { choices, draft, faults: new Map(), key: randomUUID() };
  },
  render: (form, visit) =>
    html`<div class="page-head">
        <div>
          <h1>New strategy ${paperMark}</h1>
          <p class="lead">It trades on paper, from the next bar on. Stop it whenever you like; its history stays.</p>
        </div>
      </div>
      ${strategyPicker(form)} ${startForm(form, visit)}`,
};

export const startChoices = async (troupe: TroupeReads): Promise<StartChoices> => {
  const [catalog, lanes, accounts] = await Promise.all([troupe.catalog(), troupe.lanes(), troupe.accounts()]);
  return { catalog, lanes, accounts };
};
