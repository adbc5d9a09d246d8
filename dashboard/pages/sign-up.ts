import type { PeopleFacts } from '../../actors/people-views.ts';
import { html, type Html } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { FRESH, type FormState, plainForm } from '../parts/plain-form.ts';

interface SignUp {
  readonly facts: PeopleFacts;
  readonly form: FormState;
}

/** How somebody new comes in, where that is open. */
export const signUpPage: Page<SignUp> = {
  ...{ path: '/sign-up', needs: 'anybody', topic: 'sign-up', isStill: true },
  title: () => 'Sign up',
  load: async ({ people }) => ({ facts: await people('facts', {}), form: FRESH }),
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Sign up</h1>
          <p class="lead">You trade on paper, with accounts of your own. What others run stays theirs.</p>
        </div>
      </div>
      <section class="panel narrow" aria-label="Sign up">${body(data, visit)}</section>`,
};

const body = ({ facts, form }: SignUp, visit: Visit): Html => {
  const invite = form.draft['invite'] ?? visit.query.get('invite') ?? '';
  const [isClosed, needsInvite] = [facts.signUp === 'off', facts.signUp === 'invite' && invite === ''];
  if (isClosed || needsInvite)
    return html`<p>
        ${isClosed ? 'Nobody can sign up here.' : 'One comes in here by invitation: open the link that you were given.'}
      </p>
      <p><a class="button" href="/sign-in">Sign in</a></p>`;
  return plainForm(
    {
      ...{ of: 'sign-up', action: '/sign-up', submit: 'Sign up', carried: { invite } },
      fields: [
        { name: 'user', label: 'Name', kind: 'text', fill: 'username', most: 100, hint: 'Others see it.' },
        {
          name: 'email',
          label: 'E-mail',
          kind: 'text',
          fill: 'email',
          optional: true,
          hint: 'For a forgotten password.',
        },
        {
          name: 'password',
          label: 'Password',
          kind: 'password',
          fill: 'new-password',
          most: 1_000,
          hint: 'Long is better than odd.',
        },
      ],
    },
    form,
    visit,
  );
};
