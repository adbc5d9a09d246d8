// C1. The whole file is read once before its first bar is given, so a corrupt one is refused whole.
// C2. Memory does not grow with the file but for one checkpoint a 256 KiB block, from which any row is found again.
// C3. A file that has changed since it was read through is read through again.
import { type Timeframe, TIMEFRAME_MS } from '../../../actors/domain/bar.ts';
import type { FeedRow, MarketFeed } from '../../../actors/ports/market-feed.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { intervalOf, type Pace, paced } from '../pace.ts';
import type { ColumnNames } from './columns.ts';
import { type Checkpoint, type CsvFile, firstCheckpoint, openCsv, readBlocks } from './file.ts';
import { timeframeOf } from './timeframe.ts';

export interface CsvFeedOptions extends Pace {
  readonly path: string;
  /** Inferred as the smallest gap between two bars when it is not given. */
  readonly timeframe?: Timeframe | undefined;
  /** Only for columns that are not found by their usual names. */
  readonly columns?: ColumnNames | undefined;
  /** True when the file holds made-up prices. */
  readonly simulated?: boolean | undefined;
  readonly clock: Clock;
}

/** Replays a CSV file of bars. Rejects with FEED_CORRUPT naming file, line and field, or FEED_UNAVAILABLE. */
export function csvFeed(options: CsvFeedOptions): MarketFeed {
  const { path, columns, clock } = options;
  let known: Survey | undefined;

  async function* rows(file: CsvFile, survey: Survey, from: number, signal: AbortSignal): AsyncGenerator<FeedRow[]> {
    const start = checkpointBefore(survey.checkpoints, from);
    let row = start.rows;
    for await (const { bars } of readBlocks(file, TIMEFRAME_MS[survey.timeframe], start)) {
      if (signal.aborted) return;
      const first = row;
      row += bars.length;
      const skipped = Math.max(0, from - first);
      if (skipped < bars.length) yield bars.slice(skipped).map((bar, index) => ({ row: first + skipped + index, bar }));
    }
  }

  return {
    simulated: options.simulated ?? false,
    description: path,
    async *bars(from, { batch, signal }) {
      const file = await openCsv(path, columns);
      try {
        if (known?.bytes !== file.bytes || known.modified !== file.modified) {
          known = await survey(file, options.timeframe, signal);
        }
        if (known === undefined) return;
        const intervalMs = intervalOf(options, known.timeframe);
        yield* paced(rows(file, known, from, signal), intervalMs, { batch, signal, clock });
      } finally {
        await file.handle.close();
      }
    },
  };
}

/** What one reading of the whole file has shown. */
interface Survey {
  readonly bytes: number;
  readonly modified: number;
  readonly timeframe: Timeframe;
  readonly checkpoints: readonly Checkpoint[];
}

/** Undefined when it was aborted. */
const survey = async (
  file: CsvFile,
  given: Timeframe | undefined,
  signal: AbortSignal,
): Promise<Survey | undefined> => {
  const checkpoints: Checkpoint[] = [];
  const start = firstCheckpoint(file);
  let after = { ...start };
  for await (const block of readBlocks(file, given === undefined ? undefined : TIMEFRAME_MS[given], start)) {
    if (signal.aborted) return undefined;
    checkpoints.push(block.checkpoint);
    after = { ...after, ...block.after };
  }
  const timeframe = timeframeOf(file, after, given);
  return { bytes: file.bytes, modified: file.modified, timeframe, checkpoints };
};

/** The last checkpoint at or before `row`. */
const checkpointBefore = (checkpoints: readonly Checkpoint[], row: number): Checkpoint => {
  let low = 0;
  let high = checkpoints.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (checkpoints[middle]!.rows <= row) low = middle;
    else high = middle - 1;
  }
  return checkpoints[low]!;
};
