/** What risk lets an actor do, mildest first: ACTIVE anything, REDUCING only towards flat, HALTED cancels and flatten alone. */
export const TRADING_STATES = ['ACTIVE', 'REDUCING', 'HALTED'] as const;
export type TradingState = (typeof TRADING_STATES)[number];

/** The state in force where several scopes (platform, user, account, actor) have one each; ACTIVE for none. */
export function strictest(...states: readonly TradingState[]): TradingState {
  let strict: TradingState = 'ACTIVE';
  for (const state of states) {
    if (state === 'HALTED') return state;
    if (state === 'REDUCING') strict = state;
  }
  return strict;
}
