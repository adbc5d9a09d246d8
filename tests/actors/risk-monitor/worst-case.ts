// What open orders may make of a position, found by trying every order of their fills: the independent count that tests hold
// the risk monitor's own against.
import type { Order } from '../../../actors/domain/order.ts';

/** An open order, and what is left of it to fill. */
export interface Open {
  readonly order: Pick<Order, 'side' | 'reduceOnly'>;
  readonly leaves: number;
}

/** The lowest and the highest position that any of the fills, in any sequence, whole or not at all, can lead to. */
export function reachable(held: number, open: readonly Open[]): { lowest: number; highest: number } {
  let lowest = held;
  let highest = held;
  const seen = new Set<number>();
  const size = 1 << open.length;
  const visit = (position: number, left: number): void => {
    const key = position * size + left;
    if (seen.has(key)) return;
    seen.add(key);
    lowest = Math.min(lowest, position);
    highest = Math.max(highest, position);
    for (const [index, { order, leaves }] of open.entries()) {
      if ((left & (1 << index)) === 0) continue;
      const reducible = order.side === 'SELL' ? position : -position;
      const quantity = order.reduceOnly ? Math.min(leaves, Math.max(0, reducible)) : leaves;
      visit(order.side === 'BUY' ? position + quantity : position - quantity, left & ~(1 << index));
    }
  };
  visit(held, size - 1);
  return { lowest, highest };
}
