import { may } from '../../actors/domain/people/caller.ts';
import { LIMIT_NAMES, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import type { LimitLayer } from '../../actors/domain/risk/limit-definition.ts';
import { count } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import { columnScopes, LIMIT_LAYERS, type LimitCell, type LimitRow, limitRows } from '../limit-rows.ts';
import { limitText } from '../limit-text.ts';
import type { Visit } from '../page.ts';
import type { RiskView } from '../risk-view.ts';
import { icon } from './icon.ts';
import { LAYERS } from './limit-form.ts';
import { scopeNoun, scopeWords } from './scope-fields.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';
import { usageBar } from './usage-bar.ts';

const EVERY = 'every';

/** Whose limits are shown; a form of its own, so it works without script. */
export const limitSubjectForm = ({ accounts, traders, shown }: RiskView, { query }: Visit): Html =>
  html`<form class="filters" method="get" action="/risk#risk-limits" aria-label="Whose limits">
    <label
      >Account<select name="account" id="limits-account">
        <option value="">All: the platform</option>
        ${accounts.slice(0, MOST_CHOICES).map((one) => option(one, shown.account))}
      </select></label
    >${
      shown.account === undefined
        ? NOTHING
        : html`<label
            >Who trades<select name="actor" id="limits-actor">
              <option value="">The whole account</option>
              ${traders.slice(0, MOST_CHOICES).map((one) => option(one, shown.actor))}
            </select></label
          >`
    }${query.get('show') === EVERY ? html`<input type="hidden" name="show" value="${EVERY}" />` : NOTHING}<button
      class="button"
    >
      Show
    </button>
  </form>`;

const MOST_CHOICES = 1_000;

const option = (value: string, chosen: string | undefined): Html =>
  html`<option value="${value}" ${value === chosen ? html` selected` : NOTHING}>${value}</option>`;

/** The limits of every layer: inheritance, what is in force, and how much of it is used. */
export const riskLimits = (view: RiskView, visit: Visit): Html => {
  const isEvery = visit.query.get('show') === EVERY;
  const { sight, uses, shown } = view;
  const facts = { entries: sight.state?.limits ?? [], uses, shown };
  const layers = LIMIT_LAYERS.map((layer) => ({ layer, rows: limitRows(layer, facts, isEvery) }));
  return html`<div id="risk-limits" class="risk-limits">
    <nav class="tabs" aria-label="Which limits">
      ${tab('Those that are set', null, visit)}${tab(`All ${count(LIMIT_NAMES.length)}`, EVERY, visit)}
    </nav>
    ${layers.map(({ layer, rows }) => layerSection(layer, rows, view, may(visit.visitor.caller, 'risk:command')))}
  </div>`;
};

const tab = (label: string, show: string | null, { query }: Visit): Html => {
  const to = new URLSearchParams(query);
  if (show === null) to.delete('show');
  else to.set('show', show);
  const current = query.get('show') === show;
  return html`<a href="/risk${to.size === 0 ? '' : `?${String(to)}`}" ${current ? html` aria-current="true"` : NOTHING}
    >${label}</a
  >`;
};

const ABOUT: Readonly<Record<LimitLayer, string>> = {
  position: 'checked before each order',
  portfolio: 'over all that an account holds',
  system: 'breakers',
};

const layerSection = (
  layer: LimitLayer,
  rows: readonly LimitRow[],
  { shown, sight }: RiskView,
  canSet: boolean,
): Html => {
  const columns =
    shown.account === undefined ? platformColumns(canSet) : subjectColumns(columnScopes(shown.subject), canSet);
  const title = `${LAYERS[layer]} limits`;
  const none = sight.state === undefined ? 'Nobody can say what is set.' : html`No limit of this layer is set.`;
  return html`<section class="panel" aria-labelledby="limits-${layer}-title">
    <h2 id="limits-${layer}-title">${title} <span class="on">${ABOUT[layer]}</span></h2>
    ${table({
      ...{ id: `limits-${layer}`, caption: `${title} with what is used of them`, columns, cards: true },
      rows:
        rows.length > 0
          ? rows.map((row) => tableRow(columns, row, `limit-${row.limit}`))
          : [emptyRow(`limits-${layer}-none`, columns.length, none)],
    })}
  </section>`;
};

const nameColumn: Column<LimitRow> = {
  key: 'limit',
  label: 'Limit',
  head: true,
  cell: ({ limit }) =>
    html`<span class="name">${LIMITS[limit].title}</span><span class="sub">${LIMITS[limit].meaning}</span>`,
};

const MOST_ELSEWHERE = 3;

/** What holds for all, what is set more narrowly, and the account that is nearest to it. */
const platformColumns = (canSet: boolean): readonly Column<LimitRow>[] => [
  nameColumn,
  {
    key: 'platform',
    label: 'Platform',
    numeric: true,
    cell: ({ limit, cells }) => valueCell(limit, cells[0]!, canSet),
  },
  {
    key: 'elsewhere',
    label: 'Set for some',
    cell: ({ limit, elsewhere }) =>
      elsewhere.length === 0
        ? html`<span class="muted">—</span>`
        : html`<span class="stack"
            >${elsewhere.slice(0, MOST_ELSEWHERE).map((one) => html`<span>${setting(limit, one, canSet)} <span class="sub">${scopeWords(one.scope)}</span></span>`)}${elsewhere.length > MOST_ELSEWHERE ? html`<span class="sub">and ${count(elsewhere.length - MOST_ELSEWHERE)} more</span>` : NOTHING}</span
          >`,
  },
  {
    key: 'use',
    label: 'Most used',
    cell: ({ use }) =>
      use === undefined
        ? html`<span class="muted">—</span>`
        : html`<span class="stack"
            ><a href="/risk?account=${encodeURIComponent(use.account)}#risk-limits">${use.account}</a
            >${usageBar(use)}</span
          >`,
  },
];

/** What each scope that covers the subject says, widest first; the strictest is in force. */
const subjectColumns = (scopes: readonly string[], canSet: boolean): readonly Column<LimitRow>[] => [
  nameColumn,
  ...scopes.map((scope, index): Column<LimitRow> => ({
    key: `scope-${index}`,
    label: scopeWords(scope),
    numeric: true,
    cell: ({ limit, cells }) => valueCell(limit, cells[index]!, canSet),
  })),
  {
    key: 'in-force',
    label: 'In force',
    numeric: true,
    cell: ({ limit, inForce }) =>
      inForce === undefined
        ? html`<span class="muted">no limit</span>`
        : html`<span class="stack"
            ><strong>${limitText(limit, inForce.value)}</strong
            ><span class="sub"
              >${scopeWords(inForce.scope)}${inForce.isConfigured ? ', as it was opened' : NOTHING}</span
            ></span
          >`,
  },
  {
    key: 'use',
    label: 'Used',
    cell: ({ use }) => (use === undefined ? html`<span class="muted">—</span>` : usageBar(use)),
  },
];

/** What a scope says, and the way to change it for those who may. */
const valueCell = (
  limit: LimitRow['limit'],
  { scope, entry, isSettable, isInForce }: LimitCell,
  canSet: boolean,
): Html => {
  if (!isSettable) return html`<span class="muted" title="Not set on this scope">—</span>`;
  const link = setting(limit, { scope, value: entry?.value ?? null }, canSet);
  return isInForce
    ? html`<span class="in-force">${icon('check')}${link}<span class="quiet"> in force</span></span>`
    : link;
};

const setting = (
  limit: LimitRow['limit'],
  { scope, value }: { readonly scope: string; readonly value: string | null },
  canSet: boolean,
): Html =>
  canSet
    ? settingLink(limit, scope, value)
    : html`<span class="${value === null ? 'muted' : ''}">${value === null ? '—' : limitText(limit, value)}</span>`;

const settingLink = (limit: LimitRow['limit'], scope: string, value: string | null): Html =>
  html`<a
    class="setting"
    id="${domId(`set-${limit}`, scope)}"
    href="/risk/limit?limit=${limit}&amp;scope=${encodeURIComponent(scope)}"
    aria-label="${value === null ? 'Set' : `${limitText(limit, value)}: change`} ${LIMITS[limit].title} of ${scopeNoun(scope)}"
    >${value === null ? 'Set' : limitText(limit, value)}</a
  >`;
