import type { DeadLetterRow } from '../../actors/domain/messaging-rows.ts';
import { may } from '../../actors/domain/people/caller.ts';
import { age, count, moment } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { Letters } from '../messaging.ts';
import type { Visit } from '../page.ts';
import { FRESH, type FormState, plainForm } from './plain-form.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

/** Dead letters, what each means for its actor, and what may be done about it. */
export const letterTable = (letters: Letters, form: FormState, visit: Visit): Html => {
  const columns = columnsFor(form, visit);
  const none = emptyRow('letters-none', columns.length, 'No dead letters.');
  return table({
    ...{ id: 'letters', caption: 'Entries that crash their actors, newest first', columns, cards: true },
    rows: letters.rows.length === 0 ? [none] : letters.rows.map((row) => tableRow(columns, row, `letter-${row.id}`)),
  });
};

/** When dead letters were looked for last: said also where there are none. */
export const lettersChecked = ({ checkedAt }: Letters, visit: Visit): Html =>
  html`<p id="letters-checked" class="hint">Looked for at ${moment(checkedAt, visit.visitor.zone, 'time')}.</p>`;

const columnsFor = (form: FormState, visit: Visit): readonly Column<DeadLetterRow>[] => [
  {
    ...{ key: 'actor', label: 'Actor', head: true },
    cell: ({ actor }) => html`<a class="mono" href="/actors/${encodeURIComponent(actor)}">${actor}</a>`,
  },
  {
    ...{ key: 'entry', label: 'Entry' },
    cell: ({ stream, entry }) =>
      html`<span class="stack"
        ><a class="mono" href="/messaging?stream=${encodeURIComponent(stream)}">${stream}</a
        ><span class="sub">number ${count(entry)}</span></span
      >`,
  },
  {
    ...{ key: 'error', label: 'What it threw' },
    cell: ({ error, crashes }) =>
      html`<span class="stack"
        ><span class="reason" title="${error}">${error}</span
        ><span class="sub">${count(crashes)} crashes in a row</span></span
      >`,
  },
  { key: 'means', label: 'Its actor', cell: meaning },
  { key: 'at', label: 'Since', cell: ({ at }) => age(at, visit.now) },
  { key: 'deeds', label: 'What to do', cell: (row) => deeds(row, form, visit) },
];

const meaning = ({ isAside, state }: DeadLetterRow): string => {
  if (isAside) return 'goes on without it';
  return state === 'requeued' ? 'was given it again' : state === 'discarded' ? 'has got past it' : 'stands there';
};

const deeds = (row: DeadLetterRow, form: FormState, visit: Visit): Html | string => {
  if (row.state !== 'open')
    return html`<span class="stack"
      >${row.state} by ${row.closedBy ?? 'somebody'}<span class="sub">${row.reason ?? ''}</span></span
    >`;
  if (!may(visit.visitor.caller, 'topology:command')) return NOTHING;
  return deed(row, row.isAside ? 'discard' : 'requeue', form, visit);
};

const WORDS = {
  requeue: { label: 'Requeue', submit: 'Give it again', hint: 'Its actor restarts and takes the entry again.' },
  discard: { label: 'Discard', submit: 'Discard', hint: 'Nobody looks at it any more; the audit keeps why.' },
} as const;

const deed = ({ id, actor }: DeadLetterRow, name: 'requeue' | 'discard', form: FormState, visit: Visit): Html => {
  const of = domId(name, id);
  const { label, submit, hint } = WORDS[name];
  return html`<details ${form.of === of ? html`open` : NOTHING}>
    <summary class="button small">${label}<span class="quiet"> the entry of ${actor}</span></summary>
    ${plainForm(
      {
        ...{ of, action: `/messaging/letters/${encodeURIComponent(id)}/${name}`, submit },
        isDangerous: name === 'discard',
        fields: [{ name: 'reason', label: 'Why', kind: 'text', most: 300, hint }],
      },
      form.of === of ? form : FRESH,
      visit,
    )}
  </details>`;
};
