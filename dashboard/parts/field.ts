import type { Draft, Faults } from '../draft.ts';
import { html, type Html, NOTHING } from '../html.ts';

/** An input with its label, hint, unit and error; its value is always what was typed. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** `area`: several lines of text; `password`: never given back. */
  readonly kind: 'text' | 'area' | 'number' | 'choice' | 'check' | 'password' | 'date';
  readonly hint?: string | Html | undefined;
  readonly unit?: string | undefined;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly error?: string | undefined;
  /** The first bad field has the focus. */
  readonly focus?: boolean;
  readonly optional?: boolean;
  /** What a browser may fill in, as HTML names it; nothing when left out. */
  readonly fill?: string;
  /** Where one name is in several forms of a page: what tells this one's element apart. */
  readonly of?: string;
  /** Characters at most; 300 when left out. */
  readonly most?: number;
  /** Values to choose from that need not be chosen from. */
  readonly suggestions?: readonly string[];
}

export const fieldId = (name: string): string => `field-${name.replaceAll(/[^A-Za-z0-9]/g, '-')}`;

export const field = (one: Field): Html => {
  const id = fieldId(one.of === undefined ? one.name : `${one.of}-${one.name}`);
  const described = [one.hint === undefined ? '' : `${id}-hint`, one.error === undefined ? '' : `${id}-error`]
    .filter((part) => part !== '')
    .join(' ');
  const state = html`${described === '' ? NOTHING : html` aria-describedby="${described}"`}${one.error === undefined ? NOTHING : html` aria-invalid="true"`}${one.focus ? html` autofocus` : NOTHING}`;
  const hint = one.hint === undefined ? NOTHING : html`<p class="hint" id="${id}-hint">${one.hint}</p>`;
  const error = one.error === undefined ? NOTHING : html`<p class="error" id="${id}-error">${one.error}</p>`;
  if (one.kind === 'check') {
    return html`<div class="field">
      <label class="check"
        ><input
          type="checkbox"
          id="${id}"
          name="${one.name}"
          value="true"
          ${one.value === 'true' ? html` checked` : NOTHING}${state}
        />${one.label}</label
      >${hint}${error}
    </div>`;
  }
  const label = html`<label for="${id}"
    >${one.label}${one.optional ? html` <span class="optional">optional</span>` : NOTHING}</label
  >`;
  const input =
    one.kind === 'choice'
      ? html`<select id="${id}" name="${one.name}" ${state}>
          ${(one.choices ?? []).map((choice) => html`<option value="${choice.value}" ${choice.value === one.value ? html` selected` : NOTHING}>${choice.label}</option>`)}
        </select>`
      : one.kind === 'area'
        ? html`<textarea id="${id}" name="${one.name}" rows="4" maxlength="${one.most ?? 300}" ${state}>
${one.value}</textarea>`
        : html`<input
            type="${one.kind === 'password' || one.kind === 'date' ? one.kind : 'text'}"
            id="${id}"
            name="${one.name}"
            value="${one.kind === 'password' ? '' : one.value}"
            autocomplete="${one.fill ?? 'off'}"
            maxlength="${one.most ?? 300}"
            ${one.suggestions === undefined ? NOTHING : html` list="${id}-list"`}${one.kind === 'number' ? html` inputmode="decimal" class="numeric"` : NOTHING}${state}
          />`;
  return html`<div class="field ${one.error === undefined ? '' : 'bad'}">
    ${label}
    <div class="input">${input}${one.unit === undefined ? NOTHING : html`<span class="unit">${one.unit}</span>`}</div>
    ${hint}${error}${one.suggestions === undefined ? NOTHING : html`<datalist id="${id}-list">${one.suggestions.map((value) => html`<option value="${value}"></option>`)}</datalist>`}
  </div>`;
};

/** Makes a field of what was typed and what is wrong with it; the first bad one has the focus. */
export type MakeField = (one: Omit<Field, 'value' | 'error' | 'focus'> & { readonly initial?: string }) => Html;

export const fieldMaker = (draft: Draft, faults: Faults): MakeField => {
  const first = [...faults.keys()].find((name) => name !== '');
  return (one) =>
    field({
      ...one,
      value: draft[one.name] ?? one.initial ?? '',
      error: faults.get(one.name),
      focus: one.name === first,
    });
};
