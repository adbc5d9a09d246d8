import { randomUUID } from 'node:crypto';
import type { ProviderEntryRow } from '../../actors/domain/copy/copy-rows.ts';
import { nameOf, type Provider, providerOf, providerPath } from '../copy-facts.ts';
import type { ProviderDelivery } from '../copy-reads.ts';
import type { Faults } from '../draft.ts';
import { exact, MISSING, moment, money } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { hidden } from '../parts/control-form.ts';
import { providerCommands } from '../parts/copy-commands.ts';
import { entryTable } from '../parts/copy-entries.ts';
import { deliveryFunnel, deliveryTiles, reasonList } from '../parts/copy-funnel.ts';
import { broadcastChip } from '../parts/copy-status.ts';
import { copyCrumbs } from '../parts/copy-tabs.ts';
import { ofMost, termsLine } from '../parts/copy-terms.ts';
import { faultSummary } from '../parts/fault-summary.ts';
import { field } from '../parts/field.ts';
import { icon } from '../parts/icon.ts';
import { lifecycleChip, paperMark, simulatedMark, tradingChip } from '../parts/status.ts';
import { tile } from '../parts/tile.ts';
import { type Read, readOr } from '../read.ts';
import { paramOfVisit } from '../visit-param.ts';

/** A note as it stands in its form. */
export interface NoteForm {
  readonly text: string;
  readonly faults: Faults;
  readonly key: string;
}

interface Console {
  readonly provider: Provider;
  readonly delivery: Read<ProviderDelivery>;
  readonly entries: Read<readonly ProviderEntryRow[]>;
  readonly note: NoteForm;
}

const WINDOWS = [
  { value: '1h', label: 'Last hour', ms: 3_600_000 },
  { value: '24h', label: 'Last 24 hours', ms: 86_400_000 },
  { value: 'all', label: 'All', ms: undefined },
] as const;
const SHOWN = 15;

/** A provider's own view of who hears it: how far each word came, how fast, at what price. */
export const broadcastPage: Page<Console> = {
  path: '/copy/broadcasting/:provider',
  needs: 'copy:publish',
  topic: 'broadcast',
  title: ({ provider }) => `${nameOf(provider)}: broadcast`,
  load: async ({ troupe, copies }, visit) => {
    const address = paramOfVisit(visit, 'provider');
    const provider = providerOf(await troupe.inspect(address));
    const { ms } = windowOf(visit);
    const [delivery, entries] = await Promise.all([
      readOr(copies.delivery(address, ms === undefined ? undefined : visit.now - ms)),
      readOr(copies.entries(address, SHOWN).then(({ rows }) => rows)),
    ]);
    return { provider, delivery, entries, note: { text: '', faults: new Map(), key: randomUUID() } };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'broadcast-head', html: head(data, visit) },
    { id: 'broadcast-tiles', html: tiles(data) },
    { id: 'broadcast-funnel', html: funnel(data) },
    { id: 'broadcast-reasons', html: reasons(data) },
    { id: 'broadcast-entries', html: entries(data, visit) },
    { id: 'broadcast-notes', html: notes(data, visit) },
  ],
  render: (data, visit) =>
    html`${copyCrumbs([['/copy/broadcasting', 'Broadcasting']], nameOf(data.provider))} ${head(data, visit)}
      ${tiles(data)} ${windowTabs(visit)}
      <div class="charts">${funnel(data)}${reasons(data)}</div>
      ${entries(data, visit)}
      <div class="columns">
        <section class="panel" aria-labelledby="note-title">
          <h2 id="note-title">Tell your followers</h2>
          ${noteForm(data, visit)}
        </section>
        ${notes(data, visit)}
      </div>`,
};

const windowOf = ({ query }: Visit): (typeof WINDOWS)[number] =>
  WINDOWS.find(({ value }) => value === query.get('window')) ?? WINDOWS[1];

const windowTabs = (visit: Visit): Html => {
  const path = visit.url.split('?')[0] ?? '';
  return html`<nav class="tabs" aria-label="Time">
    ${WINDOWS.map(({ value, label }) => html`<a href="${path}?window=${value}" ${value === windowOf(visit).value ? html` aria-current="true"` : NOTHING}>${label}</a>`)}
  </nav>`;
};

const head = ({ provider }: Console, visit: Visit): Html => {
  const { view, state } = provider;
  return html`<div id="broadcast-head" class="page-head">
    <div>
      <h1>
        ${nameOf(provider)} <span class="on">on ${state.instrument ?? MISSING}</span> ${paperMark}
        ${simulatedMark(state.simulated === true)}
      </h1>
      <p class="chips">
        ${broadcastChip(state)}${lifecycleChip(view.lifecycle)}${tradingChip(view.tradingState)}${state.broadcastingReason === undefined || state.broadcastingReason === '' ? NOTHING : html`<span class="sub">${state.broadcastingReason}</span>`}
      </p>
      <p class="sub">
        ${termsLine(state.terms)} · from ${state.source ?? MISSING} ·
        <a href="${providerPath(view.address)}">profile as others see it</a>
      </p>
    </div>
    ${providerCommands(provider, visit)}
  </div>`;
};

