// Q1. What is compared is rebased to a hundred; money of different accounts, and paper and live, is never added up.
import type { Metrics } from '../actors/domain/metrics.ts';
import type { EquityRow } from '../actors/domain/record-rows.ts';
import {
  aligned,
  type AlignedLines,
  type Alignment,
  ALIGNMENTS,
  correlationRows,
  type EquitySeries,
  rebased,
} from './equity-lines.ts';
import { performanceOf } from './performance.ts';
import { ActorNotFound, InvalidInput, problemOf } from './problem.ts';
import { type Run, runsOf } from './troupe-facts.ts';
import type { TroupeReads } from './troupe-reads.ts';

/** Strategies beside each other, at most: as many as there are colours, letters and dashes. */
export const MOST_COMPARED = 8;
const POINTS = 400;

/** What an address asks to compare (`addresses=a,b&align=start`); all of it the asker's own. */
export interface Compared {
  readonly runs: readonly Run[];
  /** What else could be compared. */
  readonly others: readonly Run[];
  readonly align: Alignment;
}

/** Throws ACTOR_NOT_FOUND for what is not theirs, INVALID_INPUT for too many. */
export const comparedRuns = async (troupe: TroupeReads, query: URLSearchParams): Promise<Compared> => {
  const known = runsOf(await troupe.list());
  const asked = new Set(
    query
      .getAll('addresses')
      .flatMap((some) => some.split(','))
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );
  if (asked.size > MOST_COMPARED)
    throw new InvalidInput('addresses', `At most ${MOST_COMPARED} strategies can be compared at once.`);
  const runs = [...asked].map((address) => {
    const run = known.find(({ view }) => view.address === address);
    if (run === undefined) throw new ActorNotFound(address);
    return run;
  });
  const align = ALIGNMENTS.find((one) => one === query.get('align')) ?? 'time';
  return { runs, others: known.filter(({ view }) => !asked.has(view.address)), align };
};

/** What the chart of several lines draws. */
export interface ChartLines {
  /** Seconds since 1970 UTC, or days since the first point. */
  readonly times: readonly number[];
  readonly isElapsed: boolean;
  readonly lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}

/** Their equity rebased to a hundred, over one axis. */
export const comparedLines = async (
  troupe: TroupeReads,
  runs: readonly Run[],
  align: Alignment,
): Promise<ChartLines> => {
  const rows = await Promise.all(runs.map(({ view }) => troupe.shown.equity({ actor: view.address, points: POINTS })));
  return chartLines(
    aligned(
      rows.map((some) => rebased(seriesOf(some))),
      align,
    ),
    runs.map(labelOf),
    align,
  );
};

/** Lines over one axis with their names, as the chart takes them. */
export const chartLines = (
  { times, values }: AlignedLines,
  labels: readonly string[],
  align: Alignment,
): ChartLines => ({
  ...{ times, isElapsed: align === 'start' },
  lines: values.map((line, index) => ({ label: labels[index] ?? '', values: line })),
});

/** One strategy's column. */
export interface ComparedFigures {
  readonly run: Run;
  /** PAPER or LIVE; undefined where its account is not known. */
  readonly isPaper: boolean | undefined;
  readonly currency: string | undefined;
  readonly equity: EquitySeries;
  readonly values: Metrics | undefined;
  /** Why there is nothing. */
  readonly failure?: string;
}

export const comparedFigures = async (
  troupe: TroupeReads,
  runs: readonly Run[],
): Promise<readonly ComparedFigures[]> => {
  const accounts = await troupe.accounts().catch(() => []);
  return Promise.all(
    runs.map(async (run) => {
      const account = accounts.find((one) => one.account === run.state.account);
      const of = { run, isPaper: account?.venue.includes('paper'), currency: account?.currency };
      try {
        const { rows, values } = await performanceOf(troupe, run.view.address, { basis: 'sessions' });
        return { ...of, equity: seriesOf(rows), values };
      } catch (error) {
        return { ...of, equity: { times: [], values: [] }, values: undefined, failure: problemOf(error).detail };
      }
    }),
  );
};

/** How alike they move, by their daily returns. */
export const comparedCorrelations = (figures: readonly ComparedFigures[]) =>
  correlationRows(figures.map(({ equity }) => equity));

export const labelOf = ({ rules, state, view }: Run): string => `${rules}, ${state.instrument ?? view.address}`;

const seriesOf = (rows: readonly EquityRow[]): EquitySeries => ({
  times: rows.map(({ time }) => Date.parse(time)),
  values: rows.map(({ equity }) => Number(equity)),
});
