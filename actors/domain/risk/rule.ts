import type { LimitName } from './limit-catalog.ts';
import type { MetricName } from './metric-catalog.ts';
import type { RiskScope } from './scope.ts';

/** A number, or a limit in force times a factor (1 when left out); without that limit the condition is false. */
export type Threshold = number | { readonly limit: LimitName; readonly times?: number };

export interface RuleCondition {
  readonly metric: MetricName;
  readonly operator: '>' | '>=';
  readonly value: Threshold;
  /** Milliseconds of market time through which it must have been true; at once when left out. */
  readonly for?: number;
  /** Once fired it counts as true down to this value, against flutter; `value` when left out. Must not be above `value`. */
  readonly rearm?: Threshold;
}

export type RuleAction =
  | { readonly kind: 'warn' }
  /** While the condition lasts: new sizes × `sizeFactor` (0…1), and at most so many orders a minute. */
  | { readonly kind: 'throttle'; readonly sizeFactor: number; readonly ratePerMinute?: number }
  /** REDUCING, until it is reset. */
  | { readonly kind: 'reduce' }
  /** HALTED, until it is reset. */
  | { readonly kind: 'halt' }
  /** Cancels the open orders that open. */
  | { readonly kind: 'cancel' }
  /** Closes what the scope holds, or of a pair (the input `smaller` of a correlation) the smaller position. */
  | { readonly kind: 'flatten'; readonly of: 'scope' | 'smaller-of-pair' }
  /** Offsets this fraction (0…1) of the net exposure. */
  | { readonly kind: 'hedge'; readonly fraction: number }
  /** Moves stops up to `volatilities` volatilities of a bar from the market, never away from it. */
  | { readonly kind: 'tighten-stops'; readonly volatilities: number }
  /** No new entries for so long. */
  | { readonly kind: 'pause'; readonly ms: number };

/** What is done when something measured passes a threshold. */
export interface ActionRule {
  readonly id: string;
  readonly title: string;
  readonly enabled: boolean;
  /** It watches everything that this scope covers. */
  readonly scope: RiskScope;
  readonly condition: RuleCondition;
  readonly actions: readonly RuleAction[];
}
