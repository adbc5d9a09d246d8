import { rank, type Rankable } from '../../actors/domain/copy/ranking.ts';
import type { Reputation } from '../../actors/domain/copy/reputation.ts';
import { nameOf, type Provider, providerPath, providersOf, whyClosed } from '../copy-facts.ts';
import type { CopyReads } from '../copy-reads.ts';
import { count, exact, MISSING } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { growthSpark } from '../parts/copy-curve.ts';
import { figureText } from '../parts/copy-figures.ts';
import { rankingFormula, scoreText } from '../parts/copy-ranking.ts';
import { broadcastChip } from '../parts/copy-status.ts';
import { copyTabs } from '../parts/copy-tabs.ts';
import { ofMost, termsLine } from '../parts/copy-terms.ts';
import { icon } from '../parts/icon.ts';
import { permitted } from '../parts/permitted.ts';
import { paperMark, simulatedMark, tradingChip } from '../parts/status.ts';
import { type Column, emptyRow, table, tableRow } from '../parts/table.ts';
import { problemOf } from '../problem.ts';

interface ProviderRow extends Rankable {
  readonly provider: Provider;
  readonly reputation: Reputation;
  /** Null: too young to have one. */
  readonly place: number | null;
}

interface Providers {
  readonly ranked: readonly ProviderRow[];
  readonly tooYoung: readonly ProviderRow[];
  /** Whose records cannot be read just now, and why. */
  readonly unread: readonly { readonly provider: Provider; readonly why: string }[];
  readonly total: number;
}

