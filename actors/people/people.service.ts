// H1. Actions are called on the node that they are on and nowhere else: other nodes are not told of them (`protected`), and a request
//     that comes over the wire all the same is refused, whatever its meta says.
// H2. Who may do it is asked here, by the caller in `ctx.meta`, whatever page or route it came by.
import type { Context, ServiceSchema } from 'moleculer';
import { may, mayTo, type Caller } from '../domain/people/caller.ts';
import { KEY_SCOPES, type Permission, ROLES } from '../domain/people/role.ts';
import type { PeopleActions, PeopleFacts } from '../people-views.ts';
import { z } from 'zod';
import { administrationOf } from './administration.ts';
import { DEMO_PEOPLE } from './first-people.ts';
import { keysOf } from './keys.ts';
import { lockOut } from './lock-out.ts';
import { passwordsOf } from './passwords.ts';
import type { PeopleDeps } from './people-deps.ts';
import { forbidden, userNotFound } from './refusals.ts';
import { type ActionName, asked, type Asked } from './requests.ts';
import { secondFactor } from './second-factor.ts';
import { sessionsOf } from './sessions.ts';
import { signingIn } from './sign-in.ts';
import { signingUp } from './sign-up.ts';
import { userView } from './views.ts';
import type { Account } from '../ports/people-store.ts';

type Answer<Name extends ActionName> = Promise<ReturnType<PeopleActions[Name]>>;
type Open = 'facts' | 'sign-up' | 'sign-in' | 'session' | 'key' | 'reset-password' | 'forgot-password';
type Actions = {
  readonly [Name in ActionName]: Name extends Open
    ? (request: Asked<Name>) => Answer<Name>
    : (request: Asked<Name>, caller: Caller) => Answer<Name>;
};

const callerSchema = z.object({
  user: z.string().min(1),
  roles: z.array(z.enum(ROLES)),
  scopes: z.array(z.enum(KEY_SCOPES)).optional(),
});

/** Answers `people.*`; who asks and what they are answered in `people-views.ts`. */
export function peopleService(deps: PeopleDeps): ServiceSchema {
  const actions = actionsOf(deps);
  const handlerOf =
    (name: ActionName) =>
    (ctx: Context<unknown, { caller?: unknown }>): Promise<unknown> => {
      if (ctx.nodeID !== ctx.broker.nodeID) throw forbidden('People are asked for on their own node alone.'); // H1
      const answer = actions[name] as (request: unknown, caller: Caller | undefined) => Promise<unknown>;
      return answer(asked(name, ctx.params), isOpen(name) ? undefined : callerOf(ctx.meta.caller)); // H2
    };
  return {
    name: 'people',
    actions: Object.fromEntries(
      (Object.keys(actions) as ActionName[]).map((name) => [
        name,
        { visibility: 'protected', handler: handlerOf(name) },
      ]),
    ),
  };
}

const OPEN: ReadonlySet<ActionName> = new Set<Open>([
  ...(['facts', 'sign-up', 'sign-in', 'session', 'key', 'reset-password', 'forgot-password'] as const),
]);
const isOpen = (name: ActionName): boolean => OPEN.has(name);

/** Throws FORBIDDEN when nobody asks. */
function callerOf(given: unknown): Caller {
  const { data } = callerSchema.safeParse(given);
  if (data === undefined) throw forbidden('Sign in first.');
  const { user, roles, scopes } = data;
  return { user, roles, ...(scopes !== undefined && { scopes }) };
}

