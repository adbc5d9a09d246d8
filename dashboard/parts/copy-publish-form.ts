import type { ActorView } from '../../actors/views.ts';
import type { Draft, Faults } from '../draft.ts';
import { html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import { FEES } from '../publish-draft.ts';
import { oneOf } from './account-field.ts';
import { hidden } from './control-form.ts';
import { faultSummary } from './fault-summary.ts';
import { fieldMaker } from './field.ts';
import { icon } from './icon.ts';

export interface PublishForm {
  readonly sources: readonly ActorView[];
  readonly draft: Draft;
  readonly faults: Faults;
  /** Names this form, so sending it twice publishes once. */
  readonly key: string;
}

/** What is published, under which terms, for how many. */
export const publishForm = ({ sources, draft, faults, key }: PublishForm, visit: Visit): Html => {
  const make = fieldMaker(draft, faults);
  return html`<form
    id="publish-form"
    class="panel form"
    method="post"
    action="/copy/publish"
    novalidate
    hx-post="/copy/publish"
    hx-swap="outerMorph"
    hx-target="this"
    hx-sync="this:drop"
  >
    ${hidden({ _csrf: visit.visitor.csrf, key })}${faultSummary(faults)}
    <fieldset>
      <legend>What</legend>
      <div class="fields">
        ${make({ name: 'source', label: 'Trades from', ...oneOf(sources, (view) => ({ value: view.address, label: sourceLabel(view) })), hint: 'What it does from now on is passed on, fill by fill; its record stands as the ledger has it.' })}${make({ name: 'name', label: 'Name', kind: 'text', most: 80 })}
      </div>
      ${make({ name: 'description', label: 'Description', kind: 'area', most: 2000, optional: true, hint: 'What it does and when it loses.' })}
    </fieldset>
    <fieldset>
      <legend>Terms</legend>
      <p class="hint">A follower keeps the terms of the day on which it follows.</p>
      <div class="fields">
        ${FEES.map(({ name, label, hint }) => make({ name, label, hint, kind: 'number', unit: '%' }))}
      </div>
    </fieldset>
    <fieldset>
      <legend>For whom</legend>
      <div class="fields">
        ${make({
          ...{ name: 'visibility', label: 'Who may follow', kind: 'choice' },
          choices: [
            { value: 'public', label: 'Everybody' },
            { value: 'private', label: 'Those that I invite' },
          ],
        })}${make({ name: 'invited', label: 'Invited', kind: 'text', optional: true, hint: 'Users, with commas; only when you invite.' })}${make({ name: 'maxFollowers', label: 'Most followers', kind: 'number', optional: true, hint: 'Empty: as many as come.' })}${make({ name: 'maxCapital', label: 'Most capital', kind: 'number', optional: true, hint: 'Of all of them, in the account’s currency.' })}
      </div>
    </fieldset>
    <div class="row end">
      <a class="button" href="/copy/broadcasting">Cancel</a
      ><button class="button solid" id="publish-submit">${icon('live')}Publish</button>
    </div>
  </form>`;
};

const sourceLabel = ({ address, state, owner }: ActorView): string => {
  const instrument = typeof state['instrument'] === 'string' ? ` on ${state['instrument']}` : '';
  return `${address}${instrument} (${owner})`;
};
