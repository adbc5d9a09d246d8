import { randomUUID } from 'node:crypto';
import { draftOfQuery } from '../draft.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { openAccountForm } from '../parts/open-account-form.ts';
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
      ${form.choices.accounts.length === 0 ? noAccount(visit) : NOTHING}
      ${form.choices.lanes.length === 0 ? noLane : NOTHING} ${strategyPicker(form)} ${startForm(form, visit)}`,
};

/** Without an account nothing can be started. */
const noAccount = (visit: Visit): Html =>
  html`<section class="panel empty-panel" aria-labelledby="no-account-title">
    <h2 id="no-account-title">First an account</h2>
    ${openAccountForm(visit, visit.url)}
  </section>`;

const noLane = html`<p class="panel note">
  No feed has bars to trade on yet. A strategy can be started as soon as one sends its first.
</p>`;

export const startChoices = async (troupe: TroupeReads): Promise<StartChoices> => {
  const [catalog, lanes, accounts] = await Promise.all([troupe.catalog(), troupe.lanes(), troupe.accounts()]);
  return { catalog, lanes, accounts };
};
