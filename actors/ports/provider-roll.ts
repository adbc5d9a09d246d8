/**
 * Name of the port by which a follower speaks to its provider, wherever that lives: `perform(PROVIDER_ROLL_PORT, RollRequest)` is
 * answered when the provider's roll says so, and fails with the provider's refusal or as the line to it failed. Asking again is safe.
 */
export const PROVIDER_ROLL_PORT = 'provider-roll';

/** What a follower asks of its provider's roll: that it be on it, or that it be off it. */
export interface RollRequest {
  readonly kind: 'join' | 'leave';
  /** Address of the provider. */
  readonly provider: string;
  readonly owner: string;
  readonly account: string;
  /** Null: it does not want to be named. */
  readonly alias: string | null;
  /** Exact text, in the account's currency. */
  readonly capital: string;
}
