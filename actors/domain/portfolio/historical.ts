import { CONFIDENCES, tailsOf, type TailRisk } from './value-at-risk.ts';

/**
 * VaR and CVaR of an empirical distribution: every value of `pnl` (profits positive) is as likely as another.
 * With m = n × (1 − confidence), VaR is the ⌈m⌉-th worst loss, the fifth of 500 at 99 % (Hull, Options, Futures and Other
 * Derivatives, historical simulation), and CVaR the mean of the m worst, the last of them counted by its fraction, which
 * is coherent (Acerbi & Tasche 2002, Journal of Banking & Finance 26, 1487–1503). Null when m < 1: no loss is that rare here.
 */
export function historicalRisk(pnl: Float64Array, confidences: readonly number[] = CONFIDENCES): TailRisk[] {
  const worstFirst = pnl.toSorted();
  return tailsOf(confidences, (confidence) => {
    const tail = tailSize(pnl.length, confidence);
    if (tail < 1) return { valueAtRisk: null, conditionalValueAtRisk: null };
    const whole = Math.floor(tail);
    let sum = 0;
    for (let index = 0; index < whole; index++) sum += worstFirst[index]!;
    if (tail > whole) sum += worstFirst[whole]! * (tail - whole);
    const valueAtRisk = -worstFirst[Math.ceil(tail) - 1]!;
    // A mean of equal losses may round to just below them.
    return { valueAtRisk, conditionalValueAtRisk: Math.max(valueAtRisk, -sum / tail) };
  });
}

/** n × (1 − confidence), whole where it is but for rounding: 500 × (1 − 0.99) is 5.000000000000004 in numbers. */
function tailSize(count: number, confidence: number): number {
  const tail = count * (1 - confidence);
  const nearest = Math.round(tail);
  return Math.abs(tail - nearest) < 1e-9 * count ? nearest : tail;
}
