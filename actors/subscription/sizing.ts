// Z1. A quantity is a multiple of the lot and never costs more, at the price it was sized on, than the rule allows.
// Z2. 0 means "no order": nothing to spend, no price, or a volatility that is not known yet.
import { z } from 'zod';
import { type Decimal, ZERO, decimal, floorTo, isAboveZero } from '../domain/decimal.ts';

/** How much a subscription buys or sells when it enters; data, so it is a form, a row and a line of an audit. */
export const sizingSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('fraction'),
      fraction: z.number().gt(0).max(1).default(0.95).describe('Share of equity put into a position'),
    })
    .describe('Fraction of equity'),
  z
    .strictObject({
      kind: z.literal('fixed-notional'),
      notional: z.number().gt(0).max(1e12).describe('Value of a position in quote currency'),
    })
    .describe('Fixed notional'),
  z
    .strictObject({
      kind: z.literal('fixed-quantity'),
      quantity: z.number().gt(0).max(1e12).describe('Units of the instrument'),
    })
    .describe('Fixed quantity'),
  z
    .strictObject({
      kind: z.literal('volatility-target'),
      annualVol: z.number().gt(0).max(5).default(0.15).describe('Volatility aimed at, a year: 0.15 is 15 %'),
      lookback: z.int().min(2).max(5000).default(20).describe('Returns that the realized volatility is taken from'),
      periodsPerYear: z.number().min(1).max(31_536_000).default(252).describe('Bars in a year of this market'),
      maxLeverage: z.number().gt(0).max(1).default(1).describe('Largest share of equity in a position'),
    })
    .describe('Volatility target'),
]);

export type Sizing = z.output<typeof sizingSchema>;

export interface SizingInput {
  /** What the subscription may spend, in quote currency. */
  readonly equity: Decimal;
  /** Close of the bar it is decided on. */
  readonly price: number;
  readonly lotSize: Decimal;
  /** Standard deviation of log returns a bar; null until it is known. Read by the volatility target alone. */
  readonly volatility?: number | null;
}

/** Units to enter with: budget ÷ price, floored to the lot; 0 for no order. */
export function quantityFor(sizing: Sizing, input: SizingInput): Decimal {
  const { equity, price, lotSize } = input;
  if (!(price > 0) || !Number.isFinite(price) || !isAboveZero(equity)) return ZERO;
  switch (sizing.kind) {
    case 'fraction':
      return affordable(equity.mul(sizing.fraction), price, lotSize);
    case 'fixed-notional':
      return affordable(decimal(sizing.notional), price, lotSize);
    case 'fixed-quantity':
      return floorTo(decimal(sizing.quantity), lotSize);
    case 'volatility-target':
      return affordable(equity.mul(volatilityWeight(sizing, input.volatility ?? null)), price, lotSize);
  }
}

/** The largest multiple of the lot that costs no more than the budget. */
function affordable(budget: Decimal, at: number, lotSize: Decimal): Decimal {
  const price = decimal(at);
  const quantity = floorTo(budget.div(price), lotSize);
  // The quotient is rounded to 40 digits, maybe upwards.
  return quantity.mul(price).gt(budget) ? quantity.sub(lotSize) : quantity;
}

/**
 * Share of equity: target volatility ÷ realized volatility, at most `maxLeverage`; realized = sd a bar × √(bars a year).
 * Source: A. Moreira, T. Muir, Volatility-Managed Portfolios, Journal of Finance 72 (2017), with volatility for variance.
 */
function volatilityWeight(sizing: Sizing & { kind: 'volatility-target' }, volatility: number | null): number {
  if (volatility === null) return 0;
  return Math.min(sizing.maxLeverage, sizing.annualVol / (volatility * Math.sqrt(sizing.periodsPerYear)));
}
