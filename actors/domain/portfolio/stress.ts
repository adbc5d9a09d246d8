import type { InstrumentKind } from '../instrument.ts';
import type { SymbolValue, Valuation } from './valuation.ts';

/** What a shock strikes; of several the narrowest counts: symbol, then asset class, then all. */
export type ShockTarget =
  | { readonly kind: 'symbol'; readonly symbol: string }
  | { readonly kind: 'currency'; readonly currency: string }
  | { readonly kind: 'asset-class'; readonly assetClass: InstrumentKind }
  | { readonly kind: 'all' };

/** `move` is a simple return: −0.2 is a fall of 20 %. A currency's is against currencies that are not shocked. */
export interface Shock {
  readonly target: ShockTarget;
  readonly move: number;
}

export interface Scenario {
  readonly name: string;
  /** Where its figures are from. */
  readonly source: string;
  readonly shocks: readonly Shock[];
}

export interface StressLoss {
  readonly scenario: string;
  /** In account currency, a gain below zero. */
  readonly loss: number;
}

/**
 * What the portfolio loses under each scenario, every holding revalued at once. A pair without a shock of its own moves as
 * its base currency (or else its asset class) against its quote currency; other holdings as their price and the currency it
 * is in. `accountCurrency` matters only where a scenario shocks it: then all others move against it.
 */
export const stressLosses = (
  { bySymbol }: Valuation,
  scenarios: readonly Scenario[],
  accountCurrency?: string,
): StressLoss[] =>
  scenarios.map((scenario) => {
    const shocks = shocksOf(scenario, accountCurrency);
    let loss = 0;
    for (const one of bySymbol.values()) if (one.value !== 0) loss -= one.value * returnOf(one, shocks);
    return { scenario: scenario.name, loss };
  });

interface Shocks {
  readonly symbols: ReadonlyMap<string, number>;
  readonly classes: ReadonlyMap<InstrumentKind, number>;
  readonly currencies: ReadonlyMap<string, number>;
  readonly all: number;
  /** Move of the account's own currency. */
  readonly account: number;
}

function shocksOf({ shocks }: Scenario, accountCurrency: string | undefined): Shocks {
  const symbols = new Map<string, number>();
  const classes = new Map<InstrumentKind, number>();
  const currencies = new Map<string, number>();
  let all = 0;
  for (const { target, move } of shocks) {
    if (target.kind === 'symbol') symbols.set(target.symbol, move);
    else if (target.kind === 'currency') currencies.set(target.currency, move);
    else if (target.kind === 'asset-class') classes.set(target.assetClass, move);
    else all = move;
  }
  const account = accountCurrency === undefined ? 0 : (currencies.get(accountCurrency) ?? 0);
  return { symbols, classes, currencies, all, account };
}

/** Profit of the holding as a fraction of its value in account currency. */
function returnOf({ symbol, kind, baseCurrency, quoteCurrency }: SymbolValue, shocks: Shocks): number {
  const { symbols, classes, currencies, all, account } = shocks;
  const againstAccount = (move: number): number => (1 + move) / (1 + account) - 1;
  const quote = againstAccount(currencies.get(quoteCurrency) ?? 0);
  const ofSymbol = symbols.get(symbol);
  const ofClass = (kind === undefined ? undefined : classes.get(kind)) ?? all;
  if (baseCurrency === undefined) return (1 + (ofSymbol ?? ofClass)) * (1 + quote) - 1;
  if (ofSymbol !== undefined) return ofSymbol * (1 + quote);
  // A pair is its base currency against as much debt in its quote currency.
  return againstAccount(currencies.get(baseCurrency) ?? ofClass) - quote;
}
