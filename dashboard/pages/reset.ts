import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { FRESH, type FormState, plainForm } from '../parts/plain-form.ts';

interface Reset {
  readonly form: FormState;
}

/** A new password for who holds the link: `?token=…`. */
export const resetPage: Page<Reset> = {
  ...{ path: '/reset', needs: 'anybody', topic: 'reset', isStill: true },
  title: () => 'New password',
  load: async () => ({ form: FRESH }),
  render: ({ form }, visit) =>
    html`<div class="page-head">
        <div>
          <h1>New password</h1>
          <p class="lead">All other sessions of yours end with it.</p>
        </div>
      </div>
      <section class="panel narrow" aria-label="New password">
        ${plainForm(
          {
            ...{ of: 'reset', action: '/reset', submit: 'Take this password' },
            carried: { token: form.draft['token'] ?? visit.query.get('token') ?? '' },
            fields: [{ name: 'password', label: 'New password', kind: 'password', fill: 'new-password', most: 1_000 }],
          },
          form,
          visit,
        )}
      </section>`,
};
