import { z } from 'zod';

export const kellySchema = z
  .strictObject({
    kind: z.literal('kelly'),
    multiple: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe('Share of the Kelly fraction that is staked: 0.5 is half Kelly'),
    cap: z.number().gt(0).max(1).default(0.25).describe('Largest share of equity in a position'),
    window: z.int().min(2).max(1000).default(50).describe('Last closed trades that the edge is taken from'),
    minTrades: z.int().min(2).max(1000).default(20).describe('Closed trades before the edge is believed'),
    fallback: z.number().gt(0).max(1).default(0.05).describe('Share of equity until then'),
  })
  .refine(({ minTrades, window }) => minTrades <= window, {
    path: ['minTrades'],
    error: 'Too big: the window never holds that many trades',
  })
  .describe('Kelly');

export type Kelly = z.output<typeof kellySchema>;

/**
 * The Kelly fraction of trades by their returns, 0 to 1: f* = p − (1 − p) ÷ b, where p is the share of trades that won and
 * b = mean win ÷ mean loss; 0 when there is no edge, or no trade. A trade that came out even is a loss of nothing.
 * With wins W and losses L summed this is p × (1 − L ÷ W), which needs no mean of losses where there are none.
 * Source: J. L. Kelly, A New Interpretation of Information Rate, Bell System Technical Journal 35 (1956); E. O. Thorp, The Kelly
 * Criterion in Blackjack, Sports Betting, and the Stock Market, Handbook of Asset and Liability Management 1 (2006).
 */
export function kellyFraction(returns: readonly number[]): number {
  let won = 0;
  let gained = 0;
  let lost = 0;
  for (const value of returns) {
    if (value > 0) {
      won += 1;
      gained += value;
    } else lost -= value;
  }
  return lost < gained ? (won / returns.length) * (1 - lost / gained) : 0;
}

/**
 * Share of equity: `multiple` of the Kelly fraction of the closed trades, at most `cap`; `fallback`, likewise capped, before there
 * are `minTrades` of them. f* is the share that a mean loss takes whole; here it is the share put into the position, of which a
 * mean loss takes a part, so this stakes less than Kelly would (Thorp's f* for a partial loss a is f* ÷ a), never more.
 * Who is at 0 trades no more, so nothing that is learnt later brings it back.
 */
export function kellyShare(sizing: Kelly, returns: readonly number[]): number {
  const wanted = returns.length < sizing.minTrades ? sizing.fallback : sizing.multiple * kellyFraction(returns);
  return Math.min(sizing.cap, wanted);
}
