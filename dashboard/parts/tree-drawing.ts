// The supervision tree from left to right: a box a node, its state as shape and word. A wide branch shows its first children, failing ones first.
import { hierarchy, type HierarchyPointLink, type HierarchyPointNode, tree } from 'd3-hierarchy';
import type { TreeView } from '../../actors/cluster-views.ts';
import { prunedTree } from '../../actors/tree-view.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { treeFact } from './status.ts';
import { shape } from './icon.ts';

interface Node {
  readonly view: TreeView | null;
  readonly more: number;
  readonly children: readonly Node[];
}

const BOX = { width: 250, height: 42 };
const STEP = { x: 290, y: 54 };
const MARGIN = 16;
const MOST_DRAWN = 160;
const MOST_LETTERS = 28;

export const treeDrawing = (root: TreeView): Html => {
  const laid = tree<Node>()
    .nodeSize([STEP.y, STEP.x])
    .separation(() => 1)(hierarchy<Node>(nodeOf(prunedTree(root, MOST_DRAWN)), (node) => [...node.children]));
  const nodes = laid.descendants();
  const top = Math.min(...nodes.map((node) => node.x)) - BOX.height / 2 - MARGIN;
  const height = Math.max(...nodes.map((node) => node.x)) + BOX.height / 2 + MARGIN - top;
  const width = Math.max(...nodes.map((node) => node.y)) + BOX.width + 2 * MARGIN;
  return html`<svg
    class="tree-svg"
    width="${width}"
    height="${height}"
    viewBox="${-MARGIN} ${top} ${width} ${height}"
    role="group"
    aria-label="${nodes.length} nodes; the list below says the same"
  >
    <g class="edges" aria-hidden="true">${laid.links().map(edge)}</g>
    ${nodes.map(box)}
  </svg>`;
};

const nodeOf = (view: TreeView): Node => {
  const { children, more = 0 } = view;
  return {
    ...{ view, more: 0 },
    children: [...children.map(nodeOf), ...(more > 0 ? [{ view: null, more, children: [] }] : [])],
  };
};

const edge = ({ source, target }: HierarchyPointLink<Node>): Html => {
  const [from, to] = [source.y + BOX.width, target.y];
  const middle = (from + to) / 2;
  return html`<path d="M${from} ${source.x}C${middle} ${source.x} ${middle} ${target.x} ${to} ${target.x}" />`;
};

const box = (node: HierarchyPointNode<Node>): Html => {
  const { view, more } = node.data;
  const [x, y] = [node.y, node.x - BOX.height / 2];
  if (view === null)
    return html`<g class="tree-node more" transform="translate(${x} ${y})"
      ><text x="12" y="26">… and ${more} more</text></g
    >`;
  const state = treeFact(view);
  const words = [state.word, view.strategy, view.restarts > 0 ? `${view.restarts} ↻` : null]
    .filter((word) => word !== null)
    .join(' · ');
  const inside = html`<title>${view.id}: ${words}${view.lastCause === null ? NOTHING : `. ${view.lastCause}`}</title
    ><rect width="${BOX.width}" height="${BOX.height}" rx="8" /><svg
      x="11"
      y="13"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      class="glyph"
    >
      ${shape(state.icon)}</svg
    ><text class="id" x="36" y="18">${shortened(view.id)}</text><text class="state" x="36" y="33">${words}</text>`;
  const linked = /^[a-z-]+\../.test(view.id) && view.strategy === null;
  return linked
    ? html`<a
        href="/actors/${encodeURIComponent(view.id)}"
        class="tree-node ${state.mood}"
        transform="translate(${x} ${y})"
        >${inside}</a
      >`
    : html`<g class="tree-node ${state.mood}" transform="translate(${x} ${y})">${inside}</g>`;
};

const shortened = (id: string): string =>
  id.length > MOST_LETTERS ? `${id.slice(0, 13)}…${id.slice(-(MOST_LETTERS - 14))}` : id;
