import { quoted } from '../../../actors/domain/file-fault.ts';
import { feedCorrupt } from './corrupt.ts';

/** What a bar needs of a row. */
export const BAR_FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
export type BarField = (typeof BAR_FIELDS)[number];

/** Header names, case-insensitive, for the fields whose column cannot be found by its usual name. */
export type ColumnNames = Readonly<Partial<Record<BarField, string | undefined>>>;

/** Where each field of a bar stands in a row. */
export interface Columns {
  /** Every column of the file, as its header spells it. */
  readonly header: readonly string[];
  /** Index into `header` by field. */
  readonly index: Readonly<Record<BarField, number>>;
}

/** Names by which a column is found without being told, compared case-insensitively. */
const USUAL_NAMES: Readonly<Record<BarField, readonly string[]>> = {
  time: ['timestamp', 'time', 'date', 'datetime'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close'],
  volume: ['volume'],
};

/** Finds the columns of a bar in a header line; other columns, such as `adjclose`, are left aside by their name. */
export function parseHeader(file: string, line: string, names: ColumnNames = {}): Columns {
  const header = line.split(',');
  const lower = header.map((name) => name.toLowerCase());
  const find = (field: BarField): number => {
    const wanted = names[field];
    const candidates = wanted === undefined ? USUAL_NAMES[field] : [wanted.toLowerCase()];
    const found = lower.flatMap((name, index) => (candidates.includes(name) ? [index] : []));
    const [only, another] = found;
    const shown = wanted ?? candidates.join(' or ');
    if (only === undefined) {
      const what = `the header ${quoted(line)} has no column ${shown}`;
      throw feedCorrupt({ file, line: 1, field: wanted ?? USUAL_NAMES[field][0]! }, { what, cure: cureOf(line) });
    }
    if (another !== undefined) {
      const what = `the header has both ${header[only]} and ${header[another]}`;
      const cure = `say which one holds the ${field} (columns.${field}), or rename the other`;
      throw feedCorrupt({ file, line: 1, field: header[only]! }, { what, cure });
    }
    return only;
  };
  return {
    header,
    index: {
      time: find('time'),
      open: find('open'),
      high: find('high'),
      low: find('low'),
      close: find('close'),
      volume: find('volume'),
    },
  };
}

const cureOf = (line: string): string => {
  if (line.includes(';') || line.includes('\t')) return 'separate the columns by commas';
  if (line.includes('"')) return 'write the names without quotes';
  return 'the first line must read timestamp,open,high,low,close,volume, or name the columns (columns)';
};
