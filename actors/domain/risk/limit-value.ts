import { decimal, Decimal } from '../decimal.ts';
import { DomainError, type FieldFault } from '../errors.ts';
import { isLimitName, LIMITS, type LimitName } from './limit-catalog.ts';
import type { LimitDefinition } from './limit-definition.ts';

/** Money and quantities are exact, everything else is a plain number. */
export type LimitValueOf<Name extends LimitName> = (typeof LIMITS)[Name]['unit'] extends 'money' | 'quantity'
  ? Decimal
  : number;
export type LimitValue = Decimal | number;

/** Limits in force, or those of one scope; absent means no limit of that kind. */
export type RiskLimits = { readonly [Name in LimitName]?: LimitValueOf<Name> };

/**
 * A value of the limit from JSON or a form: money and quantities as decimal text, the rest as a number or its text.
 * Throws LIMIT_VALUE_INVALID with the limit, the value and what is wrong with it.
 */
export function parseLimitValue(name: LimitName, json: unknown): LimitValue {
  const value = numeral(name, json);
  const reason = value === undefined ? `is not ${NOUN[kindOf(name)]}` : boundsFault(LIMITS[name], value);
  if (value === undefined || reason !== undefined) {
    const shown = json === undefined ? 'nothing' : JSON.stringify(json);
    throw new DomainError('LIMIT_VALUE_INVALID', `${name}: ${shown} ${reason}`, { limit: name, value: json, reason });
  }
  return value;
}

/** Limits from JSON, by name. Throws LIMITS_INVALID with the field and reason of every fault. */
export function parseRiskLimits(json: unknown): RiskLimits {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw limitsInvalid([{ field: 'limits', reason: 'is not an object' }]);
  }
  const limits: [LimitName, LimitValue][] = [];
  const faults: FieldFault[] = [];
  for (const [field, value] of Object.entries(json)) {
    if (!isLimitName(field)) {
      faults.push({ field, reason: 'is not a known limit' });
      continue;
    }
    try {
      limits.push([field, parseLimitValue(field, value)]);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      faults.push({ field, reason: String(error.data['reason']) });
    }
  }
  if (faults.length > 0) throw limitsInvalid(faults);
  return riskLimits(limits);
}

/** The values by name; each must be one that `parseLimitValue` gave for that name. */
export const riskLimits = (values: Iterable<readonly [LimitName, LimitValue]>): RiskLimits =>
  Object.fromEntries(values);

/** Whether `a` lets less past than `b`; undefined is no limit. */
export function isStricter(name: LimitName, a: LimitValue | undefined, b: LimitValue | undefined): boolean {
  if (a === undefined) return false;
  if (b === undefined) return true;
  const order = compare(a, b);
  return LIMITS[name].stricter === 'lower' ? order < 0 : order > 0;
}

/** Whether a change from `before` to `after` lets more past; undefined is no limit. */
export const isLoosening = (name: LimitName, before: LimitValue | undefined, after: LimitValue | undefined): boolean =>
  isStricter(name, before, after);

const compare = (a: LimitValue, b: LimitValue): number =>
  typeof a === 'number' && typeof b === 'number' ? Math.sign(a - b) : decimal(a).comparedTo(b);

type ValueKind = 'amount' | 'number' | 'whole';

const NOUN: Readonly<Record<ValueKind, string>> = {
  amount: 'an amount, as decimal text like "2500.50"',
  number: 'a number',
  whole: 'a whole number',
};

function kindOf(name: LimitName): ValueKind {
  switch (LIMITS[name].unit) {
    case 'money':
    case 'quantity':
      return 'amount';
    case 'count':
    case 'per-minute':
    case 'ms':
      return 'whole';
    default:
      return 'number';
  }
}

const NUMERAL = /^\d{1,30}(\.\d{1,30})?$/;

function numeral(name: LimitName, json: unknown): LimitValue | undefined {
  const kind = kindOf(name);
  // A JSON number has lost its digits before anybody could read them.
  if (kind === 'amount') {
    const text = json instanceof Decimal ? String(json) : json;
    return typeof text === 'string' && NUMERAL.test(text) ? decimal(text) : undefined;
  }
  const value = typeof json === 'string' && NUMERAL.test(json) ? Number(json) : json;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return kind === 'whole' && !Number.isInteger(value) ? undefined : value;
}

function boundsFault({ minimum, maximum }: LimitDefinition, value: LimitValue): string | undefined {
  if (compare(value, minimum) < 0) return `is below ${minimum}`;
  return compare(value, maximum) > 0 ? `is above ${maximum}` : undefined;
}

const limitsInvalid = (faults: readonly FieldFault[]): DomainError =>
  new DomainError('LIMITS_INVALID', faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '), { faults });
