import type { ActorView, TreeView } from '../../actors/views.ts';
import { count } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { lifecycleChip, lifecycleFact } from '../parts/status.ts';
import { icon } from '../parts/icon.ts';
import { treeDrawing } from '../parts/tree-drawing.ts';

interface Topology {
  readonly tree: TreeView;
  readonly actors: ReadonlyMap<string, ActorView>;
  readonly failingOnly: boolean;
}

/** The supervision tree: who restarts whom, and how they are. */
export const topologyPage: Page<Topology> = {
  path: '/topology',
  topic: 'topology',
  menu: { label: 'Topology', icon: 'topology' },
  title: () => 'Topology',
  load: async ({ troupe }, visit) => {
    const [tree, actors] = await Promise.all([troupe.tree(), troupe.list()]);
    const failingOnly = visit.query.get('show') === 'failing';
    return {
      tree: failingOnly ? failingPart(tree) : tree,
      actors: new Map(actors.map((view) => [view.address, view])),
      failingOnly,
    };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'tree-summary', html: summary(data) },
    { id: 'tree-drawing', html: drawing(data) },
    { id: 'tree-list', html: list(data, visit) },
  ],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Topology</h1>
          <p class="lead">
            The supervision tree. A supervisor restarts its children by its strategy; <code>rest_for_one</code> also
            restarts those after the one that failed.
          </p>
        </div>
      </div>
      <nav class="tabs" aria-label="What to show">
        <a href="/topology" ${data.failingOnly ? NOTHING : html` aria-current="true"`}>Everything</a
        ><a href="/topology?show=failing" ${data.failingOnly ? html` aria-current="true"` : NOTHING}>Failing only</a>
      </nav>
      ${summary(data)}
      <section class="panel flush" aria-label="Drawing of the tree">
        <div class="scroll" role="region" tabindex="0" aria-label="Supervision tree, drawn">${drawing(data)}</div>
      </section>
      <section class="panel" aria-labelledby="list-title">
        <h2 id="list-title">The same as a list</h2>
        ${list(data, visit)}
      </section>`,
};

const drawing = ({ tree }: Topology): Html => html`<div id="tree-drawing">${treeDrawing(tree)}</div>`;

const summary = ({ tree }: Topology): Html => {
  const tally = new Map<TreeView['lifecycle'], number>();
  const visitNode = (node: TreeView): void => {
    tally.set(node.lifecycle, (tally.get(node.lifecycle) ?? 0) + 1);
    for (const child of node.children) visitNode(child);
  };
  visitNode(tree);
  return html`<p id="tree-summary" class="legend">
    ${[...tally].map(([lifecycle, number]) => {
      const state = lifecycleFact(lifecycle);
      return html`<span class="chip ${state.mood}"
        >${icon(state.icon)}${state.word} <span class="tally">${count(number)}</span></span
      >`;
    })}
  </p>`;
};

const list = ({ tree, actors }: Topology, visit: Visit): Html =>
  html`<div id="tree-list">
    <ul class="tree">
      ${branch(tree, actors, visit)}
    </ul>
  </div>`;

const branch = (node: TreeView, actors: ReadonlyMap<string, ActorView>, visit: Visit): Html =>
  html`<li>
    <span class="node"
      >${actors.has(node.id) ? html`<a href="/actors/${encodeURIComponent(node.id)}">${node.id}</a>` : html`<span>${node.id}</span>`}${lifecycleChip(node.lifecycle)}${node.strategy === null ? NOTHING : html`<code>${node.strategy}</code>`}${node.restarts > 0 ? html`<span class="sub">${count(node.restarts)} ${node.restarts === 1 ? 'restart' : 'restarts'}</span>` : NOTHING}${node.lastCause !== null && node.lifecycle !== 'running' ? html`<span class="sub reason">${node.lastCause}</span>` : NOTHING}</span
    >${
      node.children.length === 0
        ? NOTHING
        : html`<ul>
            ${node.children.map((child) => branch(child, actors, visit))}
          </ul>`
    }
  </li>`;

/** The tree without the branches in which all is well. */
const failingPart = (node: TreeView): TreeView => ({
  ...node,
  children: node.children.filter((child) => fails(child)).map(failingPart),
});

const fails = (node: TreeView): boolean =>
  node.lifecycle === 'faulted' || node.lifecycle === 'restarting' || node.children.some(fails);
