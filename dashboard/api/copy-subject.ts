import { type Caller, mayTo } from '../../actors/domain/people/caller.ts';
import type { Permission } from '../../actors/domain/people/role.ts';
import type { ActorView } from '../../actors/views.ts';
import { ActorNotFound, DashboardError } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';

type CopyKind = 'provider' | 'follower' | 'manual';

/** The actor that an id names: the id alone, or the whole address. */
const named = async (troupe: TroupeReads, id: string, kind: CopyKind): Promise<ActorView> => {
  const address = id.startsWith(`${kind}.`) ? id : `${kind}.${id}`;
  const view = await troupe.find(address);
  if (view === undefined) throw new ActorNotFound(address);
  return view;
};

/** Address of a provider that a caller may see or command. Throws ACTOR_NOT_FOUND or FORBIDDEN. */
export const providerFor = async (
  troupe: TroupeReads,
  caller: Caller,
  id: string,
  permission: Permission = 'copy:read',
): Promise<string> => {
  const view = await named(troupe, id, 'provider');
  const isSeen =
    view.state['visibility'] !== 'private' ||
    mayTo(caller, 'copy:read', view.owner) ||
    (await troupe.list()).some(
      ({ kind, owner, state }) => kind === 'follower' && owner === caller.user && state['provider'] === view.address,
    );
  if (!isSeen) throw new ActorNotFound(view.address);
  if (permission !== 'copy:read' && !mayTo(caller, permission, view.owner)) throw notYours(view.address);
  return view.address;
};

/** What is a caller's own of a kind. Throws ACTOR_NOT_FOUND. */
export const ownOfKind = async (
  troupe: TroupeReads,
  caller: Caller,
  { id, kind, permission }: { readonly id: string; readonly kind: CopyKind; readonly permission: Permission },
): Promise<string> => {
  const view = await named(troupe, id, kind);
  if (!mayTo(caller, 'trade:read', view.owner)) throw new ActorNotFound(view.address);
  if (!mayTo(caller, permission, view.owner)) throw notYours(view.address);
  return view.address;
};

/** Throws FORBIDDEN when there is such an actor and it is not the caller's; who asks for another one is told by the troupe. */
export const ownedBy = async (
  troupe: TroupeReads,
  caller: Caller,
  address: string,
  permission: Permission,
): Promise<void> => {
  const view = await troupe.find(address);
  if (view !== undefined && !mayTo(caller, permission, view.owner)) throw notYours(address);
};

/** Throws FORBIDDEN when an account is not the caller's. */
export const accountOwnedBy = async (
  troupe: TroupeReads,
  caller: Caller,
  account: string,
  permission: Permission,
): Promise<void> => {
  const known = (await troupe.accounts()).find((one) => one.account === account);
  if (known !== undefined && !mayTo(caller, permission, known.owner)) throw notYours(`account ${account}`);
};

const notYours = (what: string): DashboardError => new DashboardError('FORBIDDEN', `${what} is not yours to command.`);
