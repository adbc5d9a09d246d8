// A1. The last admin who may sign in is neither taken the role nor shut out, whoever asks at the same time (the store's to hold).
// A2. Who is shut out or gets other roles is signed out: their next session has what they may do from then on.
import type { AuditView, HandedToken, UserView } from '../people-views.ts';
import type { Account, StandingOutcome } from '../ports/people-store.ts';
import type { PeopleDeps } from './people-deps.ts';
import { sent } from './passwords.ts';
import { refusal, userNotFound } from './refusals.ts';
import type { Asked } from './requests.ts';
import { hashOf, newToken } from './tokens.ts';
import { auditView, userView } from './views.ts';

export const INVITATION_MS = 24 * 3_600_000;

export interface Administration {
  users(request: Asked<'users'>): Promise<{ readonly users: readonly UserView[]; readonly next: string | null }>;
  invite(by: string, request: Asked<'invite'>): Promise<HandedToken>;
  /** Rejects with USER_NOT_FOUND, LAST_ADMIN; the others too. */
  setRoles(by: string, request: Asked<'set-roles'>): Promise<UserView>;
  disable(by: string, request: Asked<'disable'>): Promise<UserView>;
  enable(by: string, request: Asked<'enable'>): Promise<UserView>;
  audit(request: Asked<'audit'>): Promise<{ readonly entries: readonly AuditView[]; readonly next: string | null }>;
}

export function administrationOf(deps: PeopleDeps): Administration {
  const { clock, store, sessions, mailer, log } = deps;

  /** Sessions are over with the change itself; that they go from where they are kept may take until that answers again. */
  async function signedOut(account: Account): Promise<UserView> {
    await sessions.endAll(account.user).catch((error: unknown) => {
      log.warn({ part: 'people', user: account.user, error: String(error) }, 'sessions that are over were not removed');
    });
    return userView(account);
  }

  return {
    async users({ q, after, limit }) {
      const found = await store.accounts({ q, after, limit: limit + 1 });
      const shown = found.slice(0, limit);
      return { users: shown.map(userView), next: found.length > limit ? shown.at(-1)!.user : null };
    },
    async invite(by, { email, roles }) {
      const token = newToken(deps);
      const createdAt = clock.now();
      const expiresAt = createdAt + INVITATION_MS;
      await store.addToken(
        { hash: hashOf(token), purpose: 'invite', user: null, email: email ?? null, roles, createdAt, expiresAt },
        { by, command: 'people.invite', address: 'people', asked: { email: email ?? null, roles } },
      );
      const isMailed =
        email !== undefined &&
        mailer !== undefined &&
        (await sent(log, mailer.invitation({ to: email, token, expiresAt })));
      return { token, expiresAt: new Date(expiresAt).toISOString(), isMailed };
    },
    async setRoles(by, { user, roles }) {
      const deed = { by, command: 'people.set-roles', address: `user.${user}` };
      return signedOut(standing(user, await store.setRoles(user, roles, deed)));
    },
    async disable(by, { user, reason }) {
      const deed = { by, command: 'people.disable', address: `user.${user}`, asked: { reason } };
      return signedOut(standing(user, await store.disable(user, clock.now(), deed)));
    },
    async enable(by, { user }) {
      const enabled = await store.enable(user, { by, command: 'people.enable', address: `user.${user}` });
      return userView(standing(user, enabled ?? 'USER_NOT_FOUND'));
    },
    async audit(filter) {
      const { entries, next } = await store.audit(filter);
      return { entries: entries.map(auditView), next };
    },
  };
}

function standing(user: string, outcome: StandingOutcome): Account {
  if (outcome === 'USER_NOT_FOUND') throw userNotFound(user);
  if (outcome === 'LAST_ADMIN')
    throw refusal('LAST_ADMIN', `${user} is the last admin who can sign in: make somebody else one first.`, {
      field: 'user',
    });
  return outcome;
}
