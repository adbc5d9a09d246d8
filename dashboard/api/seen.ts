// What a caller may see of lists and rows: their own, or everybody's where their role reaches that far.
import { type Caller, mayTo } from '../../actors/domain/people/caller.ts';
import type { AccountView, ActorView } from '../../actors/views.ts';
import { ActorNotFound, DashboardError, InvalidInput } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';

export const seesActor = (caller: Caller, { owner }: Pick<ActorView, 'owner'>): boolean =>
  mayTo(caller, 'trade:read', owner);

const seesAll = (caller: Caller): boolean => mayTo(caller, 'trade:read', undefined);

/** The actor of that address. Throws ACTOR_NOT_FOUND also for one that is not theirs to see, so that nobody can tell which there are. */
export const actorFor = async (troupe: TroupeReads, caller: Caller, address: string): Promise<ActorView> => {
  const view = await troupe.find(address);
  if (view === undefined || !seesActor(caller, view)) throw new ActorNotFound(address);
  return view;
};

/** The actor that a command is for. Throws ACTOR_NOT_FOUND, or FORBIDDEN for one that they see but may not command. */
export const commandedBy = async (troupe: TroupeReads, caller: Caller, address: string): Promise<ActorView> => {
  const view = await actorFor(troupe, caller, address);
  if (!mayTo(caller, 'trade:command', view.owner) && !mayTo(caller, 'topology:command', view.owner))
    throw new DashboardError('FORBIDDEN', `${address} is not yours to command.`);
  return view;
};

/** Accounts that a caller may see. */
export const accountsFor = async (troupe: TroupeReads, caller: Caller): Promise<readonly AccountView[]> =>
  (await troupe.accounts()).filter(({ owner }) => mayTo(caller, 'trade:read', owner));

interface RowsOf {
  readonly actor?: string | undefined;
  readonly account?: string | undefined;
}

/** Whose rows are asked for, where the caller may see them; somebody with one account need not name it. */
export const rowsFor = async (troupe: TroupeReads, caller: Caller, { actor, account }: RowsOf): Promise<RowsOf> => {
  if (seesAll(caller)) return { actor, account };
  if (actor !== undefined) await actorFor(troupe, caller, actor);
  const own = await accountsFor(troupe, caller);
  if (account !== undefined && !own.some((one) => one.account === account))
    throw new DashboardError('ACCOUNT_NOT_FOUND', `There is no account ${account}.`, { field: 'account' });
  if (actor !== undefined || account !== undefined) return { actor, account };
  if (own.length !== 1)
    throw new InvalidInput(
      'account',
      `Name an account of yours: ${own.map((one) => one.account).join(', ') || 'none'}.`,
    );
  return { actor, account: own[0]!.account };
};
