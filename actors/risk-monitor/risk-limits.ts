import { z } from 'zod';
import { decimal, type Decimal } from '../domain/decimal.ts';

const amount = z.string().regex(/^\d+(\.\d+)?$/, 'is not an amount');

/** Limits of one account; absent means no limit of that kind. */
export const riskLimitsSchema = z.strictObject({
  /** Most price × quantity of one order, in account currency. */
  maxOrderNotional: amount.exactOptional(),
  maxOrderQuantity: amount.exactOptional(),
  maxOpenOrders: z.int().positive().exactOptional(),
  /** Orders an account may send within any minute of market time. */
  maxOrdersPerMinute: z.int().positive().exactOptional(),
  /** Furthest a limit or trigger price may lie from the market, as a fraction of it. */
  priceCollar: z.number().gt(0).exactOptional(),
  /** Oldest close, against the newest the account has seen on that lane, that may still be traded on. */
  maxDataAgeMs: z.int().positive().exactOptional(),
});

export interface RiskLimits {
  readonly maxOrderNotional?: Decimal;
  readonly maxOrderQuantity?: Decimal;
  readonly maxOpenOrders?: number;
  readonly maxOrdersPerMinute?: number;
  readonly priceCollar?: number;
  readonly maxDataAgeMs?: number;
}

export const toRiskLimits = (parsed: z.infer<typeof riskLimitsSchema>): RiskLimits => {
  const { maxOrderNotional, maxOrderQuantity, ...rest } = parsed;
  return {
    ...rest,
    ...(maxOrderNotional !== undefined && { maxOrderNotional: decimal(maxOrderNotional) }),
    ...(maxOrderQuantity !== undefined && { maxOrderQuantity: decimal(maxOrderQuantity) }),
  };
};
