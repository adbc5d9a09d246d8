import { z } from 'zod';

// Sizes that look at equity and price alone; `quantityFor` multiplies them out.

export const fractionSchema = z
  .strictObject({
    kind: z.literal('fraction'),
    fraction: z.number().gt(0).max(1).default(0.95).describe('Share of equity put into a position'),
  })
  .describe('Fraction of equity');

export const fixedNotionalSchema = z
  .strictObject({
    kind: z.literal('fixed-notional'),
    notional: z.number().gt(0).max(1e12).describe('Value of a position in quote currency'),
  })
  .describe('Fixed notional');

export const fixedQuantitySchema = z
  .strictObject({
    kind: z.literal('fixed-quantity'),
    quantity: z.number().gt(0).max(1e12).describe('Units of the instrument'),
  })
  .describe('Fixed quantity');
