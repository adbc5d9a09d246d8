import {
  type BacktestDetail,
  type BacktestRow,
  type BacktestTrade,
  isSettled,
} from '../../actors/domain/backtest/backtest-run.ts';
import type { MissingRange } from '../../actors/domain/backtest/missing-bars.ts';
import { mayTo } from '../../actors/domain/people/caller.ts';
import { draftOfRequest } from '../backtest-draft.ts';
import { withDraft } from '../draft.ts';
import { age, count, exact, MISSING, moment, money, percent, signed, tone } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { backtestChip, backtestProgress, metricList, metricText, sourceWords } from '../parts/backtest-words.ts';
import { growthCurve } from '../parts/copy-curve.ts';
import { hidden } from '../parts/control-form.ts';
import { icon } from '../parts/icon.ts';
import { permitted } from '../parts/permitted.ts';
import { type Column, emptyRow, table, tableRow } from '../parts/table.ts';
import { fact, factList, tile } from '../parts/tile.ts';
import { plainText } from '../plain-text.ts';
import { problemOf } from '../problem.ts';
import { paramOfVisit } from '../visit-param.ts';

type Result = { readonly detail: BacktestDetail; readonly trades: readonly BacktestTrade[] };

interface Shown {
  readonly row: BacktestRow;
  readonly result: Result | { readonly failure: string } | null;
}

const TRADES = 100;
const RANGES = 50;

/** One backtest: how far it is, and what came of it. */
export const backtestPage: Page<Shown> = {
  path: '/backtests/:backtest',
  needs: 'trade:read',
  topic: 'backtest',
  title: ({ row }) => row.name,
  load: async ({ backtests }, visit) => {
    const id = paramOfVisit(visit, 'backtest');
    const row = await backtests.find(id);
    if (row.state !== 'done') return { row, result: null };
    const result = await Promise.all([backtests.detail(id), backtests.trades(id, { limit: TRADES })]).then(
      ([{ detail }, { rows }]): Result => ({ detail, trades: rows }),
      (error: unknown) => ({ failure: problemOf(error).detail }),
    );
    return { row, result };
  },
  live: (shown, visit) => [
    { id: 'backtest-head', html: head(shown, visit) },
    { id: 'backtest-body', html: body(shown, visit) },
  ],
  render: (shown, visit) =>
    html`<nav class="crumbs" aria-label="Where you are">
        <a href="/backtests">Backtests</a> <span aria-hidden="true">/</span> <span>${shown.row.name}</span>
      </nav>
      ${head(shown, visit)} ${body(shown, visit)}`,
};

const head = ({ row }: Shown, visit: Visit): Html => {
  const draft = draftOfRequest(row.request);
  const { name: _name, from: _from, to: _to, ...live } = draft;
  return html`<div id="backtest-head" class="page-head">
    <div>
      <h1>${row.name}</h1>
      <p class="lead">
        ${row.request.strategy} on ${sourceWords(row.request.bars)}, asked for ${age(row.createdAt, visit.now)} by
        ${row.owner}
      </p>
      <p class="chips">
        ${backtestChip(row.state)}${row.error === null ? NOTHING : html`<span class="sub">${row.error.message}</span>`}
      </p>
    </div>
    <div class="row">
      ${isSettled(row.state) || !mayTo(visit.visitor.caller, 'trade:command', row.owner) ? NOTHING : cancelForm(row, visit)}${permitted(visit, 'trade:command', html`<a class="button" href="${withDraft('/backtests/new', draft)}">${icon('reset')}Run again</a>${row.state === 'done' ? html`<a class="button solid" href="${withDraft('/strategies/new', live)}">${icon('play')}Start live from it</a>` : NOTHING}`)}
    </div>
  </div>`;
};

const cancelForm = ({ id }: BacktestRow, visit: Visit): Html =>
  html`<form method="post" action="/backtests/${id}/cancel" class="inline">
    ${hidden({ _csrf: visit.visitor.csrf })}<button class="button danger" id="backtest-cancel">
      ${icon('cross')}Cancel it
    </button>
  </form>`;

