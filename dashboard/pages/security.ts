import { html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { keySection } from '../parts/key-section.ts';
import { FRESH, plainForm } from '../parts/plain-form.ts';
import { sessionSection } from '../parts/session-section.ts';
import { totpSection } from '../parts/totp-section.ts';
import type { Security } from '../security-view.ts';

/** One's own password, second factor, sessions and keys. */
export const securityPage: Page<Security> = {
  ...{ path: '/security', needs: 'own:security', topic: 'security', isStill: true },
  title: () => 'Security',
  load: async ({ people, caller: { user } }) => {
    const [me, sessions, keys] = await Promise.all([
      people('me', {}),
      people('sessions', { user }),
      people('keys', { user }),
    ]);
    return { me, sessions, keys, form: FRESH };
  },
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Security</h1>
          <p class="lead">You are ${data.me.user}: ${data.me.roles.join(', ')}.</p>
        </div>
      </div>
      ${sessionSection(data.sessions, visit)}
      <div class="columns">${password(data, visit)}${totpSection(data, visit)}</div>
      ${keySection(data, visit)}`,
};

const password = ({ form }: Security, visit: Visit): Html =>
  html`<section class="panel" id="password" aria-labelledby="password-title">
    <h2 id="password-title">Password</h2>
    ${visit.query.get('changed') === 'password' ? html`<p class="note good" role="status">Your password was changed; all other sessions have ended.</p>` : NOTHING}
    ${plainForm(
      {
        ...{ of: 'password', action: '/security/password', submit: 'Change password' },
        fields: [
          { name: 'current', label: 'Present password', kind: 'password', fill: 'current-password', most: 1_000 },
          { name: 'password', label: 'New password', kind: 'password', fill: 'new-password', most: 1_000 },
        ],
      },
      form,
      visit,
    )}
  </section>`;
