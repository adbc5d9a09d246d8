import { METRICS, type MetricName } from '../../actors/domain/metrics.ts';
import {
  type Compared,
  comparedCorrelations,
  type ComparedFigures,
  comparedFigures,
  comparedRuns,
  labelOf,
  MOST_COMPARED,
} from '../comparison.ts';
import { LEAST_DAYS, rebased } from '../equity-lines.ts';
import { exact, MISSING, moment, money, percent, signed, tone } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { chartPanel } from '../parts/chart.ts';
import { heatMap } from '../parts/heat-map.ts';
import { icon } from '../parts/icon.ts';
import { paperMark, simulatedMark } from '../parts/status.ts';
import { letterOf, swatch } from '../parts/swatch.ts';
import { type Column, table, tableRow } from '../parts/table.ts';
import { hrefOf, type Run } from '../troupe-facts.ts';

interface Comparison extends Compared {
  readonly figures: readonly ComparedFigures[];
}

const SHOWN: readonly MetricName[] = [
  ...(['totalReturn', 'cagr', 'sharpe', 'sortino', 'calmar', 'maxDrawdown', 'trades', 'winRate'] as const),
  ...(['profitFactor', 'expectancy', 'sqn', 'exposureTime', 'turnover', 'commissionPaid'] as const),
];
const MOST_OFFERED = 200;

/** Several strategies beside each other: growth from a hundred, figures, and how alike they move. */
export const comparePage: Page<Comparison> = {
  path: '/strategies/compare',
  needs: 'trade:read',
  topic: 'compare',
  isStill: true,
  title: () => 'Compare strategies',
  load: async ({ troupe }, { query }) => {
    const compared = await comparedRuns(troupe, query);
    return { ...compared, figures: await comparedFigures(troupe, compared.runs) };
  },
  render: (data, visit) =>
    html`<nav class="crumbs" aria-label="Where you are">
        <a href="/strategies">Strategies</a> <span aria-hidden="true">/</span> <span>Compare</span>
      </nav>
      <div class="page-head">
        <div>
          <h1>Compare strategies</h1>
          <p class="lead">
            Each grows from 100, whatever it was given. As of
            ${moment(new Date(visit.now).toISOString(), visit.visitor.zone)};
            <a href="${visit.url}">look again</a>.
          </p>
        </div>
      </div>
      ${data.runs.length < 2 ? few(data) : NOTHING} ${data.runs.length === 0 ? NOTHING : compared(data, visit)}
      ${picker(data)}`,
};

const few = ({ runs, others }: Comparison): Html =>
  html`<p class="panel">
    ${
      runs.length + others.length < 2
        ? html`It takes two strategies to compare.
            <a class="button solid" href="/strategies/new">${icon('add')}New strategy</a>`
        : html`Choose two to ${MOST_COMPARED} strategies below, or tick their rows on the page
            <a href="/strategies">Strategies</a>.`
    }
  </p>`;

const compared = (data: Comparison, visit: Visit): Html => {
  const { figures, align } = data;
  const query = new URLSearchParams({ addresses: addressesOf(data.runs), align });
  return html`<nav class="tabs" aria-label="How they are laid over each other">
      ${alignTab(data, 'time', 'By date')}${alignTab(data, 'start', 'From each one’s start')}
    </nav>
    ${chartPanel({
      ...{ id: 'compare-equity', title: 'Equity, rebased to 100', kind: 'lines' },
      source: `/strategies/compare.json?${String(query)}`,
      label: `Equity of ${figures.length} strategies, each from 100.`,
      table: html`<details>
        <summary>Equity as a table</summary>
        ${table({ id: 'compare-points', caption: 'Equity rebased to 100, by strategy', columns: growthColumns(visit), rows: figures.map((one, index) => tableRow(growthColumns(visit), { ...one, index })) })}
      </details>`,
    })}
    <section class="panel" aria-labelledby="compare-figures-title">
      <h2 id="compare-figures-title">Figures</h2>
      ${figureTable(figures)}
      <details>
        <summary>How they are worked out</summary>
        <dl class="facts">
          ${SHOWN.map(
            (name) =>
              html`<div>
                <dt>${METRICS[name].label}</dt>
                <dd>${METRICS[name].convention}</dd>
              </div>`,
          )}
        </dl>
        <p class="sub">Of √252 days a year. Money is each account’s own and is never added up.</p>
      </details>
    </section>
    ${figures.length < 2 ? NOTHING : correlations(figures)}`;
};

const alignTab = ({ runs, align }: Comparison, how: Compared['align'], label: string): Html =>
  html`<a
    href="/strategies/compare?${new URLSearchParams({ addresses: addressesOf(runs), align: how })}"
    ${align === how ? html` aria-current="true"` : NOTHING}
    >${label}</a
  >`;

type Indexed = ComparedFigures & { readonly index: number };

