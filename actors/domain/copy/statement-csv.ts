import { type Cell, csvLine } from '../csv-text.ts';
import type { StatementRow } from './statement.ts';

/** Whose statement it is; names are what people typed. */
export interface StatementTitle {
  readonly follower: string;
  readonly provider: string;
  readonly currency: string;
}

/**
 * A statement as CSV with a header, a line a row; decimals as exact text, no cell a formula.
 */
export const statementCsv = (rows: readonly StatementRow[], title: StatementTitle): string =>
  [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row, title)))]
    .map(csvLine)
    .join('');

const COLUMNS: readonly (readonly [name: string, cell: (row: StatementRow, title: StatementTitle) => Cell])[] = [
  ['day', ({ day }) => day],
  ['follower', (_, { follower }) => follower],
  ['provider', (_, { provider }) => provider],
  ['currency', (_, { currency }) => currency],
  ['opening_equity', ({ openingEquity }) => openingEquity],
  ['deposits', ({ deposits }) => deposits],
  ['copied_trades', ({ copiedTrades }) => copiedTrades],
  ['realized_pnl', ({ realizedPnl }) => realizedPnl],
  ['unrealized_pnl', ({ unrealizedPnl }) => unrealizedPnl],
  ['commissions', ({ commissions }) => commissions],
  ['management_fee', ({ managementFee }) => managementFee],
  ['volume_fee', ({ volumeFee }) => volumeFee],
  ['performance_fee', ({ performanceFee }) => performanceFee],
  ['closing_equity', ({ closingEquity }) => closingEquity],
  ['high_water_mark', ({ mark }) => mark],
];
