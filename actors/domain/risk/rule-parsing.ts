import { DomainError, type FieldFault } from '../errors.ts';
import { isLimitName } from './limit-catalog.ts';
import { isMetricName } from './metric-catalog.ts';
import type { ActionRule, RuleAction, RuleCondition, Threshold } from './rule.ts';
import { formatScope, parseScope } from './scope.ts';

/** A rule as JSON: its scope is text. */
export type SavedRule = Omit<ActionRule, 'scope'> & { readonly scope: string };

export const saveRule = (rule: ActionRule): SavedRule => ({ ...rule, scope: formatScope(rule.scope) });

/** A rule from JSON of the shape of `SavedRule`. Throws RULE_INVALID with the field and reason of every fault. */
export function parseRule(json: unknown): ActionRule {
  const faults = ruleFaults(json);
  if (faults.length > 0) {
    throw new DomainError('RULE_INVALID', faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '), {
      faults,
    });
  }
  const saved = json as SavedRule;
  return { ...saved, scope: parseScope(saved.scope) };
}

type Fields = Readonly<Record<string, unknown>>;
/** What is wrong with a value, for people, or undefined. */
type Check = (value: unknown) => string | undefined;
type Shape = Readonly<Record<string, Check>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const line: Check = (value) =>
  typeof value === 'string' && /^\S(?:.*\S)?$/.test(value) ? undefined : 'is not a line of text';
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'is not true or false');
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value) ? undefined : `is none of ${allowed.join(', ')}`;
const number =
  (least: number, most = Number.MAX_VALUE): Check =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : `is not a number from ${least} to ${most}`;
const duration: Check = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'is not whole milliseconds';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);

const threshold: Check = (value) => {
  if (!isFields(value))
    return typeof value === 'number' && Number.isFinite(value) ? undefined : 'is neither a number nor a limit';
  if (Object.keys(value).some((field) => field !== 'limit' && field !== 'times')) return 'has only limit and times';
  if (typeof value['limit'] !== 'string' || !isLimitName(value['limit'])) return 'names no known limit';
  return optional(number(0))(value['times']);
};

const scope: Check = (value) => {
  try {
    parseScope(String(value));
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
};

const RULE: Shape = {
  id: line,
  title: line,
  enabled: flag,
  scope,
  condition: (value) => (isFields(value) ? undefined : 'is not an object'),
  actions: (value) => (Array.isArray(value) && value.length > 0 ? undefined : 'are none'),
} satisfies Record<keyof ActionRule, Check>;

const CONDITION: Shape = {
  metric: (value) => (typeof value === 'string' && isMetricName(value) ? undefined : 'is not a known metric'),
  operator: oneOf('>', '>='),
  value: threshold,
  for: optional(duration),
  rearm: optional(threshold),
} satisfies Record<keyof RuleCondition, Check>;

const ACTIONS: Readonly<Record<RuleAction['kind'], Shape>> = {
  warn: {},
  throttle: { sizeFactor: number(0, 1), ratePerMinute: optional(number(1)) },
  reduce: {},
  halt: {},
  cancel: {},
  flatten: { of: oneOf('scope', 'smaller-of-pair') },
  hedge: { fraction: number(0, 1) },
  'tighten-stops': { volatilities: number(0.01, 100) },
  pause: { ms: duration },
};

function ruleFaults(json: unknown): FieldFault[] {
  if (!isFields(json)) return [{ field: 'rule', reason: 'is not an object' }];
  const faults = shapeFaults('', json, RULE);
  const { condition, actions } = json;
  if (isFields(condition)) {
    faults.push(...shapeFaults('condition.', condition, CONDITION));
    if (faults.length === 0) faults.push(...rearmFaults(condition));
  }
  for (const [index, action] of Array.isArray(actions) ? actions.entries() : []) {
    faults.push(...actionFaults(`actions.${index}.`, action, condition));
  }
  return faults;
}

function shapeFaults(prefix: string, fields: Fields, shape: Shape): FieldFault[] {
  const unknown = Object.keys(fields).filter((field) => !Object.hasOwn(shape, field));
  return [
    ...unknown.map((field) => ({ field: `${prefix}${field}`, reason: 'is not known' })),
    ...Object.entries(shape).flatMap(([field, check]) => {
      const reason = check(fields[field]);
      return reason === undefined ? [] : [{ field: `${prefix}${field}`, reason }];
    }),
  ];
}

/** Fired at `value` and held until above it, a rule would fire and end at once for ever. */
function rearmFaults(condition: Fields): FieldFault[] {
  const { value, rearm } = condition as { value: Threshold; rearm?: Threshold };
  if (rearm === undefined) return [];
  const reason = 'must be of the same kind as value, and not above it';
  const [begins, holds] = [factorOf(value), factorOf(rearm)];
  return begins.limit === holds.limit && holds.times <= begins.times ? [] : [{ field: 'condition.rearm', reason }];
}

const factorOf = (value: Threshold): { readonly limit: string; readonly times: number } =>
  typeof value === 'number' ? { limit: '', times: value } : { limit: value.limit, times: value.times ?? 1 };

function actionFaults(prefix: string, action: unknown, condition: unknown): FieldFault[] {
  const kind = isFields(action) ? action['kind'] : undefined;
  if (!isFields(action) || typeof kind !== 'string' || !Object.hasOwn(ACTIONS, kind)) {
    return [{ field: `${prefix}kind`, reason: `is none of ${Object.keys(ACTIONS).join(', ')}` }];
  }
  const { kind: _kind, ...fields } = action;
  const faults = shapeFaults(prefix, fields, ACTIONS[kind as RuleAction['kind']]);
  const isPair = isFields(condition) && condition['metric'] === 'correlation';
  if (fields['of'] === 'smaller-of-pair' && !isPair) {
    faults.push({ field: `${prefix}of`, reason: 'there is a pair only where correlation is measured' });
  }
  return faults;
}
