import { z } from 'zod';

// Fields that several sizings have.

/** What a volatility is measured over, and how it becomes one of a year. */
export const measured = {
  lookback: z.int().min(2).max(5000).default(20).describe('Returns that the realized volatility is taken from'),
  periodsPerYear: z.number().min(1).max(31_536_000).default(252).describe('Bars in a year of this market'),
};

export const maxLeverage = z.number().gt(0).max(1).default(1).describe('Largest share of equity in a position');
