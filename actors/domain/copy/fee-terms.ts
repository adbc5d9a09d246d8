import { decimal, ZERO, type Decimal } from '../decimal.ts';
import { DomainError, type FieldFault } from '../errors.ts';

/** What a provider asks of a follower; fixed when following begins. */
export interface FeeTerms {
  /** Fraction of the profit above the high-water mark, 0 to 0.5. */
  readonly performance: Decimal;
  /** Fraction of equity a year of 365 days, 0 to 0.1. */
  readonly management: Decimal;
  /** Fraction of copied notional, 0 to 0.01. */
  readonly perVolume: Decimal;
}

/**
 * Fee terms from JSON: fractions as decimal text or numbers; what is left out is free.
 * Throws FEE_TERMS_INVALID with the field and reason of every fault.
 */
export function parseFeeTerms(json: unknown): FeeTerms {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid([{ field: 'fees', reason: 'is not an object' }]);
  const fields = json as Record<string, unknown>;
  const faults: FieldFault[] = Object.keys(fields)
    .filter((field) => !Object.hasOwn(MOST, field))
    .map((field) => ({ field, reason: 'is not known' }));
  const fraction = (field: keyof FeeTerms): Decimal => {
    const given = fields[field];
    if (given === undefined) return ZERO;
    const parsed = decimalOf(given);
    if (parsed !== undefined && parsed.gte(0) && parsed.lte(MOST[field])) return parsed;
    faults.push({ field, reason: `${JSON.stringify(given)} is not a fraction from 0 to ${MOST[field]}` });
    return ZERO;
  };
  const terms: FeeTerms = {
    performance: fraction('performance'),
    management: fraction('management'),
    perVolume: fraction('perVolume'),
  };
  if (faults.length > 0) throw invalid(faults);
  return terms;
}

/** Half of the profit at most is also what keeps a rounded fee from reaching below the mark (high-water-mark.ts). */
const MOST: Readonly<Record<keyof FeeTerms, string>> = { performance: '0.5', management: '0.1', perVolume: '0.01' };

const invalid = (faults: readonly FieldFault[]): DomainError =>
  new DomainError('FEE_TERMS_INVALID', faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '), {
    faults,
  });

/** Plain decimals only: `0x1` and ` 1 ` are none. */
function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? decimal(value) : undefined;
  return typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? decimal(value) : undefined;
}
