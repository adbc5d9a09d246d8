// C1. A restriction is asked for in two steps: what and why, then whom it is about and a phrase to type. Both are plain forms.
import { CONTROL_ACTIONS, type ControlAction, type ControlRequest } from '../control-draft.ts';
import type { Draft, Faults } from '../draft.ts';
import { count } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import type { Affected } from '../risk-subjects.ts';
import { faultSummary } from './fault-summary.ts';
import { field } from './field.ts';
import { icon, type IconName } from './icon.ts';
import { scopeFields, scopeNoun, scopeWords } from './scope-fields.ts';
import { fact, factList } from './tile.ts';

export const ACTIONS: Readonly<
  Record<ControlAction, { readonly label: string; readonly icon: IconName; readonly text: string }>
> = {
  reduce: { label: 'Reduce', icon: 'reducing', text: 'Positions may be made smaller; nothing is opened.' },
  halt: {
    label: 'Halt',
    icon: 'halted',
    text: 'Nothing is opened. Entries that rest at the venue are cancelled; protective orders stay. It holds until it is reset.',
  },
  flatten: {
    label: 'Flatten',
    icon: 'flatten',
    text: 'Halts, cancels every open order and closes every position at the market, until ledger and venue both say flat. It stays halted until it is reset.',
  },
  reset: {
    label: 'Reset',
    icon: 'reset',
    text: 'Lifts the restriction of this scope alone: what else covers the same accounts stays in force.',
  },
};

export interface ControlForm {
  readonly draft: Draft;
  readonly faults: Faults;
  /** Names to choose from. */
  readonly names: readonly string[];
  /** Names this form, so sending it twice gives one command. */
  readonly key: string;
  /** What is asked before it is done; undefined while it is still being said. */
  readonly question?: {
    readonly request: ControlRequest;
    readonly phrase: string;
    readonly affected: Affected;
  };
}

/** What is to be done, about what, and why. */
export const controlForm = (form: ControlForm, visit: Visit): Html => {
  const { draft, faults, names } = form;
  const first = [...faults.keys()].find((name) => name !== '');
  const isReset = draft['action'] === 'reset';
  const { label, icon: shape } = isReset ? ACTIONS.reset : { label: 'Continue', icon: 'arrow' as const };
  return html`<form id="control-form" class="form" method="post" action="/risk/control" novalidate>
    ${hidden({ _csrf: visit.visitor.csrf, key: form.key })}${faultSummary(faults)}
    <div class="fields">
      ${field({
        ...{ name: 'action', label: 'What is to be done', kind: 'choice', value: draft['action'] ?? 'halt' },
        choices: CONTROL_ACTIONS.map((action) => ({ value: action, label: CHOICES[action] })),
        ...{ error: faults.get('action'), focus: first === 'action' },
      })}${scopeFields(draft, faults, { names, first })}${field({
        ...{ name: 'reason', label: 'Reason', kind: 'text', value: draft['reason'] ?? '' },
        hint: 'Shown to everybody whom it is about, and kept.',
        ...{ error: faults.get('reason'), focus: first === 'reason' || (isReset && faults.size === 0) },
      })}
    </div>
    <div class="row end">
      <button class="button ${isReset ? 'solid' : 'danger'}" id="control-submit">${icon(shape)}${label}</button>
    </div>
  </form>`;
};

const CHOICES: Readonly<Record<ControlAction, string>> = {
  reduce: 'Reduce: positions may only get smaller',
  halt: 'Halt: nothing is opened',
  flatten: 'Flatten: halt, and close everything',
  reset: 'Reset: lift a restriction',
};

/** Whom it is about, and the phrase that does it. */
export const controlQuestion = (
  form: ControlForm,
  { request, phrase, affected }: NonNullable<ControlForm['question']>,
  visit: Visit,
): Html => {
  const { faults, draft } = form;
  const { label, icon: shape, text } = ACTIONS[request.action];
  return html`<form id="control-form" class="panel form" method="post" action="/risk/control" novalidate>
    ${hidden({ _csrf: visit.visitor.csrf, key: form.key, action: request.action, reason: request.reason })}${hidden({ kind: draft['kind'] ?? '', id: draft['id'] ?? '' })}${faultSummary(faults)}
    <p>${text}</p>
    ${factList([
      fact('About', scopeWords(request.scope)),
      fact('Accounts now', accountsText(affected)),
      fact('Trading actors now', count(affected.actors)),
      fact('Reason', request.reason),
    ])}
    <div class="fields">
      ${field({
        ...{ name: 'phrase', label: `Type ${phrase}`, kind: 'text', value: draft['phrase'] ?? '', focus: true },
        hint: 'As it is written, so that nothing stops by accident.',
        error: faults.get('phrase'),
      })}
    </div>
    <div class="row end">
      <a class="button" href="/risk">Cancel</a
      ><button class="button danger solid" id="control-submit">
        ${icon(shape)}${label} ${scopeNoun(request.scope)}
      </button>
    </div>
  </form>`;
};

const MOST_NAMED = 20;

/** `3: ada, ben, cleo`. */
export const accountsText = ({ accounts }: Affected): Html => {
  if (accounts.length === 0) return html`none just now; it holds for those that come`;
  const named = accounts.slice(0, MOST_NAMED).join(', ');
  const more = accounts.length - MOST_NAMED;
  return html`${count(accounts.length)}: ${named}${more > 0 ? html` and ${count(more)} more` : NOTHING}`;
};

/** Fields that a form carries along. */
export const hidden = (fields: Readonly<Record<string, string>>): Html =>
  html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
