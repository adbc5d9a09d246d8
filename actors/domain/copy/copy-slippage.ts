// How much worse a follower bought or sold than its provider.
import type { Decimal } from '../decimal.ts';
import type { OrderSide } from '../order.ts';
import { slippageBps } from '../system-risk/slippage.ts';

/** One copy against the fill it copies, both in the provider's instrument: prices of two instruments do not compare. */
export interface CopiedPrice {
  /** Of the follower's order. */
  readonly side: OrderSide;
  /** The provider's fill, and the follower's own price. */
  readonly providerPrice: Decimal;
  readonly price: Decimal;
  /** The follower's; zero weighs nothing. */
  readonly quantity: Decimal;
}

/** Fraction of the provider's price by which the follower's is worse, below zero when better; null without a price or a quantity. */
export function copySlippage({ side, providerPrice, price, quantity }: CopiedPrice): number | null {
  if (!providerPrice.gt(0) || quantity.isZero()) return null;
  return slippageBps({ side, decisionPrice: providerPrice, fillPrice: price }) / 10_000;
}

/**
 * The mean weighted by |quantity| × provider's price: what all copies together cost more than the provider paid, as a
 * fraction of what it would have paid (Perold's implementation shortfall, 1988); null when nothing was copied.
 */
export function averageSlippage(copies: readonly CopiedPrice[]): number | null {
  let cost = 0;
  let notional = 0;
  for (const copy of copies) {
    const slippage = copySlippage(copy);
    if (slippage === null) continue;
    const weight = copy.providerPrice.mul(copy.quantity).abs().toNumber();
    cost += slippage * weight;
    notional += weight;
  }
  return notional === 0 ? null : cost / notional;
}
