import { z } from 'zod';
import type { Bar } from '../../domain/bar.ts';
import type { Signal, Target } from '../../protocol.ts';
import { RelativeStrength } from '../indicators.ts';
import { savedTarget, type Strategy, type StrategyInstance } from '../strategy.ts';

const level = () => z.number().min(0).max(100);

const parameters = z
  .strictObject({
    period: z.int().min(2).max(500).default(14).describe("Bars in Wilder's means of ups and downs"),
    oversold: level().default(30).describe('Below this RSI it wants to be long'),
    exit: level().default(50).describe('Above this RSI it leaves a long, below it a short'),
    overbought: level().optional().describe('Above this RSI it wants to be short; left out, it never is'),
  })
  .refine((p) => p.oversold <= p.exit, { path: ['oversold'], error: 'must not be above exit' })
  .refine((p) => p.overbought === undefined || p.overbought >= p.exit, {
    path: ['overbought'],
    error: 'must not be below exit',
  });

const saved = z.strictObject({ rsi: z.unknown(), target: savedTarget });

/** A rule of levels, not of crosses: it repeats its wish on every bar that the level holds. */
export const rsiReversion: Strategy<typeof parameters> = {
  name: 'rsi-reversion',
  title: 'RSI mean reversion',
  description:
    "LONG on every bar whose RSI (Wilder's) is below `oversold`, FLAT on every bar whose RSI is above `exit`. With " +
    '`overbought` set also SHORT above it, and such a short is left below `exit`.',
  parameters,
  warmUp: ({ period }) => period,
  create: (params) => new RsiReversion(params),
  plots: ({ period, oversold, exit, overbought }) => [
    { value: 'rsi', label: `RSI(${period})`, pane: 'below' },
    { level: oversold, label: 'Oversold', pane: 'below' },
    { level: exit, label: 'Exit', pane: 'below' },
    ...(overbought === undefined ? [] : [{ level: overbought, label: 'Overbought', pane: 'below' } as const]),
  ],
};

class RsiReversion implements StrategyInstance {
  private readonly rsi: RelativeStrength;
  private readonly name: string;
  private readonly oversold: number;
  private readonly exit: number;
  private readonly overbought: number;
  private target: Target = 'FLAT';

  constructor(params: z.output<typeof parameters>) {
    this.rsi = new RelativeStrength(params.period);
    this.name = `RSI(${params.period})`;
    this.oversold = params.oversold;
    this.exit = params.exit;
    this.overbought = params.overbought ?? Infinity;
  }

  onBar(bar: Bar): Signal | undefined {
    const rsi = this.rsi.add(bar.close);
    if (rsi === null) return undefined;
    if (rsi < this.oversold) return this.want('LONG', bar.close, rsi, 'below', this.oversold);
    if (rsi > this.overbought) return this.want('SHORT', bar.close, rsi, 'above', this.overbought);
    if (this.target === 'SHORT')
      return rsi < this.exit ? this.want('FLAT', bar.close, rsi, 'below', this.exit) : undefined;
    return rsi > this.exit ? this.want('FLAT', bar.close, rsi, 'above', this.exit) : undefined;
  }

  values(): Record<string, number | null> {
    return { rsi: this.rsi.value };
  }

  save(): unknown {
    return { rsi: this.rsi.save(), target: this.target };
  }

  load(value: unknown): void {
    const state = saved.parse(value);
    this.rsi.load(state.rsi);
    this.target = state.target;
  }

  private want(target: Target, price: number, rsi: number, side: 'above' | 'below', bound: number): Signal {
    this.target = target;
    return { target, price, reason: `${this.name} ${rsi.toFixed(2)} is ${side} ${bound}` };
  }
}
