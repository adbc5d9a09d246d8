import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Bar } from '../../../actors/domain/bar.ts';
import { type Decimal, decimal } from '../../../actors/domain/decimal.ts';
import { parseParameters, strategyNamed } from '../../../actors/strategy/catalog.ts';
import { quantityFor } from '../../../actors/subscription/sizing/quantity-for.ts';

// Two other engines and a third simulator agreed on these; the material lies beside the project, not in it.
const SHARED = new URL('../../../../shared/', import.meta.url);

interface Fill {
  readonly time: string;
  readonly side: string;
  readonly price: number;
  readonly qty: number;
}

interface Expected {
  readonly bars: number;
  readonly closed_trades: number;
  readonly final_equity: number;
  readonly max_drawdown_pct: number;
  readonly fills_total: number;
  readonly first_fills: readonly Fill[];
}

const CASES = [
  { id: 'S1', strategy: 'sma-cross', params: { fast: 10, slow: 30 }, commission: 0 },
  { id: 'S2', strategy: 'sma-cross', params: { fast: 10, slow: 30 }, commission: 0.001 },
  { id: 'S3', strategy: 'rsi-reversion', params: { period: 14, oversold: 30, exit: 50 }, commission: 0 },
] as const;

describe.each(['GOOG-1d', 'EURUSD-1h'])('%s', (file) => {
  const bars = new URL(`data/${file}.csv`, SHARED);
  const reference = new URL(`reference/${file}.json`, SHARED);
  const absent = [bars, reference].find((url) => !existsSync(url));

  test.for(CASES)('$id: signals and sizes are those of the reference engines', (which, { skip }) => {
    if (absent !== undefined) return skip(`${absent.pathname} is not there`);
    const { results } = JSON.parse(readFileSync(reference, 'utf8')) as Reference;
    for (const [engine, expected] of Object.entries(results[which.id].matched)) {
      if (!('first_fills' in expected)) continue;
      const { fills, finalEquity, drawdown } = simulate(which, read(bars));
      expect(fills.slice(0, 20), engine).toEqual(expected.first_fills.map(withoutNoise));
      expect(fills.length, engine).toBe(expected.fills_total);
      expect(fills.filter((fill) => fill.side === 'sell').length, engine).toBe(expected.closed_trades);
      expect(Math.abs(finalEquity - expected.final_equity), engine).toBeLessThan(0.01);
      expect(Math.abs(drawdown - expected.max_drawdown_pct), engine).toBeLessThan(0.01);
    }
  });
});

interface Reference {
  readonly results: Record<(typeof CASES)[number]['id'], { readonly matched: Record<string, Expected | object> }>;
}

/** One engine got some prices back by arithmetic (297.2799999999999 for 297.28); no file has nine decimals. */
const withoutNoise = (fill: Fill): Fill => ({ ...fill, price: Number(fill.price.toFixed(9)) });

/** The matched rules of the reference: long only, decided at a close, filled at the next open, rejected beyond the cash. */
function simulate(which: (typeof CASES)[number], bars: readonly Bar[]) {
  const strategy = strategyNamed(which.strategy);
  const instance = strategy.create(parseParameters(strategy, which.params));
  const fills: Fill[] = [];
  let cash = decimal(100_000);
  let held = decimal(0);
  let order: Decimal | undefined;
  let peak = 100_000;
  let drawdown = 0;
  let finalEquity = 0;
  for (const bar of bars) {
    if (order !== undefined) {
      const value = order.mul(bar.open);
      const cost = value.add(value.abs().mul(which.commission));
      if (cost.lte(cash)) {
        cash = cash.sub(cost);
        held = held.add(order);
        const side = order.gt(0) ? 'buy' : 'sell';
        const time = new Date(bar.openTime).toISOString().replace('.000Z', 'Z');
        fills.push({ time, side, price: bar.open, qty: order.abs().toNumber() });
      }
      order = undefined;
    }
    finalEquity = held.isZero() ? cash.toNumber() : cash.toNumber() + held.toNumber() * bar.close;
    peak = Math.max(peak, finalEquity);
    drawdown = Math.max(drawdown, ((peak - finalEquity) / peak) * 100);
    const signal = instance.onBar(bar);
    if (signal?.target === 'LONG' && held.isZero()) {
      const quantity = quantityFor(
        { kind: 'fraction', fraction: 0.95 },
        { equity: cash, price: bar.close, lotSize: decimal(1) },
      );
      if (quantity.gt(0)) order = quantity;
    } else if (signal !== undefined && signal.target !== 'LONG' && held.gt(0)) order = held.neg();
  }
  return { fills, finalEquity, drawdown };
}

function read(file: URL): Bar[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [time = '', ...numbers] = line.split(',');
    const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = numbers.map(Number);
    return { openTime: Date.parse(time), closeTime: Date.parse(time) + 1, open, high, low, close, volume };
  });
}
