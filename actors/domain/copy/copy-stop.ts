import type { Decimal } from '../decimal.ts';
import type { CopySettings } from './copy-settings.ts';

/** Money of one follower, in its account's currency. */
export interface CopyMoney {
  /** Put aside for copying, deposits and withdrawals counted. */
  readonly allocated: Decimal;
  readonly equity: Decimal;
  /** Highest equity since the follower began, less what was withdrawn. */
  readonly highestEquity: Decimal;
}

export interface CopyStop {
  readonly kind: 'copy-stop-loss' | 'max-drawdown' | 'take-profit';
  /** Equity at which it is hit. */
  readonly level: Decimal;
}

/**
 * The stop that equity has come to, or undefined. The copy stop-loss stands at `copyStopLoss` × allocated, the drawdown at
 * (1 − `maxDrawdown`) × highest equity, the take-profit at (1 + `takeProfit`) × allocated; losses are looked at first.
 */
export function stopVerdict(
  { copyStopLoss, maxDrawdown, takeProfit }: Pick<CopySettings, 'copyStopLoss' | 'maxDrawdown' | 'takeProfit'>,
  { allocated, equity, highestEquity }: CopyMoney,
): CopyStop | undefined {
  if (copyStopLoss !== undefined && equity.lte(allocated.mul(copyStopLoss)))
    return { kind: 'copy-stop-loss', level: allocated.mul(copyStopLoss) };
  // In decimals: 1 − 0.1 as a number is not the 0.9 that is meant everywhere.
  const floor = highestEquity.sub(highestEquity.mul(maxDrawdown ?? 1));
  if (maxDrawdown !== undefined && equity.lte(floor)) return { kind: 'max-drawdown', level: floor };
  const goal = allocated.add(allocated.mul(takeProfit ?? 0));
  return takeProfit !== undefined && equity.gte(goal) ? { kind: 'take-profit', level: goal } : undefined;
}
