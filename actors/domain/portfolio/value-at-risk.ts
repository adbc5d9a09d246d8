/** Probabilities that a loss is not worse than the value at risk. */
export const CONFIDENCES: readonly number[] = [0.9, 0.95, 0.99];

/**
 * The bad end of the profit and loss of one period. Losses are positive and in account currency; a figure below zero is a
 * profit even there. Null where it is undefined.
 */
export interface TailRisk {
  /** Of a fraction: 0.99. */
  readonly confidence: number;
  /** Loss that is exceeded with a probability of 1 − confidence. Source: Jorion, Value at Risk, 3rd ed. (2007), ch. 5. */
  readonly valueAtRisk: number | null;
  /** Mean loss of the worst 1 − confidence: expected shortfall. Source: McNeil, Frey & Embrechts (2005), §2.2.4. */
  readonly conditionalValueAtRisk: number | null;
}

/** A tail for each confidence. */
export const tailsOf = (
  confidences: readonly number[],
  tail: (confidence: number) => Omit<TailRisk, 'confidence'>,
): TailRisk[] => confidences.map((confidence) => ({ confidence, ...tail(confidence) }));
