import type { SessionView } from '../../actors/people-views.ts';
import { age, moment } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import { commandButton } from './command-button.ts';
import { type Column, table, tableRow } from './table.ts';

/** Where somebody is signed in, and the way to end it there. */
export const sessionSection = (sessions: readonly SessionView[], visit: Visit): Html => {
  const columns = columnsFor(visit);
  return html`<section class="panel" id="sessions" aria-labelledby="sessions-title">
    <h2 id="sessions-title">Sessions</h2>
    ${table({ id: 'session-rows', caption: 'Where you are signed in', columns, rows: sessions.map((one) => tableRow(columns, one, `session-${one.id}`)), cards: true })}
  </section>`;
};

const columnsFor = (visit: Visit): readonly Column<SessionView>[] => [
  {
    ...{ key: 'agent', label: 'Browser', head: true },
    cell: ({ origin, id }) =>
      html`<span class="name">${origin.agent === '' ? 'It does not say what it is' : origin.agent}</span
        ><span class="sub">${origin.ip}${id === visit.visitor.session ? ', this one' : ''}</span>`,
  },
  { key: 'since', label: 'Since', cell: ({ createdAt }) => moment(createdAt, visit.visitor.zone) },
  { key: 'seen', label: 'Last seen', cell: ({ seenAt }) => age(seenAt, visit.now) },
  { key: 'until', label: 'Until', cell: ({ expiresAt }) => moment(expiresAt, visit.visitor.zone) },
  {
    ...{ key: 'revoke', label: 'End it', bare: true },
    cell: ({ id, origin }) =>
      commandButton(
        {
          ...{ to: `the session at ${origin.ip}`, path: `/security/sessions/${encodeURIComponent(id)}/revoke` },
          ...{ command: 'revoke', label: 'End', icon: 'cross', slot: `session-${id}` },
        },
        visit,
        { isPlain: true },
      ),
  },
];
