import type { Clock } from '../clock.ts';
import type { ChildHandle } from './child-spec.ts';

/**
 * Stops an incarnation and resolves when it has settled: its `stop` resolved, or it ended by itself. When `stop`
 * rejects, or takes longer than `deadlineMs`, the incarnation is killed and abandoned.
 */
export const settle = (
  handle: ChildHandle,
  reason: string,
  deadlineMs: number,
  clock: Clock,
): Promise<'settled' | 'killed'> =>
  new Promise((resolve) => {
    let over = false;
    const end = (outcome: 'settled' | 'killed'): void => {
      if (over) return;
      over = true;
      cancel?.();
      if (outcome === 'killed') handle.kill();
      resolve(outcome);
    };
    const cancel = Number.isFinite(deadlineMs) ? clock.setTimer(deadlineMs, () => end('killed')) : undefined;
    const settled = (): void => end('settled');
    const failed = (): void => end('killed');
    handle.exited.then(settled, settled);
    try {
      handle.stop(reason, deadlineMs).then(settled, failed);
    } catch {
      failed();
    }
  });

/** Performs `act` on each item, begun in order, at most `limit` at a time. */
export const eachBounded = async <Item>(
  items: readonly Item[],
  limit: number,
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await act(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
};
