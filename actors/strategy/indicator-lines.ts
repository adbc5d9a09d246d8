// L1. What is drawn is what the strategy decides by: its own instance takes the bars, and its own values are the lines.
import { ActorError } from '../../runtime/errors.ts';
import type { Bar } from '../domain/bar.ts';
import type { IndicatorLineView } from '../start-views.ts';
import { type Parameters, parseParameters, strategyNamed } from './catalog.ts';
import type { Plot, Strategy } from './strategy.ts';

/** Bars taken at once, at most. */
const MOST_BARS = 5_000;

/** A line of a strategy over some bars: of each bar the value that it was held against, null until there is one. */
interface Line extends Plot {
  readonly values: readonly (number | null)[];
}

/** The lines of a fresh instance that takes these bars, oldest first. */
export function indicatorLines(strategy: Strategy, params: Parameters, bars: readonly Bar[]): readonly Line[] {
  const plots = strategy.plots(params);
  const instance = strategy.create(params);
  const lines = plots.map((plot) => ({ ...plot, values: [] as (number | null)[] }));
  let before = instance.values();
  for (const bar of bars) {
    instance.onBar(bar);
    const after = instance.values();
    for (const { value, level, isBeforeBar, values } of lines) {
      const at = value === undefined ? level : (isBeforeBar ? before : after)[value];
      values.push(typeof at === 'number' ? at : null);
    }
    before = after;
  }
  return lines;
}

/** What `troupe.indicators` asks for. */
export interface IndicatorRequest {
  readonly strategy: string;
  readonly params: unknown;
  /** Oldest first; the first of them is the first that the strategy takes. */
  readonly bars: readonly Bar[];
  /** Of so many of the last bars. */
  readonly last: number;
}

/** The lines as people look at them. Throws UNKNOWN_STRATEGY, INVALID_PARAMETERS, TOO_MANY_BARS. */
export function indicatorView({ strategy: name, params, bars, last }: IndicatorRequest): readonly IndicatorLineView[] {
  const strategy = strategyNamed(name);
  if (bars.length > MOST_BARS)
    throw new ActorError('TOO_MANY_BARS', `at most ${MOST_BARS} bars, not ${bars.length}`, { field: 'bars' });
  return indicatorLines(strategy, parseParameters(strategy, params), bars).map(({ label, pane, value, values }) => ({
    ...{ label, pane, isBound: value === undefined },
    values: values.slice(-Math.max(1, last)),
  }));
}
