// E1. A rule fires once an excursion: not again before its condition has been false (below `rearm` where that is set).
// E2. What cannot be measured decides nothing: without a metric, or with NaN, an excursion neither begins nor ends.
import { decimal, type Decimal } from '../decimal.ts';
import type { RiskLimits } from './limit-value.ts';
import type { MetricName } from './metric-catalog.ts';
import type { ActionRule, RuleAction, RuleCondition, Threshold } from './rule.ts';
import { covers, formatScope, type PartialSubject, type RiskScope } from './scope.ts';

export interface MetricReading {
  /** Limit, instrument, pair, … as the metric's definition says, each at most once; empty for the scope itself. */
  readonly of: string;
  readonly value: number | Decimal;
  /** What it was worked out from, for the row of a firing and for actions. */
  readonly inputs?: Readonly<Record<string, string | number>>;
}

/** What is known of one scope at one moment. */
export interface RuleFacts {
  readonly scope: RiskScope;
  /** Who it is, for the scopes of rules: an account's facts have its user and account. */
  readonly subject: PartialSubject;
  /** Market time, epoch milliseconds UTC. */
  readonly at: number;
  /** In force for the subject. */
  readonly limits: RiskLimits;
  /** All readings of each metric that could be measured: none when nothing is there, no entry when it is unknown. */
  readonly readings: { readonly [Metric in MetricName]?: readonly MetricReading[] };
}

/** A condition that is true at present; plain JSON, kept by the caller for each scope from one evaluation to the next. */
export interface Excursion {
  readonly rule: string;
  readonly of: string;
  readonly since: number;
  readonly fired: boolean;
}

/** One firing, as its row is written. */
export interface RuleFiring {
  readonly rule: string;
  readonly title: string;
  readonly scope: string;
  readonly of: string;
  readonly at: number;
  readonly since: number;
  readonly metric: MetricName;
  readonly operator: RuleCondition['operator'];
  readonly value: number | Decimal;
  readonly threshold: number | Decimal;
  readonly inputs: Readonly<Record<string, string | number>>;
  readonly actions: readonly RuleAction[];
}

export interface RuleEvaluation {
  readonly firings: readonly RuleFiring[];
  /** Excursions that had fired and are over: their throttles end. */
  readonly ended: readonly Excursion[];
  /** For the next evaluation of the same scope. */
  readonly excursions: readonly Excursion[];
}

/** What fires now, in the order of the rules and their readings, given the excursions of the evaluation before. */
export function evaluateRules(
  rules: readonly ActionRule[],
  facts: RuleFacts,
  excursions: readonly Excursion[],
): RuleEvaluation {
  const priors = new Map(excursions.map((excursion) => [keyOf(excursion.rule, excursion.of), excursion]));
  const firings: RuleFiring[] = [];
  const kept: Excursion[] = [];
  for (const rule of rules) {
    if (!rule.enabled || !covers(rule.scope, facts.subject)) continue;
    const readings = facts.readings[rule.condition.metric];
    if (readings === undefined) {
      kept.push(...excursions.filter((excursion) => excursion.rule === rule.id)); // E2
      continue;
    }
    for (const reading of readings) {
      const next = judge(rule, facts, reading, priors.get(keyOf(rule.id, reading.of)));
      if (next.excursion !== undefined) kept.push(next.excursion);
      if (next.firing !== undefined) firings.push(next.firing);
    }
  }
  const still = new Set(kept.map(({ rule, of }) => keyOf(rule, of)));
  const ended = excursions.filter(({ rule, of, fired }) => fired && !still.has(keyOf(rule, of)));
  return { firings, ended, excursions: kept };
}

/** What the throttles that have fired allow together: the smallest factor and the smallest rate. */
export function throttleInForce(
  rules: readonly ActionRule[],
  excursions: readonly Excursion[],
): { readonly sizeFactor: number; readonly ratePerMinute?: number } {
  const fired = new Set(excursions.filter((excursion) => excursion.fired).map(({ rule }) => rule));
  const throttles = rules
    .filter(({ id, enabled }) => enabled && fired.has(id))
    .flatMap(({ actions }) => actions.filter((action) => action.kind === 'throttle'));
  const rates = throttles.flatMap(({ ratePerMinute }) => ratePerMinute ?? []);
  return {
    sizeFactor: Math.min(1, ...throttles.map(({ sizeFactor }) => sizeFactor)),
    ...(rates.length > 0 && { ratePerMinute: Math.min(...rates) }),
  };
}

/** A rule's id and the rest cannot run together: an id has no line break. */
const keyOf = (rule: string, of: string): string => `${rule}\n${of}`;

interface Judgement {
  readonly excursion?: Excursion;
  readonly firing?: RuleFiring;
}

function judge(rule: ActionRule, facts: RuleFacts, reading: MetricReading, prior: Excursion | undefined): Judgement {
  const { value } = reading;
  if (typeof value === 'number' ? Number.isNaN(value) : value.isNaN())
    return prior === undefined ? {} : { excursion: prior }; // E2
  const { condition } = rule;
  const begins = thresholdOf(condition.value, facts.limits);
  const holds = thresholdOf(condition.rearm ?? condition.value, facts.limits);
  const level = prior?.fired === true ? holds : begins;
  if (level === undefined || begins === undefined || !passes(value, condition.operator, level)) return {};

  const since = prior?.since ?? facts.at;
  const isDue = prior?.fired !== true && facts.at - since >= (condition.for ?? 0);
  const excursion: Excursion = { rule: rule.id, of: reading.of, since, fired: prior?.fired === true || isDue };
  return isDue ? { excursion, firing: firingOf(rule, facts, reading, since, begins) } : { excursion };
}

function passes(value: number | Decimal, operator: RuleCondition['operator'], level: number | Decimal): boolean {
  const isPlain = typeof value === 'number' && typeof level === 'number';
  const order = isPlain ? value - level : decimal(value).comparedTo(level);
  return operator === '>' ? order > 0 : order >= 0;
}

function thresholdOf(threshold: Threshold, limits: RiskLimits): number | Decimal | undefined {
  if (typeof threshold === 'number') return threshold;
  const value = limits[threshold.limit];
  return value === undefined ? undefined : decimal(value).mul(threshold.times ?? 1);
}

function firingOf(
  rule: ActionRule,
  facts: RuleFacts,
  reading: MetricReading,
  since: number,
  threshold: number | Decimal,
): RuleFiring {
  const { metric, operator } = rule.condition;
  return {
    rule: rule.id,
    title: rule.title,
    scope: formatScope(facts.scope),
    of: reading.of,
    at: facts.at,
    since,
    metric,
    operator,
    value: reading.value,
    threshold,
    inputs: reading.inputs ?? {},
    actions: rule.actions,
  };
}
