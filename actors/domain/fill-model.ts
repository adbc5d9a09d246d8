// What a simulated venue assumes about executions: cost, slippage, volume, delay.
import { Decimal, decimal, ZERO } from './decimal.ts';
import type { Instrument } from './instrument.ts';
import type { OrderSide } from './order.ts';

export interface FillModel {
  /** Fraction of a fill's value, e.g. 0.001 for 0.1 %; taken from cash at the fill. */
  readonly commissionRate: Decimal;
  /** Adverse move of market-style fills in basis points of the price. */
  readonly slippageBps: Decimal;
  /** Largest fraction of a bar's volume that one account may take of it; null for no bound. */
  readonly volumeShare: Decimal | null;
  /** Time from a decision to its arrival at the venue. */
  readonly latencyMs: number;
  /**
   * Whether a limit fills when the bar only touches its price (NautilusTrader's `prob_fill_on_limit` = 1, backtrader,
   * TradingView: the default) or must trade through it (LEAN's strict comparison: the pessimist's choice).
   */
  readonly limitFill: 'touch' | 'through';
}

export interface FillModelSettings {
  readonly commissionRate?: number | string;
  readonly slippageBps?: number | string;
  readonly volumeShare?: number | string | null;
  readonly latencyMs?: number;
  readonly limitFill?: 'touch' | 'through';
}

/** What matching needs to know of an instrument; without sessions a DAY order ends with the UTC day. */
export type VenueInstrument = Pick<Instrument, 'tickSize' | 'lotSize'> &
  Partial<Pick<Instrument, 'minQuantity' | 'sessions'>>;

/** A fill model with every part stated: free, immediate and unbounded unless told. Throws RangeError naming a bad setting. */
export function fillModel(settings: FillModelSettings = {}): FillModel {
  return {
    commissionRate: within('commissionRate', settings.commissionRate ?? 0, 0, 1),
    slippageBps: within('slippageBps', settings.slippageBps ?? 0, 0, 5_000),
    volumeShare: settings.volumeShare == null ? null : within('volumeShare', settings.volumeShare, 0, 1),
    latencyMs: within('latencyMs', settings.latencyMs ?? 0, 0, Number.MAX_SAFE_INTEGER).toNumber(),
    limitFill: settings.limitFill ?? 'touch',
  };
}

/** Commission of a fill of this value (price × quantity), unrounded. */
export const commissionOf = (model: FillModel, value: Decimal): Decimal =>
  model.commissionRate.isZero() ? ZERO : model.commissionRate.mul(value);

/**
 * The price after slippage, moved against the order and rounded to the tick away from it; untouched at 0 bps.
 * It may leave the bar's range, as in LEAN, TradingView and NautilusTrader: capping it there (backtrader's `slip_match`)
 * would make trading free in exactly the bars that hardly moved.
 */
export function slipped(model: FillModel, side: OrderSide, price: Decimal, tickSize: Decimal): Decimal {
  if (model.slippageBps.isZero()) return price;
  const move = price.mul(model.slippageBps).div(10_000);
  if (side === 'BUY') return price.add(move).div(tickSize).ceil().mul(tickSize);
  return Decimal.max(price.sub(move).div(tickSize).floor().mul(tickSize), Decimal.min(tickSize, price));
}

/** What one account may take of a bar, or null for no bound; a bar without volume (forex, indices) states none. */
export const volumeAllowance = (model: FillModel, barVolume: number): Decimal | null =>
  model.volumeShare === null || barVolume === 0 ? null : decimal(barVolume).mul(model.volumeShare);

function within(name: string, value: number | string, low: number, high: number): Decimal {
  const parsed = Number(value);
  if (value === '' || !(parsed >= low && parsed <= high))
    throw new RangeError(`${name}=${value} is not within ${low}..${high}`);
  return decimal(value);
}
