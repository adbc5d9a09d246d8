import { METRICS, type MetricName } from '../../actors/domain/metrics.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Page } from '../page.ts';
import { METRIC_NAMES, metricText } from '../parts/backtest-words.ts';
import { type Compared, overlay } from '../parts/backtest-overlay.ts';
import { type Column, table, tableRow } from '../parts/table.ts';
import { InvalidInput } from '../problem.ts';

const MOST = 6;
const LETTERS = 'ABCDEF';

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
export const compareBacktestsPage: Page<readonly Compared[]> = {
  path: '/backtests/compare',
  needs: 'trade:read',
  topic: 'compare-backtests',
  isStill: true,
  title: () => 'Backtests compared',
  load: async ({ backtests }, visit) => {
    const ids = [...new Set(visit.query.getAll('ids').flatMap((part) => part.split(',')))].filter((id) => id !== '');
    if (ids.length > MOST) throw new InvalidInput('ids', `At most ${MOST} backtests side by side.`);
    const found = await Promise.all(ids.map((id) => backtests.detail(id)));
    return found.map((one, index) => ({ letter: LETTERS.charAt(index), ...one }));
  },
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
          : html`<section class="panel" aria-labelledby="overlay-title">
                <h2 id="overlay-title">Equity over each other</h2>
                ${overlay(runs, visit)}
              </section>
              <section class="panel" aria-labelledby="side-title">
                <h2 id="side-title">Metrics side by side</h2>
                ${metricTable(runs)}
                <p class="hint">
                  ★ marks the best of a line, where one is better. The conventions are on each one’s own page.
                </p>
              </section>`
      }`,
};

const metricTable = (runs: readonly Compared[]): Html => {
  const columns: readonly Column<MetricName>[] = [
    { key: 'metric', label: 'Metric', head: true, cell: (name) => METRICS[name].label },
    ...runs.map((run): Column<MetricName> => ({
      ...{ key: run.letter, label: `${run.letter} ${run.row.name}`, numeric: true },
      cell: (name) =>
        html`${metricText(name, run.row.summary!.metrics)}${isBest(name, run, runs) ? html` <span class="best">★<span class="quiet"> best</span></span>` : NOTHING}`,
    })),
  ];
  return table({
    ...{ id: 'side-rows', caption: 'Metrics of each backtest', columns },
    rows: METRIC_NAMES.map((name) => tableRow(columns, name)),
  });
};

const isBest = (name: MetricName, run: Compared, runs: readonly Compared[]): boolean => {
  const better = BETTER[name];
  const value = run.row.summary!.metrics[name];
  if (better === undefined || value === null) return false;
  const all = runs.flatMap((one) => one.row.summary!.metrics[name] ?? []);
  if (new Set(all).size < 2) return false;
  return value === (better === 'high' ? Math.max(...all) : Math.min(...all));
};
