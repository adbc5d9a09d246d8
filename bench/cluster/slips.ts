// Entries that a venue took in from accounts that had confirmed that they would open nothing more. Pure; the venue's log is the oracle.
import type { VenueLine } from '../chaos/venue/venue-line.ts';

/** Within which nothing may be opened; all times are of this machine's one clock. */
export interface Silence {
  /** Accounts that are halted; undefined means all. */
  readonly accounts: ReadonlySet<string> | undefined;
  /** Epoch milliseconds UTC: when the halt was confirmed. */
  readonly from: number;
  /** Last line of the venue's log before its reset was asked for. */
  readonly throughLine: number;
}

/** Orders that open something, of halted accounts, that the venue accepted after the halt was confirmed. */
export const slippedIn = (lines: readonly VenueLine[], { accounts, from, throughLine }: Silence): readonly string[] =>
  lines.flatMap((line) => {
    if (line.kind !== 'submit' || line.outcome !== 'accepted' || line.order.reduceOnly) return [];
    const isHalted = accounts?.has(line.account) ?? true;
    return isHalted && line.seq <= throughLine && Date.parse(line.at) > from ? [line.clientOrderId] : [];
  });
