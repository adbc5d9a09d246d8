import type { DenialFacts } from '../denial.ts';

/** What a breaker, window or pause says at an instant: tripped means no new entries; the facts go into denials and firings. */
export interface Verdict {
  readonly tripped: boolean;
  /** It is tripped only because what it must look at is not known: nothing may open, and nothing need be closed for it. */
  readonly unknown: boolean;
  readonly facts: DenialFacts;
}

export const clear = (facts: DenialFacts = {}): Verdict => ({ tripped: false, unknown: false, facts });

export const tripped = (facts: DenialFacts): Verdict => ({ tripped: true, unknown: false, facts });

export const unknown = (facts: DenialFacts): Verdict => ({ tripped: true, unknown: true, facts });

/** An instant (epoch milliseconds) as facts tell it. */
export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();
