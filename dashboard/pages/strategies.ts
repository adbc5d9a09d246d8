import { accountFilter } from '../parts/account-field.ts';
import { emptyRow, sorted, table, tableRow } from '../parts/table.ts';
import { type Paged, paged, pager } from '../parts/pager.ts';
import { paperMark } from '../parts/status.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { type StrategyRow, strategyColumns } from '../parts/strategy-columns.ts';
import { icon } from '../parts/icon.ts';
import { permitted } from '../parts/permitted.ts';
import { type Run, runsOf } from '../troupe-facts.ts';

interface Strategies extends Paged<StrategyRow> {
  /** Of all subscriptions, also those filtered out. */
  readonly tally: Readonly<Record<string, number>>;
  readonly accounts: readonly string[];
  readonly total: number;
}

const FILTERS = [
  { value: '', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'paused', label: 'Paused' },
  { value: 'stopped', label: 'Stopped' },
  { value: 'failing', label: 'Failing' },
] as const;

const groupOf = ({ view }: Run): string => {
  if (view.lifecycle === 'faulted' || view.lifecycle === 'restarting') return 'failing';
  // What a person stopped and flattened stays halted, and that is no failure.
  if (view.lifecycle === 'stopped' || view.lifecycle === 'stopping') return 'stopped';
  if (view.tradingState === 'HALTED') return 'failing';
  return view.tradingState === 'REDUCING' ? 'paused' : 'running';
};

