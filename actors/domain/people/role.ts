// What each role may do. A permission names what is done; whose things it may be done to is `caller.ts`'s to say.

export const ROLES = ['user', 'provider', 'ops', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** All that can be permitted. */
export const PERMISSIONS = [
  'own:security', // one's password, second factor, sessions and keys
  'trade:read', // strategies, orders, fills, positions, equity, backtests
  'trade:command', // start, pause, stop, flatten, order by hand
  'copy:read', // providers as they present themselves
  'copy:follow',
  'copy:publish',
  'risk:read', // limits, breaches, controls
  'risk:command', // change limits and rules, halt, reduce, flatten and reset any scope
  'topology:read', // actors, nodes, shards, messaging
  'topology:command', // restart, drain, requeue
  'people:read', // users, keys and sessions of others
  'people:command', // grant, disable, invite, revoke
  'audit:read',
  'others:read', // what is read may be anybody's
  'others:command', // what is commanded may be anybody's
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const USER: readonly Permission[] = [
  ...(['own:security', 'trade:read', 'trade:command', 'copy:read', 'copy:follow', 'risk:read'] as const),
];
const OPS: readonly Permission[] = [
  ...(['own:security', 'trade:read', 'copy:read', 'risk:read', 'topology:read', 'topology:command'] as const),
  ...(['audit:read', 'others:read'] as const),
];

const PERMITTED: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  user: new Set(USER),
  provider: new Set<Permission>([...USER, 'copy:publish']),
  ops: new Set(OPS),
  admin: new Set(PERMISSIONS),
};

/** Whether a role has a permission. */
export const permits = (role: Role, permission: Permission): boolean => PERMITTED[role].has(permission);

/** What a key may do of what its owner may. */
export const KEY_SCOPES = ['read', 'trade', 'admin'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** A key with `trade` trades, copies and broadcasts; only one with `admin` does the rest; none changes its owner's security. */
export const scopeOf = (permission: Permission): KeyScope | undefined => {
  if (permission === 'own:security') return undefined;
  if (permission.endsWith(':read')) return 'read';
  return permission.startsWith('trade:') || permission.startsWith('copy:') ? 'trade' : 'admin';
};
