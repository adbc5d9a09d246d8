import type { AccountView } from '../actors/start-views.ts';
import { numberOf } from './format.ts';
import type { Run } from './troupe-facts.ts';
import type { Trend } from './troupe-reads.ts';

const POINTS = 32;

/** Equity of an account over time: at each moment what it has not allocated and the latest known equity of each subscription. */
export const accountTrend = (
  account: AccountView,
  runs: readonly Run[],
  trends: ReadonlyMap<string, Trend>,
): readonly number[] => {
  const mine = runs.filter((run) => run.state.account === account.account);
  const known = mine.map((run) => numberOf(run.state.allocation) ?? 0);
  const steps = mine
    .flatMap((run, index) =>
      (trends.get(run.view.address) ?? []).map((point) => ({ index, time: point.time, equity: Number(point.equity) })),
    )
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const unallocated = numberOf(account.unallocated) ?? 0;
  const line: number[] = [];
  for (const [at, step] of steps.entries()) {
    known[step.index] = step.equity;
    if (steps[at + 1]?.time !== step.time) line.push(known.reduce((sum, equity) => sum + equity, unallocated));
  }
  return thinned(line);
};

const thinned = (line: readonly number[]): readonly number[] =>
  line.length <= POINTS
    ? line
    : Array.from({ length: POINTS }, (_, point) => line[Math.round((point * (line.length - 1)) / (POINTS - 1))] ?? 0);