/** Every subscription with its strategy, one a row. */
export const strategiesPage: Page<Strategies> = {
  path: '/strategies',
  needs: 'trade:read',
  topic: 'strategies',
  menu: { label: 'Strategies', icon: 'strategies' },
  title: () => 'Strategies',
  load: async ({ troupe, desk }, visit) => {
    const runs = runsOf(await troupe.list());
    const tally: Record<string, number> = {};
    for (const run of runs) {
      const group = groupOf(run);
      tally[group] = (tally[group] ?? 0) + 1;
    }
    const wanted = runs.filter(matching(visit.query));
    const part = paged(pinned(inOrder(wanted, visit)), visit.query);
    const trends = await troupe.trends(part.rows.map((row) => row.view.address));
    return {
      ...part,
      rows: part.rows.map((row) => ({
        ...row,
        trend: trends.get(row.view.address) ?? [],
        command: desk.latest(row.view.address),
      })),
      tally,
      accounts: [...new Set(runs.map((run) => run.state.account ?? ''))].filter((one) => one !== '').sort(),
      total: runs.length,
    };
  },
  live: (data, visit) => [
    { id: 'strategy-tally', html: tallyLine(data, visit) },
    { id: 'strategy-pages', html: pages(data, visit) },
    ...rowBlocks(data, visit),
  ],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Strategies ${paperMark}</h1>
          <p class="lead">
            Each row is one subscription: a strategy traded on one account with an allocation of its own.
          </p>
        </div>
        ${permitted(visit, 'trade:command', html`<a class="button solid" href="/strategies/new">${icon('add')}New strategy</a>`)}
      </div>
      ${tallyLine(data, visit)}
      <form class="filters" method="get" action="/strategies" role="search" aria-label="Filter strategies">
        <label
          >Text<input
            type="search"
            name="q"
            value="${visit.query.get('q') ?? ''}"
            placeholder="Name, instrument, address"
            maxlength="100" /></label
        >${accountFilter(data.accounts, visit.query)}${['state', 'sort', 'dir'].map((name) => (visit.query.get(name) ? html`<input type="hidden" name="${name}" value="${visit.query.get(name)}" />` : NOTHING))}<button
          class="button"
        >
          Filter
        </button>
      </form>
      <div class="bulk-line">
        ${permitted(visit, 'trade:command', bulkForm(visit))}${data.total > 1 ? compareForm : NOTHING}
      </div>
      ${pages(data, visit)}
      ${table({ id: 'strategy-rows', caption: 'Strategies and their subscriptions', columns: strategyColumns(visit), rows: rowBlocks(data, visit).map((block) => block.html), visit, cards: true })}`,
};

/** What is asked of all rows that are ticked. */
const bulkForm = (visit: Visit): Html =>
  html`<form
    id="bulk"
    class="bulk"
    method="post"
    action="/strategies/commands"
    hx-post="/strategies/commands"
    hx-swap="none"
    hx-sync="this:drop"
    aria-label="Commands for the selected strategies"
  >
    <input type="hidden" name="_csrf" value="${visit.visitor.csrf}" /><input
      type="hidden"
      name="return"
      value="${visit.url}"
    /><span class="bulk-count" id="bulk-count" data-count="0">Selected rows:</span
    ><button class="button small" name="command" value="pause">${icon('pause')}Pause</button
    ><button class="button small" name="command" value="resume">${icon('play')}Resume</button
    ><button class="button small" name="command" value="start">${icon('play')}Start</button
    ><button class="button small" name="command" value="stop">${icon('stop')}Stop</button>
  </form>`;

/** Ticked rows beside each other; without script their page asks which. */
const compareForm: Html = html`<form method="get" action="/strategies/compare" class="inline" data-compare>
  <button class="button small">${icon('strategies')}Compare</button>
</form>`;

/** In the order that the address asks for. */
const inOrder = (runs: readonly Run[], visit: Visit): readonly Run[] =>
  visit.query.get('sort') === null ? runs : sorted(runs.map(bare), strategyColumns(visit), visit.query);

/** A row without what sorting need not know. */
const bare = (run: Run): StrategyRow => ({ ...run, trend: [], command: undefined });

const pages = (data: Strategies, visit: Visit): Html =>
  pager(data, { id: 'strategy-pages', total: data.total, what: 'strategies', visit });

const matching = (query: URLSearchParams): ((run: Run) => boolean) => {
  const text = (query.get('q') ?? '').trim().toLowerCase();
  const [state, account] = ['state', 'account'].map((name) => query.get(name) ?? '');
  return (run) =>
    (state === '' || groupOf(run) === state) &&
    (account === '' || run.state.account === account) &&
    (text === '' || wordsOf(run).includes(text));
};

const wordsOf = ({ view, rules, state }: Run): string =>
  `${view.address} ${rules} ${state.instrument} ${state.account} ${state.lane}`.toLowerCase();

/** Failed rows first, whatever the order. */
const pinned = (rows: readonly Run[]): readonly Run[] => [
  ...rows.filter((row) => row.view.lifecycle === 'faulted'),
  ...rows.filter((row) => row.view.lifecycle !== 'faulted'),
];

const rowBlocks = (data: Strategies, visit: Visit): readonly LiveBlock[] => {
  const shown = strategyColumns(visit);
  if (data.rows.length > 0) {
    return data.rows.map((row) => {
      const id = domId('run', row.view.address);
      return {
        id,
        within: 'strategy-rows',
        html: tableRow(shown, row, id, row.view.lifecycle === 'faulted' ? 'faulted' : ''),
      };
    });
  }
  const text =
    data.total > 0
      ? html`<p>No strategy matches the filter.</p>
          <a class="button" href="/strategies">Show all ${data.total}</a>`
      : html`<p>No strategy trades yet. Create your first; it trades on paper.</p>
          <a class="button solid" href="/strategies/new">${icon('add')}New strategy</a>`;
  return [{ id: 'run-none', within: 'strategy-rows', html: emptyRow('run-none', shown.length, text) }];
};

const tallyLine = (data: Strategies, visit: Visit): Html =>
  html`<nav id="strategy-tally" class="tabs" aria-label="Strategies by state">
    ${FILTERS.map(({ value, label }) => {
      const query = new URLSearchParams(visit.query);
      query.delete('page');
      if (value === '') query.delete('state');
      else query.set('state', value);
      const current = (visit.query.get('state') ?? '') === value;
      return html`<a href="/strategies?${query}" ${current ? html` aria-current="true"` : NOTHING}
        >${label} <span class="tally">${value === '' ? data.total : (data.tally[value] ?? 0)}</span></a
      >`;
    })}
  </nav>`;
