import { decimal, type Decimal, ratio } from '../decimal.ts';
import { LIMIT_NAMES, LIMITS, type LimitName } from './limit-catalog.ts';
import type { RiskLimits } from './limit-value.ts';
import type { MetricReading } from './rule-evaluation.ts';

/** What is measured against each limit, in the limit's own unit. */
export type MeasuredLimits = { readonly [Name in LimitName]?: number | Decimal };

/**
 * Readings of the metric `usageOfLimit`: measured ÷ limit for every limit that is in force and measured, in the catalog's
 * order. A limit of zero is used up by nothing, and anything is infinitely above it. Limits that are stricter when higher have
 * no usage.
 */
export function limitUsages(limits: RiskLimits, measured: MeasuredLimits): MetricReading[] {
  return LIMIT_NAMES.flatMap((name) => {
    const limit = limits[name];
    const value = measured[name];
    if (limit === undefined || value === undefined || LIMITS[name].stricter === 'higher') return [];
    return [
      { of: name, value: usage(decimal(value), decimal(limit)), inputs: { measured: text(value), limit: text(limit) } },
    ];
  });
}

function usage(value: Decimal, limit: Decimal): number {
  if (!limit.isZero()) return ratio(value, limit);
  if (value.isZero()) return 1;
  return value.gt(0) ? Infinity : 0;
}

const text = (value: number | Decimal): number | string => (typeof value === 'number' ? value : String(value));
