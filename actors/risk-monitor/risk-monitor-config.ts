import { z } from 'zod';
import { type WatchConfig, watchShape } from './watch/watch-config.ts';
import { ActorError } from '../../runtime/errors.ts';
import { decimal, type Decimal } from '../domain/decimal.ts';
import { DomainError, type FieldFault } from '../domain/errors.ts';
import { parseRiskLimits, type RiskLimits } from '../domain/risk/limit-value.ts';

const schema = z.strictObject({
  owner: z.string().min(1),
  venue: z.string().min(1),
  /** True when the venue fills from the bars it is handed. */
  simulatedVenue: z.boolean(),
  currency: z.string().min(1),
  deposit: z.string().regex(/^\d+(\.\d+)?$/, 'is not an amount'),
  /** Fraction of a fill's value that the venue charges; reserved with every order. */
  commissionRate: z.number().min(0).lt(1),
  /** Limits by name, as in the catalog of limits: money and quantities as decimal text. */
  limits: z.record(z.string(), z.unknown()),
  /** Symbols that may only be reduced, each with why. */
  restricted: z.record(z.string(), z.string()).exactOptional(),
  /** Market time between two rows of equity. */
  equityEveryMs: z.int().positive(),
  ...watchShape,
});

/** One trading account. */
export interface RiskMonitorConfig extends WatchConfig {
  readonly owner: string;
  readonly venue: string;
  readonly simulatedVenue: boolean;
  readonly currency: string;
  readonly deposit: Decimal;
  readonly commissionRate: Decimal;
  /** The account's own, beside those that the risk supervisor sets. */
  readonly limits: RiskLimits;
  readonly restricted: ReadonlyMap<string, string>;
  readonly equityEveryMs: number;
}

/** Reads the config of a row of `actors`. Throws INVALID_CONFIG naming the field. */
export function parseRiskMonitorConfig(value: unknown): RiskMonitorConfig {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw invalid(issue.path.join('.') || 'config', issue.message);
  }
  const { deposit, commissionRate, limits, restricted = {}, ...rest } = parsed.data;
  return {
    ...rest,
    deposit: decimal(deposit),
    commissionRate: decimal(commissionRate),
    limits: limitsFrom(limits),
    restricted: new Map(Object.entries(restricted)),
  };
}

function limitsFrom(json: unknown): RiskLimits {
  try {
    return parseRiskLimits(json);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [fault] = error.data['faults'] as readonly FieldFault[];
    throw invalid(`limits.${fault!.field}`, fault!.reason);
  }
}

const invalid = (field: string, reason: string): ActorError =>
  new ActorError('INVALID_CONFIG', `risk-monitor: ${field}: ${reason}`, { field });
