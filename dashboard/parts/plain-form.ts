import type { Draft, Faults } from '../draft.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { hidden } from './control-form.ts';
import { faultSummary } from './fault-summary.ts';
import { field, type Field } from './field.ts';

/** What was typed into one of a page's forms, and what is wrong with it. */
export interface FormState {
  /** Which form of the page. */
  readonly of: string;
  readonly draft: Draft;
  readonly faults: Faults;
}

export const FRESH: FormState = { of: '', draft: {}, faults: new Map() };

interface PlainForm {
  /** Its name on the page, and the start of its elements' ids. */
  readonly of: string;
  readonly action: string;
  readonly fields: readonly (Omit<Field, 'value' | 'error' | 'focus' | 'of'> & { readonly initial?: string })[];
  readonly submit: string;
  readonly carried?: Readonly<Record<string, string>>;
  readonly isDangerous?: boolean;
  /** Below the fields, as boxes to tick or a way elsewhere. */
  readonly below?: Html;
}

/** A form that is posted and leads elsewhere, or comes back as it was typed with what is wrong; it needs no script. */
export const plainForm = (form: PlainForm, state: FormState, visit: Visit): Html => {
  const { of, action, fields, submit, carried = {}, isDangerous = false, below = NOTHING } = form;
  const { draft, faults } = state.of === of ? state : FRESH;
  const first = fields.find(({ name }) => faults.has(name))?.name;
  const named = new Map([...faults].map(([name, words]) => [name === '' ? '' : `${of}-${name}`, words]));
  return html`<form id="${of}-form" class="form" method="post" action="${action}" novalidate>
    ${hidden({ _csrf: visit.visitor.csrf, ...carried })}${faultSummary(named)}
    <div class="fields">
      ${fields.map(({ initial = '', ...one }) =>
        field({
          ...one,
          ...{ of, value: draft[one.name] ?? initial, error: faults.get(one.name), focus: one.name === first },
        }),
      )}
    </div>
    ${below}
    <div class="row end"><button class="button ${isDangerous ? 'danger' : 'solid'}">${submit}</button></div>
  </form>`;
};
