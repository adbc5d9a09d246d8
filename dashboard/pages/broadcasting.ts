import { broadcastPath, type Desk, deskPath, desksOf, nameOf, type Provider, providersOf } from '../copy-facts.ts';
import { age, exact, MISSING, money } from '../format.ts';
import { domId, html, type Html } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { broadcastChip } from '../parts/copy-status.ts';
import { copyTabs } from '../parts/copy-tabs.ts';
import { moneyOfMost, ofMost, termsLine } from '../parts/copy-terms.ts';
import { icon } from '../parts/icon.ts';
import { permitted } from '../parts/permitted.ts';
import { lifecycleChip, paperMark, simulatedMark, tradingChip } from '../parts/status.ts';
import { type Column, emptyRow, table, tableRow } from '../parts/table.ts';

interface Broadcasting {
  readonly providers: readonly Provider[];
  readonly desks: readonly Desk[];
}

/** What is published from here, and the desks that people trade from by hand. */
export const broadcastingPage: Page<Broadcasting> = {
  path: '/copy/broadcasting',
  needs: 'trade:read',
  topic: 'broadcasting',
  title: () => 'Broadcasting',
  load: async ({ troupe }) => {
    const actors = await troupe.list();
    return { providers: providersOf(actors), desks: desksOf(actors) };
  },
  live: (data, visit) => [...providerBlocks(data, visit), ...deskBlocks(data, visit)],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Broadcasting ${paperMark}</h1>
          <p class="lead">
            What you publish, and who copies it. Followers are a number here, and an alias if they like.
          </p>
        </div>
        <div class="commands">
          ${permitted(visit, 'trade:command', html`<a class="button" href="/copy/open-desk">${icon('add')}Open a manual desk</a>`)}${permitted(visit, 'copy:publish', html`<a class="button solid" href="/copy/publish">${icon('live')}Publish</a>`)}
        </div>
      </div>
      ${copyTabs('/copy/broadcasting')}
      <section aria-labelledby="published-title">
        <h2 id="published-title">Published</h2>
        ${table({ id: 'published-rows', caption: 'What is published', columns: providerColumns(visit), rows: providerBlocks(data, visit).map((block) => block.html), cards: true })}
      </section>
      <section aria-labelledby="desks-title">
        <h2 id="desks-title">Manual desks</h2>
        ${table({ id: 'desk-rows', caption: 'Manual desks', columns: deskColumns(visit), rows: deskBlocks(data, visit).map((block) => block.html), cards: true })}
      </section>`,
};

const providerBlocks = ({ providers }: Broadcasting, visit: Visit): readonly LiveBlock[] => {
  const [columns, within] = [providerColumns(visit), 'published-rows'];
  if (providers.length > 0)
    return providers.map((provider) => {
      const id = domId('published', provider.view.address);
      return { id, within, html: tableRow(columns, provider, id) };
    });
  const text = html`<p>Nothing is published. A subscription of yours or a manual desk can be.</p>
    ${permitted(visit, 'copy:publish', html`<a class="button solid" href="/copy/publish">${icon('live')}Publish</a>`)}`;
  return [{ id: 'published-none', within, html: emptyRow('published-none', columns.length, text) }];
};

const deskBlocks = ({ desks }: Broadcasting, visit: Visit): readonly LiveBlock[] => {
  const [columns, within] = [deskColumns(visit), 'desk-rows'];
  if (desks.length > 0)
    return desks.map((desk) => {
      const id = domId('desk', desk.view.address);
      return { id, within, html: tableRow(columns, desk, id) };
    });
  const text = html`<p>No manual desk is open. From one you trade by hand, and it can be published like a strategy.</p>
    ${permitted(visit, 'trade:command', html`<a class="button" href="/copy/open-desk">${icon('add')}Open a manual desk</a>`)}`;
  return [{ id: 'desk-none', within, html: emptyRow('desk-none', columns.length, text) }];
};

const stateChips = ({ view }: Provider | Desk): Html =>
  html`${view.lifecycle === 'running' ? '' : lifecycleChip(view.lifecycle)}${view.tradingState === 'ACTIVE' ? '' : tradingChip(view.tradingState)}`;

const providerColumns = (visit: Visit): readonly Column<Provider>[] => [
  {
    ...{ key: 'name', label: 'Provider', head: true },
    cell: (provider) =>
      html`<a class="name" href="${broadcastPath(provider.view.address)}">${nameOf(provider)}</a
        ><span class="sub"
          >${provider.state.instrument ?? MISSING} ${simulatedMark(provider.state.simulated === true)} ·
          ${provider.view.owner} · from ${provider.state.source ?? MISSING}</span
        >`,
  },
  {
    ...{ key: 'state', label: 'State' },
    cell: (provider) => html`<span class="chips">${broadcastChip(provider.state)}${stateChips(provider)}</span>`,
  },
  {
    ...{ key: 'followers', label: 'Followers', numeric: true },
    cell: ({ state }) => ofMost(state.followers, state.maxFollowers),
  },
  {
    ...{ key: 'capital', label: 'Capital', numeric: true },
    cell: ({ state }) => moneyOfMost(state.capital, state.maxCapital, state.currency ?? ''),
  },
  { key: 'terms', label: 'Terms', cell: ({ state }) => termsLine(state.terms) },
  { key: 'position', label: 'Holds', numeric: true, cell: ({ state }) => exact(state.book?.quantity) },
  { key: 'entries', label: 'Said', numeric: true, cell: ({ state }) => exact(state.entries) },
  { key: 'heard', label: 'Heartbeat', numeric: true, cell: ({ view }) => age(view.lastTurnAt, visit.now) },
];

const deskColumns = (visit: Visit): readonly Column<Desk>[] => [
  {
    ...{ key: 'desk', label: 'Desk', head: true },
    cell: ({ view, state }) =>
      html`<a class="name" href="${deskPath(view.address)}">${view.address}</a
        ><span class="sub"
          >${state.instrument ?? MISSING} ${simulatedMark(state.simulated === true)} · ${state.account ?? MISSING}</span
        >`,
  },
  {
    ...{ key: 'state', label: 'State' },
    cell: (desk) =>
      html`<span class="chips">${lifecycleChip(desk.view.lifecycle)}${tradingChip(desk.view.tradingState)}</span>`,
  },
  { key: 'position', label: 'Position', numeric: true, cell: ({ state }) => exact(state.quantity) },
  {
    ...{ key: 'orders', label: 'Resting', numeric: true },
    cell: ({ state }) => exact(state.workingOrders?.length),
  },
  {
    ...{ key: 'equity', label: 'Equity', numeric: true },
    cell: ({ state }) =>
      html`<span class="stack"
        ><span>${money(state.equity)}</span><span class="sub">of ${money(state.allocation)}</span></span
      >`,
  },
  { key: 'heard', label: 'Heartbeat', numeric: true, cell: ({ view }) => age(view.lastTurnAt, visit.now) },
];
