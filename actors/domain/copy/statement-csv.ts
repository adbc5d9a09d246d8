import { Decimal } from '../decimal.ts';
import type { StatementRow } from './statement.ts';

/** Whose statement it is; names are what people typed. */
export interface StatementTitle {
  readonly follower: string;
  readonly provider: string;
  readonly currency: string;
}

/**
 * A statement as CSV (RFC 4180: header, CRLF, quotes doubled), a line a row; decimals as exact text.
 * A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection); numbers stay numbers.
 */
export const statementCsv = (rows: readonly StatementRow[], title: StatementTitle): string =>
  [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row, title)))]
    .map((cells) => `${cells.map(field).join(',')}\r\n`)
    .join('');

type Cell = string | number | Decimal;

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

function field(cell: Cell): string {
  if (typeof cell === 'number' || cell instanceof Decimal) return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Full-width signs count too, and blanks before a sign, which spreadsheets skip. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;
