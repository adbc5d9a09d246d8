import { decimal } from '../../domain/decimal.ts';
import type { AccountState } from '../account-state.ts';

/** Fall of equity below its highest, as a fraction of that; undefined while either is not known. */
export function drawdownOf({ watch: { daily, highWater } }: AccountState): number | undefined {
  const equity = daily?.equity ?? null;
  if (equity === null || highWater === null) return undefined;
  const mark = decimal(highWater);
  if (!mark.gt(0)) return undefined;
  return Math.max(0, mark.sub(equity).div(mark).toNumber());
}
