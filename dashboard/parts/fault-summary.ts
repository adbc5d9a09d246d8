import type { Faults } from '../draft.ts';
import { count } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { fieldId } from './field.ts';
import { icon } from './icon.ts';

/** All that is wrong with a form, with ways to the fields. */
export const faultSummary = (faults: Faults): Html => {
  if (faults.size === 0) return NOTHING;
  return html`<div class="summary" role="alert">
    ${icon('faulted')}
    <div>
      <strong>${faults.size === 1 ? 'One thing needs a change' : `${count(faults.size)} things need a change`}</strong>
      <ul>
        ${[...faults].map(([name, words]) => html`<li>${name === '' ? words : html`<a href="#${fieldId(name)}">${words}</a>`}</li>`)}
      </ul>
    </div>
  </div>`;
};
