// The service `people` in memory, for tests of what stands before it: it keeps passwords as they are and sends no mail.
import type { Caller } from '../../actors/domain/people/caller.ts';
import { may } from '../../actors/domain/people/caller.ts';
import type { KeyScope, Role } from '../../actors/domain/people/role.ts';
import type {
  AuditView,
  KeyView,
  Origin,
  PeopleActions,
  PeopleFacts,
  SessionView,
  SignedIn,
  UserView,
} from '../../actors/people-views.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Answers = {
  [Name in keyof PeopleActions]: (params: Parameters<PeopleActions[Name]>[0], caller: Caller) => unknown;
};

export interface FakePeople {
  /** Answers `people.<name>` as the service does. */
  call(name: string, params: unknown, caller: Caller | undefined): unknown;
  /** Adds somebody, whose password is their name and ` password`. */
  add(user: string, ...roles: Role[]): void;
  /** Somebody's token, signed in a moment ago; they are added as admins when nobody knows them. */
  tokenOf(user: string): string;
  /** A key of somebody's. */
  keyOf(user: string, ...scopes: KeyScope[]): string;
  /** Ends a session as time does. */
  expire(token: string): void;
  user(name: string): Mutable<UserView> | undefined;
  readonly audit: AuditView[];
  facts: Mutable<PeopleFacts>;
  /** The next code that is good, for those with a second factor. */
  readonly code: string;
}

/** A visitor whom every test knows: an admin. */
const LOCAL = 'local';
export const LOCAL_TOKEN = 'session.of.local.for.tests';

const DAY = 86_400_000;
const HERE: Origin = { ip: '127.0.0.1', agent: 'a test' };
const PUBLIC: ReadonlySet<string> = new Set([
  ...['facts', 'sign-up', 'sign-in', 'session', 'key', 'reset-password', 'forgot-password'],
]);

const fault = (type: string, message: string, data: Record<string, unknown> = {}): Error =>
  Object.assign(new Error(message), { type, data });

