// R1. Who may follow is decided here, one after the other: two who come at once cannot both have the last place.
// R2. Asking again is answered again: a follower that is on the roll stays, whatever has changed since.
// R3. One account follows once. A place is given before its follower is made; one that has not come to take it within
//     UNMET_MS was never made, and keeps nobody out.
import { type Decimal, ZERO } from '../domain/decimal.ts';
import { MAX_CHAIN, type ProviderConfig } from './provider-config.ts';

export interface Follower {
  readonly address: string;
  /** Nobody is shown this. */
  readonly owner: string;
  /** What it wants to be called; null: nothing. */
  readonly alias: string | null;
  /** In the provider's currency. */
  readonly capital: Decimal;
  /** Absent: it was admitted before accounts were told. */
  readonly account?: string | undefined;
  /** Wall time of its admission, epoch milliseconds UTC, until it has spoken itself. */
  readonly unmetSince?: number | undefined;
}

/** Who follows. */
export interface Roll {
  readonly followers: Map<string, Follower>;
  /** Of all of them. */
  capital: Decimal;
  /** Who follows on an account. */
  readonly accounts: Map<string, string>;
  readonly unmet: Set<string>;
}

export const emptyRoll = (): Roll => ({ followers: new Map(), capital: ZERO, accounts: new Map(), unmet: new Set() });

export function enrol(roll: Roll, follower: Follower): void {
  roll.followers.set(follower.address, follower);
  roll.capital = roll.capital.add(follower.capital);
  if (follower.account !== undefined) roll.accounts.set(follower.account, follower.address);
  if (follower.unmetSince !== undefined) roll.unmet.add(follower.address);
}

export function expel(roll: Roll, address: string): void {
  const follower = roll.followers.get(address);
  if (follower === undefined) return;
  roll.followers.delete(address);
  roll.capital = roll.capital.sub(follower.capital);
  roll.unmet.delete(address);
  if (follower.account !== undefined && roll.accounts.get(follower.account) === address)
    roll.accounts.delete(follower.account);
}

/** A follower has spoken itself, so it was made. */
export function meet(roll: Roll, address: string): void {
  const { unmetSince: _since, ...follower } = roll.followers.get(address) ?? {};
  if (!roll.unmet.delete(address)) return;
  roll.followers.set(address, follower as Follower);
}

/** Those that had a place at `at` and never came to take it. */
export const missing = ({ unmet, followers }: Roll, at: number): readonly string[] =>
  [...unmet].filter((address) => at - (followers.get(address)?.unmetSince ?? at) > UNMET_MS);

/** Many times what making an actor takes. One that is later has to ask again, and may be refused. */
const UNMET_MS = 10_000;

export interface Refusal {
  readonly type:
    | 'PROVIDER_WITHDRAWN'
    | 'FOLLOWER_BANNED'
    | 'NOT_INVITED'
    | 'FOLLOW_LOOP'
    | 'CHAIN_TOO_LONG'
    | 'PROVIDER_FULL'
    | 'CAPITAL_EXCEEDED'
    | 'ALREADY_FOLLOWING';
  /** For the one who asks. */
  readonly message: string;
}

/** Why somebody new may not follow, or undefined. */
export function refusalOf(
  { config, roll, banned, isWithdrawn }: RollScene,
  { owner, capital, account }: Pick<Follower, 'owner' | 'capital' | 'account'>,
): Refusal | undefined {
  const { name, chain, visibility, invited, maxFollowers, maxCapital, currency } = config;
  if (isWithdrawn) return { type: 'PROVIDER_WITHDRAWN', message: `${name} has withdrawn and takes no more followers` };
  if (banned.has(owner)) return { type: 'FOLLOWER_BANNED', message: `${name} does not want you as a follower` };
  if (visibility === 'private' && !invited.includes(owner))
    return { type: 'NOT_INVITED', message: `${name} is private, and you are not invited` };
  if (owner === config.owner) return { type: 'FOLLOW_LOOP', message: `${name} is your own: nobody follows themselves` };
  if (chain.includes(owner))
    return {
      type: 'FOLLOW_LOOP',
      message: `${name} copies you, directly or through others: following it would be a loop`,
    };
  if (chain.length > MAX_CHAIN)
    return {
      type: 'CHAIN_TOO_LONG',
      message: `${name} stands ${chain.length} deep in a chain of copies; at most ${MAX_CHAIN} deep may be followed`,
    };
  if (account !== undefined && roll.accounts.has(account))
    return { type: 'ALREADY_FOLLOWING', message: `${name} is copied on account ${account} already` };
  if (maxFollowers !== null && roll.followers.size >= maxFollowers)
    return { type: 'PROVIDER_FULL', message: `${name} has its ${maxFollowers} followers; there is no room` };
  if (maxCapital !== null && roll.capital.add(capital).gt(maxCapital))
    return {
      type: 'CAPITAL_EXCEEDED',
      message: `${name} takes ${maxCapital.sub(roll.capital)} ${currency} more of its ${maxCapital}, not ${capital}`,
    };
  return undefined;
}

export interface RollScene {
  readonly config: ProviderConfig;
  readonly roll: Roll;
  /** Owners. */
  readonly banned: ReadonlySet<string>;
  readonly isWithdrawn: boolean;
}
