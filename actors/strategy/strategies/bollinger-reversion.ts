import { z } from 'zod';
import type { Bar } from '../../domain/bar.ts';
import type { Signal, Target } from '../../protocol.ts';
import { Bands } from '../indicators.ts';
import { savedTarget, type Strategy, type StrategyInstance } from '../strategy.ts';

const parameters = z.strictObject({
  period: z.int().min(2).max(500).default(20).describe('Bars in the mean and the deviation of closes'),
  deviations: z.number().min(0.1).max(10).default(2).describe('Standard deviations from the mean to each band'),
  shorts: z.boolean().default(true).describe('Whether it sells short above the upper band'),
});

const saved = z.strictObject({ bands: z.unknown(), target: savedTarget });

/** Bets on a return to the mean. Source of the bands: J. Bollinger, Bollinger on Bollinger Bands (2001), population deviation. */
export const bollingerReversion: Strategy<typeof parameters> = {
  name: 'bollinger-reversion',
  title: 'Bollinger mean reversion',
  description:
    'LONG on every bar that closes below the lower band; with `shorts` SHORT on every bar that closes above the upper ' +
    'one. FLAT when the close is back at the mean.',
  parameters,
  warmUp: ({ period }) => period - 1,
  create: (params) => new BollingerReversion(params),
  plots: ({ period, deviations }) => [
    { value: 'upper', label: `Upper band (${deviations} σ)`, pane: 'price' },
    { value: 'middle', label: `SMA(${period})`, pane: 'price' },
    { value: 'lower', label: `Lower band (${deviations} σ)`, pane: 'price' },
  ],
};

class BollingerReversion implements StrategyInstance {
  private readonly bands: Bands;
  private readonly shorts: boolean;
  private target: Target = 'FLAT';

  constructor(params: z.output<typeof parameters>) {
    this.bands = new Bands(params.period, params.deviations);
    this.shorts = params.shorts;
  }

  onBar(bar: Bar): Signal | undefined {
    const price = bar.close;
    const bands = this.bands.add(price);
    if (bands === null) return undefined;
    if (price < bands.lower) return this.want('LONG', price, 'below the lower band', bands.lower);
    if (this.shorts && price > bands.upper) return this.want('SHORT', price, 'above the upper band', bands.upper);
    if (this.target === 'LONG' && price >= bands.middle)
      return this.want('FLAT', price, 'back up at the mean', bands.middle);
    if (this.target === 'SHORT' && price <= bands.middle)
      return this.want('FLAT', price, 'back down at the mean', bands.middle);
    return undefined;
  }

  values(): Record<string, number | null> {
    const { lower, middle, upper } = this.bands.value ?? { lower: null, middle: null, upper: null };
    return { lower, middle, upper };
  }

  save(): unknown {
    return { bands: this.bands.save(), target: this.target };
  }

  load(value: unknown): void {
    const state = saved.parse(value);
    this.bands.load(state.bands);
    this.target = state.target;
  }

  private want(target: Target, price: number, where: string, bound: number): Signal {
    this.target = target;
    return { target, price, reason: `Close ${price} is ${where} ${bound.toPrecision(8)}` };
  }
}
