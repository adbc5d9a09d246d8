import { METRICS, type MetricName } from '../../actors/domain/metrics.ts';
import { type ComparedBacktest, comparedBacktests } from '../backtest-comparison.ts';
import { MISSING, moment, money } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { METRIC_NAMES, metricText } from '../parts/backtest-words.ts';
import { chartPanel } from '../parts/chart.ts';
import { letterOf, swatch } from '../parts/swatch.ts';
import { type Column, table, tableRow } from '../parts/table.ts';

const EQUITY_ROWS = 12;

/** Which way a metric is better; those that are neither are left out. */
const BETTER: Readonly<Partial<Record<MetricName, 'high' | 'low'>>> = {
  ...{ finalEquity: 'high', totalReturn: 'high', cagr: 'high', sharpe: 'high', sortino: 'high', calmar: 'high' },
  ...{ winRate: 'high', profitFactor: 'high', expectancy: 'high', sqn: 'high', bestTrade: 'high', worstTrade: 'high' },
  ...{
    averageMfe: 'high',
    bestMfe: 'high',
    maxDrawdown: 'low',
    averageMae: 'low',
    worstMae: 'low',
    commissionPaid: 'low',
  },
};

/** Several backtests side by side. */
export const compareBacktestsPage: Page<readonly ComparedBacktest[]> = {
  path: '/backtests/compare',
  needs: 'trade:read',
  topic: 'compare-backtests',
  isStill: true,
  title: () => 'Backtests compared',
  load: ({ backtests }, visit) => comparedBacktests(backtests, visit.query),
  render: (runs, visit) =>
    html`<nav class="crumbs" aria-label="Where you are">
        <a href="/backtests">Backtests</a> <span aria-hidden="true">/</span> <span>Compared</span>
      </nav>
      <div class="page-head"><h1>Backtests compared</h1></div>
      ${
        runs.length < 2
          ? html`<section class="panel">
              <p>Tick two to six backtests that are done, then compare them.</p>
              <a class="button" href="/backtests">To the backtests</a>
            </section>`
          : html`${equities(runs, visit)}
              <section class="panel" aria-labelledby="side-title">
                <h2 id="side-title">Metrics side by side</h2>
                ${metricTable(runs)}
                <p class="hint">
                  ★ marks the best of a line, where one is better. The conventions are on each one’s own page.
                </p>
              </section>`
      }`,
};

const equities = (runs: readonly ComparedBacktest[], visit: Visit): Html =>
  chartPanel({
    ...{ id: 'compare-equity', title: 'Equity, rebased to 100', kind: 'lines' },
    source: `/backtests/compare.json?${String(new URLSearchParams({ ids: runs.map(({ row }) => row.id).join(',') }))}`,
    label: `Equity of ${runs.length} backtests, each from 100.`,
    note: html`<ul class="compared-list">
      ${runs.map(
        ({ row }, index) =>
          html`<li>
            <span class="compared">${swatch(index)}<a href="/backtests/${row.id}">${row.name}</a></span>
          </li>`,
      )}
    </ul>`,
    table: html`<details>
      <summary>Equity as a table</summary>
      ${equityTable(runs, visit)}
    </details>`,
  });

const equityTable = (runs: readonly ComparedBacktest[], visit: Visit): Html => {
  const all = runs.flatMap(({ equity }) => equity.times);
  const [start, end] = [Math.min(...all), Math.max(...all)];
  const times = Array.from({ length: EQUITY_ROWS }, (_, index) => start + ((end - start) * index) / (EQUITY_ROWS - 1));
  const columns: readonly Column<number>[] = [
    {
      ...{ key: 'day', label: 'Day', head: true },
      cell: (time) => moment(new Date(time).toISOString(), visit.visitor.zone, 'day'),
    },
    ...runs.map(({ row, equity: { times: known, values } }, index): Column<number> => ({
      ...{ key: letterOf(index), label: `${letterOf(index)} ${row.name}`, numeric: true },
      cell: (time) => {
        const at = known.findLastIndex((one) => one <= time);
        return at < 0 ? MISSING : money(values[at]);
      },
    })),
  ];
  return table({
    ...{ id: 'equity-rows', caption: 'Equity of each from 100, oldest first', columns },
    rows: times.map((time) => tableRow(columns, time)),
  });
};

const metricTable = (runs: readonly ComparedBacktest[]): Html => {
  const columns: readonly Column<MetricName>[] = [
    { key: 'metric', label: 'Metric', head: true, cell: (name) => METRICS[name].label },
    ...runs.map((run, index): Column<MetricName> => ({
      ...{ key: letterOf(index), label: `${letterOf(index)} ${run.row.name}`, numeric: true },
      cell: (name) =>
        html`${metricText(name, run.row.summary!.metrics)}${isBest(name, run, runs) ? html` <span class="best">★<span class="quiet"> best</span></span>` : NOTHING}`,
    })),
  ];
  return table({
    ...{ id: 'side-rows', caption: 'Metrics of each backtest', columns },
    rows: METRIC_NAMES.map((name) => tableRow(columns, name)),
  });
};

const isBest = (name: MetricName, run: ComparedBacktest, runs: readonly ComparedBacktest[]): boolean => {
  const better = BETTER[name];
  const value = run.row.summary!.metrics[name];
  if (better === undefined || value === null) return false;
  const all = runs.flatMap((one) => one.row.summary!.metrics[name] ?? []);
  if (new Set(all).size < 2) return false;
  return value === (better === 'high' ? Math.max(...all) : Math.min(...all));
};
