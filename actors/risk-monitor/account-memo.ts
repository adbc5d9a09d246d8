import type { EffectiveLimits } from '../domain/risk/limit-book.ts';
import type { CorrelationsView, LimitInForceView, PortfolioView } from '../risk-views.ts';
import { ExposureBook } from './exposure-book.ts';
import { MarketHistory } from './market-history.ts';

/** Limits worked out for a subject, good while the book and the subject stay as they are. */
export interface RememberedLimits extends EffectiveLimits {
  readonly revision: number;
  /** Whose signals or fills the subject trades. */
  readonly source: string | undefined;
}

/** What people are shown of the exposure of an account and of the limits on it. */
export interface LimitsView {
  readonly portfolio: PortfolioView | null;
  readonly limitsInForce: readonly LimitInForceView[];
}

/** What an incarnation has worked out and would work out again: never saved. */
export interface AccountMemo {
  /** By actor; that of the account by the empty name. */
  readonly limits: Map<string, RememberedLimits>;
  readonly exposures: ExposureBook;
  readonly history: MarketHistory;
  /** As it was last shown, and what it was worked out from. */
  shown: { readonly inputs: readonly unknown[]; readonly view: LimitsView } | undefined;
  /** Of what is held, as of a period and a set of positions. */
  correlations: { readonly key: string; readonly view: CorrelationsView } | undefined;
  /** What the limits in force ask about, as of a revision of the book and a number of actors. */
  readonly needs: { revision: number; actors: number; account: boolean; history: boolean; valueAtRisk: boolean };
}

export const newMemo = (): AccountMemo => ({
  limits: new Map(),
  exposures: new ExposureBook(),
  history: new MarketHistory(),
  shown: undefined,
  correlations: undefined,
  needs: { revision: -1, actors: 0, account: false, history: false, valueAtRisk: false },
});
