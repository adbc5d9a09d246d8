import { z } from 'zod';
import type { Bar } from '../../domain/bar.ts';
import type { Signal, Target } from '../../protocol.ts';
import { Channel } from '../indicators.ts';
import { savedTarget, type Strategy, type StrategyInstance } from '../strategy.ts';

const parameters = z
  .strictObject({
    entry: z.int().min(2).max(500).default(20).describe('Bars before this one whose range a close must leave to enter'),
    exit: z.int().min(1).max(500).default(10).describe('Bars before this one whose range a close must leave to exit'),
  })
  .refine((p) => p.exit <= p.entry, { path: ['exit'], error: 'must not be above entry' });

const saved = z.strictObject({ entry: z.unknown(), exit: z.unknown(), target: savedTarget });

/** The channel breakout of R. Donchian, with the narrower exit of the Turtles (C. Faith, Way of the Turtle, 2007). */
export const donchianBreakout: Strategy<typeof parameters> = {
  name: 'donchian-breakout',
  title: 'Donchian breakout',
  description:
    'LONG when the close is above the highest high of the `entry` bars before it, SHORT when below their lowest low. A ' +
    'long is left below the lowest low of the `exit` bars before, a short above their highest high.',
  parameters,
  warmUp: ({ entry }) => entry,
  create: ({ entry, exit }) => new DonchianBreakout(entry, exit),
  plots: ({ entry, exit }) => [
    { value: 'entryHigh', label: `${entry}-bar high`, pane: 'price', isBeforeBar: true },
    { value: 'entryLow', label: `${entry}-bar low`, pane: 'price', isBeforeBar: true },
    { value: 'exitHigh', label: `${exit}-bar high`, pane: 'price', isBeforeBar: true },
    { value: 'exitLow', label: `${exit}-bar low`, pane: 'price', isBeforeBar: true },
  ],
};

class DonchianBreakout implements StrategyInstance {
  private readonly entry: Channel;
  private readonly exit: Channel;
  private readonly entryBars: number;
  private readonly exitBars: number;
  private target: Target = 'FLAT';

  constructor(entry: number, exit: number) {
    this.entry = new Channel(entry);
    this.exit = new Channel(exit);
    this.entryBars = entry;
    this.exitBars = exit;
  }

  onBar(bar: Bar): Signal | undefined {
    // The bar is held against the channel of the bars before it, or it could never leave it.
    const entry = this.entry.value;
    const exit = this.exit.value;
    this.entry.add(bar.high, bar.low);
    this.exit.add(bar.high, bar.low);
    if (entry === null || exit === null) return undefined;
    const price = bar.close;
    if (price > entry.upper) return this.want('LONG', price, `above the ${this.entryBars}-bar high`, entry.upper);
    if (price < entry.lower) return this.want('SHORT', price, `below the ${this.entryBars}-bar low`, entry.lower);
    if (this.target === 'LONG' && price < exit.lower) {
      return this.want('FLAT', price, `below the ${this.exitBars}-bar low`, exit.lower);
    }
    if (this.target === 'SHORT' && price > exit.upper) {
      return this.want('FLAT', price, `above the ${this.exitBars}-bar high`, exit.upper);
    }
    return undefined;
  }

  values(): Record<string, number | null> {
    return {
      entryHigh: this.entry.value?.upper ?? null,
      entryLow: this.entry.value?.lower ?? null,
      exitHigh: this.exit.value?.upper ?? null,
      exitLow: this.exit.value?.lower ?? null,
    };
  }

  save(): unknown {
    return { entry: this.entry.save(), exit: this.exit.save(), target: this.target };
  }

  load(value: unknown): void {
    const state = saved.parse(value);
    this.entry.load(state.entry);
    this.exit.load(state.exit);
    this.target = state.target;
  }

  /** A signal when the wish changes; a trend that makes new highs says nothing new. */
  private want(target: Target, price: number, where: string, bound: number): Signal | undefined {
    if (target === this.target) return undefined;
    this.target = target;
    return { target, price, reason: `Close ${price} is ${where} ${bound}` };
  }
}
