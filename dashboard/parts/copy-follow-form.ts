import type { FollowPreviewView } from '../../actors/copy-views.ts';
import type { AccountView } from '../../actors/start-views.ts';
import { nameOf, type Provider, providerPath, followPath } from '../copy-facts.ts';
import type { Draft, Faults } from '../draft.ts';
import { AFTER_OUTAGE, AMOUNTS, LISTS, MODES, PERCENTS } from '../follow-draft.ts';
import { accountField } from './account-field.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { hidden } from './control-form.ts';
import { followPreview } from './copy-preview.ts';
import { faultSummary } from './fault-summary.ts';
import { fieldMaker, type MakeField } from './field.ts';
import { icon } from './icon.ts';
import { paperMark } from './status.ts';

export interface FollowForm {
  readonly provider: Provider;
  readonly accounts: readonly AccountView[];
  readonly draft: Draft;
  readonly faults: Faults;
  /** Names this form, so sending it twice follows once. */
  readonly key: string;
  /** The worst case of what is typed, and the mark of what it was worked out from. */
  readonly preview?: { readonly view: FollowPreviewView; readonly mark: string };
}

/** Money first, then rules, then what happens when something goes wrong; followed only after its worst case was shown. */
export const followForm = (form: FollowForm, visit: Visit): Html => {
  const { faults, draft, provider, preview } = form;
  const make = fieldMaker(draft, faults);
  const path = followPath(provider.view.address);
  return html`<form
    id="follow-form"
    class="panel form"
    method="post"
    action="${path}"
    novalidate
    hx-post="${path}"
    hx-swap="outerMorph"
    hx-target="this"
    hx-sync="this:drop"
  >
    ${hidden({ _csrf: visit.visitor.csrf, key: form.key, previewed: preview?.mark ?? '' })}${faultSummary(faults)}
    ${moneyFields(form, make)} ${sizeFields(make)} ${entryFields(make)} ${stopFields(make)}
    ${preview === undefined ? NOTHING : followPreview(preview.view, provider)}
    <div class="row end">
      <a class="button" href="${providerPath(provider.view.address)}">Cancel</a
      ><button
        class="button ${preview === undefined ? 'solid' : ''}"
        id="follow-preview-button"
        name="step"
        value="preview"
      >
        ${icon('search')}${preview === undefined ? 'Show the worst case' : 'Show it again'}</button
      >${preview === undefined ? NOTHING : html`<button class="button solid" id="follow-submit" name="step" value="follow">${icon('copy')}Follow ${nameOf(provider)}</button>`}
    </div>
  </form>`;
};

const moneyFields = ({ accounts }: FollowForm, make: MakeField): Html =>
  html`<fieldset>
    <legend>How much ${paperMark}</legend>
    <div class="fields">
      ${accountField(make, accounts)}${make({
        ...{ name: 'allocation', label: 'Amount', kind: 'number' },
        hint: 'Put aside for copying; never more than this is spent.',
      })}${make({
        ...{ name: 'alias', label: 'Alias', kind: 'text', optional: true },
        hint: 'All that the provider may see of you; empty: nothing.',
      })}
    </div>
  </fieldset>`;

const sizeFields = (make: MakeField): Html =>
  html`<fieldset>
    <legend>How large</legend>
    <div class="fields">
      ${make({ name: 'mode', label: 'Mode', kind: 'choice', choices: MODES.map(({ kind, label }) => ({ value: kind, label })) })}${MODES.map(
        ({ kind, amount, hint, unit }) =>
          html`<div class="copy-size" data-mode="${kind}">
            ${make({ name: `size.${kind}`, label: amount, kind: 'number', hint, unit })}
          </div>`,
      )}
    </div>
    <div class="fields">
      ${AMOUNTS.map((one) => make({ ...one, kind: 'number', optional: true }))}${make({
        ...{ name: 'maxOpenPositions', label: 'Most open positions', kind: 'number', optional: true },
        hint: 'Of your account; beyond it nothing is opened.',
      })}
    </div>
    ${make({ name: 'reverse', label: 'Reverse: go short where they go long', kind: 'check' })}
  </fieldset>`;

const entryFields = (make: MakeField): Html =>
  html`<fieldset>
    <legend>What is copied</legend>
    <div class="fields">
      ${percentField('maxSlippage', make)}${make({
        ...{ name: 'maxSignalAge', label: 'Oldest signal', kind: 'number', unit: 's' },
        hint: 'Opens nothing for a signal that is older.',
      })}${LISTS.map((one) => make({ ...one, kind: 'text', optional: true }))}${make({
        ...{ name: 'symbolMap', label: 'Trade instead', kind: 'text', optional: true },
        hint: 'Theirs = yours, with commas between.',
      })}
    </div>
    ${make({ name: 'copyOpen', label: 'Join the position that is open now, at market', kind: 'check' })}
    <div class="fields">
      ${make({ name: 'notWorseThan', label: 'If not worse than', kind: 'number', unit: '%', hint: 'Against their average price; only for joining.' })}
    </div>
  </fieldset>`;

const stopFields = (make: MakeField): Html =>
  html`<fieldset>
    <legend>When it stops</legend>
    <p class="hint">Leave empty for none. Closing what they close is always copied, whatever stands here.</p>
    <div class="fields">
      ${percentField('copyStopLoss', make)}${percentField('maxDrawdown', make)}${percentField('takeProfit', make)}${make(
        {
          ...{ name: 'afterOutage', label: 'After an outage', kind: 'choice' },
          choices: AFTER_OUTAGE,
          hint: 'When signals come too late; catching up holds to the slippage.',
        },
      )}
    </div>
  </fieldset>`;

const percentField = (name: (typeof PERCENTS)[number]['name'], make: MakeField): Html => {
  const { label, hint } = PERCENTS.find((one) => one.name === name)!;
  return make({ name, label, hint, kind: 'number', unit: '%', optional: true });
};
