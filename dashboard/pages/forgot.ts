import type { PeopleFacts } from '../../actors/people-views.ts';
import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { FRESH, type FormState, plainForm } from '../parts/plain-form.ts';

interface Forgot {
  readonly facts: PeopleFacts;
  readonly form: FormState;
  readonly isAsked: boolean;
}

/** A way back for who has forgotten their password; it does not tell who has an account. */
export const forgotPage: Page<Forgot> = {
  ...{ path: '/forgot', needs: 'anybody', topic: 'forgot', isStill: true },
  title: () => 'Forgot your password',
  load: async ({ people }) => ({ facts: await people('facts', {}), form: FRESH, isAsked: false }),
  render: ({ facts, form, isAsked }, visit) =>
    html`<div class="page-head"><h1>Forgot your password</h1></div>
      <section class="panel narrow" aria-label="Forgot your password">
        ${
          isAsked
            ? html`<p role="status">
                  If there is such a user with an e-mail address, a link is on its way to it. It is good once, and not
                  for long.
                </p>
                <p><a class="button" href="/sign-in">Sign in</a></p>`
            : facts.canMail
              ? plainForm(
                  {
                    ...{ of: 'forgot', action: '/forgot', submit: 'Send me a link' },
                    fields: [{ name: 'user', label: 'Name', kind: 'text', fill: 'username', most: 100 }],
                  },
                  form,
                  visit,
                )
              : html`<p>This troupe sends no mail. Ask an admin: they can hand you a link under Users.</p>
                  <p><a class="button" href="/sign-in">Sign in</a></p>`
        }
      </section>`,
};
