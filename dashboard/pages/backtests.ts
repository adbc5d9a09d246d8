import type { BacktestRow } from '../../actors/domain/backtest/backtest-run.ts';
import { may } from '../../actors/domain/people/caller.ts';
import type { Page as Rows } from '../../actors/domain/record-rows.ts';
import { age, exact, MISSING } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { backtestChip, backtestProgress, metricText, sourceWords } from '../parts/backtest-words.ts';
import { icon } from '../parts/icon.ts';
import { nextLink } from '../parts/next-link.ts';
import { permitted } from '../parts/permitted.ts';
import { type Column, emptyRow, table, tableRow } from '../parts/table.ts';
import { seesAll } from '../reach.ts';

const SHOWN = 50;

/** Every backtest of who looks, the newest first; ticked ones are compared. */
export const backtestsPage: Page<Rows<BacktestRow>> = {
  path: '/backtests',
  needs: 'trade:read',
  topic: 'backtests',
  menu: { label: 'Backtests', icon: 'backtest' },
  title: () => 'Backtests',
  load: ({ backtests }, visit) => {
    const after = visit.query.get('after');
    return backtests.list({ limit: SHOWN, ...(after !== null && { cursor: after }) });
  },
  live: (page, visit) => rowBlocks(page, visit),
  render: (page, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Backtests</h1>
          <p class="lead">
            A strategy over bars of the past, by the code that trades live. Nothing is ordered; a run goes on when you
            leave.
          </p>
        </div>
        ${permitted(visit, 'trade:command', html`<a class="button solid" href="/backtests/new">${icon('add')}New backtest</a>`)}
      </div>
      <form
        id="compare"
        class="bulk"
        method="get"
        action="/backtests/compare"
        aria-label="Compare the selected backtests"
      >
        <span class="bulk-count">Two to six that are done:</span
        ><button class="button small">${icon('backtest')}Compare</button>
      </form>
      ${table({ id: 'backtest-rows', caption: 'Backtests, newest first', columns: columnsFor(visit), rows: rowBlocks(page, visit).map((block) => block.html), cards: true })}
      ${nextLink('/backtests', page.nextCursor ?? null, visit)}`,
};

const rowBlocks = ({ rows }: Rows<BacktestRow>, visit: Visit): readonly LiveBlock[] => {
  const columns = columnsFor(visit);
  if (rows.length > 0)
    return rows.map((row) => {
      const id = domId('backtest', row.id);
      return { id, within: 'backtest-rows', html: tableRow(columns, row, id) };
    });
  const none = may(visit.visitor.caller, 'trade:command')
    ? html`<p>No backtest yet. Try a strategy on the past before it trades.</p>
        <a class="button solid" href="/backtests/new">${icon('add')}New backtest</a>`
    : html`<p>No backtest yet.</p>`;
  return [{ id: 'backtest-none', within: 'backtest-rows', html: emptyRow('backtest-none', columns.length, none) }];
};

const columnsFor = (visit: Visit): readonly Column<BacktestRow>[] => [
  {
    key: 'select',
    label: 'Select',
    bare: true,
    cell: (row) =>
      row.state === 'done'
        ? html`<label class="pick"
            ><input type="checkbox" name="ids" value="${row.id}" form="compare" id="${domId('pick', row.id)}" /><span
              class="quiet"
              >Select ${row.name}</span
            ></label
          >`
        : NOTHING,
  },
  {
    key: 'name',
    label: 'Backtest',
    head: true,
    cell: (row) =>
      html`<a class="name" href="/backtests/${row.id}">${row.name}</a
        ><span class="sub"
          >${row.request.strategy} ·
          ${sourceWords(row.request.bars)}${seesAll(visit.visitor.caller) ? ` · ${row.owner}` : ''}</span
        >`,
  },
  {
    key: 'state',
    label: 'State',
    cell: (row) => html`<span class="stack">${backtestChip(row.state)}${backtestProgress(row, visit.now)}</span>`,
  },
  ...(['totalReturn', 'maxDrawdown', 'sharpe', 'trades'] as const).map((name): Column<BacktestRow> => ({
    key: name,
    label: { totalReturn: 'Return', maxDrawdown: 'Max drawdown', sharpe: 'Sharpe', trades: 'Trades' }[name],
    numeric: true,
    cell: (row) => metricOf(row, name),
  })),
  { key: 'bars', label: 'Bars', numeric: true, cell: (row) => exact(row.summary?.bars ?? row.barsTotal) },
  { key: 'asked', label: 'Asked for', cell: (row) => age(row.createdAt, visit.now) },
];

const metricOf = ({ summary }: BacktestRow, name: Parameters<typeof metricText>[0]): Html | string =>
  summary === null ? MISSING : metricText(name, summary.metrics);