const body = ({ row, result }: Shown, visit: Visit): Html =>
  html`<div id="backtest-body" class="stacked">
    ${result === null ? waiting(row, visit) : 'failure' in result ? html`<p class="note bad">${icon('faulted')}${result.failure}</p>` : resultOf(row, result, visit)}
    <section class="panel" aria-labelledby="request-title">
      <h2 id="request-title">What was run</h2>
      ${requestFacts(row, result !== null && 'detail' in result ? result.detail : undefined)}
    </section>
  </div>`;

const waiting = (row: BacktestRow, visit: Visit): Html =>
  html`<section class="panel" aria-labelledby="progress-title">
    <h2 id="progress-title">${isSettled(row.state) ? 'No result' : 'Progress'}</h2>
    ${
      isSettled(row.state)
        ? html`<p class="note ${row.state === 'failed' ? 'bad' : ''}">${row.error?.message ?? 'It has no result.'}</p>`
        : html`<p>${backtestProgress(row, visit.now)}</p>
            <p class="hint">One run at a time on each node. It goes on when you leave this page.</p>`
    }
  </section>`;

const resultOf = (row: BacktestRow, { detail, trades }: Result, visit: Visit): Html => {
  const metrics = row.summary!.metrics;
  const cash = Number(row.request.cash);
  const curve = detail.curve.map(({ time, equity, drawdown }) => ({
    ...{ time: Date.parse(time), return: equity / cash - 1, drawdown: -drawdown, equity },
  }));
  const files = `/api/v1/backtests/${row.id}`;
  return html`<div class="tiles">
      ${tile('Final equity', money(metrics.finalEquity), html`of ${money(row.request.cash)}`)}${tile('Return', metricText('totalReturn', metrics), html`CAGR ${metricText('cagr', metrics)}`)}${tile('Max drawdown', percent(metrics.maxDrawdown), 'at the close of bars')}${tile('Sharpe', metricText('sharpe', metrics), html`Sortino ${metricText('sortino', metrics)}`)}${tile('Trades', exact(metrics.trades), html`${metricText('winRate', metrics)} won`)}${tile('Bars', exact(row.summary!.bars), html`${moment(detail.from, visit.visitor.zone, 'day')} to ${moment(detail.to, visit.visitor.zone, 'day')}`)}
    </div>
    ${missingSection(row, detail.missing, visit)}
    <section class="panel" aria-labelledby="curve-title">
      <div class="panel-head">
        <h2 id="curve-title">Equity and drawdown</h2>
        <a href="${files}/download">All as JSON</a>
      </div>
      ${growthCurve(curve, visit)}
    </section>
    <section class="panel" aria-labelledby="metrics-title">
      <h2 id="metrics-title">Metrics</h2>
      ${metricList(metrics)}
    </section>
    <section class="panel" aria-labelledby="trades-title">
      <div class="panel-head">
        <h2 id="trades-title">Trades</h2>
        <span class="row"
          ><a href="${files}/trades?format=csv">Trades as CSV</a
          ><a href="${files}/fills?format=csv">Fills as CSV</a></span
        >
      </div>
      ${tradeTable(trades, visit)}${row.summary!.trades > trades.length ? html`<p class="hint">The first ${count(trades.length)} of ${count(row.summary!.trades)}; the files have all.</p>` : NOTHING}
    </section>`;
};