const name = ({ run, index, isPaper }: Indexed): Html =>
  html`<span class="compared"
    >${swatch(index)}<span
      ><a href="${hrefOf(run.view)}">${labelOf(run)}</a>
      ${isPaper === true ? paperMark : isPaper === false ? html`<span class="mark">LIVE</span>` : NOTHING}
      ${simulatedMark(run.simulated)}<span class="sub"
        >${run.view.address} · ${run.state.account ?? MISSING}</span
      ></span
    ></span
  >`;

const growthColumns = (visit: Visit): readonly Column<Indexed>[] => [
  { key: 'strategy', label: 'Strategy', head: true, cell: name },
  { key: 'from', label: 'From', cell: ({ equity }) => day(equity.times[0], visit) },
  { key: 'to', label: 'To', cell: ({ equity }) => day(equity.times.at(-1), visit) },
  { key: 'quarter', label: 'At a quarter', numeric: true, cell: (one) => growthAt(one, 0.25) },
  { key: 'half', label: 'Half way', numeric: true, cell: (one) => growthAt(one, 0.5) },
  { key: 'most', label: 'Three quarters', numeric: true, cell: (one) => growthAt(one, 0.75) },
  { key: 'end', label: 'At the end', numeric: true, cell: (one) => growthAt(one, 1) },
];

const day = (time: number | undefined, visit: Visit): Html | string =>
  time === undefined ? MISSING : moment(new Date(time).toISOString(), visit.visitor.zone, 'day');

const growthAt = ({ equity }: ComparedFigures, share: number): string => {
  const { values } = rebased(equity);
  return money(values[Math.round(share * (values.length - 1))]);
};

const figureTable = (figures: readonly ComparedFigures[]): Html => {
  const columns: readonly Column<MetricName>[] = [
    { key: 'figure', label: 'Figure', head: true, cell: (metric) => METRICS[metric].label },
    ...figures.map((one, index) => ({
      ...{ key: `of-${index}`, label: `${letterOf(index)}: ${labelOf(one.run)}`, numeric: true },
      ...(one.currency !== undefined && { unit: one.currency }),
      cell: (metric: MetricName) => figure(metric, one),
    })),
  ];
  const faults = figures.filter(({ failure }) => failure !== undefined);
  return html`<ul class="compared-list">
      ${figures.map((one, index) => html`<li>${name({ ...one, index })}</li>`)}
    </ul>
    ${faults.map((one) => html`<p class="note bad">${one.run.view.address}: ${one.failure}</p>`)}
    ${table({ id: 'compare-figures', caption: 'Figures by strategy', columns, rows: SHOWN.map((metric) => tableRow(columns, metric)) })}`;
};

const figure = (metric: MetricName, { values }: ComparedFigures): Html | string => {
  const value = values?.[metric];
  if (value === undefined || value === null || !Number.isFinite(value)) return MISSING;
  switch (METRICS[metric].unit) {
    case 'fraction':
      return metric === 'totalReturn' || metric === 'cagr'
        ? html`<span class="${tone(value * 100)}">${percent(value, { signed: true })}</span>`
        : percent(value);
    case 'money':
      return metric === 'expectancy' ? html`<span class="${tone(value)}">${signed(value)}</span>` : money(value);
    case 'count':
      return exact(value);
    case 'ratio':
      return exact(value.toFixed(2));
  }
};

const correlations = (figures: readonly ComparedFigures[]): Html =>
  html`<section class="panel" aria-labelledby="compare-alike-title">
    <h2 id="compare-alike-title">How alike they move</h2>
    <p class="sub">Correlation of daily returns.</p>
    ${heatMap({
      id: 'compare-alike',
      caption: 'Correlation of daily returns, each strategy with each',
      labels: figures.map(({ run }, index) => `${letterOf(index)} ${run.rules}`),
      rows: comparedCorrelations(figures),
      missing: `fewer than ${LEAST_DAYS} days in common, or no change in them.`,
    })}
  </section>`;

/** A form of boxes, so it works without script. */
const picker = ({ runs, others, align }: Comparison): Html => {
  const offered = [...runs, ...others].slice(0, MOST_OFFERED);
  if (offered.length < 2) return NOTHING;
  const isChosen = (run: Run): boolean => runs.includes(run);
  return html`<details class="panel picked" ${runs.length < 2 ? html`open` : NOTHING}>
    <summary>Choose what is compared</summary>
    <form method="get" action="/strategies/compare" class="form">
      <input type="hidden" name="align" value="${align}" />
      <ul class="picks">
        ${offered.map(
          (run) =>
            html`<li>
              <label class="check" for="${domId('compare', run.view.address)}"
                ><input
                  type="checkbox"
                  id="${domId('compare', run.view.address)}"
                  name="addresses"
                  value="${run.view.address}"
                  ${isChosen(run) ? html` checked` : NOTHING}
                /><span>${labelOf(run)} <span class="sub">${run.view.address}</span></span></label
              >
            </li>`,
        )}
      </ul>
      <div class="row end"><button class="button solid">Compare</button></div>
    </form>
  </details>`;
};

const addressesOf = (runs: readonly Run[]): string => runs.map(({ view }) => view.address).join(',');
