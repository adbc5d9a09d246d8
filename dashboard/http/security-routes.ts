// W1. What is shown once is shown in the answer to the form that made it, which no cache keeps.
import { KEY_SCOPES } from '../../actors/domain/people/role.ts';
import type { Draft } from '../draft.ts';
import { securityPage } from '../pages/security.ts';
import { DashboardError, InvalidInput } from '../problem.ts';
import type { Security } from '../security-view.ts';
import type { Sources } from '../sources.ts';
import { giveSession, identityOf } from './identity.ts';
import { leadOn, type PeopleRouteDeps, showWith, tryForm } from './people-forms.ts';
import { type Handler, paramOf, type Routes } from './routes.ts';

/** The forms of the security page; each is about who sends it alone. */
export const securityRoutes = (routes: Routes, deps: PeopleRouteDeps): void => {
  const form = (
    of: string,
    fields: readonly string[],
    act: (draft: Draft, sources: Sources, ...at: Parameters<Handler>) => Promise<Partial<Security> | string>,
  ): void =>
    routes.post(PATHS[of] ?? '', 'own:security', (ctx, sources) => {
      const run = async (draft: Draft): Promise<void> => {
        const answer = await act(draft, sources, ctx, sources);
        if (typeof answer === 'string') leadOn(ctx, answer);
        else await showWith(ctx, sources, securityPage, answer, deps); // W1
      };
      return tryForm(ctx, sources, { page: securityPage, of, fields, act: run }, deps);
    });

  form('password', ['current', 'password'], async (draft, { people }, ctx) => {
    const identity = identityOf(ctx);
    if (identity.via !== 'session') throw new DashboardError('FORBIDDEN', 'A password is changed on the page.');
    const { current = '', password = '' } = draft;
    if (password === '') throw new InvalidInput('password', 'Give a new password.');
    giveSession(ctx, await people('change-password', { token: identity.token, current, password }));
    return '/security?changed=password#password';
  });
  form('totp', ['password'], async ({ password = '' }, { people }) => ({
    offer: await people('offer-totp', { password }),
  }));
  form('end-totp', ['password'], async ({ password = '' }, { people }) => {
    await people('end-totp', { password });
    return '/security#totp';
  });
  form('key', ['name', 'expires', 'ips'], async (draft, { people, caller }) => ({
    created: await people('create-key', { user: caller.user, ...keyRequest(draft) }),
    keys: await people('keys', { user: caller.user }),
  }));

  routes.post('/security/totp/confirm', 'own:security', (ctx, sources) => {
    const confirm = async ({ code = '', uri = '' }: Draft): Promise<void> => {
      try {
        const { recoveryCodes } = await sources.people('confirm-totp', { code: code.trim() });
        await showWith(ctx, sources, securityPage, { recoveryCodes }, deps);
      } catch (error) {
        if ((error as { type?: string }).type !== 'SIGN_IN_FAILED' || !uri.startsWith('otpauth://')) throw error;
        const faults = new Map([['code', 'That is not the code. Look whether the clock of your phone is right.']]);
        const again = { form: { of: 'confirm', draft: {}, faults }, offer: { uri } };
        await showWith(ctx, sources, securityPage, again, deps);
        ctx.status = 422;
      }
    };
    return tryForm(ctx, sources, { page: securityPage, of: 'confirm', fields: ['code'], act: confirm }, deps);
  });

  for (const [what, action] of [
    ['sessions', 'revoke-session'],
    ['keys', 'revoke-key'],
  ] as const)
    routes.post(`/security/${what}/:id/revoke`, 'own:security', async (ctx, { people, caller }) => {
      await people(action, { user: caller.user, id: paramOf(ctx, 'id') });
      leadOn(ctx, `/security#${what}`);
    });
};

const PATHS: Readonly<Record<string, string>> = {
  password: '/security/password',
  totp: '/security/totp',
  'end-totp': '/security/totp/end',
  key: '/security/keys',
};

const keyRequest = (draft: Draft) => {
  const name = (draft['name'] ?? '').trim();
  if (name === '') throw new InvalidInput('name', 'Say what the key is for.');
  const scopes = KEY_SCOPES.filter((scope) => draft[`scope.${scope}`] === 'true');
  if (scopes.length === 0) throw new InvalidInput('', 'Tick at least one thing that the key may do.');
  const expires = (draft['expires'] ?? '').trim();
  if (expires !== '' && !(/^\d{4}-\d{2}-\d{2}$/.test(expires) && !Number.isNaN(Date.parse(expires))))
    throw new InvalidInput('expires', 'Give a day like 2027-01-31.');
  const ips = (draft['ips'] ?? '').split(/[\s,]+/).filter((one) => one !== '');
  return { name, scopes, ips, ...(expires !== '' && { expiresAt: `${expires}T23:59:59.999Z` }) };
};
