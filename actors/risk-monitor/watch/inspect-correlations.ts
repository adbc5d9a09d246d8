// What an account's positions have to do with each other, for people: the figures that the rule about correlations decides by.
import type { CorrelationsView, PortfolioView } from '../../risk-views.ts';
import type { AccountState } from '../account-state.ts';
import { correlationOf } from './correlations.ts';
import { LEAST_RETURNS } from './watch-state.ts';

/** Symbols shown, the largest positions first. */
const MOST_SHOWN = 12;

/** Worked out once a period and a set of positions: only whole periods count. */
export function correlationsView(state: AccountState, portfolio: PortfolioView | null): CorrelationsView | null {
  const { watch, memo } = state;
  if (!watch.isOn || portfolio === null) return null;
  const symbols = portfolio.symbols
    .map(({ symbol, value }) => ({ symbol, size: Math.abs(Number(value)) }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size || (a.symbol < b.symbol ? -1 : 1))
    .slice(0, MOST_SHOWN)
    .map(({ symbol }) => symbol)
    .sort();
  if (symbols.length === 0) return null;
  const key = `${watch.row} ${watch.rolledBy} ${symbols.join(' ')}`;
  if (memo.correlations?.key !== key) memo.correlations = { key, view: viewOf(state, symbols) };
  return memo.correlations.view;
}

const viewOf = (state: AccountState, symbols: readonly string[]): CorrelationsView => ({
  periodMs: state.watch.returns.periodMs,
  least: LEAST_RETURNS,
  symbols,
  periods: symbols.map((symbol) => state.watch.returns.countOf(symbol)),
  rows: symbols.map((symbol, index) =>
    symbols.slice(0, index).map((other) => rounded(correlationOf(state, symbol, other))),
  ),
});

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e4) / 1e4);
