import { plainText } from '../plain-text.ts';
import { simulationOf } from '../troupe-facts.ts';
import type { ActorView } from '../../actors/views.ts';
import type { CommandRecord } from '../command-desk.ts';
import { age, count, MISSING, span } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { commandForm, commandNote } from '../parts/command-form.ts';
import { type Paged, paged, pager } from '../parts/pager.ts';
import { lifecycleChip, simulatedMark, tradingChip } from '../parts/status.ts';
import { type Column, emptyRow, sorted, table, tableRow } from '../parts/table.ts';

interface Row {
  readonly view: ActorView;
  readonly command: CommandRecord | undefined;
  readonly simulation: ReturnType<typeof simulationOf>;
}

interface Actors extends Paged<Row> {
  readonly total: number;
  readonly kinds: readonly string[];
  readonly nodes: readonly string[];
}

const STATES = ['running', 'stopped', 'failing'] as const;

/** Every actor, a hundred at a time. */
export const actorsPage: Page<Actors> = {
  path: '/actors',
  needs: 'trade:read',
  topic: 'actors',
  menu: { label: 'Actors', icon: 'actors' },
  title: () => 'Actors',
  load: async ({ troupe, desk }, visit) => {
    const [actors, lanes] = await Promise.all([troupe.list(), troupe.lanes().catch(() => [])]);
    const part = paged(inOrder(actors.filter(matching(visit.query)), visit), visit.query);
    return {
      ...part,
      rows: part.rows.map((view) => ({
        ...{ view, command: desk.latest(view.address), simulation: simulationOf(view, actors, lanes) },
      })),
      total: actors.length,
      kinds: [...new Set(actors.map((view) => view.kind))].sort(),
      nodes: [...new Set(actors.map((view) => view.node))].sort(),
    };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'actor-pages', html: pages(data, visit) },
    ...rowBlocks(data, visit),
  ],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Actors</h1>
          <p class="lead">Every feed, strategy, subscription and risk monitor is one supervised actor.</p>
        </div>
      </div>
      <form class="filters" method="get" action="/actors" role="search" aria-label="Filter actors">
        <label
          >Text<input
            type="search"
            name="q"
            value="${visit.query.get('q') ?? ''}"
            placeholder="Address, owner, cause"
            maxlength="100" /></label
        ><label
          >Kind<select name="kind">
            <option value="">All kinds</option>
            ${data.kinds.map((kind) => html`<option${visit.query.get('kind') === kind ? html` selected` : NOTHING}>${kind}</option>`)}
          </select></label
        ><label
          >Node<select name="node">
            <option value="">All nodes</option>
            ${data.nodes.map((node) => html`<option${visit.query.get('node') === node ? html` selected` : NOTHING}>${node}</option>`)}
          </select></label
        ><label
          >State<select name="state">
            <option value="">All states</option>
            ${STATES.map((state) => html`<option${visit.query.get('state') === state ? html` selected` : NOTHING}>${state}</option>`)}
          </select></label
        >${['sort', 'dir'].map((name) => (visit.query.get(name) ? html`<input type="hidden" name="${name}" value="${visit.query.get(name)}" />` : NOTHING))}<button
          class="button"
        >
          Filter
        </button>
      </form>
      ${pages(data, visit)}
      ${table({ id: 'actor-rows', caption: 'Actors', columns: columns(visit), rows: rowBlocks(data, visit).map((block) => block.html), visit, cards: true })}`,
};

/** In the order that the address asks for. */
const inOrder = (actors: readonly ActorView[], visit: Visit): readonly ActorView[] =>
  visit.query.get('sort') === null
    ? actors
    : sorted(actors.map(bare), columns(visit), visit.query).map(({ view }) => view);

/** A row without what sorting need not know. */
const bare = (view: ActorView): Row => ({ view, command: undefined, simulation: null });

const pages = (data: Actors, visit: Visit): Html =>
  pager(data, { id: 'actor-pages', total: data.total, what: 'actors', visit });

const matching = (query: URLSearchParams): ((view: ActorView) => boolean) => {
  const text = (query.get('q') ?? '').trim().toLowerCase();
  const [kind, state, node] = ['kind', 'state', 'node'].map((name) => query.get(name) ?? '');
  const isFailing = ({ lifecycle }: ActorView): boolean => lifecycle === 'faulted' || lifecycle === 'restarting';
  return (view) =>
    (kind === '' || view.kind === kind) &&
    (node === '' || view.node === node) &&
    (state === '' || (state === 'failing' ? isFailing(view) : view.lifecycle === state)) &&
    (text === '' || wordsOf(view).includes(text));
};

const wordsOf = ({ address, owner, lastCause, state }: ActorView): string =>
  `${address} ${owner} ${lastCause ?? ''} ${plainText(state['instrument'])}`.toLowerCase();

const rowBlocks = (data: Actors, visit: Visit): readonly LiveBlock[] => {
  const shown = columns(visit);
  if (data.rows.length === 0) {
    const text =
      data.total === 0
        ? html`<p>No actor is hosted yet.</p>`
        : html`<p>No actor matches the filter.</p>
            <a class="button" href="/actors">Show all ${count(data.total)}</a>`;
    return [{ id: 'actor-none', within: 'actor-rows', html: emptyRow('actor-none', shown.length, text) }];
  }
  return data.rows.map((row) => {
    const id = domId('actor', row.view.address);
    return {
      id,
      within: 'actor-rows',
      html: tableRow(shown, row, id, row.view.lifecycle === 'faulted' ? 'faulted' : ''),
    };
  });
};

const columns = (visit: Visit): readonly Column<Row>[] => [
  {
    key: 'address',
    label: 'Actor',
    head: true,
    sort: ({ view }) => view.address,
    cell: ({ view, command, simulation }) =>
      html`<a class="name" href="/actors/${encodeURIComponent(view.address)}">${view.address}</a
        >${simulatedMark(simulation)}<span class="sub"
          >${view.owner}${view.parent === null ? NOTHING : html` · under ${view.parent}`}</span
        >${commandNote(command, visit)}`,
  },
  {
    key: 'kind',
    label: 'Kind',
    sort: ({ view }) => view.kind,
    cell: ({ view }) => html`<span class="whole">${view.kind}</span>`,
  },
  {
    key: 'node',
    label: 'Node',
    sort: ({ view }) => view.node,
    cell: ({ view }) => html`<span class="whole">${view.node}</span>`,
  },
  {
    key: 'state',
    label: 'State',
    sort: ({ view }) => view.lifecycle,
    cell: ({ view }) =>
      html`<span class="stack"
        ><span class="chips">${lifecycleChip(view.lifecycle)}${tradingChip(view.tradingState)}</span
        >${view.lastCause !== null && view.lifecycle !== 'running' ? html`<span class="sub reason" title="${view.lastCause}">${view.lastCause}</span>` : NOTHING}</span
      >`,
  },
  {
    key: 'since',
    label: 'Since',
    sort: ({ view }) => Date.parse(view.since) || undefined,
    cell: ({ view }) => age(view.since, visit.now),
  },
  {
    key: 'restarts',
    label: 'Restarts',
    numeric: true,
    sort: ({ view }) => view.restarts,
    cell: ({ view }) => count(view.restarts),
  },
  {
    key: 'mailbox',
    label: 'Mailbox',
    numeric: true,
    sort: ({ view }) => view.mailbox.depth,
    cell: ({ view }) =>
      html`<span class="stack"
        ><span>${count(view.mailbox.depth)}</span
        ><span class="sub"
          >${view.mailbox.depth > 0 ? span(view.mailbox.oldestAgeMs) : 'empty'}${view.mailbox.dropped > 0 ? ` · ${count(view.mailbox.dropped)} dropped` : ''}</span
        ></span
      >`,
  },
  {
    key: 'turns',
    label: 'Turns',
    numeric: true,
    sort: ({ view }) => view.turns,
    cell: ({ view }) => count(view.turns),
  },
  {
    key: 'heartbeat',
    label: 'Last turn',
    numeric: true,
    sort: ({ view }) => Date.parse(view.lastTurnAt ?? '') || undefined,
    cell: ({ view }) => (view.lastTurnAt === null ? MISSING : age(view.lastTurnAt, visit.now)),
  },
  { key: 'commands', label: 'Commands', bare: true, cell: ({ view }) => commandForm(view, visit) },
];
