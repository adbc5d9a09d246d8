// Z1. A quantity is a multiple of the lot and never costs more, at the price it was sized on, than the rule allows.
// Z2. 0 means "no order": nothing to spend, no price, or a volatility, a stop or a drawdown that is not known.
import { type Decimal, ZERO, decimal, floorTo, isAboveZero } from '../../domain/decimal.ts';
import { affordable } from './affordable.ts';
import { drawdownFactor } from './drawdown-scaled.ts';
import { kellyShare } from './kelly.ts';
import type { PlainSizing } from './plain-sizing.ts';
import { riskFractionQuantity } from './risk-fraction.ts';
import { riskParityShare } from './risk-parity.ts';
import type { Sizing } from './schema.ts';
import { volatilityTargetShare } from './volatility-target.ts';

export interface SizingInput {
  /** What the subscription may spend, in quote currency. */
  readonly equity: Decimal;
  /** Close of the bar it is decided on. */
  readonly price: number;
  readonly lotSize: Decimal;
  /** Standard deviation of log returns a bar; null until it is known. Read by the volatility target and risk parity. */
  readonly volatility?: number | null;
  /** From the price to the stop-loss as it is sent; null without one. Read by the risk fraction alone. */
  readonly stopDistance?: Decimal | null;
  /** Returns of the last closed trades, oldest first. Read by Kelly alone. */
  readonly tradeReturns?: readonly number[];
  /** Fall of equity from its high-water mark, a fraction of it. Read by the drawdown scaling alone. */
  readonly drawdown?: number;
}

/** Units to enter with: budget ÷ price, floored to the lot; 0 for no order. */
export function quantityFor(sizing: Sizing, input: SizingInput): Decimal {
  const { equity, price, lotSize, drawdown = NaN } = input;
  if (!(price > 0) || !Number.isFinite(price) || !isAboveZero(equity)) return ZERO;
  if (sizing.kind !== 'drawdown-scaled') return plainQuantity(sizing, input);
  return floorTo(plainQuantity(sizing.of, input).mul(drawdownFactor(sizing.maxDrawdown, drawdown)), lotSize);
}

function plainQuantity(sizing: PlainSizing, input: SizingInput): Decimal {
  const { equity, lotSize, volatility = null, stopDistance = null, tradeReturns = [] } = input;
  const price = decimal(input.price);
  const share = (part: number): Decimal => affordable(equity.mul(part), price, lotSize);
  switch (sizing.kind) {
    case 'fraction':
      return share(sizing.fraction);
    case 'fixed-notional':
      return affordable(decimal(sizing.notional), price, lotSize);
    case 'fixed-quantity':
      return floorTo(decimal(sizing.quantity), lotSize);
    case 'volatility-target':
      return share(volatilityTargetShare(sizing, volatility));
    case 'risk-fraction':
      return riskFractionQuantity(sizing, { equity, price, lotSize, stopDistance });
    case 'kelly':
      return share(kellyShare(sizing, tradeReturns));
    case 'risk-parity':
      return share(riskParityShare(sizing, volatility));
  }
}
