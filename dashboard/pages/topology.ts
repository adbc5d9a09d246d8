import type { ShardView, TreeView } from '../../actors/cluster-views.ts';
import { isFailing, leftOutOf, prunedTree } from '../../actors/tree-view.ts';
import type { ActorView } from '../../actors/views.ts';
import { isHost, nodeFacts } from '../cluster-facts.ts';
import { addressOfNode } from '../command-desk.ts';
import { count } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { listedActors } from '../listed-actors.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { icon } from '../parts/icon.ts';
import { type NodeCard, nodeCards } from '../parts/node-cards.ts';
import { nodeMap } from '../parts/node-map.ts';
import { shardBlocks, shardSection } from '../parts/shard-map.ts';
import { treeChip, treeFact } from '../parts/status.ts';
import { treeDrawing } from '../parts/tree-drawing.ts';
import { isSystemActor } from '../troupe-facts.ts';

interface Topology {
  readonly nodes: readonly NodeCard[];
  readonly shards: readonly ShardView[];
  /** More than one process: where the shards are matters. */
  readonly isCluster: boolean;
  /** What of the tree is shown. */
  readonly tree: TreeView;
  readonly isActor: (id: string) => boolean;
  readonly hidden: number;
  /** Actors on the map of nodes; the platform's own as in the tree. */
  readonly mapped: readonly ActorView[];
}

const MOST_LISTED = 150;

