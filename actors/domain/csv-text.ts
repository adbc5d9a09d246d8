import { Decimal } from './decimal.ts';

export type Cell = string | number | Decimal;

/**
 * One line of CSV (RFC 4180: CRLF, quotes doubled); decimals as exact text.
 * A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection); numbers stay numbers.
 */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(field).join(',')}\r\n`;

function field(cell: Cell): string {
  if (typeof cell === 'number' || cell instanceof Decimal) return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Full-width signs count too, and blanks before a sign, which spreadsheets skip. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;
