// What the actor of a backtest asks of its node, and what it hears.

/** Name of the port. */
export const BACKTEST_PORT = 'backtest';

export type BacktestWish =
  /** Carries it out; answers `BacktestAnswer` when it has an outcome, or fails and may be asked again. */
  | { readonly kind: 'run'; readonly id: string }
  /** Answers `BacktestProgress`, null while it does not go on here. */
  | { readonly kind: 'look'; readonly id: string }
  /** Gives it the outcome that it was cancelled, and ends it; answers as `look`. */
  | { readonly kind: 'cancel'; readonly id: string; readonly by: string };

export interface BacktestAnswer {
  readonly kind: 'over';
}

export interface BacktestProgress {
  /** 0 while it waits for its turn. */
  readonly attempt: number;
  readonly barsDone: number;
  readonly barsTotal: number | null;
}
