import { html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import type { Draft, Faults } from '../draft.ts';
import { DRAWDOWN_SCALING, sizingHint, SIZINGS } from '../sizing-draft.ts';
import { EXITS, parametersOf, type StartChoices } from '../start-draft.ts';
import { accountField } from './account-field.ts';
import { icon } from './icon.ts';
import { faultSummary } from './fault-summary.ts';
import { field, fieldMaker, type MakeField } from './field.ts';
import { paperMark } from './status.ts';

export interface StartForm {
  readonly choices: StartChoices;
  readonly draft: Draft;
  readonly faults: Faults;
  /** Names this form, so sending it twice starts one strategy. */
  readonly key: string;
}

/** The first step: which strategy; a form of its own, so it works without script and loses nothing with it. */
export const strategyPicker = (
  { choices, draft }: { readonly choices: Pick<StartChoices, 'catalog'>; readonly draft: Draft },
  path = '/strategies/new',
): Html =>
  html`<form
    class="panel picker"
    method="get"
    action="${path}"
    hx-get="${path}"
    hx-target="#parameters"
    hx-select="#parameters"
    hx-swap="outerHTML"
    hx-trigger="change, submit"
  >
    <div class="row">
      ${field({ name: 'strategy', label: 'Strategy', kind: 'choice', value: draft['strategy'] ?? '', choices: choices.catalog.map((one) => ({ value: one.name, label: one.title })) })}<button
        class="button no-script"
      >
        Show its parameters
      </button>
    </div>
  </form>`;

/** The second step: everything else; posted, and given back with what is wrong. */
export const startForm = (form: StartForm, visit: Visit): Html => {
  const { faults, choices, draft } = form;
  const make = fieldMaker(draft, faults);
  return html`<form
    id="start-form"
    class="panel form"
    method="post"
    action="/strategies/new"
    novalidate
    hx-post="/strategies/new"
    hx-swap="outerMorph"
    hx-target="this"
    hx-sync="this:drop"
  >
    <input type="hidden" name="_csrf" value="${visit.visitor.csrf}" /><input
      type="hidden"
      name="key"
      value="${form.key}"
    />
    ${faultSummary(faults)} ${parameterFields(form, make)}
    <fieldset>
      <legend>Where</legend>
      <div class="fields">
        ${make({ name: 'lane', label: 'Bars', kind: 'choice', choices: choices.lanes.map((lane) => ({ value: lane.lane, label: `${lane.instrument} ${lane.timeframe}${lane.simulated ? ' (simulated)' : ''}` })), hint: 'What it reads and trades. Simulated prices are made up by this machine.' })}${accountField(make, choices.accounts, ({ venue, currency }) => `${venue}, ${currency}`)}${directionField(make)}
      </div>
    </fieldset>
    <fieldset>
      <legend>How much ${paperMark}</legend>
      <div class="fields">
        ${make({ name: 'allocation', label: 'Allocation', kind: 'number', initial: '10000', hint: 'Cash it may trade; it never spends more.' })}${sizingChoice(draft, make)}
      </div>
      ${sizingFields(make)}
    </fieldset>
    ${exitFields(make)}
    <div class="row end">
      <a class="button" href="/strategies">Cancel</a
      ><button class="button" name="then" value="backtest">${icon('backtest')}Backtest first</button
      ><button class="button solid" id="start-submit">${icon('play')}Start on paper</button>
    </div>
  </form>`;
};

export const directionField = (make: MakeField): Html =>
  make({
    name: 'direction',
    label: 'Direction',
    kind: 'choice',
    initial: 'long-only',
    choices: [
      { value: 'long-only', label: 'Long only' },
      { value: 'long-short', label: 'Long and short' },
    ],
  });

/** Which rule says how much it buys, and what scales it down. */
export const sizingChoice = (draft: Draft, make: MakeField): Html => {
  const choices = SIZINGS.map((one) => ({ value: one.kind, label: one.label }));
  const { field: name, label } = DRAWDOWN_SCALING;
  const initial = draft['sizing.kind'] ?? 'fraction';
  return html`${make({ name: 'sizing.kind', label: 'Sizing', kind: 'choice', initial, choices })}${make({ name, label, kind: 'number', unit: '%', hint: sizingHint(DRAWDOWN_SCALING), optional: true })}`;
};

/** The numbers of every rule; those of the one that is chosen are shown. */
export const sizingFields = (make: MakeField): Html =>
  html`${SIZINGS.map((rule) => html`<div class="fields sizing-fields" data-sizing="${rule.kind}">${rule.fields.map((one) => make({ name: `${rule.prefix}.${one.name}`, label: one.label, kind: one.list ? 'text' : 'number', initial: one.initial, hint: sizingHint(one), unit: one.percent ? '%' : undefined }))}</div>`)}`;

export const exitFields = (make: MakeField): Html =>
  html`<fieldset>
    <legend>Exits</legend>
    <p class="hint">Distances from the close that the entry was decided on. Leave empty for none.</p>
    <div class="fields">
      ${EXITS.map((exit) => make({ name: exit.name, label: exit.label, kind: 'number', unit: '%', optional: true }))}
    </div>
  </fieldset>`;

export const parameterFields = (
  { choices, draft }: { readonly choices: Pick<StartChoices, 'catalog'>; readonly draft: Draft },
  make: MakeField,
): Html => {
  const strategy = choices.catalog.find((one) => one.name === draft['strategy']);
  const parameters = parametersOf(strategy);
  return html`<fieldset id="parameters">
    <legend>${strategy?.title ?? 'Parameters'}</legend>
    <input type="hidden" name="strategy" value="${strategy?.name ?? ''}" />
    <p class="hint">${strategy?.description ?? 'Choose a strategy first.'}</p>
    <div class="fields">
      ${parameters.map((parameter) =>
        make({
          name: `params.${parameter.name}`,
          label: parameter.title,
          kind:
            parameter.type === 'choice'
              ? 'choice'
              : parameter.type === 'boolean'
                ? 'check'
                : parameter.type === 'integer' || parameter.type === 'number'
                  ? 'number'
                  : 'text',
          initial: parameter.initial,
          hint: parameter.hint,
          choices: parameter.choices.map((value) => ({ value, label: value })),
          optional: !parameter.required && parameter.initial === '',
        }),
      )}
    </div>
  </fieldset>`;
};
