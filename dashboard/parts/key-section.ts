import { KEY_SCOPES, type KeyScope } from '../../actors/domain/people/role.ts';
import type { KeyView } from '../../actors/people-views.ts';
import { age, MISSING, moment } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import type { Security } from '../security-view.ts';
import { commandButton } from './command-button.ts';
import { plainForm } from './plain-form.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

const SCOPE_WORDS: Readonly<Record<KeyScope, string>> = {
  read: 'Read what you may see',
  trade: 'Trade, copy and broadcast',
  admin: 'All else that your role may do',
};

/** Keys for programs: those there are, the new one this once, and the form that makes one. */
export const keySection = ({ keys, created, form }: Security, visit: Visit): Html => {
  const columns = columnsFor(visit);
  const none = emptyRow('keys-none', columns.length, 'You have no keys. A program needs one to use the API as you.');
  return html`<section class="panel" id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">API keys</h2>
    ${
      created === undefined
        ? NOTHING
        : html`<div class="note good" role="status">
            <p>This is ${created.view.name}. Copy it now: it is not shown again.</p>
            <p class="mono key" id="new-key">${created.key}</p>
          </div>`
    }
    ${table({ id: 'key-rows', caption: 'Your API keys', columns, rows: keys.length > 0 ? keys.map((one) => tableRow(columns, one, `key-${one.id}`)) : [none], cards: true })}
    <h3>New key</h3>
    ${plainForm(
      {
        ...{ of: 'key', action: '/security/keys', submit: 'Create the key' },
        fields: [
          { name: 'name', label: 'Name', kind: 'text', most: 100, hint: 'What it is for.' },
          {
            name: 'expires',
            label: 'Good until',
            kind: 'date',
            optional: true,
            hint: 'Its last day; until you revoke it if empty.',
          },
          {
            name: 'ips',
            label: 'From addresses',
            kind: 'text',
            optional: true,
            most: 500,
            hint: 'Addresses or blocks with commas between; from anywhere if empty.',
          },
          ...KEY_SCOPES.map((scope) => ({
            ...{ name: `scope.${scope}`, label: SCOPE_WORDS[scope], kind: 'check' as const },
            initial: scope === 'read' && form.of !== 'key' ? 'true' : '',
          })),
        ],
      },
      form,
      visit,
    )}
  </section>`;
};

const columnsFor = (visit: Visit): readonly Column<KeyView>[] => [
  {
    ...{ key: 'name', label: 'Key', head: true },
    cell: ({ name, prefix }) => html`<span class="name">${name}</span><span class="sub mono">${prefix}…</span>`,
  },
  { key: 'scopes', label: 'May', cell: ({ scopes }) => scopes.join(', ') },
  { key: 'ips', label: 'From', cell: ({ ips }) => (ips.length === 0 ? 'anywhere' : ips.join(', ')) },
  {
    key: 'used',
    label: 'Last used',
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : age(lastUsedAt, visit.now)),
  },
  {
    ...{ key: 'until', label: 'Until' },
    cell: ({ expiresAt, revokedAt }) =>
      revokedAt !== null
        ? html`revoked ${moment(revokedAt, visit.visitor.zone)}`
        : expiresAt === null
          ? MISSING
          : moment(expiresAt, visit.visitor.zone),
  },
  {
    ...{ key: 'revoke', label: 'Revoke', bare: true },
    cell: ({ id, name, revokedAt }) =>
      revokedAt !== null
        ? NOTHING
        : commandButton(
            {
              ...{ to: name, path: `/security/keys/${encodeURIComponent(id)}/revoke`, command: 'revoke' },
              ...{ label: 'Revoke', icon: 'cross', slot: `key-${id}`, isDangerous: true },
            },
            visit,
            { isPlain: true },
          ),
  },
];
