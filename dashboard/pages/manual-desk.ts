import { randomUUID } from 'node:crypto';
import { mayTo } from '../../actors/domain/people/caller.ts';
import type { ActorView } from '../../actors/views.ts';
import { broadcastPath, type Desk, deskOf, nameOf, type Provider, providersOf } from '../copy-facts.ts';
import { age, exact, MISSING, money, moment, signed, tone } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { deskCommands } from '../parts/copy-commands.ts';
import { copyCrumbs } from '../parts/copy-tabs.ts';
import { deskOrderTable, type Ticket, ticketForm } from '../parts/copy-ticket.ts';
import { permitted } from '../parts/permitted.ts';
import { restrainerList } from '../parts/restrainer-list.ts';
import { lifecycleChip, paperMark, simulatedMark, tradingChip } from '../parts/status.ts';
import { tile } from '../parts/tile.ts';
import { type Restrainer, restrainersOf } from '../restrainers.ts';
import { FIRST_TICKET } from '../ticket-draft.ts';
import { paramOfVisit } from '../visit-param.ts';

interface ManualDesk {
  readonly desk: Desk;
  readonly provider: Provider | undefined;
  readonly restrainers: readonly Restrainer[];
  readonly ticket: Ticket;
}

/** A desk that a person trades from: the ticket, what it holds, what became of its orders. */
export const manualDeskPage: Page<ManualDesk> = {
  path: '/copy/desks/:desk',
  needs: 'trade:read',
  topic: 'manual-desk',
  title: ({ desk }) => `${desk.view.address} on ${desk.state.instrument ?? MISSING}`,
  load: async ({ troupe }, visit) => {
    const view = await troupe.inspect(paramOfVisit(visit, 'desk'));
    const [actors, sight] = await Promise.all([troupe.list(), troupe.supervisor()]);
    return {
      desk: deskOf(view),
      provider: providerFrom(view, actors),
      restrainers: restrainersOf(view, actors, sight),
      ticket: { draft: FIRST_TICKET, faults: new Map(), key: randomUUID() },
    };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'desk-head', html: head(data, visit) },
    { id: 'desk-tiles', html: tiles(data, visit) },
    { id: 'desk-order-section', html: orders(data, visit) },
  ],
  render: (data, visit) =>
    html`${copyCrumbs([['/copy/broadcasting', 'Broadcasting']], data.desk.view.address)} ${head(data, visit)}
    ${tiles(data, visit)}
    ${
      mayTo(visit.visitor.caller, 'trade:command', data.desk.view.owner)
        ? html`<section class="panel" aria-labelledby="ticket-title">
            <h2 id="ticket-title">Order ticket ${paperMark}</h2>
            ${ticketForm(data.ticket, data.desk, visit)}
          </section>`
        : NOTHING
    }
    ${orders(data, visit)}`,
};

const providerFrom = ({ address }: ActorView, actors: readonly ActorView[]): Provider | undefined =>
  providersOf(actors).find(({ state }) => state.source === address && state.broadcasting !== 'WITHDRAWN');

const head = ({ desk, provider, restrainers }: ManualDesk, visit: Visit): Html => {
  const { view, state } = desk;
  return html`<div id="desk-head" class="page-head">
    <div>
      <h1>
        Manual desk <span class="on">on ${state.instrument ?? MISSING}</span> ${paperMark}
        ${simulatedMark(state.simulated === true)}
      </h1>
      <p class="chips">${lifecycleChip(view.lifecycle)}${tradingChip(view.tradingState)}</p>
      <p class="sub">
        ${view.address} · account ${state.account ?? MISSING} ·
        ${provider === undefined ? permitted(visit, 'copy:publish', html`<a href="/copy/publish?source=${encodeURIComponent(view.address)}">publish it</a>`) : html`published as <a href="${broadcastPath(provider.view.address)}">${nameOf(provider)}</a>`}
      </p>
      ${restrainerList(restrainers, visit)}
    </div>
    ${deskCommands(desk, visit)}
  </div>`;
};

const tiles = ({ desk: { view, state } }: ManualDesk, visit: Visit): Html =>
  html`<div id="desk-tiles" class="tiles">
    ${[
      tile('Position', exact(state.quantity), html`average ${exact(state.averagePrice)}`),
      tile('Last price', exact(state.lastPrice), moment(state.lastBarAt, visit.visitor.zone)),
      tile('Equity', money(state.equity), html`of ${money(state.allocation)}`),
      tile(
        'Profit',
        html`<span class="${tone(state.realizedPnl)}">${signed(state.realizedPnl)}</span>`,
        html`open ${signed(state.unrealizedPnl)} · commission ${money(state.commission)}`,
      ),
      tile('Cash', money(state.cash), html`${exact(state.workingOrders?.length)} orders rest`),
      tile(
        'Heartbeat',
        age(view.lastTurnAt, visit.now),
        html`${exact(state.fills)} fills, ${exact(state.denied)} denied`,
      ),
    ]}
  </div>`;

const orders = ({ desk }: ManualDesk, visit: Visit): Html =>
  html`<section id="desk-order-section" class="panel" aria-labelledby="desk-orders-title">
    <div class="panel-head">
      <h2 id="desk-orders-title">Orders</h2>
    </div>
    ${deskOrderTable(desk, visit)}
  </section>`;
