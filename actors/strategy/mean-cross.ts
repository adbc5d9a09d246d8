import { z } from 'zod';
import type { Bar } from '../domain/bar.ts';
import type { Signal } from '../protocol.ts';
import { Crossing } from './crossing.ts';
import type { Indicator } from './indicators.ts';
import type { StrategyInstance } from './strategy.ts';

const saved = z.strictObject({ fast: z.unknown(), slow: z.unknown(), crossing: z.unknown() });

/** LONG when a fast mean of closes crosses above a slow one, SHORT when it crosses below. */
export class MeanCross implements StrategyInstance {
  private readonly fast: Indicator;
  private readonly slow: Indicator;
  private readonly crossing = new Crossing();
  private readonly above: string;
  private readonly below: string;

  constructor(fast: Indicator, slow: Indicator, names: { fast: string; slow: string }) {
    this.fast = fast;
    this.slow = slow;
    this.above = `${names.fast} crossed above ${names.slow}`;
    this.below = `${names.fast} crossed below ${names.slow}`;
  }

  onBar(bar: Bar): Signal | undefined {
    const price = bar.close;
    const fast = this.fast.add(price);
    const slow = this.slow.add(price);
    if (fast === null || slow === null) return undefined;
    const crossed = this.crossing.add(fast - slow, slow);
    if (crossed === 0) return undefined;
    return crossed > 0 ? { target: 'LONG', price, reason: this.above } : { target: 'SHORT', price, reason: this.below };
  }

  values(): Record<string, number | null> {
    return { fast: this.fast.value, slow: this.slow.value };
  }

  save(): unknown {
    return { fast: this.fast.save(), slow: this.slow.save(), crossing: this.crossing.save() };
  }

  load(value: unknown): void {
    const state = saved.parse(value);
    this.fast.load(state.fast);
    this.slow.load(state.slow);
    this.crossing.load(state.crossing);
  }
}
