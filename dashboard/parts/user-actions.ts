import { ROLES } from '../../actors/domain/people/role.ts';
import type { UserView } from '../../actors/people-views.ts';
import { domId, html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import { commandButton } from './command-button.ts';
import { FRESH, type FormState, plainForm } from './plain-form.ts';

/** What may be changed about a user; open where something was wrong with it. */
export const userActions = (view: UserView, form: FormState, visit: Visit): Html => {
  const { user, roles, isDisabled } = view;
  const path = `/users/${encodeURIComponent(user)}`;
  const [ofRoles, ofState] = [domId('roles', user), domId('state', user)];
  const isOpen = form.of === ofRoles || form.of === ofState;
  return html`<details ${isOpen ? html`open` : html``}>
    <summary class="button small">Change<span class="quiet"> ${user}</span></summary>
    ${plainForm(
      {
        ...{ of: ofRoles, action: `${path}/roles`, submit: 'Set roles' },
        fields: ROLES.map((role) => ({
          ...{ name: `role.${role}`, label: role, kind: 'check' as const },
          initial: form.of !== ofRoles && roles.includes(role) ? 'true' : '',
        })),
      },
      form.of === ofRoles ? form : FRESH,
      visit,
    )}
    ${
      isDisabled
        ? commandButton(
            {
              ...{ to: user, path: `${path}/enable`, command: 'enable', label: 'Enable' },
              ...{ icon: 'play', slot: 'enable' },
            },
            visit,
            { isPlain: true },
          )
        : plainForm(
            {
              ...{ of: ofState, action: `${path}/disable`, submit: 'Disable', isDangerous: true },
              fields: [{ name: 'reason', label: 'Why', kind: 'text', most: 300, hint: 'It is kept in the audit.' }],
            },
            form.of === ofState ? form : FRESH,
            visit,
          )
    }
    ${commandButton(
      {
        ...{ to: user, path: `${path}/reset`, command: 'reset', label: 'Hand over a reset link' },
        ...{ icon: 'lock', slot: 'hand-reset' },
      },
      visit,
      { isPlain: true },
    )}
  </details>`;
};
