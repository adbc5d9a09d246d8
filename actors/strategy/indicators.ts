// The library's indicators keep private state that cannot be read back; these add an exact `save` and `load`.
// N1. After `load(save())` every later value is the same double. So nothing is summed in another order than before.
// N2. `add` answers null until the indicator has its full number of inputs; `value` is the last answer.
import { BollingerBands, DonchianChannels, EMA, WSMA } from 'trading-signals';
import { z } from 'zod';

/** A number a bar in, a number or null out. */
export interface Indicator {
  readonly value: number | null;
  add(price: number): number | null;
  save(): unknown;
  load(saved: unknown): void;
}

const window = z.array(z.number());
const exponentialState = z.strictObject({ seen: z.int().nonnegative(), mean: z.number().nullable() });
const wilderState = z.union([window, z.number()]);
const rsiState = z.strictObject({ previous: z.number().nullable(), up: wilderState, down: wilderState });
const channelState = z.array(z.strictObject({ high: z.number(), low: z.number() }));

/**
 * Plain mean of the last `interval` inputs, summed oldest first, as the library's SMA; that one moves and sums an array
 * by callbacks and took two thirds of a backtest's bar.
 */
export class SimpleMean implements Indicator {
  value: number | null = null;
  private readonly ring: Float64Array;
  private seen = 0;
  private oldest = 0;

  constructor(interval: number) {
    this.ring = new Float64Array(interval);
  }

  add(price: number): number | null {
    const { ring, oldest } = this;
    const { length } = ring;
    ring[oldest] = price;
    const first = (this.oldest = oldest + 1 === length ? 0 : oldest + 1);
    if (this.seen < length && ++this.seen < length) return null;
    let sum = 0;
    for (let index = first; index < length; index++) sum += ring[index]!;
    for (let index = 0; index < first; index++) sum += ring[index]!;
    return (this.value = sum / length);
  }

  save(): number[] {
    const { ring, seen, oldest } = this;
    return seen < ring.length ? [...ring.subarray(0, seen)] : [...ring.subarray(oldest), ...ring.subarray(0, oldest)];
  }

  load(saved: unknown): void {
    for (const price of window.parse(saved)) this.add(price);
  }
}

/** Exponential mean with weight 2 ÷ (interval + 1), begun at the first input. */
export class ExponentialMean extends EMA implements Indicator {
  value: number | null = null;
  private seen = 0;

  override add(price: number): number | null {
    const mean = this.update(price, false);
    this.seen++;
    if (this.seen >= this.interval) this.value = mean;
    return this.value;
  }

  save(): z.infer<typeof exponentialState> {
    return { seen: this.seen, mean: this.result ?? null };
  }

  load(saved: unknown): void {
    const { seen, mean } = exponentialState.parse(saved);
    this.seen = seen;
    this.result = mean ?? undefined;
    if (seen >= this.interval) this.value = mean;
  }
}

/** Wilder's mean: the plain mean of the first `interval` inputs, then mean + (input − mean) ÷ interval. */
export class WilderMean extends WSMA implements Indicator {
  value: number | null = null;
  private first: number[] = [];

  override add(price: number): number | null {
    this.value = this.update(price, false);
    if (this.value === null) this.first.push(price);
    return this.value;
  }

  save(): number[] | number {
    return this.value ?? [...this.first];
  }

  load(saved: unknown): void {
    const state = wilderState.parse(saved);
    if (typeof state === 'number') this.result = this.value = state;
    else for (const price of state) this.add(price);
  }
}

/**
 * Wilder's relative strength index of closes: 100 − 100 ÷ (1 + up ÷ down); no down gives 100, neither gives 50.
 * Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978). The library's own RSI answers 100 to a flat series.
 */
export class RelativeStrength implements Indicator {
  value: number | null = null;
  private previous: number | null = null;
  private readonly up: WilderMean;
  private readonly down: WilderMean;

  constructor(period: number) {
    this.up = new WilderMean(period);
    this.down = new WilderMean(period);
  }

  add(close: number): number | null {
    const previous = this.previous;
    this.previous = close;
    if (previous === null) return null;
    this.up.add(close > previous ? close - previous : 0);
    this.down.add(close < previous ? previous - close : 0);
    return (this.value = this.strength());
  }

  save(): z.infer<typeof rsiState> {
    return { previous: this.previous, up: this.up.save(), down: this.down.save() };
  }

  load(saved: unknown): void {
    const { previous, up, down } = rsiState.parse(saved);
    this.previous = previous;
    this.up.load(up);
    this.down.load(down);
    this.value = this.strength();
  }

  private strength(): number | null {
    const up = this.up.value;
    const down = this.down.value;
    if (up === null || down === null) return null;
    if (down === 0) return up === 0 ? 50 : 100;
    return 100 - 100 / (1 + up / down);
  }
}

/** Mean of the last `interval` closes ± a multiple of their population standard deviation. */
export class Bands extends BollingerBands {
  value: { readonly lower: number; readonly middle: number; readonly upper: number } | null = null;

  override add(price: number): Bands['value'] {
    return (this.value = this.update(price, false));
  }

  save(): number[] {
    return [...this.prices];
  }

  load(saved: unknown): void {
    for (const price of window.parse(saved)) this.add(price);
  }
}

/** Highest high and lowest low of the last `interval` bars. */
export class Channel {
  value: { readonly lower: number; readonly upper: number } | null = null;
  private readonly interval: number;
  private readonly channel: DonchianChannels;
  /** The library keeps the last `interval` of these objects by reference; the one beyond is free for the next bar. */
  private readonly spans: { high: number; low: number }[] = [];
  private next = 0;

  constructor(interval: number) {
    this.interval = interval;
    this.channel = new DonchianChannels(interval);
  }

  add(high: number, low: number): Channel['value'] {
    let span = this.spans[this.next];
    if (span === undefined) this.spans.push((span = { high, low }));
    span.high = high;
    span.low = low;
    this.next = this.next === this.interval ? 0 : this.next + 1;
    return (this.value = this.channel.add(span));
  }

  save(): z.infer<typeof channelState> {
    const inOrder =
      this.spans.length <= this.interval
        ? this.spans
        : [...this.spans.slice(this.next), ...this.spans.slice(0, this.next)];
    return inOrder.slice(-this.interval).map(({ high, low }) => ({ high, low }));
  }

  load(saved: unknown): void {
    for (const { high, low } of channelState.parse(saved)) this.add(high, low);
  }
}
