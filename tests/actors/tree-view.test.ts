import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeView } from '../../actors/cluster-views.ts';
import { isFailing, leftOutOf, prunedTree, sizeOf } from '../../actors/tree-view.ts';

const node = (
  id: string,
  children: readonly TreeView[] = [],
  lifecycle: TreeView['lifecycle'] = 'running',
): TreeView => ({
  ...{ id, strategy: null, lifecycle, restarts: 0, lastCause: null },
  children,
});
const many = (count: number, make: (index: number) => TreeView): TreeView[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('a pruned tree', () => {
  it('is the tree itself while that is small', () => {
    const tree = node(
      'root',
      many(20, (index) => node(`a-${index}`)),
    );
    expect(prunedTree(tree, 100)).toEqual(tree);
  });

  it('of ten thousand actors is small, keeps every level, and counts what is left out', () => {
    const tree = node(
      'root',
      many(5_000, (index) => node(`account-${index}`, [node(`monitor-${index}`)])),
    );
    const pruned = prunedTree(tree, 600);
    expect(sizeOf(pruned)).toBeLessThanOrEqual(600);
    expect(pruned.children[0]!.children).toHaveLength(1);
    expect(pruned.children.length + leftOutOf(pruned)).toBe(5_000);
  });

  it('shows what fails before what is sound, however late it comes', () => {
    const tree = node(
      'root',
      many(5_000, (index) => node(`a-${index}`, [], index === 4_999 ? 'faulted' : 'running')),
    );
    expect(prunedTree(tree, 50).children[0]!.id).toBe('a-4999');
  });

  it('never hides that something fails', () => {
    const lifecycle = fc.constantFrom('running' as const, 'stopped' as const, 'faulted' as const);
    const { tree } = fc.letrec<{ tree: TreeView }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        lifecycle.map((one) => node('leaf', [], one)),
        fc.tuple(lifecycle, fc.array(tie('tree'), { maxLength: 8 })).map(([one, below]) => node('branch', below, one)),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.integer({ min: 1, max: 40 }), (whole, most) => {
        const pruned = prunedTree(whole, most);
        expect(isFailing(pruned)).toBe(isFailing(whole));
        expect(prunedTree(pruned, most)).toEqual(pruned);
      }),
    );
  });
});
