// Who asks, as every boundary sees it: the page, the API and the actor itself decide by the same two questions.
import { type KeyScope, type Permission, permits, type Role, scopeOf } from './role.ts';

/** Somebody who asks for something. */
export interface Caller {
  /** Their unique name, which is also the `owner` of what is theirs. */
  readonly user: string;
  readonly roles: readonly Role[];
  /** What the key that they came with may do; absent for somebody at a browser. */
  readonly scopes?: readonly KeyScope[];
}

/** Whether a caller may do such a thing at all. */
export const may = (caller: Caller, permission: Permission): boolean => {
  if (!caller.roles.some((role) => permits(role, permission))) return false;
  if (caller.scopes === undefined) return true;
  const scope = scopeOf(permission);
  return scope !== undefined && caller.scopes.includes(scope);
};

/** Whether a caller may do it to what belongs to `owner`: to their own, or to anybody's if their role reaches that far. */
export const mayTo = (caller: Caller, permission: Permission, owner: string | undefined): boolean =>
  may(caller, permission) &&
  (owner === caller.user || may(caller, permission.endsWith(':read') ? 'others:read' : 'others:command'));
