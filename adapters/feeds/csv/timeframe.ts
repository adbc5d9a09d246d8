import { TIMEFRAME_MS, type Timeframe, TIMEFRAMES } from '../../../actors/domain/bar.ts';
import type { CsvFile } from './file.ts';
import { feedCorrupt } from './corrupt.ts';
import type { ParserState } from './parser.ts';

/**
 * The timeframe of a whole file: the one given, or else the smallest gap between two bars.
 * A given one that is finer than the file is refused, because its bars would be known before they have closed.
 */
export function timeframeOf(file: CsvFile, after: ParserState, given: Timeframe | undefined): Timeframe {
  const { path, columns } = file;
  const field = columns.header[columns.index.time]!;
  const { rows, smallestGapMs, smallestGapLine } = after;
  if (rows === 0) {
    throw feedCorrupt(
      { file: path, line: after.lines + 1, field },
      { what: 'no bar follows the header', cure: 'add bars' },
    );
  }
  const place = { file: path, line: smallestGapLine || after.lines, field };
  if (given !== undefined) {
    const coarser = TIMEFRAMES.find((timeframe) => TIMEFRAME_MS[timeframe] > TIMEFRAME_MS[given]);
    if (rows >= ENOUGH_ROWS && coarser !== undefined && smallestGapMs >= TIMEFRAME_MS[coarser]) {
      const what = `no two bars are closer than ${smallestGapMs} ms, so they are not ${given} bars`;
      throw feedCorrupt(place, { what, cure: 'give the timeframe of the file, or none' });
    }
    return given;
  }
  if (rows === 1) {
    throw feedCorrupt(place, { what: 'a single bar does not show its timeframe', cure: 'give the timeframe' });
  }
  const inferred = TIMEFRAMES.find((timeframe) => TIMEFRAME_MS[timeframe] === smallestGapMs);
  if (inferred === undefined) {
    const what = `the smallest gap between two bars is ${smallestGapMs} ms, which is none of ${TIMEFRAMES.join(' ')}`;
    throw feedCorrupt(place, { what, cure: 'give the timeframe' });
  }
  return inferred;
}

/** Below this a file may have a gap after every bar. */
const ENOUGH_ROWS = 100;
