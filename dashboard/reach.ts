// Whose things somebody may see: their own, what the platform runs for everybody, and what others show to everybody.
// A1. What is not theirs is as if it were not there: who asks for it learns nothing, not even that it exists.
import type { ProviderStateView } from '../actors/copy-views.ts';
import { type Caller, may, mayTo } from '../actors/domain/people/caller.ts';
import type { Permission } from '../actors/domain/people/role.ts';
import { covers, parseScope } from '../actors/domain/risk/scope.ts';
import type { RiskSupervisorStateView } from '../actors/risk-views.ts';
import type { AccountView } from '../actors/start-views.ts';
import type { ActorView } from '../actors/views.ts';
import { subjectOf } from './risk-subjects.ts';
import { isSystemActor } from './troupe-facts.ts';

/** Nobody: a visitor who has not signed in. */
export const NOBODY: Caller = { user: '', roles: [] };

/** Whether somebody may see everybody's. */
export const seesAll = (caller: Caller): boolean => may(caller, 'others:read');

/** Feeds, and strategies of the platform's own: what they say is about the market and about nobody. */
const isForEverybody = (view: ActorView): boolean =>
  view.kind === 'market-data' || (view.kind === 'strategy' && isSystemActor(view));

/** Whose an actor is to see; null: everybody's. */
export const whoseToSee = (view: ActorView): string | null => (isForEverybody(view) ? null : view.owner);

/** Whether somebody may read what is `owner`'s; null: everybody's. */
const mayRead = (caller: Caller, permission: Permission, owner: string | null): boolean =>
  owner === null ? may(caller, permission) : mayTo(caller, permission, owner);

export const sees = (caller: Caller, view: ActorView): boolean => mayRead(caller, 'trade:read', whoseToSee(view));

export const seesAccount = (caller: Caller, { owner }: Pick<AccountView, 'owner'>): boolean =>
  seesAll(caller) || (owner === caller.user && caller.user !== NOBODY.user);

/** The providers that somebody follows. */
export const followedBy = (caller: Caller, actors: readonly ActorView[]): ReadonlySet<string> =>
  new Set(
    actors.flatMap(({ kind, owner, state }) =>
      kind === 'follower' && owner === caller.user && typeof state['provider'] === 'string' ? [state['provider']] : [],
    ),
  );

/** Whether a provider presents itself to somebody: a private one only to its owner, its followers and those it has invited. */
export const seesProvider = (caller: Caller, view: ActorView, follows: ReadonlySet<string>): boolean => {
  const { visibility, invited } = view.state as Partial<ProviderStateView>;
  return (
    mayTo(caller, 'copy:read', view.owner) ||
    (may(caller, 'copy:read') &&
      (visibility === 'public' || follows.has(view.address) || invited?.includes(caller.user) === true))
  );
};

/** A provider as others see it: its profile without its account, its source and its guests; while it is paused without its book. */
export const publicFace = (view: ActorView): ActorView => {
  const { account: _account, source: _source, invited: _invited, book, ...profile } = view.state;
  const state = { ...profile, ...(profile['broadcasting'] !== 'PAUSED' && book !== undefined && { book }) };
  return { ...view, state, lastCause: null };
};

/** Whether a scope, and the accounts that it is said to be about, is about somebody. */
export type Reach = (scope: string, accounts?: readonly string[]) => boolean;

/** Scopes that are about somebody: wider ones, and those of what is theirs. */
export const scopeReach = (caller: Caller, mine: readonly ActorView[]): Reach => {
  const subjects = [
    { user: caller.user },
    ...mine.flatMap((view) => {
      const subject = view.owner === caller.user ? subjectOf(view, mine) : undefined;
      return subject === undefined ? [] : [subject];
    }),
  ];
  const accounts = new Set(subjects.map((one) => ('account' in one ? one.account : undefined)));
  return (text, named = []) => {
    const scope = scopeIn(text);
    if (scope === undefined) return false;
    if (scope.kind === 'platform' || scope.kind === 'instrument') return true;
    // Who was on a node is told by name alone.
    if (scope.kind === 'node') return named.some((one) => accounts.has(one));
    return subjects.some((subject) => covers(scope, subject));
  };
};

/** What the supervisor says, to somebody who sees only what is about them; of accounts only their own are named. */
export const supervisorFor = (
  caller: Caller,
  state: RiskSupervisorStateView,
  mine: readonly ActorView[],
): RiskSupervisorStateView => {
  const reaches = scopeReach(caller, mine);
  const own = ownAccounts(caller, mine);
  const ownOf = (names: readonly string[]): readonly string[] => names.filter((name) => own.has(name));
  return {
    ...state,
    latches: state.latches
      .filter(({ scope, accounts }) => reaches(scope, accounts))
      .map(({ accounts, ...latch }) => ({ ...latch, ...(accounts !== undefined && { accounts: ownOf(accounts) }) })),
    limits: state.limits.filter(({ scope }) => reaches(scope)),
    proposals: state.proposals.filter(({ scope }) => reaches(scope)),
    controls: state.controls
      .filter(({ scope, accounts }) => scope === undefined || reaches(scope, accounts))
      .map((control) => ({
        ...control,
        ...{ accounts: ownOf(control.accounts), unconfirmed: ownOf(control.unconfirmed), open: ownOf(control.open) },
      })),
  };
};

/** Accounts of somebody, by their risk monitors. */
const ownAccounts = (caller: Caller, mine: readonly ActorView[]): ReadonlySet<string> =>
  new Set(
    mine.flatMap((view) =>
      view.kind === 'risk-monitor' && view.owner === caller.user ? (subjectOf(view, [])?.account ?? []) : [],
    ),
  );

const scopeIn = (text: string): ReturnType<typeof parseScope> | undefined => {
  try {
    return parseScope(text);
  } catch {
    return undefined;
  }
};
