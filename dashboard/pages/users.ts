import { may } from '../../actors/domain/people/caller.ts';
import { ROLES } from '../../actors/domain/people/role.ts';
import type { HandedToken, UserView } from '../../actors/people-views.ts';
import { age, moment } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { icon } from '../parts/icon.ts';
import { nextLink } from '../parts/next-link.ts';
import { FRESH, type FormState, plainForm } from '../parts/plain-form.ts';
import { type Column, emptyRow, table, tableRow } from '../parts/table.ts';
import { userActions } from '../parts/user-actions.ts';

export interface Users {
  readonly users: readonly UserView[];
  readonly next: string | null;
  readonly form: FormState;
  /** A link that is shown this once. */
  readonly handed?: HandedToken & { readonly what: string; readonly path: string };
}

const SHOWN = 50;

/** Who is here, and as what. */
export const usersPage: Page<Users> = {
  ...{ path: '/users', needs: 'people:read', topic: 'users', isStill: true },
  menu: { label: 'Users', icon: 'people' },
  title: () => 'Users',
  load: async ({ people }, { query }) => {
    const [q, after] = [query.get('q') ?? '', query.get('after')];
    const found = await people('users', { ...(q !== '' && { q }), ...(after !== null && { after }), limit: SHOWN });
    return { ...found, form: FRESH };
  },
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Users</h1>
          <p class="lead">
            What each may do follows from their roles. What somebody runs goes on when they are disabled.
          </p>
        </div>
      </div>
      <form class="filters" method="get" action="/users" role="search" aria-label="Search users">
        <label>Name<input type="search" name="q" value="${visit.query.get('q') ?? ''}" maxlength="100" /></label
        ><button class="button">Search</button>
      </form>
      ${handed(data, visit)} ${rows(data, visit)} ${nextLink('/users', data.next, visit)}
      ${may(visit.visitor.caller, 'people:command') ? invitation(data, visit) : NOTHING}`,
};

const handed = ({ handed: link }: Users, visit: Visit): Html =>
  link === undefined
    ? NOTHING
    : html`<div class="note good" role="status">
        <p>
          ${link.what}, good once, until ${moment(link.expiresAt, visit.visitor.zone)}.
          ${link.isMailed ? 'It was mailed.' : 'Hand it over yourself; it is not shown again:'}
        </p>
        ${link.isMailed ? NOTHING : html`<p class="mono key" id="handed-link">${link.path}</p>`}
      </div>`;

const rows = (data: Users, visit: Visit): Html => {
  const columns = columnsFor(data, visit);
  return table({
    ...{ id: 'user-rows', caption: 'Users', columns, cards: true },
    rows:
      data.users.length > 0
        ? data.users.map((one) => tableRow(columns, one, domId('user', one.user)))
        : [emptyRow('users-none', columns.length, 'Nobody is called that.')],
  });
};

const columnsFor = (data: Users, visit: Visit): readonly Column<UserView>[] => [
  {
    ...{ key: 'user', label: 'User', head: true },
    cell: ({ user, email }) => html`<span class="name">${user}</span><span class="sub">${email ?? 'no e-mail'}</span>`,
  },
  { key: 'roles', label: 'Roles', cell: ({ roles }) => roles.join(', ') },
  {
    ...{ key: 'state', label: 'State' },
    cell: ({ isDisabled, hasPassword, hasTotp }) =>
      html`<span class="stack"
        ><span
          >${isDisabled ? html`<span class="chip bad">${icon('lock')}Disabled</span>` : html`<span class="chip good">${icon('check')}${hasPassword ? 'May sign in' : 'May use keys'}</span>`}</span
        ><span class="sub"
          >${!hasPassword ? 'has no password' : hasTotp ? 'with a second factor' : 'password alone'}</span
        ></span
      >`,
  },
  { key: 'since', label: 'Since', cell: ({ createdAt }) => moment(createdAt, visit.visitor.zone) },
  {
    key: 'seen',
    label: 'Last seen',
    cell: ({ lastSeenAt }) => (lastSeenAt === null ? 'never' : age(lastSeenAt, visit.now)),
  },
  {
    ...{ key: 'actions', label: 'Change', bare: true },
    cell: (user) => (may(visit.visitor.caller, 'people:command') ? userActions(user, data.form, visit) : NOTHING),
  },
];

const invitation = ({ form }: Users, visit: Visit): Html =>
  html`<section class="panel" id="invite" aria-labelledby="invite-title">
    <h2 id="invite-title">Invite somebody</h2>
    ${plainForm(
      {
        ...{ of: 'invite', action: '/users/invite', submit: 'Make an invitation' },
        fields: [
          {
            name: 'email',
            label: 'E-mail',
            kind: 'text',
            optional: true,
            hint: 'Where it is sent, if mail is set up.',
          },
          ...ROLES.map((role) => ({
            ...{ name: `role.${role}`, label: role, kind: 'check' as const },
            initial: role === 'user' && form.of !== 'invite' ? 'true' : '',
          })),
        ],
      },
      form,
      visit,
    )}
  </section>`;
