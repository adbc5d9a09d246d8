// Numbers as people type them: `10,000`, `2.5 %`; what is none is told at its field.
import { decimal } from '../actors/domain/decimal.ts';

/** What a typed number may be; both ends belong to it, in the unit that is typed. */
export interface TypedRange {
  readonly least?: number;
  readonly most?: number;
  /** Without digits after the point. */
  readonly isWhole?: boolean;
}

/** Exact decimal text of what was typed; undefined with a fault at `name` when it is none within the range. */
export const typedNumber = (
  typed: string,
  name: string,
  range: TypedRange,
  faults: Map<string, string>,
): string | undefined => {
  const text = typed.replaceAll(/\s/g, '').replace(/%$/, '');
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  const { least = 0, most = Infinity, isWhole = false } = range;
  const isNumber = /^\d{1,15}(\.\d{1,12})?$/.test(plain) && !(isWhole && plain.includes('.'));
  const isAllowed = isNumber && Number(plain) >= least && Number(plain) <= most && (least > 0 || Number(plain) >= 0);
  if (isAllowed) return plain;
  faults.set(name, `Give a ${isWhole ? 'whole number' : 'number'} ${rangeText(least, most)}.`);
  return undefined;
};

/** The same of a number above zero. */
export const typedAmount = (typed: string, name: string, faults: Map<string, string>): string | undefined => {
  const text = typedNumber(typed, name, {}, faults);
  if (text !== undefined && Number(text) > 0) return text;
  faults.set(name, 'Give a number above 0.');
  return undefined;
};

/** A percentage as the fraction that it is. */
export const typedFraction = (
  typed: string,
  name: string,
  range: TypedRange,
  faults: Map<string, string>,
): string | undefined => {
  const text = typedNumber(typed, name, range, faults);
  return text === undefined ? undefined : String(decimal(text).div(100));
};

/** Words between commas or blanks. */
export const typedList = (typed: string): readonly string[] => typed.split(/[\s,;]+/).filter((word) => word !== '');

const rangeText = (least: number, most: number): string =>
  most === Infinity ? (least === 0 ? 'of 0 or more' : `from ${least}`) : `from ${least} to ${most}`;
