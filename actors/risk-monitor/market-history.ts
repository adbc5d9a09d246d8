// H1. What is known of the market is a function of the last `HISTORY_BARS` bars of every lane at or before its position alone: an
//     incarnation that has loaded them knows what the one before knew, to the last bit.
// H2. What is not known (too few bars, not loaded yet) is null, and counts as the worst.
import type { Bar } from '../domain/bar.ts';
import { PERIODS_PER_YEAR, type PeriodBasis } from '../domain/instrument.ts';
import {
  correlation,
  covarianceMatrix,
  SAMPLE,
  varianceOf,
  varies,
  type CovarianceMatrix,
} from '../domain/portfolio/correlation.ts';
import { ReturnWindow } from '../domain/portfolio/return-window.ts';
import type { HistoryBar } from '../ports/risk-desk.ts';

/** Returns that the window holds. */
const HISTORY_RETURNS = 120;
/** One more, since a return is between two closes. */
export const HISTORY_BARS = HISTORY_RETURNS + 1;
/** Fewest returns that anything is said from. */
const LEAST_RETURNS = 20;
const DAY_MS = 86_400_000;

interface LaneHistory {
  /** `asked`: nothing has been answered yet; `failed`: it could not be read, and is asked for again. */
  standing: 'asked' | 'failed' | 'loaded';
  /** Oldest first. */
  bars: HistoryBar[];
}

/** The latest returns of the lanes of an account; a lane plays the part of a symbol. */
export class MarketHistory {
  private readonly lanes = new Map<string, LaneHistory>();
  private window: ReturnWindow | undefined;
  /** All lanes have bars of the same length. */
  private isEven = false;
  private readonly variances = new Map<string, number | null>();
  private readonly scores = new Map<string, Float64Array | null>();
  private readonly correlations = new Map<string, Map<string, number | null>>();
  private known: { readonly lanes: readonly string[]; readonly deviations: LaneDeviations | null } | undefined;
  /** What orders have asked about: the deviations of these lanes together, variances, and correlations. */
  private askedLanes: readonly string[] | undefined;
  private isVolatilityAsked = false;
  private isCorrelated = false;
  /** What was worked out from the history is good while this stays. */
  version = 0;
  /** Lanes that have a bar of the newest time. */
  private newest = { closeTime: 0, lanes: 0 };

  standingOf(lane: string): LaneHistory['standing'] | 'unasked' {
    return this.lanes.get(lane)?.standing ?? 'unasked';
  }

  /** The lane's bars are being asked for; those that come meanwhile are kept. */
  ask(lane: string): void {
    const known = this.lanes.get(lane);
    if (known === undefined) this.lanes.set(lane, { standing: 'asked', bars: [] });
    else known.standing = 'asked';
  }

  fail(lane: string): void {
    const known = this.lanes.get(lane);
    if (known?.standing === 'asked') known.standing = 'failed';
  }

  /** Takes the bars before those that came meanwhile. */
  load(lane: string, bars: readonly HistoryBar[]): void {
    const known = this.lanes.get(lane);
    if (known === undefined || known.standing === 'loaded') return;
    const first = known.bars[0]?.position ?? Infinity;
    known.bars = [...bars.filter(({ position }) => position < first), ...known.bars].slice(-HISTORY_BARS);
    known.standing = 'loaded';
    this.forget();
  }

  /** The lane's next bar has closed; nothing is kept of a lane that nobody has asked about. */
  push(lane: string, position: number, { openTime, closeTime, close }: Bar): void {
    const known = this.lanes.get(lane);
    if (known === undefined || position <= (known.bars.at(-1)?.position ?? -1)) return;
    const bar = { position, openTime, closeTime, close };
    known.bars.push(bar);
    if (known.bars.length > HISTORY_BARS) known.bars.shift();
    if (known.standing !== 'loaded' || this.window === undefined) return;
    // On a grid coarser than its bars a lane's last ones reach less far back than the window does: then it is made anew.
    if (!this.isEven || spanOf(bar) !== this.window.periodMs) this.window = undefined;
    else this.window.push(lane, bar.closeTime, bar.close);
    this.forgetFigures();
    if (bar.closeTime > this.newest.closeTime) this.newest = { closeTime: bar.closeTime, lanes: 1 };
    else if (bar.closeTime === this.newest.closeTime) this.newest.lanes += 1;
  }

  /** Works out anew what orders have asked about, once every lane has closed: the next order need not wait for that. */
  renew(): void {
    if (this.window === undefined || this.newest.lanes < this.lanes.size) return;
    if (this.isCorrelated) for (const a of this.lanes.keys()) for (const b of this.lanes.keys()) this.correlation(a, b);
    if (this.isVolatilityAsked) for (const lane of this.lanes.keys()) this.varianceOf(lane);
    if (this.askedLanes !== undefined) this.deviations(this.askedLanes);
  }

  /** Volatility of a year that the lane's returns realize; sessions count as whole days. */
  volatility(lane: string, basis: PeriodBasis): number | null {
    this.isVolatilityAsked = true;
    const variance = this.varianceOf(lane);
    if (variance === null) return null;
    const perDay = Math.max(1, DAY_MS / this.returns().periodMs);
    return Math.sqrt(variance * PERIODS_PER_YEAR[basis] * perDay);
  }

