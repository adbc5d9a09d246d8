import type { AccountView, LaneView } from '../../actors/start-views.ts';
import type { Draft, Faults } from '../draft.ts';
import { html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import { accountField } from './account-field.ts';
import { hidden } from './control-form.ts';
import { faultSummary } from './fault-summary.ts';
import { fieldMaker } from './field.ts';
import { icon } from './icon.ts';

export interface DeskForm {
  readonly lanes: readonly LaneView[];
  readonly accounts: readonly AccountView[];
  readonly draft: Draft;
  readonly faults: Faults;
  /** Names this form, so sending it twice opens one desk. */
  readonly key: string;
}

/** Which market, on which account, with how much. */
export const deskForm = ({ lanes, accounts, draft, faults, key }: DeskForm, visit: Visit): Html => {
  const make = fieldMaker(draft, faults);
  return html`<form
    id="desk-form"
    class="panel form"
    method="post"
    action="/copy/open-desk"
    novalidate
    hx-post="/copy/open-desk"
    hx-swap="outerMorph"
    hx-target="this"
    hx-sync="this:drop"
  >
    ${hidden({ _csrf: visit.visitor.csrf, key })}${faultSummary(faults)}
    <div class="fields">
      ${make({ name: 'lane', label: 'Bars', kind: 'choice', choices: lanes.map(({ lane, instrument, timeframe, simulated }) => ({ value: lane, label: `${instrument} ${timeframe}${simulated ? ' (simulated)' : ''}` })), hint: 'What it trades; orders are decided on their closes.' })}${accountField(make, accounts)}${make({ name: 'allocation', label: 'Amount', kind: 'number', hint: 'Cash it may trade; it never spends more.' })}
    </div>
    <div class="row end">
      <a class="button" href="/copy/broadcasting">Cancel</a
      ><button class="button solid" id="desk-submit">${icon('add')}Open the desk</button>
    </div>
  </form>`;
};