function actionsOf(deps: PeopleDeps): Actions {
  const { store } = deps;
  const lock = lockOut(deps.counters);
  const sessions = sessionsOf(deps);
  const factor = secondFactor(deps);
  const signIn = signingIn(deps, { sessions, factor, lock });
  const signUp = signingUp(deps, { sessions, lock });
  const passwords = passwordsOf(deps, { sessions, signIn, lock });
  const keys = keysOf(deps);
  const admin = administrationOf(deps);

  const self = async (caller: Caller): Promise<Account> => {
    const account = await store.account(caller.user);
    if (account === null) throw userNotFound(caller.user);
    return account;
  };
  /** The account of somebody who gives their password to change their own security. */
  const confirmed = async (caller: Caller, password: string): Promise<Account> => {
    own(caller, caller.user);
    const account = await self(caller);
    await signIn.confirm(account, password, 'password');
    return account;
  };

  return {
    facts: () => factsOf(deps),
    'sign-up': signUp,
    'sign-in': (request) => signIn.signIn(request),
    session: ({ token }) => sessions.view(token),
    key: (request) => keys.caller(request),
    'reset-password': (request) => passwords.reset(request),
    'forgot-password': async (request) => {
      await passwords.forgot(request);
      return {};
    },

    'sign-out': async ({ token }, caller) => {
      own(caller, caller.user);
      await sessions.signOut(caller.user, token);
      return {};
    },
    me: async (_, caller) => userView(await self(caller)),
    sessions: async ({ user }, caller) => {
      own(caller, user, 'people:read');
      return sessions.of(user);
    },
    'revoke-session': async ({ user, id }, caller) => {
      own(caller, user, 'people:command');
      await sessions.revoke(caller.user, user, id);
      return {};
    },
    'change-password': async (request, caller) => {
      own(caller, caller.user);
      return passwords.change(caller.user, request);
    },
    'offer-totp': async ({ password }, caller) => factor.offer((await confirmed(caller, password)).user),
    'confirm-totp': async ({ code }, caller) => {
      own(caller, caller.user);
      return { recoveryCodes: await factor.confirm(await self(caller), code) };
    },
    'end-totp': async ({ password }, caller) => {
      await factor.end((await confirmed(caller, password)).user);
      return {};
    },
    keys: async ({ user }, caller) => {
      own(caller, user, 'people:read');
      return keys.of(user);
    },
    'create-key': async (request, caller) => {
      own(caller, request.user);
      return keys.create(request);
    },
    'revoke-key': async (request, caller) => {
      own(caller, request.user, 'people:command');
      await keys.revoke(caller.user, request);
      return {};
    },

    users: async (request, caller) => {
      permitted(caller, 'people:read');
      return admin.users(request);
    },
    invite: async (request, caller) => {
      permitted(caller, 'people:command');
      return admin.invite(caller.user, request);
    },
    'set-roles': async (request, caller) => {
      permitted(caller, 'people:command');
      return admin.setRoles(caller.user, request);
    },
    disable: async (request, caller) => {
      permitted(caller, 'people:command');
      return admin.disable(caller.user, request);
    },
    enable: async (request, caller) => {
      permitted(caller, 'people:command');
      return admin.enable(caller.user, request);
    },
    'hand-reset': async ({ user }, caller) => {
      permitted(caller, 'people:command');
      return passwords.handReset(caller.user, user);
    },
    audit: async (request, caller) => {
      permitted(caller, 'audit:read');
      return admin.audit(request);
    },
  };
}

/** Throws FORBIDDEN unless it is the caller's own, or they may do it to anybody's. */
function own(caller: Caller, user: string, elsewhere?: Permission): void {
  if (user === caller.user && may(caller, 'own:security')) return;
  if (elsewhere === undefined || !mayTo(caller, elsewhere, user)) throw forbidden();
}

/** Throws FORBIDDEN; what is done to people reaches anybody's. */
function permitted(caller: Caller, permission: Permission): void {
  if (!mayTo(caller, permission, undefined)) throw forbidden();
}

async function factsOf({ store, signUp, mailer, isDemo }: PeopleDeps): Promise<PeopleFacts> {
  const accounts = isDemo ? await store.demoAccounts() : [];
  return {
    signUp,
    canMail: mailer !== undefined,
    demo: DEMO_PEOPLE.flatMap(({ user, password }) =>
      accounts.filter((account) => account.user === user).map(({ roles }) => ({ user, password, roles })),
    ),
  };
}
