import type { BarRow, EquityRow, FillRow, OrderRow } from '../../actors/domain/record-rows.ts';
import type { IndicatorLineView } from '../../actors/start-views.ts';
import { drawdownsOf } from '../equity-lines.ts';
import { exact, MISSING, moment, money, percent } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { icon, type IconName } from './icon.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

/** A table of rows, or of one line that says there are none. */
const listed = <Row>(
  id: string,
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  none: string,
): Html =>
  table({
    id,
    caption,
    columns,
    rows: rows.length > 0 ? rows.map((row) => tableRow(columns, row)) : [emptyRow(`${id}-none`, columns.length, none)],
  });

export const fillTable = (rows: readonly FillRow[], visit: Visit): Html =>
  listed<FillRow>(
    'fills',
    'Fills, newest first',
    [
      { key: 'time', label: 'Time', head: true, cell: (row) => moment(row.time, visit.visitor.zone) },
      { key: 'side', label: 'Side', cell: (row) => side(row.side) },
      { key: 'quantity', label: 'Quantity', numeric: true, cell: (row) => exact(row.quantity) },
      { key: 'price', label: 'Price', numeric: true, cell: (row) => exact(row.price) },
      { key: 'value', label: 'Value', numeric: true, cell: (row) => money(Number(row.price) * Number(row.quantity)) },
      { key: 'commission', label: 'Commission', numeric: true, cell: (row) => money(row.commission) },
      { key: 'order', label: 'Order', cell: (row) => shortId(row.clientOrderId) },
    ],
    rows,
    'No fill yet.',
  );

export const orderTable = (rows: readonly OrderRow[], visit: Visit): Html =>
  listed<OrderRow>(
    'orders',
    'Orders, newest first',
    [
      { key: 'decided', label: 'Decided', head: true, cell: (row) => moment(row.decidedAt, visit.visitor.zone) },
      { key: 'side', label: 'Side', cell: (row) => side(row.side) },
      {
        key: 'type',
        label: 'Type',
        cell: (row) =>
          html`${row.type} <span class="sub">${row.timeInForce}${row.reduceOnly ? ' · reduce only' : ''}</span>`,
      },
      { key: 'quantity', label: 'Quantity', numeric: true, cell: (row) => exact(row.quantity) },
      { key: 'filled', label: 'Filled', numeric: true, cell: (row) => exact(row.filled) },
      {
        key: 'price',
        label: 'Limit or trigger',
        numeric: true,
        cell: (row) => exact(row.limitPrice ?? row.triggerPrice),
      },
      { key: 'average', label: 'Average', numeric: true, cell: (row) => exact(row.averagePrice) },
      {
        key: 'state',
        label: 'State',
        cell: (row) =>
          html`<span class="stack"
            >${orderState(row.state)}${row.reason ? html`<span class="sub reason" title="${row.reason}">${row.reason}</span>` : NOTHING}</span
          >`,
      },
      { key: 'order', label: 'Order', cell: (row) => shortId(row.clientOrderId) },
    ],
    rows,
    'No order yet.',
  );

/** Bars, and what the strategy's own lines were at each. */
export const barTable = (rows: readonly BarRow[], visit: Visit, lines: readonly IndicatorLineView[] = []): Html =>
  listed<BarRow>(
    'bars',
    'The last bars, newest first',
    [
      { key: 'open-time', label: 'Opens', head: true, cell: (row) => moment(row.openTime, visit.visitor.zone) },
      { key: 'open', label: 'Open', numeric: true, cell: (row) => exact(row.open) },
      { key: 'high', label: 'High', numeric: true, cell: (row) => exact(row.high) },
      { key: 'low', label: 'Low', numeric: true, cell: (row) => exact(row.low) },
      { key: 'close', label: 'Close', numeric: true, cell: (row) => exact(row.close) },
      { key: 'volume', label: 'Volume', numeric: true, cell: (row) => exact(row.volume) },
      ...lines
        .filter(({ isBound }) => !isBound)
        .map(({ label, values }, index) => ({
          ...{ key: `line-${index}`, label, numeric: true },
          cell: (row: BarRow) => exact(values[rows.indexOf(row)]?.toPrecision(7)),
        })),
      { key: 'flags', label: 'Noticed', cell: (row) => (row.flags.length > 0 ? row.flags.join(', ') : MISSING) },
    ],
    [...rows].reverse(),
    'No bar yet.',
  );

export const equityTable = (rows: readonly EquityRow[], visit: Visit): Html => {
  const falls = drawdownsOf(rows.map(({ equity }) => Number(equity)));
  return listed<EquityRow>(
    'equity',
    'Equity, newest first',
    [
      { key: 'time', label: 'Time', head: true, cell: (row) => moment(row.time, visit.visitor.zone) },
      { key: 'equity', label: 'Equity', numeric: true, cell: (row) => money(row.equity) },
      { key: 'below', label: 'Below its highest', numeric: true, cell: (row) => percent(falls[rows.indexOf(row)]) },
      { key: 'cash', label: 'Cash', numeric: true, cell: (row) => money(row.cash) },
      { key: 'quantity', label: 'Quantity', numeric: true, cell: (row) => exact(row.quantity) },
      { key: 'price', label: 'Price', numeric: true, cell: (row) => exact(row.price) },
    ],
    [...rows].reverse(),
    'No equity yet.',
  );
};

/** Which way, in a shape and a word. */
export const side = (value: 'BUY' | 'SELL'): Html =>
  html`<span class="side ${value === 'BUY' ? 'buy' : 'sell'}"
    ><span aria-hidden="true">${value === 'BUY' ? '▲' : '▼'}</span> ${value}</span
  >`;

const ORDER_ICONS: Readonly<Record<string, readonly [IconName, string]>> = {
  FILLED: ['check', 'good'],
  PARTIALLY_FILLED: ['starting', 'busy'],
  DENIED: ['halted', 'bad'],
  REJECTED: ['halted', 'bad'],
  UNKNOWN: ['faulted', 'warn'],
  CANCELED: ['cross', 'calm'],
  EXPIRED: ['clock', 'calm'],
};

/** What became of an order, in a shape and a word. */
export const orderState = (state: string): Html => {
  const [shape, mood] = ORDER_ICONS[state] ?? (['circle', 'busy'] as const);
  return html`<span class="chip ${mood}">${icon(shape)}${state.replaceAll('_', ' ')}</span>`;
};

const shortId = (id: string): Html => html`<code title="${id}">${id.length > 10 ? `${id.slice(0, 8)}…` : id}</code>`;