const missingSection = ({ summary }: BacktestRow, missing: readonly MissingRange[], visit: Visit): Html => {
  if (missing.length === 0) return NOTHING;
  const { zone } = visit.visitor;
  const columns: readonly Column<MissingRange>[] = [
    { key: 'from', label: 'From', head: true, cell: ({ from }) => moment(from, zone) },
    { key: 'to', label: 'To', cell: ({ to }) => moment(to, zone) },
    { key: 'bars', label: 'Bars that would fit', numeric: true, cell: ({ bars }) => count(bars) },
  ];
  const rows = missing.slice(0, RANGES);
  return html`<section class="panel" aria-labelledby="missing-title">
    <h2 id="missing-title">
      Bars are missing in ${count(summary?.missing)} ${summary?.missing === 1 ? 'range' : 'ranges'}
    </h2>
    <p class="note warn">
      ${icon('faulted')}The result is of the bars there are; positions were held across these ranges.
    </p>
    ${table({ id: 'missing-rows', caption: 'Missing bars, oldest first', columns, rows: rows.map((row) => tableRow(columns, row)) })}
  </section>`;
};

const tradeTable = (trades: readonly BacktestTrade[], visit: Visit): Html => {
  const { zone } = visit.visitor;
  const columns: readonly Column<BacktestTrade>[] = [
    { key: 'entry', label: 'Entry', head: true, cell: (row) => moment(row.entryTime, zone) },
    { key: 'exit', label: 'Exit', cell: (row) => moment(row.exitTime, zone) },
    { key: 'side', label: 'Side', cell: (row) => sideOf(row.side) },
    { key: 'bars', label: 'Bars', numeric: true, cell: (row) => count(row.barsHeld) },
    { key: 'quantity', label: 'Quantity', numeric: true, cell: (row) => exact(row.quantity) },
    { key: 'entry-price', label: 'Entry price', numeric: true, cell: (row) => exact(row.entryPrice) },
    { key: 'exit-price', label: 'Exit price', numeric: true, cell: (row) => exact(row.exitPrice) },
    {
      key: 'pnl',
      label: 'P&L',
      numeric: true,
      cell: (row) => html`<span class="${tone(row.pnl)}">${signed(row.pnl)}</span>`,
    },
  ];
  const rows =
    trades.length > 0
      ? trades.map((row) => tableRow(columns, row))
      : [emptyRow('trades-none', columns.length, 'No trade was closed.')];
  return table({ id: 'trade-rows', caption: 'Closed trades, oldest first', columns, rows });
};

const sideOf = (side: BacktestTrade['side']): Html =>
  html`<span class="side ${side === 'LONG' ? 'buy' : 'sell'}"
    ><span aria-hidden="true">${side === 'LONG' ? '▲' : '▼'}</span> ${side}</span
  >`;

const requestFacts = ({ request, attempt, summary }: BacktestRow, detail: BacktestDetail | undefined): Html => {
  const { sizing, params, bars } = request;
  const exits = [request.stopLoss, request.takeProfit, request.trailingStop].map((one) =>
    one === null ? MISSING : percent(one),
  );
  const open = detail?.openPosition;
  return factList([
    fact('Strategy', `${request.strategy} ${plainText(params)}`),
    fact('Bars', `${sourceWords(bars)}, ${bars.from ?? 'the first'} to ${bars.to ?? 'the last'}`),
    fact('Starting cash', money(request.cash)),
    fact('Sizing', plainText(sizing)),
    fact('Direction', request.direction),
    fact('Stop-loss, take-profit, trailing stop', exits.join(', ')),
    fact('Commission, slippage', `${percent(request.commission)}, ${exact(request.slippageBps)} bps`),
    fact('Lot, tick', `${detail?.lot ?? request.lot ?? MISSING}, ${detail?.tick ?? request.tick ?? MISSING}`),
    fact('If bars are missing', request.missing === 'refuse' ? 'do not run' : 'run, and tell which'),
    fact('Begun', attempt === 1 ? 'once' : `${count(attempt)} times`),
    ...(summary === null || detail === undefined
      ? []
      : [
          fact('Fills', count(summary.fills)),
          fact(
            'Orders',
            `${count(detail.orders.accepted)} accepted, ${count(detail.orders.denied)} denied, ${count(detail.orders.rejected)} rejected`,
          ),
          fact(
            'Open position',
            open === null || open === undefined
              ? 'none'
              : `${open.side} ${exact(open.quantity)} at ${exact(open.averagePrice)}`,
          ),
        ]),
  ]);
};
