// C1. A file is taken whole or refused whole, with line, column, fault and cure.
// C2. Columns are found by name in any order; those that are not known (forecast, actual) are left aside.
import { CURRENCY_OF_COUNTRY } from '../../actors/domain/system-risk/country-currency.ts';
import {
  type EconomicEvent,
  economicEventFaults,
  type Impact,
} from '../../actors/domain/system-risk/economic-event.ts';
import { isoTime } from '../../actors/domain/system-risk/verdict.ts';
import { type Fault, quoted } from '../../actors/domain/file-fault.ts';
import { calendarCorrupt } from './corrupt.ts';
import { type CsvRow, csvRows } from './csv-rows.ts';
import { parseInstant, parseZoned } from './times.ts';

/**
 * Economic events of a CSV text with a header: `time` (ISO 8601 with zone), or `date`, `time` and `timezone` (IANA) apart; `currency`
 * (ISO 4217, `*` for all) or `country` (ISO 3166 alpha-2); `impact` (low, medium, high); `title`; `id` where there is one.
 * Throws CALENDAR_CORRUPT; `file` is the name it is told by.
 */
export function parseCsvCalendar(text: string, file = 'calendar.csv'): EconomicEvent[] {
  const [header, ...rows] = csvRows(file, text);
  if (header === undefined) throw calendarCorrupt({ file }, { what: 'is empty', cure: HEADER_CURE });
  const columns = columnsOf(file, header);
  const lines = new Map<string, number>();
  return rows.map((row) => {
    const event = eventOf(file, columns, row);
    const before = lines.get(event.id);
    if (before !== undefined) {
      const what = columns.has('id')
        ? `${quoted(event.id)} is the id of line ${before} too`
        : `is the event of line ${before} again`;
      throw calendarCorrupt(
        { file, line: row.line, field: columns.has('id') ? 'id' : 'title' },
        { what, cure: 'remove one of them' },
      );
    }
    lines.set(event.id, row.line);
    return event;
  });
}

const KNOWN = ['id', 'date', 'time', 'timezone', 'currency', 'country', 'impact', 'title'] as const;
type Column = (typeof KNOWN)[number];
type Columns = ReadonlyMap<Column, number>;

const HEADER_CURE = 'the first line must read time,currency,impact,title';
const ROW_CURE = 'correct the line, or remove it';

function columnsOf(file: string, { line, fields }: CsvRow): Columns {
  const columns = new Map<Column, number>();
  for (const [index, name] of fields.entries()) {
    const column = KNOWN.find((known) => known === name.toLowerCase());
    if (column === undefined) continue;
    if (columns.has(column)) {
      throw calendarCorrupt({ file, line, field: name }, { what: 'is there twice', cure: 'rename one of them' });
    }
    columns.set(column, index);
  }
  const missing = (['time', 'impact', 'title'] as Column[]).find((column) => !columns.has(column));
  const refuse = (field: string, cure = HEADER_CURE): Error =>
    calendarCorrupt({ file, line, field }, { what: `the header ${quoted(fields.join(','))} has no such column`, cure });
  if (missing !== undefined) throw refuse(missing);
  if (!columns.has('currency') && !columns.has('country')) throw refuse('currency');
  if (columns.has('date') !== columns.has('timezone')) {
    throw refuse(columns.has('date') ? 'timezone' : 'date', 'give date, time and timezone together, or time alone');
  }
  return columns;
}

function eventOf(file: string, columns: Columns, row: CsvRow): EconomicEvent {
  const { line, fields } = row;
  const refuse = (field: string, fault: Fault): Error => calendarCorrupt({ file, line, field }, fault);
  const cell = (column: Column): string => fields[columns.get(column) ?? -1] ?? '';
  const width = Math.max(...columns.values()) + 1;
  if (fields.length < width) {
    const what = `the line has ${fields.length} fields, fewer than the header`;
    throw calendarCorrupt({ file, line }, { what, cure: 'is a comma missing? A field may be empty, not left out' });
  }
  const time = columns.has('date')
    ? parseZoned(cell('date'), cell('time'), cell('timezone'))
    : parseInstant(cell('time'));
  if (typeof time !== 'number') throw refuse(columns.has('date') ? 'date, time, timezone' : 'time', time);
  const country = cell('country').toUpperCase();
  const currency = cell('currency').toUpperCase() || CURRENCY_OF_COUNTRY[country];
  if (currency === undefined) {
    const what = country === '' ? 'is empty' : `that of the country ${quoted(country)} is not known`;
    throw refuse('currency', { what, cure: 'write it like USD, or * for all' });
  }
  const title = cell('title');
  const event: EconomicEvent = {
    id: cell('id') || `${isoTime(time)} ${currency} ${title}`,
    time,
    currency,
    ...(country !== '' && { country }),
    impact: cell('impact').toLowerCase() as Impact,
    title,
  };
  const [fault] = economicEventFaults(event);
  if (fault !== undefined) throw refuse(fault.field, { what: fault.reason, cure: ROW_CURE });
  return event;
}
