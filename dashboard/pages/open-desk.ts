import { randomUUID } from 'node:crypto';
import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { deskForm, type DeskForm } from '../parts/copy-desk-form.ts';
import { copyCrumbs } from '../parts/copy-tabs.ts';
import { paperMark } from '../parts/status.ts';
import type { TroupeReads } from '../troupe-reads.ts';

/** The form that opens a desk to trade from by hand. */
export const openDeskPage: Page<DeskForm> = {
  path: '/copy/open-desk',
  needs: 'trade:command',
  topic: 'open-desk',
  title: () => 'Open a manual desk',
  load: async ({ troupe }) => {
    const choices = await deskChoices(troupe);
    const draft = {
      ...{ lane: choices.lanes[0]?.lane ?? '', account: choices.accounts[0]?.account ?? '', allocation: '10000' },
    };
    return { ...choices, draft, faults: new Map(), key: randomUUID() };
  },
  render: (form, visit) =>
    html`${copyCrumbs([['/copy/broadcasting', 'Broadcasting']], 'Open a manual desk')}
      <div class="page-head">
        <div>
          <h1>Open a manual desk ${paperMark}</h1>
          <p class="lead">You send its orders by hand; risk checks them like any other, and others can copy it.</p>
        </div>
      </div>
      ${deskForm(form, visit)}`,
};

export const deskChoices = async (troupe: TroupeReads): Promise<Pick<DeskForm, 'lanes' | 'accounts'>> => {
  const [lanes, accounts] = await Promise.all([troupe.lanes(), troupe.accounts()]);
  return { lanes, accounts };
};
