// U1. Every route says what it needs; one that does not say it cannot be written down.
// U2. Who is not signed in learns nothing but that; who may not, nothing but that; only then is it asked whether the form is ours.
// U3. A change needs its session's token (CSRF), unless it comes with a key, which no browser sends by itself.
import type { Context } from 'koa';
import { may } from '../../actors/domain/people/caller.ts';
import type { Permission } from '../../actors/domain/people/role.ts';
import { Forbidden, SignInNeeded } from '../problem.ts';
import type { Sources, SourcesFor } from '../sources.ts';
import type { Identification, Identity } from './identity.ts';
import { requireToken } from './visitor.ts';

/** What a route asks of who comes. */
export type Needs = Permission | 'anybody';

/** Lets a request in, with the sources of who asks; rejects with SIGN_IN_NEEDED, FORBIDDEN or CSRF_INVALID. */
export type Guard = (ctx: Context, needs: Needs) => Promise<Sources>;

export const guardWith =
  (deps: {
    readonly identification: Identification;
    readonly sourcesFor: SourcesFor;
    readonly csrfSecret: string;
  }): Guard =>
  async (ctx, needs) => {
    const { identification, sourcesFor, csrfSecret } = deps;
    const identity = needs === 'anybody' ? await whoever(identification, ctx) : await identification.identify(ctx);
    if (needs !== 'anybody') admit(identity, needs);
    if (changes(ctx) && identity.via !== 'key') requireToken(ctx, csrfSecret); // U3
    return sourcesFor(identity.caller);
  };

/** Throws SIGN_IN_NEEDED or FORBIDDEN. */
export const admit = ({ via, caller }: Identity, permission: Permission): void => {
  if (via === 'nobody') throw new SignInNeeded();
  if (!may(caller, permission)) throw new Forbidden(caller.user, permission);
};

/** What is open to anybody is open while nobody can say who it is, too. */
const whoever = async (identification: Identification, ctx: Context): Promise<Identity> => {
  try {
    return await identification.identify(ctx);
  } catch {
    return { via: 'nobody', caller: { user: '', roles: [] } };
  }
};

const changes = ({ method }: Context): boolean => method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
