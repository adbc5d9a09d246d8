import { z } from 'zod';
import { SimpleMean } from '../indicators.ts';
import { MeanCross } from '../mean-cross.ts';
import type { Strategy } from '../strategy.ts';

const parameters = z
  .strictObject({
    fast: z.int().min(1).max(500).default(10).describe('Bars in the fast mean of closes'),
    slow: z.int().min(2).max(1000).default(30).describe('Bars in the slow mean of closes'),
  })
  .refine((p) => p.fast < p.slow, { path: ['fast'], error: 'must be less than slow' });

/** The cross of two simple means: it signals on the cross alone, never for the side that the first bars are on. */
export const smaCross: Strategy<typeof parameters> = {
  name: 'sma-cross',
  title: 'SMA cross',
  description:
    'LONG when the fast simple mean of closes crosses above the slow one, SHORT when it crosses below. Equal means keep ' +
    'the side they were on. The first cross can come one bar after the first value of the slow mean.',
  parameters,
  warmUp: ({ slow }) => slow,
  create: ({ fast, slow }) =>
    new MeanCross(new SimpleMean(fast), new SimpleMean(slow), { fast: `SMA(${fast})`, slow: `SMA(${slow})` }),
  plots: ({ fast, slow }) => [
    { value: 'fast', label: `SMA(${fast})`, pane: 'price' },
    { value: 'slow', label: `SMA(${slow})`, pane: 'price' },
  ],
};
