import { type BacktestRow, isSettled } from '../actors/domain/backtest/backtest-run.ts';

/** How far a run is: a share from 0 to 1, null while nobody knows how many bars there are; and how long it will still take. */
export interface Progress {
  readonly share: number | null;
  readonly etaMs: number | null;
}

/** Told from how long the bars so far have taken; `now` is epoch milliseconds UTC. */
export const progressOf = (row: BacktestRow, now: number): Progress => {
  const { state, barsDone, barsTotal, startedAt } = row;
  if (state === 'done') return { share: 1, etaMs: 0 };
  const share = barsTotal === null || barsTotal === 0 ? null : Math.min(1, barsDone / barsTotal);
  if (isSettled(state) || share === null || share === 0 || startedAt === null) return { share, etaMs: null };
  const goneMs = Math.max(0, now - Date.parse(startedAt));
  return { share, etaMs: Math.round((goneMs * (1 - share)) / share) };
};
