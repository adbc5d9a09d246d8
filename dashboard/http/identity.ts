// I1. A cookie stands for nobody by itself: `people.session` says whose it is, anew for a change, at most KEEP_MS ago for a look.
// I2. A key is taken where programs ask, under /api/ and at sockets, and goes before a cookie; it works from the addresses that it is for.
// I3. Over https the cookie's name binds it to this host (`__Host-`); it is never readable by script, and never sent from other sites' forms.
import type { Context } from 'koa';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { SessionView, SignedIn } from '../../actors/people-views.ts';
import type { WallClock } from '../face.ts';
import type { PeopleFace } from '../people.ts';
import { SignInNeeded } from '../problem.ts';
import { NOBODY } from '../reach.ts';
import { keptAnswers } from './kept-answers.ts';

/** Who a request comes from. */
export type Identity =
  | { readonly via: 'nobody'; readonly caller: Caller }
  | { readonly via: 'key'; readonly caller: Caller }
  | { readonly via: 'session'; readonly caller: Caller; readonly token: string; readonly session: SessionView };

export interface Identification {
  /** Rejects as the service `people` does, and with SIGN_IN_NEEDED for a key that is none. */
  identify(ctx: Context): Promise<Identity>;
  /** Makes the next request of these users ask anew, or of all. */
  forget(users?: ReadonlySet<string>): void;
}

const SESSION = 'troupe_session';
const STRANGER: Identity = { via: 'nobody', caller: NOBODY };
const BY_KEY = /^\/(?:api\/|ws(?:\/|$))/;
const TOKEN = /^[\w.~+/=-]{16,512}$/;

export const identification = (deps: { readonly people: PeopleFace; readonly clock: WallClock }): Identification => {
  const { people, clock } = deps;
  const sessions = keptAnswers<SessionView>(clock, ({ caller }) => caller);
  const keys = keptAnswers<Caller>(clock, (caller) => caller);
  const byKey = async (key: string, { ip, method }: Context): Promise<Identity> => {
    const ask = (): Promise<Caller | null> => people('key', { key, ip });
    const caller = TOKEN.test(key) ? await keys.read(`${ip} ${key}`, ask, !isLook(method)) : null;
    if (caller === null) throw new SignInNeeded('This key is not known, expired, revoked, or not for this address.');
    return { via: 'key', caller };
  };
  const bySession = async (token: string, { method }: Context): Promise<Identity> => {
    const session = await sessions.read(token, () => people('session', { token }), !isLook(method));
    return session === null ? STRANGER : { via: 'session', caller: session.caller, token, session };
  };
  return {
    identify: async (ctx) => {
      const known = ctx.state['identity'] as Identity | undefined;
      if (known !== undefined) return known;
      const key = BY_KEY.test(ctx.path) ? /^bearer (.*)$/i.exec(ctx.get('authorization'))?.[1] : undefined;
      const token = ctx.cookies.get(sessionCookie(ctx));
      const identity =
        key !== undefined
          ? await byKey(key.trim(), ctx)
          : token !== undefined && TOKEN.test(token)
            ? await bySession(token, ctx)
            : STRANGER;
      ctx.state['identity'] = identity;
      return identity;
    },
    forget: (users) => {
      sessions.forget(users);
      keys.forget(users);
    },
  };
};

const isLook = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Who a request was found to come from; a stranger before anybody asked. */
export const identityOf = (ctx: Context): Identity => (ctx.state['identity'] as Identity | undefined) ?? STRANGER;

/** Gives a browser the session that it carries from now on, in place of any before. */
export const giveSession = (ctx: Context, { token, session }: SignedIn): void => {
  ctx.cookies.set(sessionCookie(ctx), token, {
    ...{ httpOnly: true, sameSite: 'lax', secure: ctx.secure, overwrite: true, path: '/' },
    expires: new Date(session.expiresAt),
  });
};

export const endSession = (ctx: Context): void => {
  ctx.cookies.set(sessionCookie(ctx), '', {
    ...{ httpOnly: true, sameSite: 'lax', secure: ctx.secure, overwrite: true, path: '/' },
    expires: new Date(0),
  });
};

/** I3: a browser takes `__Host-` over https alone. */
export const cookieName = (ctx: Context, name: string): string => (ctx.secure ? `__Host-${name}` : name);

const sessionCookie = (ctx: Context): string => cookieName(ctx, SESSION);
