import type { ProviderEntryRow } from '../../actors/domain/copy/copy-rows.ts';
import type { EntryDelivery } from '../copy-reads.ts';
import { exact, MISSING, moment, percent } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { latencyText } from './copy-funnel.ts';
import { side } from './record-tables.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

/** What a provider said, newest first; with how it arrived where that is given. */
export const entryTable = (
  rows: readonly ProviderEntryRow[],
  visit: Visit,
  deliveries?: readonly EntryDelivery[],
): Html => {
  const columns = deliveries === undefined ? spoken(visit) : [...spoken(visit), ...arrived(deliveries)];
  return table({
    id: 'entry-rows',
    caption: 'What it said, newest first',
    columns,
    rows:
      rows.length > 0
        ? rows.map((row) => tableRow(columns, row))
        : [emptyRow('entry-none', columns.length, 'It has said nothing yet.')],
    cards: true,
  });
};

const spoken = (visit: Visit): readonly Column<ProviderEntryRow>[] => [
  {
    key: 'said',
    label: 'Said',
    head: true,
    cell: (row) =>
      html`<span class="stack"
        ><span>${moment(row.at, visit.visitor.zone)}</span
        ><span class="sub">market ${moment(row.time, visit.visitor.zone)}</span></span
      >`,
  },
  {
    key: 'what',
    label: 'What',
    cell: (row) =>
      row.kind === 'fill' && row.side !== null
        ? html`${side(row.side)} ${exact(row.quantity)}`
        : html`<span class="said-words">${row.kind === 'note' ? 'Note: ' : ''}${row.note ?? stateWords(row)}</span>`,
  },
  { key: 'price', label: 'Price', numeric: true, cell: (row) => (row.kind === 'fill' ? exact(row.price) : MISSING) },
  {
    key: 'book',
    label: 'Holds then',
    numeric: true,
    cell: (row) =>
      html`<span class="stack"
        ><span>${exact(row.bookQuantity)}</span
        >${Number(row.bookQuantity) === 0 ? html`<span class="sub">flat</span>` : html`<span class="sub">@ ${exact(Number(row.averagePrice).toPrecision(8))}</span>`}</span
      >`,
  },
];

const stateWords = ({ broadcasting, tradingState }: ProviderEntryRow): string =>
  `${broadcasting.toLowerCase()}, ${tradingState.toLowerCase()}`;

/** How followers took it; nothing where nobody has. */
const arrived = (deliveries: readonly EntryDelivery[]): readonly Column<ProviderEntryRow>[] => {
  const bySeq = new Map(deliveries.map(({ seq, delivery }) => [seq, delivery]));
  return [
    {
      ...{ key: 'reached', label: 'Reached', numeric: true },
      cell: ({ seq }) => {
        const delivery = bySeq.get(seq);
        return delivery === undefined ? MISSING : `${exact(delivery.reached)} of ${exact(delivery.addressed)}`;
      },
    },
    {
      ...{ key: 'filled', label: 'Filled', numeric: true },
      cell: ({ seq }) => {
        const delivery = bySeq.get(seq);
        if (delivery === undefined) return MISSING;
        const { filled, reduced, working } = delivery;
        return html`<span class="stack"
          ><span>${exact(filled + reduced)}</span
          >${working + reduced === 0 ? NOTHING : html`<span class="sub">${exact(reduced)} reduced, ${exact(working)} working</span>`}</span
        >`;
      },
    },
    {
      ...{ key: 'skipped', label: 'Skipped', numeric: true },
      cell: ({ seq }) => {
        const delivery = bySeq.get(seq);
        return delivery === undefined ? MISSING : exact(delivery.skipped);
      },
    },
    {
      ...{ key: 'latency', label: 'Latency p95', numeric: true },
      cell: ({ seq }) => latencyText(bySeq.get(seq)?.latencyMs?.p95),
    },
    {
      ...{ key: 'slippage', label: 'Slippage', numeric: true },
      cell: ({ seq }) => percent(bySeq.get(seq)?.slippage?.mean, { signed: true }),
    },
  ];
};
