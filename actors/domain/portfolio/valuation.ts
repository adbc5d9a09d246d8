import type { Decimal } from '../decimal.ts';
import type { InstrumentKind } from '../instrument.ts';

/** What is held of an instrument, and what risk needs to know of it. */
export interface Holding {
  readonly symbol: string;
  /** Signed: positive is long. */
  readonly quantity: Decimal;
  /** Present price, in quote currency. */
  readonly price: number;
  readonly kind?: InstrumentKind | undefined;
  /** Of a pair, what is bought: EUR of EURUSD. Without one it is an asset denominated in its quote currency. */
  readonly baseCurrency?: string | undefined;
  readonly quoteCurrency: string;
  /** Price of the protective stop, when there is one. */
  readonly stop?: number | null | undefined;
}

/** What one unit of a currency is worth in account currency; null when it is not known. */
export type Rate = (currency: string) => number | null;

/** The holdings of one symbol, netted. */
export interface SymbolValue extends Pick<Holding, 'symbol' | 'kind' | 'baseCurrency' | 'quoteCurrency'> {
  /** Signed, account currency. */
  value: number;
}

export interface Valuation {
  readonly holdings: readonly Holding[];
  /** Signed value of each holding in account currency. */
  readonly values: Float64Array;
  readonly bySymbol: ReadonlyMap<string, Readonly<SymbolValue>>;
}

/** Holdings of these symbols have no price or no rate, so nothing can be said of the whole. */
export interface Unvalued {
  readonly unvalued: readonly string[];
}

/** What every holding is worth in account currency, quantity × price × rate, or the symbols that keep it from being known. */
export function valuationOf(holdings: readonly Holding[], rate: Rate): Valuation | Unvalued {
  const values = new Float64Array(holdings.length);
  const bySymbol = new Map<string, SymbolValue>();
  const unvalued = new Set<string>();
  for (let index = 0; index < holdings.length; index++) {
    const holding = holdings[index]!;
    const value = valueOf(holding, rate);
    if (value === null) {
      unvalued.add(holding.symbol);
      continue;
    }
    values[index] = value;
    const { symbol, kind, baseCurrency, quoteCurrency } = holding;
    const netted = bySymbol.get(symbol);
    if (netted === undefined) bySymbol.set(symbol, { symbol, kind, baseCurrency, quoteCurrency, value });
    else netted.value += value;
  }
  return unvalued.size > 0 ? { unvalued: [...unvalued] } : { holdings, values, bySymbol };
}

function valueOf({ quantity, price, quoteCurrency }: Holding, rate: Rate): number | null {
  if (quantity.isZero()) return 0;
  const unit = rate(quoteCurrency);
  if (unit === null || !(unit > 0) || !(price > 0)) return null;
  const value = quantity.toNumber() * price * unit;
  return Number.isFinite(value) ? value : null;
}
