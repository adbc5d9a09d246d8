// S1. Row n is a function of the seed and n: rows come in blocks, each with its own source of randomness, and only the
//     levels at which blocks meet depend on the blocks before. So row 1,000,000 costs 1,000 levels and one block.
// S2. Inside a block the path is a Brownian bridge between its two levels, so a block's law is that of a free path.
// S3. Volatility clusters: a slow factor a block and a fast one a bar, each a mean-reverting AR(1) of its logarithm.
// S4. A bar's high and low are the extremes of a Brownian bridge from its open to its close.
import type { Bar } from '../../../actors/domain/bar.ts';
import type { Random } from '../../../runtime/random.ts';

export interface PricePathOptions {
  /** The source of randomness named by a seed. */
  readonly random: (seed: string) => Random;
  readonly seed: string;
  readonly startTime: number;
  readonly timeframeMs: number;
  readonly startPrice: number;
  /** Standard deviation of log returns over a year of 365 days. */
  readonly volatility: number;
  /** Smallest price step; every price is a multiple of it, printed with its decimals. */
  readonly tick: number;
  /** Mean volume of a bar, in whole units. */
  readonly volumePerBar: number;
}

export const BLOCK_ROWS = 1024;

/** The bars of made-up blocks, taken in any order; going on is cheap, going back starts from the first level. */
export class PricePath {
  readonly #options: PricePathOptions;
  readonly #barVolatility: number;
  readonly #decimals: number;
  #levels: Levels;

  constructor(options: PricePathOptions) {
    this.#options = options;
    this.#barVolatility = options.volatility * Math.sqrt(options.timeframeMs / YEAR_MS);
    this.#decimals = decimalsOf(options.tick);
    this.#levels = this.#firstLevels();
  }

  /** Rows `index * BLOCK_ROWS` up to the next block. */
  block(index: number): Bar[] {
    if (this.#levels.index > index) this.#levels = this.#firstLevels();
    while (this.#levels.index < index) this.#nextLevels();
    const { startTime, timeframeMs, volumePerBar } = this.#options;
    const { from, to, heat } = this.#levels;
    const random = this.#options.random(`${this.#options.seed}/block/${index}`);
    const normal = normals(random);

    const sigmas = new Float64Array(BLOCK_ROWS);
    const steps = new Float64Array(BLOCK_ROWS);
    let variance = 0;
    let sum = 0;
    let fast = FAST_DEVIATION * normal();
    for (let row = 0; row < BLOCK_ROWS; row++) {
      const openTime = startTime + (index * BLOCK_ROWS + row) * timeframeMs;
      fast = FAST_MEMORY * fast + FAST_SHOCK * normal(); // S3
      const sigma =
        this.#barVolatility * Math.sqrt(activity(openTime, timeframeMs)) * Math.exp(heat + fast - FAST_DEVIATION ** 2);
      const step = sigma * normal();
      sigmas[row] = sigma;
      steps[row] = step;
      variance += sigma * sigma;
      sum += step;
    }
    const missing = to - from - sum;
    const bars: Bar[] = [];
    let level = from;
    let open = this.#price(level);
    for (let row = 0; row < BLOCK_ROWS; row++) {
      const openTime = startTime + (index * BLOCK_ROWS + row) * timeframeMs;
      const sigma = sigmas[row]!;
      const step = steps[row]! + (missing * sigma * sigma) / variance; // S2
      const end = row === BLOCK_ROWS - 1 ? to : level + step;
      const high = this.#price(bridgeMaximum(level, end, sigma, random.next()));
      const low = this.#price(-bridgeMaximum(-level, -end, sigma, random.next()));
      const close = this.#price(end);
      const surprise = Math.exp(0.4 * normal() + Math.min(2, Math.abs(step) / (2 * this.#barVolatility)) - 0.5);
      const volume = Math.round(volumePerBar * activity(openTime, timeframeMs) * surprise);
      bars.push({ openTime, closeTime: openTime + timeframeMs, open, high, low, close, volume });
      level = end;
      open = close;
    }
    return bars;
  }

  #firstLevels(): Levels {
    const normal = normals(this.#options.random(`${this.#options.seed}/levels`));
    const from = Math.log(this.#options.startPrice);
    return this.#after({ index: -1, from, to: from, heat: -(SLOW_DEVIATION ** 2), normal });
  }

  #nextLevels(): void {
    this.#levels = this.#after(this.#levels);
  }

  #after({ index, to: from, heat: before, normal }: Levels): Levels {
    const spanMs = BLOCK_ROWS * this.#options.timeframeMs;
    const heat = SLOW_MEMORY * before + SLOW_SHOCK * normal() - (1 - SLOW_MEMORY) * SLOW_DEVIATION ** 2; // S3
    const pull = 1 - Math.exp(-spanMs / REVERSION_MS);
    const centre = Math.log(this.#options.startPrice);
    const to = from + pull * (centre - from) + this.#barVolatility * Math.exp(heat) * Math.sqrt(BLOCK_ROWS) * normal();
    return { index: index + 1, from, to, heat, normal };
  }

  #price(logPrice: number): number {
    const ticks = Math.max(1, Math.round(Math.exp(logPrice) / this.#options.tick));
    const scale = 10 ** this.#decimals;
    return (ticks * Math.round(this.#options.tick * scale)) / scale;
  }
}

/** The two log prices between which a block runs, and how hot it is. */
interface Levels {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly heat: number;
  readonly normal: () => number;
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
/** Time after which 1/e of a deviation from the starting price is left: prices of years stay in a range. */
const REVERSION_MS = 180 * DAY_MS;

// The logarithms of the volatility factors have mean minus variance, so the mean of each factor's square is 1.
const FAST_MEMORY = 0.97;
const FAST_SHOCK = 0.12;
const FAST_DEVIATION = FAST_SHOCK / Math.sqrt(1 - FAST_MEMORY ** 2);
const SLOW_MEMORY = 0.9;
const SLOW_SHOCK = 0.1;
const SLOW_DEVIATION = SLOW_SHOCK / Math.sqrt(1 - SLOW_MEMORY ** 2);

/** Decimals with which a tick is written, e.g. 2 for 0.25. */
export const decimalsOf = (tick: number): number => {
  let decimals = 0;
  while (decimals < 12 && Math.abs(Math.round(tick * 10 ** decimals) - tick * 10 ** decimals) > 1e-9) decimals++;
  return decimals;
};

/** Share of the day's activity, U-shaped over the UTC day, mean 1; a bar of a day or more has none of it. */
const activity = (openTime: number, timeframeMs: number): number => {
  if (timeframeMs >= DAY_MS) return 1;
  const fromNoon = (2 * (openTime % DAY_MS)) / DAY_MS - 1;
  return 0.6 + 1.2 * fromNoon * fromNoon;
};

/**
 * Maximum of a Brownian bridge from `from` to `to` with deviation `sigma`, by inversion: P(max > m) =
 * exp(-2 (m - from)(m - to) / sigma²), the reflection principle (P. Glasserman, "Monte Carlo Methods", 2003, §6.4).
 */
const bridgeMaximum = (from: number, to: number, sigma: number, uniform: number): number =>
  (from + to + Math.sqrt((to - from) ** 2 - 2 * sigma * sigma * Math.log(1 - uniform))) / 2;

/** Standard normal numbers, two a pair of draws (G. E. P. Box, M. E. Muller, 1958). */
const normals = (random: Random): (() => number) => {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
};
