import { may } from './caller.ts';
import { type KeyScope, PERMISSIONS, type Role, scopeOf } from './role.ts';

/** Of the scopes of a key those that its owner's roles have a use for: what they could not do themselves no key of theirs can. */
export const usableScopes = (roles: readonly Role[], scopes: readonly KeyScope[]): readonly KeyScope[] =>
  scopes.filter((scope) =>
    PERMISSIONS.some((permission) => scopeOf(permission) === scope && may({ user: '', roles }, permission)),
  );
