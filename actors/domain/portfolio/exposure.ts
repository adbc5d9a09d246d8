import type { Valuation } from './valuation.ts';

/** Amounts in account currency. */
export interface Exposure {
  /** Σ |value| of the holdings, each as it is given. */
  readonly gross: number;
  /** Σ value. */
  readonly net: number;
  /** gross ÷ equity; null when equity is unknown or not above zero. */
  readonly leverage: number | null;
  /** Of the symbols, each netted; null when nothing is held. */
  readonly concentration: Concentration | null;
  /** Net value of each currency, by code. */
  readonly currencies: Readonly<Record<string, number>>;
}

export interface Concentration {
  /** Symbol with the largest |value|. */
  readonly symbol: string;
  /** Its share of Σ |value|, in (0, 1]. */
  readonly largest: number;
  /** Herfindahl–Hirschman index, Σ share²: 1 for one symbol, 1 ÷ n for n alike. */
  readonly herfindahl: number;
}

/** How much is at stake, in all, by symbol and by currency. */
export function exposureOf(valuation: Valuation, equity: number | null): Exposure {
  let gross = 0;
  let net = 0;
  for (const value of valuation.values) {
    gross += Math.abs(value);
    net += value;
  }
  return {
    gross,
    net,
    leverage: equity !== null && equity > 0 ? gross / equity : null,
    concentration: concentrationOf(valuation),
    currencies: currencyExposure(valuation),
  };
}

/**
 * Long a pair is long its base currency and short its quote currency by the same amount; an asset without a base currency
 * is long the currency it is quoted in. Cash is not among the holdings and so not counted.
 */
function currencyExposure({ bySymbol }: Valuation): Record<string, number> {
  const currencies: Record<string, number> = {};
  const add = (currency: string, value: number): void => {
    currencies[currency] = (currencies[currency] ?? 0) + value;
  };
  for (const { value, baseCurrency, quoteCurrency } of bySymbol.values()) {
    if (value === 0) continue;
    add(baseCurrency ?? quoteCurrency, value);
    if (baseCurrency !== undefined) add(quoteCurrency, -value);
  }
  return currencies;
}

function concentrationOf({ bySymbol }: Valuation): Concentration | null {
  let total = 0;
  let squares = 0;
  let largest = 0;
  let symbol = '';
  for (const one of bySymbol.values()) {
    const size = Math.abs(one.value);
    total += size;
    squares += size * size;
    if (size > largest) {
      largest = size;
      symbol = one.symbol;
    }
  }
  if (largest === 0) return null;
  return { symbol, largest: largest / total, herfindahl: squares / (total * total) };
}
