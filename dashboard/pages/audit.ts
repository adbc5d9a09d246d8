import type { AuditView } from '../../actors/people-views.ts';
import { AUDIT_FILTERS, auditQuery, changeOf } from '../audit-query.ts';
import { MISSING, moment } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { nextLink } from '../parts/next-link.ts';
import { type Column, emptyRow, table, tableRow } from '../parts/table.ts';
import { plainText } from '../plain-text.ts';

interface Audit {
  readonly entries: readonly AuditView[];
  readonly next: string | null;
}

const SHOWN = 50;

/** Who asked for what, of whom, and what came of it; nothing is ever taken out. */
export const auditPage: Page<Audit> = {
  ...{ path: '/audit', needs: 'audit:read', topic: 'audit', isStill: true },
  menu: { label: 'Audit', icon: 'audit' },
  title: () => 'Audit',
  load: ({ people }, { query }) => people('audit', { ...auditQuery(query), limit: SHOWN }),
  render: (data, visit) => {
    const columns = columnsFor(visit);
    const none = emptyRow('audit-none', columns.length, 'Nothing was asked for that matches.');
    return html`<div class="page-head">
        <div>
          <h1>Audit</h1>
          <p class="lead">
            Every command, by whom, of whom, with what came of it. Entries are added and never changed.
          </p>
        </div>
        <a class="button" href="/audit.csv${exportQuery(visit)}">Export as CSV</a>
      </div>
      ${filters(visit)}
      ${table({ id: 'audit-rows', caption: 'Commands, newest first', columns, rows: data.entries.length > 0 ? data.entries.map((one) => tableRow(columns, one)) : [none], cards: true })}
      ${nextLink('/audit', data.next, visit)}`;
  },
};

const LABELS: Readonly<Record<(typeof AUDIT_FILTERS)[number], string>> = {
  by: 'By',
  address: 'Of whom',
  command: 'Command',
  from: 'From day',
  to: 'To day',
};

const filters = ({ query }: Visit): Html =>
  html`<form class="filters" method="get" action="/audit" role="search" aria-label="Filter the audit">
    ${AUDIT_FILTERS.map(
      (name) =>
        html`<label
          >${LABELS[name]}<input
            type="${name === 'from' || name === 'to' ? 'date' : 'search'}"
            name="${name}"
            value="${query.get(name) ?? ''}"
            maxlength="200"
        /></label>`,
    )}<button class="button">Filter</button>
  </form>`;

const exportQuery = ({ query }: Visit): string => {
  const asked = new URLSearchParams(query);
  asked.delete('after');
  return asked.size === 0 ? '' : `?${String(asked)}`;
};

const columnsFor = (visit: Visit): readonly Column<AuditView>[] => [
  { key: 'at', label: 'When', head: true, cell: ({ at }) => moment(at, visit.visitor.zone) },
  { key: 'by', label: 'By', cell: ({ by }) => by },
  {
    key: 'what',
    label: 'Command',
    cell: ({ command, outcome }) => html`<span class="stack">${command}<span class="sub">${outcome}</span></span>`,
  },
  { key: 'address', label: 'Of whom', cell: ({ address }) => html`<span class="mono">${address}</span>` },
  { key: 'asked', label: 'Asked', cell: (entry) => value(changeOf(entry).asked) },
  { key: 'before', label: 'Before', cell: (entry) => value(changeOf(entry).before) },
  { key: 'after', label: 'After', cell: (entry) => value(changeOf(entry).after) },
];

const value = (one: unknown): Html | string => {
  const text = plainText(one);
  return text === '' || text === '{}'
    ? MISSING
    : html`<span class="reason mono" title="${text}">${text}</span>${NOTHING}`;
};
