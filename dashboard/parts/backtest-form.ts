import { type BacktestChoices, barsName } from '../backtest-draft.ts';
import type { Draft, Faults } from '../draft.ts';
import { count } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import { hidden } from './control-form.ts';
import { faultSummary } from './fault-summary.ts';
import { fieldMaker, type MakeField } from './field.ts';
import { icon } from './icon.ts';
import { directionField, exitFields, parameterFields, sizingChoice, sizingFields } from './start-form.ts';

export interface BacktestForm {
  readonly choices: BacktestChoices;
  readonly draft: Draft;
  readonly faults: Faults;
  /** Names this form, so sending it twice asks for one run. */
  readonly key: string;
}

/** What is run over which bars at what cost; posted, and given back with what is wrong. */
export const backtestForm = (form: BacktestForm, visit: Visit): Html => {
  const { choices, draft, faults, key } = form;
  const make = fieldMaker(draft, faults);
  return html`<form
    id="backtest-form"
    class="panel form"
    method="post"
    action="/backtests/new"
    novalidate
    hx-post="/backtests/new"
    hx-swap="outerMorph"
    hx-target="this"
    hx-sync="this:drop"
  >
    ${hidden({ _csrf: visit.visitor.csrf, key })} ${faultSummary(faults)} ${parameterFields(form, make)}
    ${barsFields(choices, make)}
    <fieldset>
      <legend>How much</legend>
      <div class="fields">
        ${make({ name: 'allocation', label: 'Starting cash', kind: 'number', initial: '10000', hint: 'It never spends more.' })}${directionField(make)}${sizingChoice(draft, make)}
      </div>
      ${sizingFields(make)}
    </fieldset>
    ${exitFields(make)}
    <fieldset>
      <legend>Costs and fills</legend>
      <p class="hint">
        Orders decided on a bar’s close are filled from the next bar on. What stands here is what the paper venue takes.
      </p>
      <div class="fields">${costFields(make)}</div>
    </fieldset>
    <div class="row end">
      <a class="button" href="/backtests">Cancel</a
      ><button class="button solid" id="backtest-submit">${icon('backtest')}Run the backtest</button>
    </div>
  </form>`;
};

const barsFields = ({ offers }: BacktestChoices, make: MakeField): Html => {
  const lanes = offers.map(({ source, label, simulated }) => ({
    value: barsName(source),
    label: `${label}${simulated ? ' (simulated)' : ''}`,
  }));
  const known = html`${offers.map(({ label, bars, from, to }, index) => html`${index > 0 ? '; ' : ''}${label}: ${bars === 0 || from === null || to === null ? 'no bars yet' : `${count(bars)} bars, ${from.slice(0, 10)} to ${to.slice(0, 10)}`}`)}`;
  const missing = [
    { value: 'report', label: 'Run, and tell which' },
    { value: 'refuse', label: 'Do not run' },
  ];
  return html`<fieldset>
    <legend>Over which bars</legend>
    <div class="fields">
      ${make({ name: 'lane', label: 'Bars', kind: 'choice', choices: lanes, hint: known })}${make({ name: 'from', label: 'First day', kind: 'date', optional: true, hint: 'UTC; empty for all there are' })}${make({ name: 'to', label: 'Last day', kind: 'date', optional: true, hint: 'UTC; empty for all there are now' })}${make({ name: 'missing', label: 'If bars are missing', kind: 'choice', initial: 'report', choices: missing })}${make({ name: 'name', label: 'Name', kind: 'text', most: 100, optional: true, hint: 'To tell it from others' })}
    </div>
  </fieldset>`;
};

const costFields = (make: MakeField): Html =>
  html`${make({ name: 'commission', label: 'Commission', kind: 'number', unit: '%', initial: '0.05', hint: 'of each fill’s value' })}${make({ name: 'slippageBps', label: 'Slippage', kind: 'number', initial: '1', hint: 'basis points' })}${make({ name: 'volumeShare', label: 'Most of a bar’s volume', kind: 'number', unit: '%', optional: true, hint: 'above 0, up to 100' })}${make({ name: 'latencyMs', label: 'On the way to the venue', kind: 'number', initial: '0', hint: 'milliseconds' })}`;
