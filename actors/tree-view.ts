import type { TreeView } from './cluster-views.ts';

const CHILDREN = [200, 100, 50, 24, 12, 6, 3, 2, 1];

/**
 * The tree with at most about `most` nodes: every branch keeps as many children, those that fail first, and counts
 * the others in `more`.
 */
export function prunedTree(tree: TreeView, most: number): TreeView {
  for (const children of CHILDREN) {
    const pruned = cut(tree, children);
    if (sizeOf(pruned) <= most || children === 1) return pruned;
  }
  return tree;
}

/** Nodes of a tree, without those that were left out. */
export const sizeOf = ({ children }: TreeView): number => children.reduce((sum, child) => sum + sizeOf(child), 1);

/** Children that were left out of the tree, but not what is below them. */
export const leftOutOf = ({ children, more = 0 }: TreeView): number =>
  children.reduce((sum, child) => sum + leftOutOf(child), more);

/** Whether something in the tree is down against its will. */
export const isFailing = ({ lifecycle, children }: TreeView): boolean =>
  lifecycle === 'faulted' || lifecycle === 'restarting' || children.some(isFailing);

function cut(tree: TreeView, most: number): TreeView {
  const { children, more = 0 } = tree;
  if (children.length <= most) return { ...tree, children: children.map((child) => cut(child, most)) };
  const kept = [...children.filter(isFailing), ...children.filter((child) => !isFailing(child))].slice(0, most);
  return { ...tree, more: more + children.length - most, children: kept.map((child) => cut(child, most)) };
}