/** Who can be copied: those with a record by their score, the young ones apart. */
export const providersPage: Page<Providers> = {
  path: '/copy',
  needs: 'copy:read',
  topic: 'providers',
  menu: { label: 'Copy', icon: 'copy' },
  title: () => 'Providers',
  load: async ({ troupe, copies }, visit) => {
    const all = providersOf(await troupe.providers());
    const wanted = all.filter((provider) => matches(provider, visit.query));
    const read = await Promise.all(wanted.map((provider) => rowOf(copies, provider)));
    const { ranked, tooYoung } = rank(read.flatMap((one) => ('why' in one ? [] : [one])));
    return {
      ranked: ranked.map(({ place, provider }) => ({ ...provider, place })),
      tooYoung,
      unread: read.flatMap((one) => ('why' in one ? [one] : [])),
      total: all.length,
    };
  },
  live: (data, visit) => [
    { id: 'provider-troubles', html: troubles(data) },
    ...blocks('ranked', data.ranked, visit, data.total),
    ...blocks('young', data.tooYoung, visit, data.total),
  ],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Copy trading ${paperMark}</h1>
          <p class="lead">
            Providers publish what they trade; you copy it with money rules of your own. Every figure comes from the
            ledger, none from the provider.
          </p>
        </div>
        ${permitted(visit, 'copy:publish', html`<a class="button" href="/copy/publish">${icon('live')}Publish yours</a>`)}
      </div>
      ${copyTabs('/copy')}
      <form class="filters" method="get" action="/copy" role="search" aria-label="Filter providers">
        <label
          >Text<input
            type="search"
            name="q"
            value="${visit.query.get('q') ?? ''}"
            placeholder="Name, instrument"
            maxlength="100" /></label
        ><label class="check"
          ><input
            type="checkbox"
            name="open"
            value="yes"
            ${visit.query.get('open') === 'yes' ? html` checked` : NOTHING}
          />Only those that can be followed</label
        ><button class="button">Filter</button>
      </form>
      ${troubles(data)}
      <section aria-labelledby="ranked-title">
        <h2 id="ranked-title">By score</h2>
        ${table({ id: 'ranked-rows', caption: 'Providers by score', columns: columns('ranked'), rows: blocks('ranked', data.ranked, visit, data.total).map((block) => block.html), cards: true })}
      </section>
      ${rankingFormula()}
      <section aria-labelledby="young-title">
        <h2 id="young-title">Too young to judge</h2>
        <p class="lead">Under 30 days or 30 closed trades luck cannot be told from skill, so these have no place.</p>
        ${table({ id: 'young-rows', caption: 'Providers too young to judge', columns: columns('young'), rows: blocks('young', data.tooYoung, visit, data.total).map((block) => block.html), cards: true })}
      </section>`,
};

const rowOf = async (copies: CopyReads, provider: Provider): Promise<ProviderRow | Providers['unread'][number]> => {
  try {
    const reputation = await copies.reputation(provider);
    return { id: provider.view.address, verdict: reputation.verdict, provider, reputation, place: null };
  } catch (error) {
    return { provider, why: problemOf(error).detail };
  }
};

const matches = (provider: Provider, query: URLSearchParams): boolean => {
  const text = (query.get('q') ?? '').trim().toLowerCase();
  const { view, state } = provider;
  const words =
    `${nameOf(provider)} ${view.address} ${state.instrument ?? ''} ${state.description ?? ''}`.toLowerCase();
  return (text === '' || words.includes(text)) && (query.get('open') !== 'yes' || whyClosed(provider) === undefined);
};

const columns = (list: 'ranked' | 'young'): readonly Column<ProviderRow>[] =>
  list === 'young' ? common('Lacks') : [PLACE, ...common('Score')];

const PLACE: Column<ProviderRow> = {
  key: 'place',
  label: 'Place',
  numeric: true,
  cell: ({ place }) => (place === null ? MISSING : html`<strong>${place}</strong>`),
};

const common = (score: string): readonly Column<ProviderRow>[] => [
  {
    key: 'provider',
    label: 'Provider',
    head: true,
    cell: ({ provider }) =>
      html`<a class="name" href="${providerPath(provider.view.address)}">${nameOf(provider)}</a
        ><span class="sub"
          >${provider.state.instrument ?? MISSING} ${simulatedMark(provider.state.simulated === true)} ·
          ${termsLine(provider.state.terms)}</span
        >${heldBack(provider)}`,
  },
  {
    ...{ key: 'score', label: score, numeric: true },
    cell: ({ verdict }) =>
      verdict.kind === 'judged' ? scoreText(verdict.score) : html`<span class="sub young">${verdict.because}</span>`,
  },
  { key: 'growth', label: 'Growth', cell: ({ reputation }) => growthSpark(reputation.curve) },
  figureColumn('totalReturn', 'Return'),
  figureColumn('maxDrawdown', 'Max drawdown'),
  figureColumn('sortino', 'Sortino'),
  {
    key: 'track',
    label: 'Track',
    numeric: true,
    cell: ({ reputation }) =>
      html`<span class="stack"
        ><span>${exact(Math.floor(reputation.days))} days</span
        ><span class="sub">${exact(reputation.trades)} trades</span></span
      >`,
  },
  figureColumn('averageSlippage', 'Slippage'),
  {
    key: 'followers',
    label: 'Followers',
    numeric: true,
    cell: ({ provider: { state }, reputation }) =>
      html`<span class="stack"
        ><span>${ofMost(state.followers ?? reputation.followers, state.maxFollowers)}</span
        ><span class="sub">${figureText('assets', reputation, state.currency ?? '')}</span></span
      >`,
  },
  {
    key: 'follow',
    label: 'Follow',
    bare: true,
    cell: ({ provider }) =>
      whyClosed(provider) === undefined
        ? html`<a
            class="button small"
            href="${providerPath(provider.view.address)}/follow"
            aria-label="Follow ${nameOf(provider)}"
            >${icon('copy')}Follow</a
          >`
        : NOTHING,
  },
];

/** What is not as it usually is. */
const heldBack = ({ view, state }: Provider): Html => {
  const isFree = view.tradingState === 'ACTIVE' || view.tradingState === null;
  return state.broadcasting === 'ON' && isFree
    ? NOTHING
    : html`<span class="chips">${broadcastChip(state)}${isFree ? NOTHING : tradingChip(view.tradingState)}</span>`;
};

const figureColumn = (name: Parameters<typeof figureText>[0], label: string): Column<ProviderRow> => ({
  ...{ key: name, label, numeric: true },
  cell: ({ provider, reputation }) => figureText(name, reputation, provider.state.currency ?? ''),
});

const blocks = (
  list: 'ranked' | 'young',
  rows: readonly ProviderRow[],
  visit: Visit,
  total: number,
): readonly LiveBlock[] => {
  const within = `${list}-rows`;
  if (rows.length > 0)
    return rows.map((row) => {
      const id = domId('provider', row.id);
      return { id, within, html: tableRow(columns(list), row, id) };
    });
  const id = `${list}-none`;
  return [{ id, within, html: emptyRow(id, columns(list).length, noneText(list, visit, total)) }];
};

const noneText = (list: 'ranked' | 'young', { query }: Visit, total: number): Html => {
  if (total > 0 && (query.get('q') ?? '') + (query.get('open') ?? '') !== '')
    return html`<p>Nobody here matches the filter.</p>
      <a class="button" href="/copy">Show all ${count(total)}</a>`;
  if (list === 'young') return html`<p>Nobody is too young to judge.</p>`;
  return total > 0
    ? html`<p>Nobody has a record of 30 days and 30 trades yet.</p>`
    : html`<p>Nobody publishes yet. Publish a strategy of yours, or an account that you trade by hand.</p>
        <a class="button solid" href="/copy/publish">${icon('live')}Publish yours</a>`;
};

const troubles = ({ unread }: Providers): Html =>
  html`<div id="provider-troubles">
    ${unread.length === 0 ? NOTHING : html`<p class="note bad">${icon('faulted')}The records of ${unread.map(({ provider }) => nameOf(provider)).join(', ')} cannot be read: ${unread[0]?.why}</p>`}
  </div>`;
