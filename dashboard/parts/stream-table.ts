import type { WaitingOrderRow } from '../../actors/domain/messaging-rows.ts';
import type { ActorView } from '../../actors/views.ts';
import { age, count, MISSING, moment, span } from '../format.ts';
import { domId, html, type Html } from '../html.ts';
import type { Reader, ReadStream } from '../messaging.ts';
import type { Visit } from '../page.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

/** Streams with their heads and whoever is furthest behind. */
export const streamTable = (rows: readonly ReadStream[], visit: Visit): Html => {
  const columns: readonly Column<ReadStream>[] = [
    {
      ...{ key: 'stream', label: 'Stream', head: true },
      cell: ({ stream }) => html`<a class="mono" href="/messaging?stream=${encodeURIComponent(stream)}">${stream}</a>`,
    },
    { key: 'owner', label: 'Appended by', cell: ({ owner }) => actorLink(owner) },
    { key: 'head', label: 'Head', numeric: true, cell: ({ head }) => count(head) },
    { key: 'last', label: 'Last entry', cell: ({ lastAt }) => moment(lastAt, visit.visitor.zone) },
    { key: 'readers', label: 'Readers', numeric: true, cell: ({ readers }) => count(readers.length) },
    { key: 'lag', label: 'Furthest behind', cell: ({ readers: [slowest] }) => lag(slowest) },
  ];
  return table({
    ...{ id: 'streams', caption: 'Streams by name', columns, cards: true },
    rows:
      rows.length === 0
        ? [emptyRow('streams-none', columns.length, 'No stream yet.')]
        : rows.map((row) => tableRow(columns, row, domId('stream', row.stream))),
  });
};

const MOST_READERS = 200;

/** Whoever follows one stream, the one furthest behind first. */
export const readerTable = ({ readers, stream }: ReadStream): Html => {
  const columns: readonly Column<Reader>[] = [
    { key: 'reader', label: 'Reader', head: true, cell: ({ reader }) => actorLink(reader) },
    { key: 'entry', label: 'Taken', numeric: true, cell: ({ entry }) => count(entry) },
    { key: 'behind', label: 'Behind', numeric: true, unit: 'entries', cell: ({ behind }) => count(behind) },
    {
      ...{ key: 'age', label: 'Behind by', numeric: true },
      cell: ({ behindMs }) => (behindMs === null ? MISSING : span(behindMs)),
    },
  ];
  const shown = readers.slice(0, MOST_READERS);
  return html`${table({
    ...{ id: 'readers', caption: `Readers of ${stream}, furthest behind first`, columns },
    rows:
      shown.length === 0
        ? [emptyRow('readers-none', columns.length, 'Nobody follows it just now.')]
        : shown.map((row) => tableRow(columns, row, domId('reader', row.reader))),
  })}${readers.length > shown.length ? html`<p class="hint">${count(shown.length)} of ${count(readers.length)} readers.</p>` : ''}`;
};

/** Decisions that their account has not answered: by actor. */
export const requestTable = (actors: readonly ActorView[], visit: Visit): Html => {
  const columns: readonly Column<ActorView>[] = [
    { key: 'actor', label: 'Actor', head: true, cell: ({ address }) => actorLink(address) },
    { key: 'requests', label: 'Requests', numeric: true, cell: ({ state }) => count(state['pendingRequests']) },
    { key: 'turn', label: 'Last turn', cell: ({ lastTurnAt }) => age(lastTurnAt, visit.now) },
  ];
  return table({
    ...{ id: 'requests', caption: 'Decisions that wait for their risk monitor', columns },
    rows:
      actors.length === 0
        ? [emptyRow('requests-none', columns.length, 'Nothing waits for a decision.')]
        : actors.map((view) => tableRow(columns, view, domId('request', view.address))),
  });
};

/** Orders that the venue has still to answer for. */
export const waitingTable = (rows: readonly WaitingOrderRow[], visit: Visit): Html => {
  const columns: readonly Column<WaitingOrderRow>[] = [
    { key: 'order', label: 'Order', head: true, cell: (row) => html`<span class="mono">${row.clientOrderId}</span>` },
    { key: 'actor', label: 'Actor', cell: ({ actor }) => actorLink(actor) },
    { key: 'state', label: 'State', cell: ({ state }) => state },
    { key: 'at', label: 'Since', cell: ({ updatedAt }) => moment(updatedAt, visit.visitor.zone) },
  ];
  return table({
    ...{ id: 'waiting', caption: 'Orders that wait for the venue, oldest first', columns, cards: true },
    rows:
      rows.length === 0
        ? [emptyRow('waiting-none', columns.length, 'Every order has been answered.')]
        : rows.map((row) => tableRow(columns, row, domId('waiting', row.clientOrderId))),
  });
};

/** Which is furthest behind, and how far; nothing where all have taken everything. */
export const lag = (slowest: Reader | undefined): Html | string => {
  if (slowest === undefined) return MISSING;
  if (slowest.behind === 0) return 'all up to date';
  const { reader, behind, behindMs } = slowest;
  return html`<span class="stack"
    >${count(behind)} ${behind === 1 ? 'entry' : 'entries'}${behindMs === null ? '' : `, ${span(behindMs)}`}<span
      class="sub"
      >${reader}</span
    ></span
  >`;
};

const actorLink = (address: string): Html =>
  html`<a class="mono" href="/actors/${encodeURIComponent(address)}">${address}</a>`;
