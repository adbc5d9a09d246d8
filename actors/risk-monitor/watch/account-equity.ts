import { decimal, type Decimal } from '../../domain/decimal.ts';
import type { AccountState } from '../account-state.ts';

/** Equity of the account at the last close of each lane; undefined while something that is held has no price. */
export function accountEquity(state: AccountState): Decimal | undefined {
  let equity = state.unallocated;
  for (const { cash, holding, lane } of state.actors.values()) {
    equity = equity.add(cash);
    if (holding.quantity.isZero()) continue;
    const price = state.lanes.get(lane)?.price ?? 0;
    if (!(price > 0)) return undefined;
    equity = equity.add(holding.quantity.mul(decimal(price)));
  }
  return equity;
}
