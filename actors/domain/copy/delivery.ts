// How a provider's word arrived: who was addressed, what became of it, how fast, and at what price.
//
// D1. Every row is counted in exactly one outcome: reached = filled + reduced + working + skipped + noted.
// D2. The reasons of what was skipped, and of what was reduced, each sum up to it.
import type { Decimal } from '../decimal.ts';
import { averageSlippage, type CopiedPrice, copySlippage } from './copy-slippage.ts';
import type { CopyReason, CopyWord } from './copy-word.ts';

/** One follower's answer to one entry, and what its order came to. */
export interface CopyRow {
  readonly outcome: Extract<CopyWord, { kind: 'entry' }>['outcome'];
  readonly reason: CopyReason | null;
  /** The account's denial of the order, `CODE: key=value`; null when it was let past. */
  readonly denied: string | null;
  /** Milliseconds from the provider's word to the follower's decision. */
  readonly latencyMs: number;
  /** Signed: buys above zero. */
  readonly ordered: Decimal;
  /** What is filled of it, without a sign. */
  readonly filledQuantity: Decimal;
  readonly providerPrice: Decimal;
  /** Mean price of what is filled; null before, and where the follower trades another instrument than the provider. */
  readonly fillPrice: Decimal | null;
}

/** Numbers of copies (a follower and an entry), by what became of them. */
export interface Delivery {
  /** Copies that should come: followers × entries, as far as told; at least those reached. */
  readonly addressed: number;
  /** Have decided, whatever they decided. */
  readonly reached: number;
  /** Copied whole, and filled whole. */
  readonly filled: number;
  /** Copied in part by the follower's own rules, and that part filled whole. */
  readonly reduced: number;
  /** Ordered, and nothing or not all of it filled. */
  readonly working: number;
  /** Nothing ordered, or the order denied. */
  readonly skipped: number;
  /** Asked for no order. */
  readonly noted: number;
  /** By reason; a denial's is `RISK_DENIED: CODE`. */
  readonly skippedBy: Readonly<Record<string, number>>;
  readonly reducedBy: Readonly<Record<string, number>>;
  /** Of those reached; null without one. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  /**
   * Of those with a fill: fraction of the provider's price, worse above zero. `mean` is weighted by quantity × provider's price,
   * `p95` counts each copy once. Null without one.
   */
  readonly slippage: { readonly mean: number; readonly p95: number } | null;
}

/** Counts the rows of one entry or of a window; `addressed` is how many there should be, where that is known. */
export function deliveryOf(rows: readonly CopyRow[], addressed = rows.length): Delivery {
  const counts = { filled: 0, reduced: 0, working: 0, skipped: 0, noted: 0 };
  const skippedBy: Record<string, number> = {};
  const reducedBy: Record<string, number> = {};
  for (const row of rows) {
    const fate = fateOf(row);
    counts[fate]++;
    if (fate === 'skipped') count(skippedBy, reasonOf(row));
    if (fate === 'reduced') count(reducedBy, reasonOf(row));
  }
  return {
    addressed: Math.max(addressed, rows.length),
    reached: rows.length,
    ...counts,
    skippedBy,
    reducedBy,
    latencyMs: latencyOf(rows),
    slippage: slippageOf(rows),
  };
}

type Fate = 'filled' | 'reduced' | 'working' | 'skipped' | 'noted';

function fateOf({ outcome, denied, ordered, filledQuantity }: CopyRow): Fate {
  if (outcome === 'noted' || outcome === 'skipped') return outcome;
  if (denied !== null || ordered.isZero()) return 'skipped';
  if (filledQuantity.lt(ordered.abs())) return 'working';
  return outcome === 'copied' ? 'filled' : 'reduced';
}

function reasonOf({ denied, reason }: CopyRow): string {
  return denied === null ? (reason ?? 'UNSTATED') : `RISK_DENIED: ${denied.split(':', 1)[0]}`;
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function latencyOf(rows: readonly CopyRow[]): Delivery['latencyMs'] {
  if (rows.length === 0) return null;
  const sorted = Float64Array.from(rows, ({ latencyMs }) => latencyMs).sort();
  return { p50: percentile(sorted, 50), p95: percentile(sorted, 95), p99: percentile(sorted, 99) };
}

function slippageOf(rows: readonly CopyRow[]): Delivery['slippage'] {
  const copies = rows.flatMap(({ ordered, filledQuantity, providerPrice, fillPrice }): CopiedPrice[] =>
    fillPrice === null
      ? []
      : [{ side: ordered.isPositive() ? 'BUY' : 'SELL', providerPrice, price: fillPrice, quantity: filledQuantity }],
  );
  const mean = averageSlippage(copies);
  if (mean === null) return null;
  const each = copies.map(copySlippage).filter((slippage) => slippage !== null);
  return { mean, p95: percentile(Float64Array.from(each).sort(), 95) };
}

/**
 * The smallest value that at least `percent` (whole) of all values do not exceed: nearest rank, Hyndman & Fan (1996), definition 1.
 * `sorted` is ascending and not empty.
 */
function percentile(sorted: Float64Array, percent: number): number {
  // A product of whole numbers, since 0.07 × 100 is above 7 in numbers.
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!;
}
