import type { WaitingOrderRow } from '../../actors/domain/messaging-rows.ts';
import type { Page as Rows } from '../../actors/domain/record-rows.ts';
import type { ActorView } from '../../actors/views.ts';
import { count, numberOf } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Letters, ReadStream } from '../messaging.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { letterTable, lettersChecked } from '../parts/dead-letters.ts';
import { nextLink } from '../parts/next-link.ts';
import { FRESH, type FormState } from '../parts/plain-form.ts';
import { lag, readerTable, requestTable, streamTable, waitingTable } from '../parts/stream-table.ts';
import { tile } from '../parts/tile.ts';
import { type Read, readOr } from '../read.ts';

export interface Messaging {
  readonly streams: Read<Rows<ReadStream>>;
  /** The one that the address asks for. */
  readonly stream: Read<ReadStream> | undefined;
  readonly requests: readonly ActorView[];
  readonly waiting: Read<Rows<WaitingOrderRow>>;
  readonly letters: Read<Letters>;
  readonly form: FormState;
}

const SHOWN_STREAMS = 50;
const SHOWN_WAITING = 20;
const SHOWN_LETTERS = 50;

/** What flows between actors: streams and how far their readers are, what waits for an answer, and what nobody can take. */
export const messagingPage: Page<Messaging> = {
  ...{ path: '/messaging', needs: 'topology:read', topic: 'messaging' },
  menu: { label: 'Messaging', icon: 'messaging' },
  title: () => 'Messaging',
  load: async ({ troupe, messaging }, { query }) => {
    const [name, cursor, isClosed] = [query.get('stream'), query.get('after'), query.get('letters') === 'all'];
    const [streams, stream, list, waiting, letters] = await Promise.all([
      readOr(messaging.streams({ limit: SHOWN_STREAMS, ...(cursor !== null && { cursor }) })),
      name === null ? undefined : readOr(messaging.stream(name)),
      troupe.list(),
      readOr(messaging.waiting({ limit: SHOWN_WAITING })),
      readOr(messaging.letters({ limit: SHOWN_LETTERS, ...(!isClosed && { state: 'open' as const }) })),
    ]);
    const requests = list.filter(({ state }) => (numberOf(state['pendingRequests']) ?? 0) > 0).slice(0, SHOWN_WAITING);
    return { streams, stream, requests, waiting, letters, form: FRESH };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'messaging-facts', html: facts(data) },
    { id: 'messaging-letters', html: letterRows(data, visit) },
    ...('value' in data.letters ? [{ id: 'letters-checked', html: lettersChecked(data.letters.value, visit) }] : []),
    { id: 'messaging-requests', html: html`<div id="messaging-requests">${requestTable(data.requests, visit)}</div>` },
    { id: 'messaging-waiting', html: waitingRows(data, visit) },
    ...(data.stream === undefined ? [] : [{ id: 'messaging-readers', html: readerRows(data.stream) }]),
    { id: 'messaging-streams', html: streamRows(data, visit) },
  ],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Messaging</h1>
          <p class="lead">
            Every stream with its readers, what waits for an answer, and entries that crash whoever takes them.
          </p>
        </div>
      </div>
      ${facts(data)}
      <section class="panel" aria-labelledby="letters-title">
        <div class="panel-head">
          <h2 id="letters-title">Dead letters</h2>
          ${lettersLink(visit)}
        </div>
        ${letterRows(data, visit)} ${'value' in data.letters ? lettersChecked(data.letters.value, visit) : NOTHING}
      </section>
      ${
        data.stream === undefined
          ? NOTHING
          : html`<section class="panel" aria-labelledby="readers-title">
              <div class="panel-head">
                <h2 id="readers-title">Readers of <span class="mono">${visit.query.get('stream')}</span></h2>
                <a href="/messaging">All streams</a>
              </div>
              ${readerRows(data.stream)}
            </section>`
      }
      <section class="panel" aria-labelledby="streams-title">
        <h2 id="streams-title">Streams</h2>
        ${streamRows(data, visit)}
        ${'value' in data.streams ? nextLink('/messaging', data.streams.value.nextCursor ?? null, visit) : NOTHING}
      </section>
      <section class="panel" aria-labelledby="requests-title">
        <h2 id="requests-title">Waiting for a decision</h2>
        <div id="messaging-requests">${requestTable(data.requests, visit)}</div>
      </section>
      <section class="panel" aria-labelledby="waiting-title">
        <h2 id="waiting-title">Waiting for the venue</h2>
        ${waitingRows(data, visit)}
      </section>`,
};

const facts = ({ streams, requests, waiting, letters }: Messaging): Html => {
  const read = 'value' in streams ? streams.value.rows : [];
  const slowest = read.flatMap(({ readers: [first] }) => first ?? []).sort((a, b) => b.behind - a.behind)[0];
  const open = 'value' in letters ? letters.value.rows.filter(({ state }) => state === 'open').length : undefined;
  return html`<div id="messaging-facts" class="tiles">
    ${[
      tile(
        'Dead letters',
        count(open),
        open === 0 ? 'none is open' : 'open',
        open === undefined || open > 0 ? 'alarm' : '',
      ),
      tile('Furthest behind', slowest === undefined ? '—' : count(slowest.behind), lag(slowest)),
      tile('Decisions waiting', count(requests.length), 'actors whose account has not answered'),
      tile('Orders waiting', 'value' in waiting ? more(waiting.value) : '—', 'for the venue, of the newest 20,000'),
    ]}
  </div>`;
};

const more = ({ rows, nextCursor }: Rows<unknown>): string =>
  `${count(rows.length)}${nextCursor === undefined ? '' : ' and more'}`;

const lettersLink = ({ query }: Visit): Html =>
  query.get('letters') === 'all'
    ? html`<a href="/messaging">Open ones only</a>`
    : html`<a href="/messaging?letters=all">Closed ones, too</a>`;

const orFailure = <T>(read: Read<T>, show: (value: T) => Html): Html =>
  'failure' in read ? html`<p class="note bad">${read.failure}</p>` : show(read.value);

const letterRows = ({ letters, form }: Messaging, visit: Visit): Html =>
  html`<div id="messaging-letters">${orFailure(letters, (value) => letterTable(value, form, visit))}</div>`;

const waitingRows = ({ waiting }: Messaging, visit: Visit): Html =>
  html`<div id="messaging-waiting">${orFailure(waiting, ({ rows }) => waitingTable(rows, visit))}</div>`;

const readerRows = (stream: Read<ReadStream>): Html =>
  html`<div id="messaging-readers">${orFailure(stream, readerTable)}</div>`;

const streamRows = ({ streams }: Messaging, visit: Visit): Html =>
  html`<div id="messaging-streams">${orFailure(streams, ({ rows }) => streamTable(rows, visit))}</div>`;