  /** Correlation of the returns of two lanes. */
  correlation(a: string, b: string): number | null {
    this.isCorrelated = true;
    let ofLane = this.correlations.get(a);
    if (ofLane === undefined) this.correlations.set(a, (ofLane = new Map<string, number | null>()));
    let known = ofLane.get(b);
    if (known === undefined) {
      known = this.correlations.get(b)?.get(a) ?? this.correlate(a, b);
      ofLane.set(b, known);
    }
    return known;
  }

  /**
   * Standard deviations of a day, about a mean of 0 (RiskMetrics Technical Document, 1996, §5.2): of the lanes' returns, and
   * of portfolios of them (√w′Σw). Null when one of the lanes has too few returns. A day is as many periods as fit in it.
   */
  deviations(lanes: readonly string[]): LaneDeviations | null {
    this.askedLanes = lanes;
    if (this.known === undefined || !isSame(this.known.lanes, lanes)) {
      const window = this.returns();
      const matrix = window.commonCount(lanes) >= LEAST_RETURNS ? covarianceMatrix(window, lanes) : null;
      this.known = { lanes, deviations: matrix && new LaneDeviations(matrix, DAY_MS / window.periodMs) };
    }
    return this.known.deviations;
  }

  private varianceOf(lane: string): number | null {
    let known = this.variances.get(lane);
    if (known === undefined) {
      const window = this.returns();
      known = window.countOf(lane) < LEAST_RETURNS ? null : varianceOf(window.returnsOf(lane), SAMPLE);
      this.variances.set(lane, known);
    }
    return known;
  }

  private correlate(a: string, b: string): number | null {
    const window = this.returns();
    if (window.commonCount([a, b]) < LEAST_RETURNS) return null;
    // Of lanes as old as each other it is the product of their scores, which are worked out once for all pairs.
    return window.countOf(a) === window.countOf(b)
      ? productOf(this.scoresOf(window, a), this.scoresOf(window, b))
      : correlation(window, a, b);
  }

  private scoresOf(window: ReturnWindow, lane: string): Float64Array | null {
    let known = this.scores.get(lane);
    if (known === undefined) this.scores.set(lane, (known = standardScores(window.returnsOf(lane))));
    return known;
  }

  private returns(): ReturnWindow {
    if (this.window !== undefined) return this.window;
    const loaded = [...this.lanes].filter(([, { standing }]) => standing === 'loaded');
    const bars = loaded.flatMap(([lane, known]) => known.bars.map((bar) => ({ lane, ...bar })));
    const periodMs = bars.reduce((most, bar) => Math.max(most, spanOf(bar)), 1);
    this.window = new ReturnWindow({ length: HISTORY_RETURNS, periodMs });
    this.isEven = bars.every((bar) => spanOf(bar) === periodMs);
    for (const bar of bars.sort((a, b) => a.closeTime - b.closeTime))
      this.window.push(bar.lane, bar.closeTime, bar.close);
    return this.window;
  }

  private forget(): void {
    this.window = undefined;
    this.forgetFigures();
  }

  private forgetFigures(): void {
    this.variances.clear();
    this.scores.clear();
    this.correlations.clear();
    this.known = undefined;
    this.version += 1;
  }
}

/** Standard deviations of a day of lanes whose covariances are known; in the order of the lanes. */
export class LaneDeviations {
  private readonly matrix: CovarianceMatrix;
  private readonly days: number;
  private readonly ofLanes: Float64Array;

  constructor(matrix: CovarianceMatrix, periodsADay: number) {
    this.matrix = matrix;
    this.days = periodsADay;
    const { values, symbols } = matrix;
    this.ofLanes = Float64Array.from(symbols, (_, lane) =>
      Math.sqrt(Math.max(0, values[lane * symbols.length + lane]!) * periodsADay),
    );
  }

  /** Of one unit of money in one lane. */
  ofLane(index: number): number {
    return this.ofLanes[index]!;
  }

  /** Of a portfolio. */
  of(worths: Float64Array): number {
    const { values, symbols } = this.matrix;
    const size = symbols.length;
    let variance = 0;
    for (let i = 0; i < size; i++) {
      const worth = worths[i]!;
      if (worth === 0) continue;
      let sum = 0;
      for (let j = 0; j < size; j++) sum += values[i * size + j]! * worths[j]!;
      variance += worth * sum;
    }
    return Math.sqrt(Math.max(0, variance) * this.days);
  }
}

/** Deviations from the mean over the length of their vector, so that a correlation is a dot product; null for what does not vary. */
function standardScores(returns: Float64Array): Float64Array | null {
  const count = returns.length;
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += returns[index]!;
  const mean = sum / count;
  let squares = 0;
  for (let index = 0; index < count; index += 1) squares += (returns[index]! - mean) ** 2;
  if (!varies(squares / (count - 1))) return null;
  const length = Math.sqrt(squares);
  return returns.map((value) => (value - mean) / length);
}

function productOf(a: Float64Array | null, b: Float64Array | null): number | null {
  if (a === null || b === null) return null;
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!;
  return Math.max(-1, Math.min(1, sum));
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((lane, index) => lane === b[index]));

const spanOf = ({ openTime, closeTime }: HistoryBar): number => closeTime - openTime;
