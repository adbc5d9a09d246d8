// P1. What stops, stops in reverse start order; what starts, starts in start order.
// P2. one_for_one touches the failed child alone, and never looks at its siblings.
// P3. rest_for_one touches the failed child and all that started after it; one_for_all touches all.

export type Strategy = 'one_for_one' | 'one_for_all' | 'rest_for_one';

export interface RestartPlan {
  /** The failed child included, for when it is still alive. */
  readonly stop: readonly string[];
  readonly start: readonly string[];
}

/** Who goes down and comes up again with `failed`; `ordered` are all children in start order. */
export const restartPlan = (strategy: Strategy, ordered: Iterable<string>, failed: string): RestartPlan => {
  if (strategy === 'one_for_one') return { stop: [failed], start: [failed] }; // P2
  const all = [...ordered];
  const start = strategy === 'one_for_all' ? all : all.slice(all.indexOf(failed)); // P3
  return { stop: start.toReversed(), start }; // P1
};
