import { z } from 'zod';
import { ExponentialMean } from '../indicators.ts';
import { MeanCross } from '../mean-cross.ts';
import type { Strategy } from '../strategy.ts';

const parameters = z
  .strictObject({
    fast: z.int().min(1).max(500).default(12).describe('Span of the fast exponential mean of closes, in bars'),
    slow: z.int().min(2).max(1000).default(26).describe('Span of the slow exponential mean of closes, in bars'),
  })
  .refine((p) => p.fast < p.slow, { path: ['fast'], error: 'must be less than slow' });

/** The cross of two exponential means: it reacts sooner than `sma-cross` and forgets slowly instead of at once. */
export const emaCross: Strategy<typeof parameters> = {
  name: 'ema-cross',
  title: 'EMA cross',
  description:
    'LONG when the fast exponential mean of closes crosses above the slow one, SHORT when it crosses below. Both means ' +
    'begin at the first close and count once the slow one has seen its span; equal means keep the side they were on.',
  parameters,
  warmUp: ({ slow }) => slow,
  create: ({ fast, slow }) =>
    new MeanCross(new ExponentialMean(fast), new ExponentialMean(slow), { fast: `EMA(${fast})`, slow: `EMA(${slow})` }),
  plots: ({ fast, slow }) => [
    { value: 'fast', label: `EMA(${fast})`, pane: 'price' },
    { value: 'slow', label: `EMA(${slow})`, pane: 'price' },
  ],
};
