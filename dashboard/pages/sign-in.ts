import type { PeopleFacts } from '../../actors/people-views.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { hidden } from '../parts/control-form.ts';
import { FRESH, type FormState, plainForm } from '../parts/plain-form.ts';

export interface SignIn {
  readonly facts: PeopleFacts;
  readonly form: FormState;
  /** Where to go then. */
  readonly to: string;
  /** Name and password that were right, sealed: the code alone is missing. */
  readonly sealed?: string;
}

/** Who are you? The same answer whatever was wrong. */
export const signInPage: Page<SignIn> = {
  ...{ path: '/sign-in', needs: 'anybody', topic: 'sign-in', isStill: true },
  title: () => 'Sign in',
  load: async ({ people }, { query }) => ({
    facts: await people('facts', {}),
    ...{ form: FRESH, to: query.get('return') ?? '/' },
  }),
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Sign in</h1>
          <p class="lead">
            ${data.sealed === undefined ? 'Your session lasts on this browser until you sign out, or it is idle for long.' : 'Your password was right. Now the code of your authenticator app, or a recovery code.'}
          </p>
        </div>
      </div>
      <section class="panel narrow" aria-label="Sign in">
        ${data.sealed === undefined ? passwordForm(data, visit) : codeForm(data, data.sealed, visit)}
      </section>
      ${data.sealed === undefined ? demoUsers(data, visit) : NOTHING}`,
};

const passwordForm = ({ form, to, facts }: SignIn, visit: Visit): Html =>
  plainForm(
    {
      ...{ of: 'sign-in', action: '/sign-in', submit: 'Sign in', carried: { return: to } },
      fields: [
        { name: 'user', label: 'Name', kind: 'text', fill: 'username', most: 100 },
        { name: 'password', label: 'Password', kind: 'password', fill: 'current-password', most: 1_000 },
      ],
      below: html`<p class="sub">
        <a href="/forgot">Forgot your password?</a
        >${facts.signUp === 'off' ? NOTHING : html` · <a href="/sign-up">Sign up</a>`}
      </p>`,
    },
    form,
    visit,
  );

const codeForm = ({ form, to }: SignIn, sealed: string, visit: Visit): Html =>
  plainForm(
    {
      ...{ of: 'sign-in', action: '/sign-in', submit: 'Sign in', carried: { return: to, sealed } },
      fields: [
        {
          name: 'code',
          label: 'Code',
          kind: 'text',
          fill: 'one-time-code',
          most: 40,
          hint: 'Six digits, or a recovery code.',
        },
      ],
      below: html`<p class="sub"><a href="/sign-in">Begin again</a></p>`,
    },
    form,
    visit,
  );

/** Of a demonstration: their passwords are no secret. */
const demoUsers = ({ facts, to }: SignIn, visit: Visit): Html =>
  facts.demo.length === 0
    ? NOTHING
    : html`<section class="panel narrow" aria-labelledby="demo-title">
        <h2 id="demo-title">This is a demonstration</h2>
        <p class="sub">Its users trade on paper, and their passwords are no secret. Come in as one of them:</p>
        <form method="post" action="/sign-in" class="row">
          ${hidden({ _csrf: visit.visitor.csrf, return: to })}${facts.demo.map(({ user, roles }) => html`<button class="button" name="demo" value="${user}">${user} <span class="sub">${roles.join(', ')}</span></button>`)}
        </form>
      </section>`;
