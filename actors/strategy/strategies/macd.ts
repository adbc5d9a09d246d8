import { z } from 'zod';
import type { Bar } from '../../domain/bar.ts';
import type { Signal } from '../../protocol.ts';
import { Crossing } from '../crossing.ts';
import { ExponentialMean } from '../indicators.ts';
import type { Strategy, StrategyInstance } from '../strategy.ts';

const parameters = z
  .strictObject({
    fast: z.int().min(1).max(500).default(12).describe('Span of the fast exponential mean of closes, in bars'),
    slow: z.int().min(2).max(1000).default(26).describe('Span of the slow exponential mean of closes, in bars'),
    signal: z.int().min(1).max(500).default(9).describe('Span of the exponential mean of the MACD line, in bars'),
  })
  .refine((p) => p.fast < p.slow, { path: ['fast'], error: 'must be less than slow' });

const saved = z.strictObject({ fast: z.unknown(), slow: z.unknown(), signal: z.unknown(), crossing: z.unknown() });

/** Moving average convergence/divergence. Source: G. Appel, Technical Analysis: Power Tools for Active Investors (2005). */
export const macd: Strategy<typeof parameters> = {
  name: 'macd',
  title: 'MACD',
  description:
    'The MACD line is the fast less the slow exponential mean of closes. LONG when it crosses above its own exponential ' +
    'mean (the signal line), SHORT when it crosses below.',
  parameters,
  warmUp: ({ slow, signal }) => slow + signal - 1,
  create: ({ fast, slow, signal }) => new Macd(fast, slow, signal),
  plots: ({ fast, slow, signal }) => [
    { value: 'macd', label: `MACD(${fast}, ${slow})`, pane: 'below' },
    { value: 'signal', label: `Signal(${signal})`, pane: 'below' },
  ],
};

class Macd implements StrategyInstance {
  private readonly fast: ExponentialMean;
  private readonly slow: ExponentialMean;
  private readonly signal: ExponentialMean;
  private readonly crossing = new Crossing();
  private readonly name: string;

  constructor(fast: number, slow: number, signal: number) {
    this.fast = new ExponentialMean(fast);
    this.slow = new ExponentialMean(slow);
    this.signal = new ExponentialMean(signal);
    this.name = `MACD(${fast}, ${slow})`;
  }

  onBar(bar: Bar): Signal | undefined {
    const price = bar.close;
    const fast = this.fast.add(price);
    const slow = this.slow.add(price);
    if (fast === null || slow === null) return undefined;
    const line = fast - slow;
    const signal = this.signal.add(line);
    if (signal === null) return undefined;
    // Both lines may be near zero while their rounding noise is that of the price, so the price is the scale of a tie.
    const crossed = this.crossing.add(line - signal, slow);
    if (crossed === 0) return undefined;
    return crossed > 0
      ? { target: 'LONG', price, reason: `${this.name} crossed above its signal line` }
      : { target: 'SHORT', price, reason: `${this.name} crossed below its signal line` };
  }

  values(): Record<string, number | null> {
    const { fast, slow, signal } = this;
    return { macd: fast.value === null || slow.value === null ? null : fast.value - slow.value, signal: signal.value };
  }

  save(): unknown {
    const { fast, slow, signal, crossing } = this;
    return { fast: fast.save(), slow: slow.save(), signal: signal.save(), crossing: crossing.save() };
  }

  load(value: unknown): void {
    const state = saved.parse(value);
    this.fast.load(state.fast);
    this.slow.load(state.slow);
    this.signal.load(state.signal);
    this.crossing.load(state.crossing);
  }
}
