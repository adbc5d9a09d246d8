// N1. Signing in gives the browser a session that it did not have before, whatever it carried (no session fixation).
// N2. Which of name and password was wrong is told to nobody.
// N3. Only the named fields of a form are read: nobody signs up with roles.
import type { Context } from 'koa';
import type { SignedIn } from '../../actors/people-views.ts';
import type { Draft } from '../draft.ts';
import { forgotPage } from '../pages/forgot.ts';
import { resetPage } from '../pages/reset.ts';
import { type SignIn, signInPage } from '../pages/sign-in.ts';
import { signUpPage } from '../pages/sign-up.ts';
import { DashboardError, InvalidInput, problemOf } from '../problem.ts';
import type { Sources } from '../sources.ts';
import { endSession, giveSession, identityOf } from './identity.ts';
import { leadOn, originOf, type PeopleRouteDeps, showWith, tryForm } from './people-forms.ts';
import { ownPath } from './page-routes.ts';
import type { Routes } from './routes.ts';
import { seal, unseal } from './sealed.ts';
import { visitorOf } from './visitor.ts';

/** The ways in and out. */
export const signInRoutes = (routes: Routes, deps: PeopleRouteDeps): void => {
  routes.post('/sign-in', 'anybody', (ctx, sources) => signIn(ctx, sources, deps));

  routes.post('/sign-up', 'anybody', (ctx, sources) => {
    const act = async (draft: Draft): Promise<void> => {
      const { email = '', invite = '' } = draft;
      const request = {
        ...{ user: needed(draft, 'user'), password: needed(draft, 'password'), origin: originOf(ctx) },
        ...(email.trim() !== '' && { email: email.trim() }),
        ...(invite !== '' && { invite }),
      };
      await enter(ctx, sources, await sources.people('sign-up', request), '/'); // N3
    };
    return tryForm(ctx, sources, { page: signUpPage, of: 'sign-up', fields: ['user', 'email', 'password'], act }, deps);
  });

  routes.post('/forgot', 'anybody', (ctx, sources) => {
    const act = async (draft: Draft): Promise<void> => {
      await sources.people('forgot-password', { user: needed(draft, 'user'), origin: originOf(ctx) });
      await showWith(ctx, sources, forgotPage, { isAsked: true }, deps);
    };
    return tryForm(ctx, sources, { page: forgotPage, of: 'forgot', fields: ['user'], act }, deps);
  });

  routes.post('/reset', 'anybody', (ctx, sources) => {
    const act = async (draft: Draft): Promise<void> => {
      const request = { token: draft['token'] ?? '', password: needed(draft, 'password'), origin: originOf(ctx) };
      await enter(ctx, sources, await sources.people('reset-password', request), '/');
    };
    return tryForm(ctx, sources, { page: resetPage, of: 'reset', fields: ['password'], act }, deps);
  });

  routes.post('/sign-out', 'own:security', async (ctx, { people }) => {
    const identity = identityOf(ctx);
    if (identity.via === 'session') await people('sign-out', { token: identity.token });
    endSession(ctx);
    leadOn(ctx, '/sign-in');
  });
};

const signIn = (ctx: Context, sources: Sources, deps: PeopleRouteDeps): Promise<void> => {
  const { csrf } = visitorOf(ctx, deps.csrfSecret);
  const act = async (draft: Draft): Promise<void> => {
    const asked = await credentials(draft, sources, (sealed) =>
      unseal(deps.csrfSecret, csrf, sealed, deps.clock.now()),
    );
    try {
      const signedIn = await sources.people('sign-in', { ...asked, origin: originOf(ctx) });
      await enter(ctx, sources, signedIn, ownPath(draft['return']));
    } catch (error) {
      const code = problemOf(error).code;
      const again = code === 'CODE_REQUIRED' || (code === 'SIGN_IN_FAILED' && asked.code !== undefined);
      if (!again) throw error;
      const { user, password } = asked;
      const sealed = seal(deps.csrfSecret, csrf, { user, password }, deps.clock.now());
      const faults =
        code === 'CODE_REQUIRED' ? new Map<string, string>() : new Map([['code', 'That is not the code.']]);
      const more: Partial<SignIn> = {
        sealed,
        to: ownPath(draft['return']),
        form: { of: 'sign-in', draft: {}, faults },
      };
      await showWith(ctx, sources, signInPage, more, deps);
      ctx.status = code === 'CODE_REQUIRED' ? 200 : 422;
    }
  };
  return tryForm(ctx, sources, { page: signInPage, of: 'sign-in', fields: ['user', 'password', 'code'], act }, deps);
};

interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly code?: string;
}

/** Of the form: name and password, or both sealed with a code, or a user of the demonstration. */
const credentials = async (
  draft: Draft,
  { people }: Sources,
  open: (sealed: string) => Readonly<Record<string, string>> | undefined,
): Promise<Credentials> => {
  const { demo, sealed } = draft;
  if (demo !== undefined) {
    const known = (await people('facts', {})).demo.find(({ user }) => user === demo);
    if (known === undefined) throw new InvalidInput('user', `There is no ${demo} in this demonstration.`);
    return { user: known.user, password: known.password };
  }
  if (sealed === undefined) return { user: needed(draft, 'user'), password: needed(draft, 'password') };
  const { user, password } = open(sealed) ?? {};
  if (user === undefined || password === undefined)
    throw new DashboardError('SIGN_IN_FAILED', 'That took too long: give your name and password again.');
  return { user, password, code: needed(draft, 'code') };
};

/** N1: the session that the browser had, if any, ends. */
const enter = async (ctx: Context, { people }: Sources, signedIn: SignedIn, to: string): Promise<void> => {
  const before = identityOf(ctx);
  if (before.via === 'session') await people('sign-out', { token: before.token });
  giveSession(ctx, signedIn);
  leadOn(ctx, to);
};

/** What was typed; a name without the blanks around it. Throws INVALID_INPUT when there is nothing. */
const needed = (draft: Draft, name: string): string => {
  const text = draft[name] ?? '';
  const value = name === 'password' ? text : text.trim();
  if (value === '') throw new InvalidInput(name, NEEDED[name] ?? 'This is needed.');
  return value;
};

const NEEDED: Readonly<Record<string, string>> = {
  user: 'Give a name.',
  password: 'Give a password.',
  code: 'Give the code.',
};
