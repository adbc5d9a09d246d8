// The order ticket of a manual desk, and the orders that it has given.
import { mayTo } from '../../actors/domain/people/caller.ts';
import type { ManualOrderView } from '../../actors/views.ts';
import { type Desk, deskPath } from '../copy-facts.ts';
import type { Draft, Faults } from '../draft.ts';
import { exact, MISSING, moment } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { LIFETIMES, ORDER_TYPES, PRICES } from '../ticket-draft.ts';
import { commandButton } from './command-button.ts';
import { hidden } from './control-form.ts';
import { faultSummary } from './fault-summary.ts';
import { fieldMaker } from './field.ts';
import { icon } from './icon.ts';
import { orderState, side } from './record-tables.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

export interface Ticket {
  readonly draft: Draft;
  readonly faults: Faults;
  /** Names this ticket, so sending it twice gives one order. */
  readonly key: string;
}

export const ticketForm = ({ draft, faults, key }: Ticket, desk: Desk, visit: Visit): Html => {
  const make = fieldMaker(draft, faults);
  const path = `${deskPath(desk.view.address)}/orders`;
  return html`<form
    id="ticket-form"
    class="form"
    method="post"
    action="${path}"
    novalidate
    hx-post="${path}"
    hx-swap="outerMorph"
    hx-target="this"
    hx-sync="this:drop"
  >
    ${hidden({ _csrf: visit.visitor.csrf, key })}${faultSummary(faults)}
    <div class="fields">
      ${make({
        ...{ name: 'side', label: 'Side', kind: 'choice' },
        choices: [
          { value: 'BUY', label: 'Buy' },
          { value: 'SELL', label: 'Sell' },
        ],
      })}${make({ name: 'type', label: 'Type', kind: 'choice', choices: ORDER_TYPES })}${make({ name: 'quantity', label: 'Quantity', kind: 'number', unit: 'units' })}
    </div>
    <div class="fields">
      ${PRICES.map((one) => make({ ...one, kind: 'number', optional: true }))}${make({ name: 'timeInForce', label: 'Rests', kind: 'choice', choices: LIFETIMES })}${make({ name: 'expireTime', label: 'Until', kind: 'text', optional: true, hint: '2026-03-01 14:30 (UTC), for a time.' })}
    </div>
    <div class="checks">
      ${make({ name: 'reduceOnly', label: 'Reduce only: never more than is held', kind: 'check' })}${make({ name: 'postOnly', label: 'Post only: never at once', kind: 'check' })}
    </div>
    <div class="row end"><button class="button solid" id="ticket-submit">${icon('arrow')}Send the order</button></div>
  </form>`;
};

/** What the desk has asked for, newest first; what rests can be cancelled. */
export const deskOrderTable = (desk: Desk, visit: Visit): Html => {
  const columns = orderColumns(desk, visit);
  const orders = desk.state.orders ?? [];
  return table({
    id: 'desk-orders',
    caption: 'Orders, newest first',
    columns,
    rows:
      orders.length > 0
        ? orders.map((order) => tableRow(columns, order))
        : [emptyRow('desk-orders-none', columns.length, 'No order yet: send the first with the ticket.')],
    cards: true,
  });
};

const RESTS: ReadonlySet<string> = new Set(['ASKED', 'OPEN', 'PARTIALLY_FILLED']);

const orderColumns = (desk: Desk, visit: Visit): readonly Column<ManualOrderView>[] => [
  {
    ...{ key: 'decided', label: 'Decided', head: true },
    cell: (order) => html`${moment(order.decidedAt, visit.visitor.zone)}<span class="sub">${order.role}</span>`,
  },
  { key: 'side', label: 'Side', cell: (order) => side(order.side) },
  { key: 'type', label: 'Type', cell: (order) => order.type?.replaceAll('_', ' ') ?? MISSING },
  { key: 'quantity', label: 'Quantity', numeric: true, cell: (order) => exact(order.quantity) },
  { key: 'filled', label: 'Filled', numeric: true, cell: (order) => exact(order.filled) },
  {
    ...{ key: 'price', label: 'Limit or trigger', numeric: true },
    cell: (order) => exact(order.limitPrice ?? order.triggerPrice),
  },
  { key: 'average', label: 'Average', numeric: true, cell: (order) => exact(order.averagePrice) },
  {
    ...{ key: 'state', label: 'State' },
    cell: (order) =>
      html`<span class="stack"
        >${orderState(order.state)}${order.reason === null ? NOTHING : html`<span class="sub reason" title="${order.reason}">${order.reason}</span>`}</span
      >`,
  },
  {
    ...{ key: 'cancel', label: 'Cancel', bare: true },
    cell: (order) =>
      RESTS.has(order.state) && mayTo(visit.visitor.caller, 'trade:command', desk.view.owner)
        ? commandButton(
            {
              ...{ to: order.clientOrderId, path: `${deskPath(desk.view.address)}/cancel/${order.clientOrderId}` },
              ...{ command: 'cancel', label: 'Cancel', icon: 'cross', slot: 'cancel' },
            },
            visit,
          )
        : NOTHING,
  },
];
