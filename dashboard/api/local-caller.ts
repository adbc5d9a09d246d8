import type { Caller } from '../../actors/domain/people/caller.ts';

/** Who everybody is where nobody signs in. */
export const LOCAL: Caller = { user: 'local', roles: ['admin'] };
