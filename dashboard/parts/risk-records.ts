import type { BreachRow, RiskLimitRow } from '../../actors/domain/risk-rows.ts';
import { isLimitName, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import { count, exact, MISSING, moment, numberOf } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { limitText } from '../limit-text.ts';
import type { Visit } from '../page.ts';
import { plainText } from '../plain-text.ts';
import type { RiskView, RowsRead } from '../risk-view.ts';
import { isRecord } from '../troupe-facts.ts';
import { icon } from './icon.ts';
import { scopeWords } from './scope-fields.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

/** Orders that a limit held back and rules that acted, newest first. */
export const riskBreaches = ({ breaches }: RiskView, visit: Visit): Html =>
  section('risk-breaches', 'Breaches and rules', breaches, breachColumns(visit), {
    caption: 'Orders that a limit held back, and rules that acted, newest first',
    none: 'No limit has held an order back, and no rule has acted.',
    all: '/api/v1/risk/breaches',
  });

/** Who changed which limit, newest first. */
export const riskHistory = ({ history }: RiskView, visit: Visit): Html =>
  section('risk-history', 'Changes of limits', history, historyColumns(visit), {
    caption: 'Changes of limits, newest first',
    none: 'No limit has been changed yet.',
    all: '/api/v1/risk/limits/history',
  });

const section = <Row>(
  id: string,
  title: string,
  { rows, failure }: RowsRead<Row>,
  columns: readonly Column<Row>[],
  words: { readonly caption: string; readonly none: string; readonly all: string },
): Html =>
  html`<section id="${id}" class="panel" aria-labelledby="${id}-title">
    <div class="panel-head">
      <h2 id="${id}-title">${title}</h2>
      <a href="${words.all}">All as JSON</a>
    </div>
    ${
      failure !== undefined
        ? html`<p class="note bad">${icon('faulted')}${failure}</p>`
        : table({
            ...{ id: `${id}-rows`, caption: words.caption, columns, cards: true },
            rows:
              rows.length > 0
                ? rows.map((row) => tableRow(columns, row))
                : [emptyRow(`${id}-none`, columns.length, words.none)],
          })
    }
  </section>`;

const breachColumns = (visit: Visit): readonly Column<BreachRow>[] => [
  {
    key: 'what',
    label: 'What',
    head: true,
    cell: ({ kind, code }) =>
      kind === 'denial'
        ? html`<span class="stack"
            ><span class="chip bad">${icon('halted')}Order denied</span
            ><span class="sub">${code.replaceAll('_', ' ').toLowerCase()}</span></span
          >`
        : html`<span class="stack"
            ><span class="chip warn">${icon('faulted')}Rule acted</span><span class="sub">${code}</span></span
          >`,
  },
  { key: 'time', label: 'Market time', cell: ({ time }) => moment(time, visit.visitor.zone) },
  {
    key: 'who',
    label: 'Whose',
    cell: ({ account, actor, instrument }) =>
      html`<span class="stack"
        >${actor === null ? html`<a href="/actors/risk-monitor.${encodeURIComponent(account)}">${account}</a>` : html`<a href="/actors/${encodeURIComponent(actor)}">${actor}</a>`}<span
          class="sub"
          >${account}${instrument === null ? NOTHING : html` · ${instrument}`}</span
        ></span
      >`,
  },
  {
    key: 'why',
    label: 'Why and what was done',
    cell: ({ reason, action, inputs }) =>
      html`<span class="stack"
        >${reason === null ? NOTHING : html`<span>${reason}</span>`}${action === null || action === undefined ? NOTHING : html`<span>${factsText(action)}</span>`}${inputs === null || inputs === undefined ? NOTHING : html`<span class="sub">${factsText(inputs)}</span>`}</span
      >`,
  },
];

const MOST_FACTS = 12;

/** `throttle · sizeFactor 0.5`, `portfolioHeat 0.17 > 0.15 · equity 96,673.78`. */
const factsText = (value: unknown): string => {
  if (Array.isArray(value)) return value.slice(0, MOST_FACTS).map(factsText).join('; ');
  if (!isRecord(value)) return shortText(value);
  const { kind, metric, value: measured, operator, threshold, ...rest } = value;
  const facts = Object.entries(rest)
    .map(([name, one]) => [name, factsText(one)] as const)
    .filter(([, text]) => text !== '')
    .slice(0, MOST_FACTS)
    .map(([name, text]) => `${name} ${text}`);
  const seen = [metric, measured, operator, threshold].map(shortText).filter((text) => text !== '');
  return [plainText(kind), seen.join(' '), ...facts].filter((text) => text !== '').join(' · ');
};

/** A measured number without the digits that nobody reads. */
const shortText = (value: unknown): string => {
  const number = typeof value === 'boolean' ? undefined : numberOf(value);
  if (number === undefined) return plainText(value);
  return exact(Math.abs(number) >= 1 ? number.toFixed(2) : number.toPrecision(4));
};

const historyColumns = (visit: Visit): readonly Column<RiskLimitRow>[] => [
  {
    key: 'limit',
    label: 'Limit',
    head: true,
    cell: ({ limit, scope, version }) =>
      html`<span class="name">${isLimitName(limit) ? LIMITS[limit].title : limit}</span
        ><span class="sub">${scopeWords(scope)}, version ${count(version)}</span>`,
  },
  { key: 'before', label: 'Before', numeric: true, cell: ({ limit, before }) => valueText(limit, before) },
  { key: 'after', label: 'After', numeric: true, cell: ({ limit, after }) => valueText(limit, after) },
  { key: 'reason', label: 'Reason', cell: ({ reason }) => reason || MISSING },
  {
    key: 'by',
    label: 'By',
    cell: ({ by, approvedBy }) =>
      html`<span class="stack"
        >${by}${approvedBy === null ? NOTHING : html`<span class="sub">approved by ${approvedBy}</span>`}</span
      >`,
  },
  { key: 'at', label: 'When', cell: ({ at }) => moment(at, visit.visitor.zone) },
];

const valueText = (limit: string, value: string | null): string =>
  value === null ? 'no limit' : limitText(limit, value);
