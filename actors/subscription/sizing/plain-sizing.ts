import { z } from 'zod';
import { fixedNotionalSchema, fixedQuantitySchema, fractionSchema } from './fixed.ts';
import { kellySchema } from './kelly.ts';
import { riskFractionSchema } from './risk-fraction.ts';
import { riskParitySchema } from './risk-parity.ts';
import { volatilityTargetSchema } from './volatility-target.ts';

/** Every sizing that stands by itself, which is what another one may scale. */
export const plainSizingSchema = z.discriminatedUnion('kind', [
  fractionSchema,
  fixedNotionalSchema,
  fixedQuantitySchema,
  volatilityTargetSchema,
  riskFractionSchema,
  kellySchema,
  riskParitySchema,
]);

export type PlainSizing = z.output<typeof plainSizingSchema>;
