import { may } from '../../actors/domain/people/caller.ts';
import type { ActorTraceView } from '../../actors/messaging-views.ts';
import type { ActorView } from '../../actors/views.ts';
import { count, MISSING, moment } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { commandButton } from './command-button.ts';
import { lifecycleChip } from './status.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

type Move = ActorTraceView['moves'][number];
type Taken = ActorTraceView['messages'][number];
type Reading = ActorTraceView['readers'][number];

/** What whoever runs the machines may do with any actor: restart it, and take all that it knows of itself as a file. */
export const operatorButtons = (view: ActorView, visit: Visit): Html => {
  if (!may(visit.visitor.caller, 'topology:command')) return NOTHING;
  const path = `/actors/${encodeURIComponent(view.address)}`;
  const restart = commandButton(
    {
      ...{ to: view.address, path: `${path}/restart`, command: 'restart', label: 'Restart', icon: 'restarting' },
      ...{ slot: 'restart', confirm: `Restart ${view.address}? It comes back at once with the state it had.` },
    },
    visit,
  );
  const dump = commandButton(
    { to: view.address, path: `${path}/dump`, command: 'dump', label: 'Dump', icon: 'drain', slot: 'dump' },
    visit,
    { isPlain: true },
  );
  // One that was stopped is its owner's to start.
  return html`${view.lifecycle === 'stopped' ? NOTHING : restart}${dump}`;
};

/** Its moves with their causes, its last messages without what was in them, and how far it has read. */
export const traceSections = (trace: ActorTraceView | null, view: ActorView, visit: Visit): Html => {
  if (trace === null)
    return html`<section class="panel" aria-labelledby="trace-title">
      <h2 id="trace-title">Last messages</h2>
      <p class="muted">Its node does not tell just now.</p>
    </section>`;
  const { zone } = visit.visitor;
  return html`<div class="columns">
      <section class="panel" aria-labelledby="moves-title">
        <h2 id="moves-title">Restarts and other moves</h2>
        ${listed<Move>('moves', 'Newest first, on its present node', trace.moves, 'It has not moved here.', [
          { key: 'at', label: 'When', head: true, cell: ({ at }) => moment(at, zone) },
          { key: 'to', label: 'To', cell: ({ to }) => lifecycleChip(to) },
          { key: 'cause', label: 'Cause', cell: ({ cause }) => cause ?? MISSING },
        ])}
      </section>
      <section class="panel" aria-labelledby="messages-title">
        <h2 id="messages-title">Last messages</h2>
        ${listed<Taken>(
          'messages',
          'Newest first, without what was in them',
          trace.messages,
          'None since it came up.',
          [
            { key: 'at', label: 'Taken', head: true, cell: ({ at }) => moment(at, zone) },
            { key: 'kind', label: 'Kind', cell: ({ kind }) => kind },
            {
              ...{ key: 'about', label: 'About' },
              cell: ({ about, detail }) =>
                html`<span class="stack"
                  ><span class="mono">${about || MISSING}</span><span class="sub">${detail}</span></span
                >`,
            },
          ],
        )}
      </section>
    </div>
    ${
      trace.readers.length === 0
        ? NOTHING
        : html`<section class="panel" aria-labelledby="reads-title">
            <h2 id="reads-title">What it reads</h2>
            ${listed<Reading>('reads', `Streams that ${view.address} follows`, trace.readers, '', [
              {
                ...{ key: 'stream', label: 'Stream', head: true },
                cell: ({ stream }) =>
                  html`<a class="mono" href="/messaging?stream=${encodeURIComponent(stream)}">${stream}</a>`,
              },
              { key: 'entry', label: 'Taken', numeric: true, cell: ({ entry }) => count(entry) },
              { key: 'since', label: 'Waits since', cell: ({ waitingSince }) => moment(waitingSince, zone) },
            ])}
          </section>`
    }`;
};

const listed = <Row>(
  id: string,
  caption: string,
  rows: readonly Row[],
  none: string,
  columns: readonly Column<Row>[],
): Html =>
  table({
    ...{ id, caption, columns },
    rows: rows.length > 0 ? rows.map((row) => tableRow(columns, row)) : [emptyRow(`${id}-none`, columns.length, none)],
  });