const tiles = ({ provider: { state }, delivery }: Console): Html =>
  html`<div id="broadcast-tiles" class="tiles seven">
    ${tile('Followers', ofMost(state.followers, state.maxFollowers), namedLine(state.aliases))}${tile(
      'Capital',
      money(state.capital),
      `${state.maxCapital === null || state.maxCapital === undefined ? '' : `of ${money(state.maxCapital)} `}${state.currency ?? ''}`,
    )}${tile(
      'Position',
      exact(state.book?.quantity),
      html`round ${exact(state.book?.round)} · equity ${money(state.book?.equity)}`,
    )}${'failure' in delivery ? NOTHING : deliveryTiles(delivery.value.whole)}
  </div>`;

const namedLine = (aliases: readonly string[] | undefined): string =>
  aliases === undefined || aliases.length === 0
    ? 'nobody wants to be named'
    : `${aliases.slice(0, 5).join(', ')}${aliases.length > 5 ? ` and ${aliases.length - 5} more named` : ''}`;

const funnel = ({ delivery, provider: { state } }: Console): Html =>
  html`<section id="broadcast-funnel" class="panel" aria-labelledby="funnel-title">
    <h2 id="funnel-title">Delivery</h2>
    ${
      'failure' in delivery
        ? html`<p class="note bad">${icon('faulted')}${delivery.failure}</p>`
        : delivery.value.whole.addressed === 0
          ? html`<p class="muted">
              ${state.followers === 0 ? 'No followers yet: whoever follows is counted here from the next signal on.' : 'Nothing was said in this time.'}
            </p>`
          : deliveryFunnel(delivery.value.whole)
    }
    ${'value' in delivery && delivery.value.isCut ? html`<p class="hint">Only the newest copies of this time are counted.</p>` : NOTHING}
  </section>`;

const reasons = ({ delivery }: Console): Html => {
  const whole = 'failure' in delivery ? undefined : delivery.value.whole;
  const none = whole === undefined || (whole.skipped === 0 && whole.reduced === 0);
  return html`<section id="broadcast-reasons" class="panel" aria-labelledby="reasons-title">
    <h2 id="reasons-title">Why not</h2>
    ${none ? html`<p class="calm-line">${icon('check')}Nothing was skipped or reduced.</p>` : html`${reasonList('Skipped', whole.skippedBy)}${reasonList('Reduced', whole.reducedBy)}`}
  </section>`;
};

const entries = ({ entries: read, delivery }: Console, visit: Visit): Html =>
  html`<section id="broadcast-entries" class="panel" aria-labelledby="entries-title">
    <h2 id="entries-title">Signals</h2>
    ${'failure' in read ? html`<p class="note bad">${icon('faulted')}${read.failure}</p>` : entryTable(read.value, visit, 'failure' in delivery ? [] : delivery.value.entries)}
  </section>`;

const noteForm = ({ provider, note }: Console, visit: Visit): Html =>
  provider.state.broadcasting === 'WITHDRAWN'
    ? html`<p class="muted">It is withdrawn: nobody hears it any more.</p>`
    : html`<form
        id="note-form"
        class="form"
        method="post"
        action="/copy/broadcasting/${encodeURIComponent(provider.view.address)}/note"
        novalidate
      >
        ${hidden({ _csrf: visit.visitor.csrf, key: note.key })}${faultSummary(note.faults)}${field({
          ...{ name: 'text', label: 'Note', kind: 'text', value: note.text, error: note.faults.get('text') },
          ...{ most: 500, hint: 'One line; every follower can read it.', focus: note.faults.size > 0 },
        })}
        <div class="row end"><button class="button solid" id="note-submit">${icon('arrow')}Send</button></div>
      </form>`;

const notes = ({ provider: { state } }: Console, visit: Visit): Html =>
  html`<section id="broadcast-notes" class="panel" aria-labelledby="notes-title">
    <h2 id="notes-title">Notes so far</h2>
    ${
      (state.notes ?? []).length === 0
        ? html`<p class="muted">None yet.</p>`
        : html`<ul class="alerts">
            ${(state.notes ?? []).toReversed().map(
              ({ text, at }) =>
                html`<li>
                  <div>
                    ${text}
                    <p>${moment(at, visit.visitor.zone)}</p>
                  </div>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
