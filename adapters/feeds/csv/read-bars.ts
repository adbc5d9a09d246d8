import { type Bar, TIMEFRAME_MS, type Timeframe } from '../../../actors/domain/bar.ts';
import type { ColumnNames } from './columns.ts';
import { feedCorrupt } from './corrupt.ts';
import { firstCheckpoint, openCsv, readBlocks } from './file.ts';
import type { ParserState } from './parser.ts';
import { timeframeOf } from './timeframe.ts';

export interface ReadBarsOptions {
  /** Inferred as the smallest gap between two bars when it is not given. */
  readonly timeframe?: Timeframe | undefined;
  /** Only for columns that are not found by their usual names. */
  readonly columns?: ColumnNames | undefined;
}

/** Largest file that is read whole: about 9 million bars, at 185 bytes a bar 1.7 GB of memory. */
const LARGEST_WHOLE_FILE = 512 * 1024 * 1024;

/** All bars of a CSV file, in order. Rejects with FEED_CORRUPT naming file, line and field, or FEED_UNAVAILABLE. */
export async function readBars(path: string, options: ReadBarsOptions = {}): Promise<Bar[]> {
  return (await readSeries(path, options)).bars;
}

/** As `readBars`, with the timeframe that the bars have. */
export async function readSeries(
  path: string,
  { timeframe, columns }: ReadBarsOptions = {},
): Promise<{ readonly bars: Bar[]; readonly timeframe: Timeframe }> {
  const file = await openCsv(path, columns);
  try {
    if (file.bytes > LARGEST_WHOLE_FILE) {
      const what = `has ${file.bytes} bytes, more than the ${LARGEST_WHOLE_FILE} that can be read whole`;
      throw feedCorrupt({ file: path }, { what, cure: 'cut it into parts, or replay it as a feed' });
    }
    const given = timeframe === undefined ? undefined : TIMEFRAME_MS[timeframe];
    const from = firstCheckpoint(file);
    let after: ParserState = from;
    const blocks: Bar[][] = [];
    for await (const block of readBlocks(file, given, from)) {
      blocks.push(block.bars);
      after = block.after;
    }
    const found = timeframeOf(file, after, timeframe);
    const bars = blocks.flat();
    if (given === undefined) {
      // The bars are still ours alone, so they may be finished in place.
      for (const bar of bars as { openTime: number; closeTime: number }[])
        bar.closeTime = bar.openTime + TIMEFRAME_MS[found];
    }
    return { bars, timeframe: found };
  } finally {
    await file.handle.close();
  }
}