export const fakePeople = (): FakePeople => {
  const users = new Map<string, Mutable<UserView> & { password: string }>();
  const sessions = new Map<string, SessionView>();
  const keys = new Map<string, Mutable<KeyView>>();
  const handed = new Map<string, { readonly user?: string; readonly roles?: readonly Role[] }>();
  const audit: AuditView[] = [];
  const code = '123456';
  let made = 0;
  const iso = (inMs = 0): string => new Date(Date.now() + inMs).toISOString();
  const fresh = (what: string): string => `${what}.${String(++made).padStart(20, '0')}`;

  const add = (user: string, ...roles: Role[]): void => {
    const state = { hasPassword: true, hasTotp: false, isDisabled: false };
    const view = { user, roles, email: null, ...state, createdAt: iso(), lastSeenAt: null };
    users.set(user, { ...view, password: `${user} password` });
  };
  const known = (user: string): Mutable<UserView> & { password: string } => {
    const found = users.get(user);
    if (found === undefined) throw fault('USER_NOT_FOUND', `There is no user ${user}.`);
    return found;
  };
  const viewOf = ({ password: _password, ...view }: Mutable<UserView> & { password: string }): UserView => view;
  const signIn = (user: string, origin: Origin, token = fresh('session')): SignedIn => {
    const caller = { user, roles: known(user).roles };
    const session = { id: `s${++made}`, caller, origin, createdAt: iso(), seenAt: iso(), expiresAt: iso(DAY) };
    sessions.set(token, session);
    return { token, session };
  };
  const sessionNow = (token: string): SessionView | null => {
    const session = sessions.get(token);
    if (session === undefined || Date.parse(session.expiresAt) < Date.now()) return null;
    const user = users.get(session.caller.user);
    return user === undefined || user.isDisabled
      ? null
      : { ...session, caller: { user: user.user, roles: user.roles } };
  };
  const theirs = (caller: Caller, user: string): void => {
    if (caller.user !== user && !may(caller, 'people:command')) throw fault('FORBIDDEN', 'That is not yours.');
  };
  const admin = (caller: Caller): void => {
    if (!may(caller, 'people:command')) throw fault('FORBIDDEN', `${caller.user} may not do this.`);
  };
  const mustBe = (given: string, user: string): void => {
    if (known(user).password !== given) throw fault('SIGN_IN_FAILED', 'The name or the password is wrong.');
  };
  const strong = (password: string): void => {
    if (password.length < 8) throw fault('PASSWORD_WEAK', 'Take at least 8 characters.', { field: 'password' });
  };
  const note = (by: string, command: string, asked: unknown): void =>
    void audit.unshift({ id: `a${++made}`, at: iso(), by, address: 'people', command, outcome: 'done', asked });
  const endAll = (user: string, but?: string): void => {
    for (const [token, { caller }] of sessions) if (caller.user === user && token !== but) sessions.delete(token);
  };
  const hand = (grant: { user?: string; roles?: readonly Role[] }): unknown => {
    const token = fresh('handed');
    handed.set(token, grant);
    return { token, expiresAt: iso(DAY), isMailed: false };
  };
  const take = (token: string | undefined): { readonly user?: string; readonly roles?: readonly Role[] } => {
    const grant = handed.get(token ?? '');
    if (grant === undefined) throw fault('TOKEN_INVALID', 'This link has been used or is too old.');
    handed.delete(token ?? '');
    return grant;
  };

  const answers: Answers = {
    facts: () => people.facts,
    'sign-up': ({ user, password, email, invite, origin }) => {
      const { signUp } = people.facts;
      if (signUp === 'off') throw fault('SIGN_UP_CLOSED', 'Nobody can sign up here.');
      strong(password);
      if (users.has(user)) throw fault('NAME_TAKEN', `${user} is taken.`, { field: 'user' });
      const grant = signUp === 'invite' || invite !== undefined ? take(invite) : {};
      add(user, ...(grant.roles ?? (['user'] as const)));
      Object.assign(known(user), { password, email: email ?? null });
      return signIn(user, origin);
    },
    'sign-in': ({ user, password, code: given, origin }) => {
      if (user === 'locked') throw fault('LOCKED_OUT', 'Too many attempts.', { retryAfterMs: 90_000 });
      const found = users.get(user);
      if (found?.password !== password || found.isDisabled)
        throw fault('SIGN_IN_FAILED', 'The name or the password is wrong.');
      if (found.hasTotp && given === undefined) throw fault('CODE_REQUIRED', 'Give the code of your app.');
      if (found.hasTotp && given !== code) throw fault('SIGN_IN_FAILED', 'The name or the password is wrong.');
      return signIn(user, origin);
    },
    session: ({ token }) => sessionNow(token),
    key: ({ key }) => {
      const view = keys.get(key);
      if (view === undefined || view.revokedAt !== null) return null;
      return { user: view.user, roles: known(view.user).roles, scopes: view.scopes };
    },
    'reset-password': ({ token, password, origin }) => {
      strong(password);
      const { user } = take(token);
      known(user ?? '').password = password;
      endAll(user ?? '');
      return signIn(user ?? '', origin);
    },
    'forgot-password': ({ user }) => (users.has(user) ? (hand({ user }), {}) : {}),
    'sign-out': ({ token }) => (sessions.delete(token), {}),
    me: (_, { user }) => viewOf(known(user)),
    sessions: ({ user }, caller) => {
      theirs(caller, user);
      return [...sessions.values()].filter((one) => one.caller.user === user);
    },
    'revoke-session': ({ user, id }, caller) => {
      theirs(caller, user);
      for (const [token, one] of sessions) if (one.id === id && one.caller.user === user) sessions.delete(token);
      return {};
    },
    'change-password': ({ current, password }, { user }) => {
      mustBe(current, user);
      strong(password);
      known(user).password = password;
      endAll(user);
      return signIn(user, HERE);
    },
    'offer-totp': ({ password }, { user }) => {
      mustBe(password, user);
      return { secret: 'JBSWY3DPEHPK3PXP', uri: `otpauth://totp/Troupe:${user}?secret=JBSWY3DPEHPK3PXP&issuer=Troupe` };
    },
    'confirm-totp': ({ code: given }, { user }) => {
      if (given !== code) throw fault('SIGN_IN_FAILED', 'That is not the code.', { field: 'code' });
      known(user).hasTotp = true;
      return { recoveryCodes: ['aaaa-bbbb', 'cccc-dddd'] };
    },
    'end-totp': ({ password }, { user }) => {
      mustBe(password, user);
      known(user).hasTotp = false;
      return {};
    },
    keys: ({ user }, caller) => {
      theirs(caller, user);
      return [...keys.values()].filter((one) => one.user === user);
    },
    'create-key': ({ user, name, scopes, ips = [], expiresAt }, caller) => {
      theirs(caller, user);
      const key = `trp_${fresh('key')}`;
      const view: KeyView = {
        ...{ id: `k${++made}`, user, name, prefix: key.slice(0, 8), scopes, ips, createdAt: iso() },
        ...{ expiresAt: expiresAt ?? null, lastUsedAt: null, revokedAt: null },
      };
      keys.set(key, view);
      return { key, view };
    },
    'revoke-key': ({ user, id }, caller) => {
      theirs(caller, user);
      for (const view of keys.values()) if (view.id === id && view.user === user) view.revokedAt = iso();
      return {};
    },
    users: ({ q = '' }, caller) => {
      admin(caller);
      return { users: [...users.values()].filter(({ user }) => user.includes(q)).map(viewOf), next: null };
    },
    invite: ({ roles }, caller) => (admin(caller), hand({ roles })),
    'set-roles': ({ user, roles }, caller) => {
      admin(caller);
      const admins = [...users.values()].filter((one) => one.roles.includes('admin'));
      if (admins.length === 1 && admins[0]?.user === user && !roles.includes('admin'))
        throw fault('LAST_ADMIN', `${user} is the last admin.`, { field: 'roles' });
      note(caller.user, 'set-roles', { user, before: known(user).roles, after: roles });
      known(user).roles = roles;
      return viewOf(known(user));
    },
    disable: ({ user, reason }, caller) => {
      admin(caller);
      const admins = [...users.values()].filter((one) => one.roles.includes('admin') && !one.isDisabled);
      if (admins.length === 1 && admins[0]?.user === user) throw fault('LAST_ADMIN', `${user} is the last admin.`);
      known(user).isDisabled = true;
      endAll(user);
      note(caller.user, 'disable', { user, reason });
      return viewOf(known(user));
    },
    enable: ({ user }, caller) => {
      admin(caller);
      known(user).isDisabled = false;
      return viewOf(known(user));
    },
    'hand-reset': ({ user }, caller) => (admin(caller), hand({ user: known(user).user })),
    audit: ({ by, address, command, limit = 100, after }, caller) => {
      if (!may(caller, 'audit:read')) throw fault('FORBIDDEN', `${caller.user} may not do this.`);
      const rows = audit.filter(
        (one) =>
          one.by === (by ?? one.by) &&
          one.address === (address ?? one.address) &&
          one.command === (command ?? one.command),
      );
      const from = after === undefined ? 0 : rows.findIndex(({ id }) => id === after) + 1;
      const entries = rows.slice(from, from + limit);
      return { entries, next: from + limit < rows.length ? (entries.at(-1)?.id ?? null) : null };
    },
  };

  const people: FakePeople = {
    facts: { signUp: 'on', canMail: false, demo: [] },
    ...{ add, audit, code },
    user: (name) => users.get(name),
    tokenOf: (user) => {
      if (!users.has(user)) add(user, 'admin');
      return signIn(user, HERE).token;
    },
    keyOf: (user, ...scopes) => {
      const { key } = answers['create-key']({ user, name: 'a key', scopes }, { user, roles: ['admin'] }) as {
        key: string;
      };
      return key;
    },
    expire: (token) => {
      const session = sessions.get(token);
      if (session !== undefined) sessions.set(token, { ...session, expiresAt: iso(-1_000) });
    },
    call: (name, params, caller) => {
      const answer = (answers as Record<string, ((params: unknown, caller: Caller) => unknown) | undefined>)[name];
      if (answer === undefined) throw fault('SERVICE_NOT_FOUND', `Service 'people.${name}' is not found.`);
      if (caller === undefined && !PUBLIC.has(name)) throw fault('FORBIDDEN', 'Nobody asks.');
      return answer(params, caller ?? { user: '', roles: [] });
    },
  };
  add(LOCAL, 'admin');
  signIn(LOCAL, HERE, LOCAL_TOKEN);
  return people;
};
