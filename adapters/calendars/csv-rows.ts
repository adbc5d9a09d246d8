// RFC 4180, by hand: the bars' parser (adapters/feeds/csv) knows no quotes, which titles such as "CPI, y/y" need, and another
// adapter's besides.
import { calendarCorrupt } from './corrupt.ts';

/** A record of a CSV file. */
export interface CsvRow {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The records of a CSV text; blank lines are passed over. Throws CALENDAR_CORRUPT at a quote that is out of place. */
export function csvRows(file: string, text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  let line = 1;
  let begun = 1;
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  CELL.lastIndex = 0;
  while (CELL.lastIndex < body.length || fields.length > 0) {
    const at = CELL.lastIndex;
    const match = CELL.exec(body);
    if (match === null) throw badQuote(file, line, body[at] === '"');
    const [whole, inQuotes, plain = '', end = ''] = match;
    fields.push(inQuotes?.replaceAll('""', '"') ?? plain);
    line += whole.split(LINE_END).length - 1;
    if (end === ',') continue;
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: begun, fields: fields.map((field) => field.trim()) });
    fields = [];
    begun = line;
  }
  return rows;
}

// A field in quotes, or one without any, and what ends it; it always takes something but at the end of the text.
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
const LINE_END = /\r\n|\n|\r/;

const badQuote = (file: string, line: number, opened: boolean): Error =>
  calendarCorrupt(
    { file, line },
    opened
      ? { what: 'a quoted field does not end, or goes on after its quote', cure: 'end it with " before the comma' }
      : { what: 'a quote stands inside a field', cure: 'put the whole field in quotes, and double the quote' },
  );
