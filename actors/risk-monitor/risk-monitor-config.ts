import { z } from 'zod';
import { ActorError } from '../../runtime/errors.ts';
import { decimal, type Decimal } from '../domain/decimal.ts';
import { riskLimitsSchema, toRiskLimits, type RiskLimits } from './risk-limits.ts';

const schema = z.strictObject({
  owner: z.string().min(1),
  venue: z.string().min(1),
  /** True when the venue fills from the bars it is handed. */
  simulatedVenue: z.boolean(),
  currency: z.string().min(1),
  deposit: z.string().regex(/^\d+(\.\d+)?$/, 'is not an amount'),
  /** Fraction of a fill's value that the venue charges; reserved with every order. */
  commissionRate: z.number().min(0).lt(1),
  limits: riskLimitsSchema,
  /** Market time between two rows of equity. */
  equityEveryMs: z.int().positive(),
});

/** One trading account. */
export interface RiskMonitorConfig {
  readonly owner: string;
  readonly venue: string;
  readonly simulatedVenue: boolean;
  readonly currency: string;
  readonly deposit: Decimal;
  readonly commissionRate: Decimal;
  readonly limits: RiskLimits;
  readonly equityEveryMs: number;
}

/** Reads the config of a row of `actors`. Throws INVALID_CONFIG naming the field. */
export function parseRiskMonitorConfig(value: unknown): RiskMonitorConfig {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const field = issue.path.join('.') || 'config';
    throw new ActorError('INVALID_CONFIG', `risk-monitor: ${field}: ${issue.message}`, { field });
  }
  const { deposit, commissionRate, limits, ...rest } = parsed.data;
  return { ...rest, deposit: decimal(deposit), commissionRate: decimal(commissionRate), limits: toRiskLimits(limits) };
}
