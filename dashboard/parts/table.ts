import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';

/** A column says how a row is shown, and perhaps by what it is sorted. */
export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly cell: (row: Row) => Html | string;
  /** Right-aligned, tabular. */
  readonly numeric?: boolean;
  /** Unit shown small beside the label. */
  readonly unit?: string;
  readonly sort?: (row: Row) => number | string | undefined;
  /** The row's own name: its header cell. */
  readonly head?: boolean;
  /** Without words above it, for boxes and buttons. */
  readonly bare?: boolean;
}

const WORDS = new Intl.Collator('en', { numeric: true });

/** Rows in the order that the address asks for (`sort=key&dir=asc|desc`), missing values last. */
export const sorted = <Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  query: URLSearchParams,
): readonly Row[] => {
  const by = columns.find((column) => column.key === query.get('sort'))?.sort;
  if (!by) return rows;
  const way = query.get('dir') === 'desc' ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [by(a), by(b)];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    if (typeof left === 'number' && typeof right === 'number') return way * (left - right);
    return way * WORDS.compare(String(left), String(right));
  });
};

/** One row; with roles, for styles that make a card of it on a narrow screen take a table's own away. */
export const tableRow = <Row>(columns: readonly Column<Row>[], row: Row, id?: string, className = ''): Html =>
  html`<tr${id === undefined ? NOTHING : html` id="${id}"`} class="${className}" role="row">${columns.map((column) =>
    column.head
      ? html`<th scope="row" role="rowheader" class="head" data-label="${column.label}">${column.cell(row)}</th>`
      : html`<td
          role="cell"
          class="${column.numeric ? 'number' : ''} ${column.bare ? 'bare' : ''}"
          data-label="${column.label}"
        >
          ${column.cell(row)}
        </td>`,
  )}</tr>`;

/** The row that stands where no row is. */
export const emptyRow = (id: string, columns: number, text: Html | string): Html =>
  html`<tr id="${id}" class="empty" role="row">
    <td role="cell" colspan="${columns}">${text}</td>
  </tr>`;

/** A table in a region of its own that scrolls when it must. */
export const table = <Row>(options: {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Html[];
  /** Given when columns may be sorted by the address. */
  readonly visit?: Visit;
  /** Rows become cards on a narrow screen. */
  readonly cards?: boolean;
}): Html => {
  const { id, caption, columns, rows, visit } = options;
  return html`<div
    class="table-region ${options.cards ? 'cards' : ''}"
    role="region"
    aria-labelledby="${id}-caption"
    tabindex="0"
  >
    <table role="table">
      <caption id="${id}-caption" class="quiet">
        ${caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map((column) => heading(column, visit))}
        </tr>
      </thead>
      <tbody id="${id}" role="rowgroup">
        ${rows}
      </tbody>
    </table>
  </div>`;
};

const heading = <Row>(column: Column<Row>, visit: Visit | undefined): Html => {
  const unit = column.unit === undefined ? NOTHING : html` <span class="unit">${column.unit}</span>`;
  const words = column.bare ? html`<span class="quiet">${column.label}</span>` : html`${column.label}${unit}`;
  const className = `${column.numeric ? 'number' : ''} ${column.bare ? 'bare' : ''}`;
  if (!visit || !column.sort) return html`<th scope="col" role="columnheader" class="${className}">${words}</th>`;
  const active = visit.query.get('sort') === column.key;
  const down = visit.query.get('dir') === 'desc';
  const query = new URLSearchParams(visit.query);
  query.delete('page');
  query.set('sort', column.key);
  query.set('dir', active && !down ? 'desc' : 'asc');
  const path = visit.url.split('?')[0] ?? '';
  return html`<th
    scope="col"
    role="columnheader"
    class="${className}"
    aria-sort="${active ? (down ? 'descending' : 'ascending') : 'none'}"
  >
    <a class="sort" href="${path}?${query}"
      >${words}<span class="way" aria-hidden="true">${active ? (down ? '↓' : '↑') : '↕'}</span></a
    >
  </th>`;
};
