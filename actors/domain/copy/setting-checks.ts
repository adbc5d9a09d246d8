// What a field of settings may be, and how a fault of one is told.
import { decimal, Decimal } from '../decimal.ts';
import type { FieldFault } from '../errors.ts';

export type Fields = Readonly<Record<string, unknown>>;
/** What is wrong with a value, for people, or undefined. */
export type Check = (value: unknown) => string | undefined;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);

/** Every field that is not known, and every one that its check refuses. */
export function faultsOf(prefix: string, fields: Fields, shape: Readonly<Record<string, Check>>): FieldFault[] {
  const unknown = Object.keys(fields).filter((field) => !Object.hasOwn(shape, field));
  return [
    ...unknown.map((field) => ({ field: `${prefix}${field}`, reason: 'is not known' })),
    ...Object.entries(shape).flatMap(([field, check]) => {
      const reason = check(fields[field]);
      return reason === undefined ? [] : [{ field: `${prefix}${field}`, reason }];
    }),
  ];
}

/** An amount above zero, as text, number or decimal. */
export const amount =
  (most?: number): Check =>
  (value) => {
    const parsed = amountOf(value);
    if (parsed === undefined) return `${shown(value)} is not a decimal above zero`;
    return most !== undefined && parsed.gt(most) ? `${parsed} is above ${most}` : undefined;
  };

export const amountOf = (value: unknown): Decimal | undefined => {
  if (!(value instanceof Decimal) && typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (!/^\d+(?:\.\d+)?$/.test(String(value))) return undefined;
  const parsed = decimal(value);
  return parsed.isZero() ? undefined : parsed;
};

/** The field with its amount, or no field. */
export const optionalAmount = <Name extends string>(
  field: Name,
  value: unknown,
): Partial<Readonly<Record<Name, Decimal>>> => {
  const parsed = amountOf(value);
  return (parsed === undefined ? {} : { [field]: parsed }) as Partial<Readonly<Record<Name, Decimal>>>;
};

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);
export const flag: Check = (value) => (typeof value === 'boolean' ? undefined : `${shown(value)} is not true or false`);
export const within =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : `${shown(value)} is not a number from ${least} to ${most}`;
export const whole: Check = (value) =>
  Number.isSafeInteger(value) && Number(value) > 0 ? undefined : `${shown(value)} is not a whole number above zero`;
const symbol = (value: unknown): boolean => typeof value === 'string' && /^\S+$/.test(value);
export const symbols: Check = (value) =>
  Array.isArray(value) && value.every(symbol) ? undefined : `${shown(value)} is not a list of symbols`;
export const symbolMap: Check = (value) =>
  isFields(value) && Object.entries(value).flat().every(symbol)
    ? undefined
    : `${shown(value)} is not a map from symbol to symbol`;
export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value)
      ? undefined
      : `${shown(value)} is none of ${allowed.join(', ')}`;
