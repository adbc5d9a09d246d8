// F1. A step is done when the facts say so; nothing is ticked off by hand, and nothing of it is kept.
import { TIMEFRAME_MS } from '../actors/domain/bar.ts';
import type { AccountView, LaneView } from '../actors/start-views.ts';
import type { Run } from './troupe-facts.ts';

type StepName = 'account' | 'strategy' | 'bar' | 'order';

export interface Step {
  readonly name: StepName;
  readonly isDone: boolean;
  /** The first that is not done: the one to do now. */
  readonly isNext: boolean;
}

/** Of whom the steps are, and what there is of theirs. */
export interface StepFacts {
  readonly user: string;
  readonly accounts: readonly AccountView[];
  readonly runs: readonly Run[];
}

/** From the first sign-in to a strategy that trades. */
export const firstSteps = ({ user, accounts, runs }: StepFacts): readonly Step[] => {
  const mine = runs.filter(({ view }) => view.owner === user);
  const facts: readonly (readonly [StepName, boolean])[] = [
    ['account', accounts.some(({ owner }) => owner === user)],
    ['strategy', mine.length > 0],
    ['bar', mine.some(({ state }) => (state.lastBarAt ?? null) !== null)],
    ['order', mine.some(({ state }) => (state.fills ?? 0) > 0)],
  ];
  const next = facts.findIndex(([, isDone]) => !isDone);
  return facts.map(([name, isDone], index) => ({ name, isDone, isNext: index === next }));
};

/** A strategy that soon trades: short means on the quickest bars there are; undefined while there are none. */
export const quickStart = (lanes: readonly LaneView[], account: string | undefined): string | undefined => {
  const lane = lanes
    .filter(({ status, bars }) => status === 'running' && bars > 0)
    .sort((a, b) => Number(b.simulated) - Number(a.simulated) || lengthOf(a) - lengthOf(b))[0];
  if (lane === undefined) return undefined;
  const query = new URLSearchParams({
    ...{ strategy: 'ema-cross', 'params.fast': '3', 'params.slow': '8' },
    ...{ lane: lane.lane, direction: 'long-short', allocation: '10000' },
    ...(account !== undefined && { account }),
  });
  return `/strategies/new?${String(query)}`;
};

const lengthOf = ({ timeframe }: LaneView): number =>
  (TIMEFRAME_MS as Readonly<Record<string, number | undefined>>)[timeframe] ?? Infinity;
