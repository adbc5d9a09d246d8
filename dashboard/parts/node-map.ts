// O1. Every actor is a mark on its node: sound ones small squares, others a shape of their own and first; the table says the same in numbers.
import type { ActorView } from '../../actors/views.ts';
import type { NodeFacts } from '../cluster-facts.ts';
import { isHost } from '../cluster-facts.ts';
import { count } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import { ownerClass } from './node-cards.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

/** Marks of one kind on one node, at most; the rest is a number. */
const MOST_MARKS = 72;
const ACROSS = 12;
const STEP = 12;

interface NodeActors {
  readonly node: string;
  readonly letter: string | null;
  readonly byKind: ReadonlyMap<string, readonly ActorView[]>;
}

/** Which actors are on which node, drawn and as a table. */
export const nodeMap = (nodes: readonly NodeFacts[], actors: readonly ActorView[]): Html => {
  const kinds = [...new Set(actors.map(({ kind }) => kind))].sort();
  const places = placesOf(nodes, actors);
  const columns: readonly Column<NodeActors>[] = [
    { key: 'node', label: 'Node', head: true, cell: ({ node }) => node },
    ...kinds.map((kind) => ({
      ...{ key: kind, label: kind, numeric: true },
      cell: ({ node, byKind }: NodeActors) => link(node, kind, byKind.get(kind)?.length ?? 0),
    })),
    {
      key: 'all',
      label: 'All',
      numeric: true,
      cell: ({ byKind }) => count([...byKind.values()].reduce((sum, some) => sum + some.length, 0)),
    },
  ];
  return html`<section id="node-map" class="panel" aria-labelledby="node-map-title">
    <h2 id="node-map-title">Actors by node</h2>
    ${
      places.length === 0
        ? html`<p class="muted">No node hosts an actor yet.</p>`
        : html`<div class="node-map">${places.map((place) => drawn(place))}</div>
            <p class="node-map-key sub">
              <span
                ><svg width="10" height="10" aria-hidden="true">
                  <rect width="9" height="9" rx="2" class="mark-sound" />
                </svg>
                runs</span
              >
              <span
                ><svg width="10" height="10" aria-hidden="true"><path d="M5 0 10 9H0z" class="mark-failing" /></svg>
                faulted or restarting</span
              >
              <span
                ><svg width="10" height="10" aria-hidden="true">
                  <rect x=".75" y=".75" width="7.5" height="7.5" class="mark-stopped" />
                </svg>
                stopped, starting or stopping</span
              >
            </p>`
    }
    <details id="node-map-details">
      <summary>The same as a table</summary>
      ${table({ id: 'node-map-rows', caption: 'Actors by node and kind', columns, rows: places.length === 0 ? [emptyRow('node-map-none', columns.length, 'No actor yet.')] : places.map((place) => tableRow(columns, place)) })}
    </details>
  </section>`;
};

const placesOf = (nodes: readonly NodeFacts[], actors: readonly ActorView[]): readonly NodeActors[] => {
  const byNode = new Map<string, Map<string, ActorView[]>>();
  for (const { view } of nodes) if (isHost(view)) byNode.set(view.node, new Map());
  for (const view of actors) {
    const byKind = byNode.get(view.node) ?? new Map<string, ActorView[]>();
    byNode.set(view.node, byKind);
    const some = byKind.get(view.kind);
    if (some === undefined) byKind.set(view.kind, [view]);
    else some.push(view);
  }
  const letters = new Map(nodes.map(({ view, letter }) => [view.node, letter]));
  return [...byNode]
    .filter(([, byKind]) => byKind.size > 0)
    .map(([node, byKind]) => ({ node, letter: letters.get(node) ?? null, byKind }));
};

const drawn = ({ node, letter, byKind }: NodeActors): Html =>
  html`<div class="node-map-node ${ownerClass(letter)}">
    <h3>
      ${letter === null ? NOTHING : html`<span class="swatch ${ownerClass(letter)}" aria-hidden="true">${letter}</span>`}${node}
    </h3>
    <ul>
      ${[...byKind].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, views]) => html`<li id="${domId('at', `${node}-${kind}`)}"><span>${kind} ${link(node, kind, views.length)}</span>${marks(views)}</li>`)}
    </ul>
  </div>`;

const marks = (views: readonly ActorView[]): Html => {
  const shown = [0, 1, 2].flatMap((wanted) => views.filter((view) => rank(view) === wanted)).slice(0, MOST_MARKS);
  const rows = Math.ceil(shown.length / ACROSS);
  return html`<svg
      width="${Math.min(shown.length, ACROSS) * STEP}"
      height="${rows * STEP}"
      aria-hidden="true"
      class="node-marks"
    >
      ${shown.map((view, index) => mark(view, (index % ACROSS) * STEP, Math.floor(index / ACROSS) * STEP))}
    </svg>
    ${views.length > shown.length ? html`<span class="sub">and ${count(views.length - shown.length)} more</span>` : NOTHING}`;
};

const isFailing = ({ lifecycle }: ActorView): boolean => lifecycle === 'faulted' || lifecycle === 'restarting';
const rank = (view: ActorView): number => (isFailing(view) ? 0 : view.lifecycle === 'running' ? 2 : 1);

const mark = (view: ActorView, x: number, y: number): Html => {
  const title = html`<title>${view.address}: ${view.lifecycle}</title>`;
  if (isFailing(view))
    return html`<path d="M${x + 5} ${y} ${x + 10} ${y + 9}H${x}z" class="mark-failing">${title}</path>`;
  return view.lifecycle === 'running'
    ? html`<rect x="${x}" y="${y}" width="9" height="9" rx="2" class="mark-sound">${title}</rect>`
    : html`<rect x="${x + 0.75}" y="${y + 0.75}" width="7.5" height="7.5" class="mark-stopped">${title}</rect>`;
};

const link = (node: string, kind: string, number: number): Html =>
  number === 0
    ? html`0`
    : html`<a href="/actors?${new URLSearchParams({ node, kind })}" aria-label="${count(number)} ${kind} on ${node}"
        >${count(number)}</a
      >`;
