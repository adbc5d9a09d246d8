import { type FileHandle, open } from 'node:fs/promises';
import type { Bar } from '../../../actors/domain/bar.ts';
import { errorMessage } from '../../../runtime/errors.ts';
import { type ColumnNames, type Columns, parseHeader } from './columns.ts';
import { feedCorrupt, feedUnavailable } from './corrupt.ts';
import { LONGEST_LINE, type ParserState, parseRows, type RowFormat, startOfRows } from './parser.ts';

/** An open file of bars whose header has been read. */
export interface CsvFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly bytes: number;
  /** Epoch milliseconds UTC. */
  readonly modified: number;
  readonly columns: Columns;
  /** Byte at which the first row begins. */
  readonly start: number;
}

/** A line boundary at which reading can be taken up. */
export interface Checkpoint extends ParserState {
  readonly offset: number;
}

/** Bytes read at a time; about 4,700 rows, parsed in about 2 ms, so other actors of the node are not held up. */
const BLOCK_BYTES = 256 * 1024;

/** Opens a file of bars; the caller closes `handle`. */
export async function openCsv(path: string, columnNames: ColumnNames | undefined): Promise<CsvFile> {
  const handle = await reach(path, () => open(path, 'r'));
  try {
    const stat = await reach(path, () => handle.stat());
    if (!stat.isFile()) {
      const what = stat.isDirectory() ? 'is a directory' : 'is not a regular file';
      throw feedCorrupt({ file: path }, { what, cure: 'give the path of a CSV file' });
    }
    if (stat.size === 0) throw feedCorrupt({ file: path, line: 1 }, { what: 'the file is empty', cure: HEADER_CURE });
    const head = Buffer.alloc(Math.min(stat.size, LONGEST_LINE + 4));
    const { bytesRead } = await reach(path, () => handle.read(head, 0, head.length, 0));
    const { text, start } = headerLine(path, head.subarray(0, bytesRead));
    const columns = parseHeader(path, text, columnNames);
    return { path, handle, bytes: stat.size, modified: stat.mtimeMs, columns, start };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export const firstCheckpoint = (file: CsvFile): Checkpoint => ({ ...startOfRows(), offset: file.start });

/** Bars from a checkpoint on, one block of the file at a time, each with the checkpoint at which it begins. */
export async function* readBlocks(
  file: CsvFile,
  timeframeMs: number | undefined,
  from: Checkpoint,
): AsyncGenerator<{ readonly checkpoint: Checkpoint; readonly bars: Bar[]; readonly after: ParserState }> {
  const { path, handle, columns } = file;
  const format: RowFormat = { file: path, columns, timeframeMs };
  const state: ParserState = { ...from };
  let offset = from.offset;
  // Holds the beginning of a line that the last block cut off, then the next block.
  const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  for (;;) {
    const { bytesRead } = await reach(path, () => handle.read(buffer, 0, BLOCK_BYTES, offset));
    if (bytesRead === 0) return;
    const last = bytesRead < BLOCK_BYTES;
    const end = last ? bytesRead : buffer.lastIndexOf(NEWLINE, bytesRead - 1) + 1;
    if (end === 0) {
      const cure = 'is this a CSV file of bars?';
      const what = `the line is longer than ${LONGEST_LINE} bytes`;
      throw feedCorrupt({ file: path, line: state.lines + 1 }, { what, cure });
    }
    const checkpoint = { ...pick(state), offset };
    const bars = parseRows(format, state, buffer.subarray(0, end));
    offset += end;
    yield { checkpoint, bars, after: state };
    if (last) return;
  }
}

const NEWLINE = 10;
const HEADER_CURE = 'the first line must read timestamp,open,high,low,close,volume';

const pick = ({ rows, lines, lastOpen, smallestGapMs, smallestGapLine, blankLine }: ParserState): ParserState => ({
  rows,
  lines,
  lastOpen,
  smallestGapMs,
  smallestGapLine,
  blankLine,
});

/** The header without byte order mark and line end, and where the line after it begins. */
const headerLine = (file: string, head: Buffer): { text: string; start: number } => {
  const refuse = (what: string, cure: string): Error => feedCorrupt({ file, line: 1 }, { what, cure });
  const [first = 0, second = 0, third = 0] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw refuse('the file is UTF-16', 'save it as UTF-8');
  }
  if ((first === 0x1f && second === 0x8b) || (first === 0x50 && second === 0x4b && third === 3)) {
    throw refuse('the file is compressed', 'unpack it first');
  }
  const begin = first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
  const newline = head.indexOf(NEWLINE);
  const line = head.subarray(begin, newline < 0 ? head.length : newline);
  if (line.includes(0)) throw refuse('the file is binary', 'give a CSV file in UTF-8');
  if (line.length > LONGEST_LINE) throw refuse(`the line is longer than ${LONGEST_LINE} bytes`, HEADER_CURE);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    throw refuse('the file is not UTF-8 text', 'save it as CSV in UTF-8');
  }
  if (text.endsWith('\r')) text = text.slice(0, -1);
  if (text.includes('\r')) throw refuse('lines end with CR alone', 'end them with LF or CRLF');
  return { text, start: newline < 0 ? head.length : newline + 1 };
};

const reach = async <Value>(path: string, attempt: () => Promise<Value>): Promise<Value> => {
  try {
    return await attempt();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EISDIR') {
      throw feedCorrupt({ file: path }, { what: 'is a directory', cure: 'give the path of a CSV file' });
    }
    const [what, cure] = UNREACHABLE[code] ?? [errorMessage(error), 'see that the file can be read'];
    throw feedUnavailable({ file: path }, { what, cure }, error);
  }
};

const UNREACHABLE: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['there is no such file', 'check the path'],
  ENOTDIR: ['there is no such file', 'check the path'],
  ENAMETOOLONG: ['there is no such file', 'check the path'],
  EACCES: ['may not be read', 'give this user the permission to read it'],
  EPERM: ['may not be read', 'give this user the permission to read it'],
};