/** The nodes, who holds what, and the supervision tree: who restarts whom, and how they are. */
export const topologyPage: Page<Topology> = {
  path: '/topology',
  needs: 'topology:read',
  topic: 'topology',
  menu: { label: 'Topology', icon: 'topology' },
  title: () => 'Topology',
  load: async ({ troupe, desk }, visit) => {
    const [nodes, shards, whole, list] = await Promise.all([
      troupe.nodes(),
      troupe.shards(),
      troupe.tree(),
      troupe.list(),
    ]);
    const listed = listedActors(list);
    const node = visit.query.get('node');
    const onNode = !node || whole.id !== 'cluster' ? whole : partOf(whole, ({ id }) => id === node);
    const isHidden = ({ id, lifecycle }: TreeView): boolean =>
      lifecycle === 'running' && isSystemActor(listed.find(id));
    const hidden = visit.query.get('system') === 'shown' ? 0 : leavesOf(onNode).filter(isHidden).length;
    const shown = hidden === 0 ? onNode : without(onNode, isHidden);
    const failing = visit.query.get('show') === 'failing' ? failingPart(shown) : shown;
    const text = (visit.query.get('q') ?? '').trim().toLowerCase();
    return {
      nodes: nodeFacts(nodes, list).map((facts) => ({
        ...facts,
        command: desk.latest(addressOfNode(facts.view.node)),
      })),
      shards,
      isCluster: nodes.some(({ role }) => role !== 'all'),
      tree: text === '' ? failing : partOf(failing, ({ id }) => id.toLowerCase().includes(text)),
      ...{ isActor: (id) => listed.find(id) !== undefined, hidden },
      mapped:
        visit.query.get('system') === 'shown'
          ? list
          : list.filter((view) => view.lifecycle !== 'running' || !isSystemActor(view)),
    };
  },
  live: (data, visit): readonly LiveBlock[] => [
    ...nodeCards(data.nodes, data.shards.length, visit),
    ...(data.isCluster ? shardBlocks(data.shards, data.nodes) : []),
    { id: 'node-map', html: nodeMap(data.nodes, data.mapped) },
    { id: 'tree-summary', html: summary(data, visit) },
    { id: 'tree-drawing', html: drawing(data) },
    { id: 'tree-list', html: list(data) },
  ],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Topology</h1>
          <p class="lead">Which nodes there are, what each holds, and which supervisor restarts whom.</p>
        </div>
      </div>
      <section aria-labelledby="nodes-title">
        <h2 id="nodes-title">Nodes</h2>
        <div id="nodes" class="node-grid">
          ${nodeCards(data.nodes, data.shards.length, visit).map((block) => block.html)}
        </div>
      </section>
      ${nodeMap(data.nodes, data.mapped)} ${data.isCluster ? shardSection(data.shards, data.nodes) : NOTHING}
      <section aria-labelledby="tree-title">
        <h2 id="tree-title">Supervision tree</h2>
        <p class="lead">
          A supervisor restarts its children by its strategy; <code>rest_for_one</code> also restarts those after the
          one that failed.
        </p>
        <nav class="tabs" aria-label="What to show">
          ${tab('Everything', null, visit)}${tab('Failing only', 'failing', visit)}
        </nav>
        ${filterForm(data, visit)}
      </section>
      ${summary(data, visit)}
      <section class="panel flush" aria-label="Drawing of the tree">
        <div class="scroll" role="region" tabindex="0" aria-label="Supervision tree, drawn">${drawing(data)}</div>
      </section>
      <section class="panel" aria-labelledby="list-title">
        <h2 id="list-title">The same as a list</h2>
        ${list(data)}
      </section>`,
};

const tab = (label: string, show: string | null, visit: Visit): Html => {
  const current = visit.query.get('show') === show;
  return html`<a href="${addressWith(visit, 'show', show)}" ${current ? html` aria-current="true"` : NOTHING}
    >${label}</a
  >`;
};

const addressWith = (visit: Visit, name: string, value: string | null): string => {
  const query = new URLSearchParams(visit.query);
  if (value === null) query.delete(name);
  else query.set(name, value);
  return `/topology${query.size === 0 ? '' : `?${String(query)}`}`;
};

const filterForm = ({ nodes }: Topology, { query }: Visit): Html =>
  html`<form class="filters" method="get" action="/topology" role="search" aria-label="Filter the tree">
    <label
      >Text<input
        type="search"
        name="q"
        value="${query.get('q') ?? ''}"
        placeholder="Part of a name"
        maxlength="100" /></label
    ><label
      >Node<select name="node">
        <option value="">All nodes</option>
        ${nodes.filter(({ view }) => isHost(view)).map(({ view }) => html`<option${query.get('node') === view.node ? html` selected` : NOTHING}>${view.node}</option>`)}
      </select></label
    ><label class="check"
      ><input
        type="checkbox"
        name="system"
        value="shown"
        ${query.get('system') === 'shown' ? html` checked` : NOTHING}
      />The platform’s own actors</label
    >${query.get('show') ? html`<input type="hidden" name="show" value="${query.get('show')}" />` : NOTHING}<button
      class="button"
    >
      Filter
    </button>
  </form>`;

const drawing = ({ tree }: Topology): Html => html`<div id="tree-drawing">${treeDrawing(tree)}</div>`;

const summary = ({ tree, hidden }: Topology, visit: Visit): Html => {
  const tally = new Map<string, { readonly fact: ReturnType<typeof treeFact>; number: number }>();
  const visitNode = (node: TreeView): void => {
    const fact = treeFact(node);
    tally.set(fact.word, { fact, number: (tally.get(fact.word)?.number ?? 0) + 1 });
    for (const child of node.children) visitNode(child);
  };
  visitNode(tree);
  const more = leftOutOf(tree);
  return html`<p id="tree-summary" class="legend">
    ${[...tally.values()].map(
      ({ fact, number }) =>
        html`<span class="chip ${fact.mood}"
          >${icon(fact.icon)}${fact.word} <span class="tally">${count(number)}</span></span
        >`,
    )}${
      more === 0
        ? NOTHING
        : html`<span class="sub"
            >Too many to draw: ${count(more)} branches are left out, sound ones first.
            <a href="/actors">Search all actors</a></span
          >`
    }${
      hidden === 0
        ? NOTHING
        : html`<span class="sub"
            >${count(hidden)} of the platform’s own actors ${hidden === 1 ? 'is' : 'are'} not shown.
            <a href="${addressWith(visit, 'system', 'shown')}">Show ${hidden === 1 ? 'it' : 'them'}</a></span
          >`
    }
  </p>`;
};

const list = ({ tree, isActor }: Topology): Html =>
  html`<div id="tree-list">
    <ul class="tree">
      ${branch(prunedTree(tree, MOST_LISTED), isActor)}
    </ul>
  </div>`;

const branch = (node: TreeView, isActor: Topology['isActor']): Html =>
  html`<li>
    <span class="node"
      >${isActor(node.id) ? html`<a href="/actors/${encodeURIComponent(node.id)}">${node.id}</a>` : html`<span>${node.id}</span>`}${treeChip(node)}${node.strategy === null ? NOTHING : html`<code>${node.strategy}</code>`}${node.restarts > 0 ? html`<span class="sub">${count(node.restarts)} ${node.restarts === 1 ? 'restart' : 'restarts'}</span>` : NOTHING}${node.lastCause !== null && node.lifecycle !== 'running' ? html`<span class="sub reason">${node.lastCause}</span>` : NOTHING}</span
    >${
      node.children.length === 0
        ? NOTHING
        : html`<ul>
            ${node.children.map((child) => branch(child, isActor))}${node.more ? html`<li class="sub">… and ${count(node.more)} more</li>` : NOTHING}
          </ul>`
    }
  </li>`;

// ---- Parts of the tree ----

/** The tree without the branches in which all is well. */
const failingPart = (node: TreeView): TreeView => ({
  ...node,
  children: node.children.filter(isFailing).map(failingPart),
});

/** The branches that lead to what is wanted, and all that is below it. */
const partOf = (node: TreeView, wanted: (node: TreeView) => boolean): TreeView => {
  if (wanted(node)) return node;
  const leads = (one: TreeView): boolean => wanted(one) || one.children.some(leads);
  return { ...node, more: 0, children: node.children.filter(leads).map((child) => partOf(child, wanted)) };
};

const without = (node: TreeView, hidden: (node: TreeView) => boolean): TreeView => ({
  ...node,
  children: node.children.filter((child) => !hidden(child)).map((child) => without(child, hidden)),
});

const leavesOf = (node: TreeView): readonly TreeView[] =>
  node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
