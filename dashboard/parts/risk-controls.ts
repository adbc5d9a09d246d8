import { isLimitName, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import { age, count, MISSING, moment, span } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import type { SupervisorSight } from '../supervisor-sight.ts';
import { icon, type IconName } from './icon.ts';
import { scopeNoun } from './scope-fields.ts';
import { type Column, emptyRow, table, tableRow } from './table.ts';

type ControlView = RiskSupervisorStateView['controls'][number];

const SHOWN = 8;

/** How far the accounts are with what they were told, newest first. */
export const riskControls = ({ state }: SupervisorSight, visit: Visit): Html => {
  const columns = columnsFor(visit);
  const rows = (state?.controls ?? []).slice(0, SHOWN).map((one) => tableRow(columns, one, `control-${one.seq}`));
  return html`<section id="risk-controls" class="panel" aria-labelledby="controls-title">
    <div class="panel-head">
      <h2 id="controls-title">Confirmation</h2>
      <a href="/api/v1/risk/controls">All as JSON</a>
    </div>
    ${table({
      ...{
        id: 'controls',
        caption: 'What accounts were told, newest first, and who has confirmed it',
        columns,
        cards: true,
      },
      rows:
        rows.length > 0
          ? rows
          : [emptyRow('controls-none', columns.length, 'Nothing has been asked of the accounts yet.')],
    })}
  </section>`;
};

const columnsFor = (visit: Visit): readonly Column<ControlView>[] => [
  {
    key: 'what',
    label: 'What',
    head: true,
    cell: (one) =>
      html`<span class="name">${whatOf(one)}</span
        >${one.reason === undefined ? NOTHING : html`<span class="sub">${one.reason}</span>`}`,
  },
  {
    key: 'asked',
    label: 'Asked',
    cell: ({ at, by, seq }) =>
      html`<span class="stack"
        >${moment(at, visit.visitor.zone)}<span class="sub">by ${by}, number ${count(seq)}</span></span
      >`,
  },
  { key: 'affected', label: 'Accounts', numeric: true, cell: ({ affected }) => count(affected) },
  { key: 'confirmed', label: 'Confirmed', cell: (one) => confirmed(one, visit) },
  { key: 'flat', label: 'Flat', cell: (one) => flat(one) },
];

const whatOf = ({ kind, scope = '', state, flatten, limit = '' }: ControlView): string => {
  switch (kind) {
    case 'restrict':
      return `${flatten ? 'Flatten' : VERBS[state ?? 'ACTIVE']} ${scopeNoun(scope)}`;
    case 'limit':
      return `${isLimitName(limit) ? LIMITS[limit].title : limit} of ${scopeNoun(scope)}`;
    case 'rules':
      return 'New rules';
    case 'calendar':
      return 'New economic calendar';
  }
};

const VERBS = { ACTIVE: 'Reset', REDUCING: 'Reduce', HALTED: 'Halt' } as const;

const confirmed = (one: ControlView, visit: Visit): Html => {
  const { affected, inForceAt, confirmedAt, at, unconfirmed, unconfirmedCount } = one;
  if (affected === null) return told('busy', 'clock', 'Asking whom it is about', age(at, visit.now));
  if (affected === 0) return told('calm', 'check', 'Nobody to confirm it', 'it holds for those that come');
  if (confirmedAt !== null) {
    const force = inForceAt === null ? '' : `in force after ${took(at, inForceAt)}, `;
    return told('good', 'check', 'All confirmed', `${force}nothing left under way after ${took(at, confirmedAt)}`);
  }
  if (inForceAt !== null) {
    const held = html`orders under way: ${named(unconfirmed, unconfirmedCount)}`;
    return told('busy', 'clock', `In force after ${took(at, inForceAt)}`, held);
  }
  const done = `${count(affected - unconfirmedCount)} of ${count(affected)} confirmed`;
  return told('warn', 'clock', done, html`not yet: ${named(unconfirmed, unconfirmedCount)}`);
};

const flat = ({ flatten, flatAt, at, open, openCount, affected }: ControlView): Html | string => {
  if (flatten !== true) return MISSING;
  if (flatAt !== null) return told('good', 'check', 'All flat', `in ${took(at, flatAt)}, by ledger and venue`);
  if (affected === null) return told('busy', 'clock', 'Not known yet', 'whom it is about is being asked');
  return told(
    'warn',
    'clock',
    `${count(affected - openCount)} of ${count(affected)} flat`,
    html`not yet: ${named(open, openCount)}`,
  );
};

const told = (mood: string, shape: IconName, words: string, below: Html | string): Html =>
  html`<span class="stack"
    ><span class="chip ${mood}">${icon(shape)}${words}</span><span class="sub">${below}</span></span
  >`;

const named = (names: readonly string[], all: number): Html =>
  html`${names.map((name, index) => html`${index > 0 ? ', ' : ''}<a href="/actors/risk-monitor.${encodeURIComponent(name)}">${name}</a>`)}${all > names.length ? ` and ${count(all - names.length)} more` : NOTHING}`;

/** `42 ms`, `1.2 s`, `3 min`. */
const took = (from: string, to: string): string => {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms < 1_000) return `${ms} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : span(ms);
};
