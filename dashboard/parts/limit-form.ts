// L1. A change is asked for in two steps: its value and reason, then what it does and to whom; it is made from a version.
import { LIMIT_NAMES, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import { formatScope } from '../../actors/domain/risk/scope.ts';
import type { Draft, Faults } from '../draft.ts';
import { count, moment } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { LimitEffect, LimitPlace, LimitRequest, LimitView } from '../limit-draft.ts';
import { limitText, limitUnit } from '../limit-text.ts';
import type { Visit } from '../page.ts';
import { accountsText, hidden } from './control-form.ts';
import { faultSummary } from './fault-summary.ts';
import { field } from './field.ts';
import { icon, type IconName } from './icon.ts';
import { scopeFields, scopeNoun, scopeWords } from './scope-fields.ts';
import { fact, factList } from './tile.ts';

export interface LimitForm {
  readonly draft: Draft;
  readonly faults: Faults;
  readonly names: readonly string[];
  readonly key: string;
  /** Which limit of which scope; undefined while it is to be chosen. */
  readonly place: LimitPlace | undefined;
  readonly current: LimitView | undefined;
  /** What the change does, to be looked at before it is applied. */
  readonly preview?: { readonly request: LimitRequest; readonly effect: LimitEffect };
}

/** The first step: which limit, for whom. */
export const limitPicker = ({ draft, faults, names }: LimitForm): Html => {
  const first = [...faults.keys()].find((name) => name !== '');
  return html`<form id="limit-picker" class="panel form" method="get" action="/risk/limit">
    ${faultSummary(faults)}
    <div class="fields">
      ${field({
        ...{ name: 'limit', label: 'Limit', kind: 'choice', value: draft['limit'] ?? '' },
        choices: LIMIT_NAMES.map((name) => ({
          value: name,
          label: `${LAYERS[LIMITS[name].layer]}: ${LIMITS[name].title}`,
        })),
        ...{ error: faults.get('limit'), focus: first === 'limit' },
      })}${scopeFields(draft, faults, { names, first })}
    </div>
    <div class="row end"><button class="button solid">${icon('arrow')}Show it</button></div>
  </form>`;
};

export const LAYERS = { position: 'Position', portfolio: 'Portfolio', system: 'System' } as const;

/** The second step: the value and why. */
export const limitForm = (form: LimitForm, { limit, scope }: LimitPlace, visit: Visit): Html => {
  const { draft, faults, current } = form;
  const { title, meaning, minimum, maximum, stricter } = LIMITS[limit];
  const first = [...faults.keys()].find((name) => name !== '');
  return html`<form id="limit-form" class="panel form" method="post" action="/risk/limit" novalidate>
    ${hidden({ _csrf: visit.visitor.csrf, key: form.key, step: 'look', ...placeFields(draft, limit) })}${hidden({ fromVersion: draft['fromVersion'] ?? String(current?.version ?? 0) })}${faultSummary(faults)}
    <fieldset>
      <legend>${title} of ${scopeNoun(formatScope(scope))}</legend>
      <p class="hint">
        ${meaning} ${stricter === 'higher' ? 'A higher value is stricter.' : 'A lower value is stricter.'} The strictest
        of all scopes that cover an order is in force.
      </p>
      ${factList([fact('Now', current === undefined ? 'never set' : entryText(current, visit))])}
      <div class="fields">
        ${field({
          ...{ name: 'value', label: 'New value', kind: 'number', value: draft['value'] ?? '', unit: limitUnit(limit) },
          hint: `${limitText(limit, minimum)} to ${limitText(limit, maximum)}`,
          ...{ error: faults.get('value'), focus: first === undefined || first === 'value' },
        })}${field({
          ...{
            name: 'reason',
            label: 'Reason',
            kind: 'text',
            value: draft['reason'] ?? '',
            hint: 'Kept with the change.',
          },
          ...{ error: faults.get('reason'), focus: first === 'reason' },
        })}${field({ name: 'remove', label: 'Take this limit away instead', kind: 'check', value: draft['remove'] ?? '' })}
      </div>
    </fieldset>
    <div class="row end">
      <a class="button" href="/risk">Cancel</a
      ><button class="button solid" id="limit-submit">${icon('arrow')}Look at the change</button>
    </div>
  </form>`;
};

/** The third step: what it does; applied from here. */
export const limitPreview = (
  form: LimitForm,
  { request, effect }: NonNullable<LimitForm['preview']>,
  visit: Visit,
): Html => {
  const { draft } = form;
  const { before, direction, affected, heldBy, needsApproval } = effect;
  const carried = {
    ...placeFields(draft, request.limit),
    ...{ value: draft['value'] ?? '', remove: draft['remove'] ?? '', reason: request.reason },
    fromVersion: String(before?.version ?? 0),
  };
  return html`<form id="limit-form" class="panel form" method="post" action="/risk/limit" novalidate>
    ${hidden({ _csrf: visit.visitor.csrf, key: form.key, ...carried })}${faultSummary(form.faults)}${effect.isOvertaken ? conflict(request, before, visit) : NOTHING}
    ${factList([
      fact('Limit', `${LIMITS[request.limit].title} of ${scopeNoun(request.scope)}`),
      fact('Before', before === undefined ? 'never set' : entryText(before, visit)),
      fact(
        'After',
        html`<strong>${request.value === null ? 'no limit' : limitText(request.limit, request.value)}</strong>`,
      ),
      fact('What it does', directionChip(direction)),
      fact(
        'In force',
        heldBy === undefined
          ? 'the strictest of what is set for each order'
          : `${scopeWords(heldBy.scope)} is stricter and stays in force: ${limitText(request.limit, heldBy.value)}`,
      ),
      fact('Accounts now', accountsText(affected)),
      fact('Trading actors now', count(affected.actors)),
      fact('Reason', request.reason),
    ])}
    ${needsApproval ? html`<p class="note warn">${icon('info')}A loosening: it waits until another person approves it.</p>` : NOTHING}
    <div class="row end">
      <a class="button" href="/risk">Cancel</a><button class="button" name="step" value="edit">Change it</button
      ><button class="button solid" id="limit-submit" name="step" value="apply">
        ${icon('check')}${needsApproval ? 'Propose' : effect.isOvertaken ? 'Apply all the same' : 'Apply'}
      </button>
    </div>
  </form>`;
};

const DIRECTIONS: Readonly<Record<LimitEffect['direction'], readonly [mood: string, shape: IconName, words: string]>> =
  {
    loosens: ['warn', 'faulted', 'Loosens: more may pass'],
    tightens: ['good', 'check', 'Tightens: less may pass'],
    same: ['calm', 'circle', 'Changes nothing'],
  };

const directionChip = (direction: LimitEffect['direction']): Html => {
  const [mood, shape, words] = DIRECTIONS[direction];
  return html`<span class="chip ${mood}">${icon(shape)}${words}</span>`;
};

/** What was asked for, and what somebody else made of it meanwhile. */
const conflict = (request: LimitRequest, now: LimitView | undefined, visit: Visit): Html =>
  html`<div class="summary" role="alert">
    ${icon('faulted')}
    <div>
      <strong>It was changed meanwhile</strong>
      <p>
        You changed version ${request.fromVersion} to
        ${request.value === null ? 'no limit' : limitText(request.limit, request.value)}. It is now
        ${now === undefined ? 'not set' : entryText(now, visit)}.
      </p>
    </div>
  </div>`;

/** `25,000, version 3, by ada: too wide`. */
const entryText = ({ limit, value, version, by, approvedBy, reason, at }: LimitView, visit: Visit): Html =>
  html`${value === null ? 'no limit' : limitText(limit, value)}
    <span class="sub"
      >version ${count(version)}, ${moment(at, visit.visitor.zone)} by
      ${by}${approvedBy === null ? NOTHING : html`, approved by ${approvedBy}`}: ${reason}</span
    >`;

const placeFields = (draft: Draft, limit: string): Record<string, string> => ({
  ...{ limit, kind: draft['kind'] ?? '', id: draft['id'] ?? '' },
});
