// How the value of a limit reads and is typed: each unit in the words of people, to the last digit.
import { decimal } from '../actors/domain/decimal.ts';
import { isLimitName, LIMITS, type LimitName } from '../actors/domain/risk/limit-catalog.ts';
import type { LimitUnit } from '../actors/domain/risk/limit-definition.ts';
import { exact, MISSING } from './format.ts';

/** Beside the field; and after the value where that reads well. */
const UNITS: Readonly<Record<LimitUnit, { readonly beside: string; readonly after: string }>> = {
  money: { beside: 'money', after: '' },
  quantity: { beside: 'units', after: ' units' },
  fraction: { beside: '%', after: ' %' },
  ratio: { beside: '×', after: ' ×' },
  count: { beside: 'count', after: '' },
  'per-minute': { beside: 'a minute', after: ' a minute' },
  ms: { beside: 'ms', after: ' ms' },
  bps: { beside: 'bps', after: ' bps' },
};

export const limitUnit = (name: LimitName): string => UNITS[LIMITS[name].unit].beside;

/** `25,000`, `2.5 %`, `60 a minute`; a missing value is "—". */
export const limitText = (name: string, value: string | number | null | undefined): string => {
  if (value === null || value === undefined) return MISSING;
  if (!isLimitName(name)) return exact(value);
  const shown = exact(typedText(name, value));
  return shown === MISSING ? shown : `${shown}${UNITS[LIMITS[name].unit].after}`;
};

/** What is used of a limit, rounded: it is measured, not set. */
export const usedText = (name: LimitName, used: string | number): string => {
  const shown = Number(typedText(name, used));
  const rounded = Math.abs(shown) >= 1 ? shown.toFixed(2) : shown.toPrecision(2);
  return Number.isFinite(shown) ? `${exact(rounded)}${UNITS[LIMITS[name].unit].after}` : MISSING;
};

/** The value as it is typed into its field: fractions as percentages. */
export const typedText = (name: LimitName, value: string | number): string =>
  LIMITS[name].unit === 'fraction' ? String(decimal(value).mul(100)) : String(value);

/** What was typed, as `parseLimitValue` reads it; text that is no number stays as it is, for it to refuse. */
export const limitFromText = (name: LimitName, typed: string): string => {
  const text = typed.replaceAll(/\s/g, '').replace(/%$/, '');
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  return LIMITS[name].unit === 'fraction' && /^\d{1,12}(\.\d{1,12})?$/.test(plain)
    ? String(decimal(plain).div(100))
    : plain;
};
