import type { Role } from '../../actors/domain/people/role.ts';
import { ROLES } from '../../actors/domain/people/role.ts';
import type { HandedToken } from '../../actors/people-views.ts';
import type { Draft } from '../draft.ts';
import { domId } from '../html.ts';
import { type Users, usersPage } from '../pages/users.ts';
import { InvalidInput } from '../problem.ts';
import type { Sources } from '../sources.ts';
import { leadOn, type PeopleRouteDeps, showWith, tryForm } from './people-forms.ts';
import { paramOf, type Routes } from './routes.ts';

/** The forms of the page about users. */
export const userRoutes = (routes: Routes, deps: PeopleRouteDeps): void => {
  const form = (
    path: string,
    of: (user: string) => string,
    fields: readonly string[],
    act: (draft: Draft, user: string, sources: Sources) => Promise<Partial<Users> | undefined>,
  ): void =>
    routes.post(path, 'people:command', (ctx, sources) => {
      const user = paramOf(ctx, 'user');
      const run = async (draft: Draft): Promise<void> => {
        const more = await act(draft, user, sources);
        if (more === undefined) leadOn(ctx, `/users#${domId('user', user)}`);
        else await showWith(ctx, sources, usersPage, more, deps);
      };
      return tryForm(ctx, sources, { page: usersPage, of: of(user), fields, act: run }, deps);
    });

  form(
    '/users/invite',
    () => 'invite',
    ['email'],
    async (draft, _user, { people }) => {
      const email = (draft['email'] ?? '').trim();
      const token = await people('invite', { roles: rolesIn(draft), ...(email !== '' && { email }) });
      return { handed: link(token, 'An invitation', '/sign-up?invite=') };
    },
  );
  form(
    '/users/:user/roles',
    (user) => domId('roles', user),
    [],
    async (draft, user, { people }) => {
      await people('set-roles', { user, roles: rolesIn(draft) });
      return undefined;
    },
  );
  form(
    '/users/:user/disable',
    (user) => domId('state', user),
    ['reason'],
    async (draft, user, { people }) => {
      const reason = (draft['reason'] ?? '').trim();
      if (reason === '') throw new InvalidInput('reason', 'Say why.');
      await people('disable', { user, reason });
      return undefined;
    },
  );
  form(
    '/users/:user/enable',
    (user) => domId('state', user),
    [],
    async (_draft, user, { people }) => {
      await people('enable', { user });
      return undefined;
    },
  );
  form(
    '/users/:user/reset',
    (user) => domId('state', user),
    [],
    async (_draft, user, { people }) => ({
      handed: link(
        await people('hand-reset', { user }),
        `A link by which ${user} takes a new password`,
        '/reset?token=',
      ),
    }),
  );
};

const rolesIn = (draft: Draft): readonly Role[] => {
  const roles = ROLES.filter((role) => draft[`role.${role}`] === 'true');
  if (roles.length === 0) throw new InvalidInput('', 'Tick at least one role.');
  return roles;
};

const link = (token: HandedToken, what: string, path: string): NonNullable<Users['handed']> => ({
  ...token,
  ...{ what, path: `${path}${encodeURIComponent(token.token)}` },
});
