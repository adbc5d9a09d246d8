// The performance of a strategy on paper: everything is there without script, and every number says how it is worked out.
import { METRICS, type MetricName, type Metrics } from '../../actors/domain/metrics.ts';
import { monthlyReturns, type MonthlyReturn } from '../../actors/domain/monthly-returns.ts';
import type { EquityRow } from '../../actors/domain/record-rows.ts';
import type { CurvePoint } from '../../actors/domain/copy/track-record.ts';
import { roundTrips, type Trade } from '../../actors/domain/trade.ts';
import { count, exact, MISSING, moment, money, percent, signed, tone } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Page, Visit } from '../page.ts';
import { growthCurve } from '../parts/copy-curve.ts';
import { reportLinks } from '../parts/report-links.ts';
import { paperMark, simulatedMark } from '../parts/status.ts';
import { type Column, emptyRow, table, tableRow } from '../parts/table.ts';
import { tile } from '../parts/tile.ts';
import { equityOf, figuresOf, fillsOf } from '../performance.ts';
import { reportDates, type ReportDays, reportDays } from '../report-query.ts';
import { type Run, runOf } from '../troupe-facts.ts';
import { paramOfVisit } from '../visit-param.ts';

interface Report {
  readonly run: Run;
  readonly days: ReportDays;
  readonly equity: readonly EquityRow[];
  readonly figures: Metrics | undefined;
  /** That ended in the period, newest last. */
  readonly trades: readonly Trade[];
  readonly notional: number;
}

const BASIS = 'sessions';
const MOST_TRADES = 300;

/** How one strategy did over a period, to be printed. */
export const strategyReportPage: Page<Report> = {
  ...{ path: '/strategies/:subscription/report', needs: 'trade:read', topic: 'strategy-report', isStill: true },
  title: ({ run }) => `Report of ${run.view.address}`,
  load: async ({ troupe }, visit) => {
    const address = paramOfVisit(visit, 'subscription');
    const view = await troupe.inspect(address);
    const days = reportDays(visit.query);
    const dates = reportDates(days);
    const [actors, equity, fills] = await Promise.all([
      troupe.list(),
      equityOf(troupe, address, dates),
      fillsOf(troupe, address),
    ]);
    const [since, until] = [Date.parse(dates.from ?? ''), Date.parse(dates.to ?? '')];
    const isIn = (time: number): boolean => !(time < since) && !(time >= until);
    const within = fills.filter(({ time }) => isIn(time));
    return {
      ...{ run: runOf(view, actors), days, equity },
      figures: figuresOf(equity, fills, { basis: BASIS, ...dates }),
      trades: roundTrips(fills).filter(({ exitTime }) => isIn(exitTime)),
      notional: within.reduce((sum, { price, quantity }) => sum + price.mul(quantity).toNumber(), 0),
    };
  },
  render: (data, visit) =>
    html`<div class="report stacked">
      <nav class="crumbs" aria-label="Where you are">
        <a href="/strategies">Strategies</a> <span aria-hidden="true">/</span>
        <a href="/strategies/${encodeURIComponent(data.run.view.address)}">${data.run.view.address}</a>
        <span aria-hidden="true">/</span> <span>Report</span>
      </nav>
      ${head(data, visit)} ${chooser(data)} ${data.figures === undefined ? none : body(data, data.figures, visit)}
    </div>`,
};

const none = html`<section class="panel" aria-label="No report">
  <p class="muted">There is no equity in this period: nothing can be reported.</p>
</section>`;

const head = ({ run, equity, days }: Report, visit: Visit): Html => {
  const [first, last] = [equity[0], equity.at(-1)];
  return html`<div class="page-head">
      <div>
        <h1>
          Performance of ${run.rules} on ${run.state.instrument ?? MISSING} ${paperMark} ${simulatedMark(run.simulated)}
        </h1>
        <p class="lead">
          <span class="mono">${run.view.address}</span>, account
          <span class="mono">${run.state.account ?? MISSING}</span>, from ${moment(first?.time ?? days.from, 'UTC')} to
          ${moment(last?.time ?? days.to, 'UTC')}.
        </p>
      </div>
    </div>
    <p class="report-note">
      <strong>This is paper money.</strong> No order of it reached a market: fills were worked out from bars, with
      slippage and commission by a model.${run.simulated ? ' The prices themselves are simulated.' : ''} Past
      performance, on paper all the more, says little about the future. Made
      ${moment(new Date(visit.now).toISOString(), 'UTC')}.
    </p>`;
};

const chooser = ({ run, days }: Report): Html => {
  const address = run.view.address;
  return html`<form
      class="filters"
      method="get"
      action="/strategies/${encodeURIComponent(address)}/report"
      aria-label="Period of the report"
    >
      <label>From day<input type="date" name="from" value="${days.from ?? ''}" /></label
      ><label>To day<input type="date" name="to" value="${days.to ?? ''}" /></label><button class="button">Show</button>
    </form>
    ${reportLinks({ actor: address }, reportDates(days))}`;
};

const body = (data: Report, figures: Metrics, visit: Visit): Html => {
  const { equity, trades } = data;
  const initial = Number(equity[0]?.equity);
  return html`<div class="tiles">
      ${[
        tile('Equity', money(figures.finalEquity), html`of ${money(initial)}`),
        tile(
          'Total return',
          html`<span class="${tone(figures.totalReturn)}">${percent(figures.totalReturn, { signed: true })}</span>`,
          'over the period',
        ),
        tile('Max drawdown', percent(figures.maxDrawdown), 'from a peak of the period'),
        tile('Trades', count(figures.trades), html`${percent(figures.winRate)} with profit`),
      ]}
    </div>
    <section class="panel" aria-labelledby="curve-title">
      <h2 id="curve-title">Equity and drawdown</h2>
      ${growthCurve(curveOf(equity, initial), visit)}
    </section>
    <section class="panel" aria-labelledby="months-title">
      <h2 id="months-title">Monthly returns</h2>
      ${monthTable(equity, initial)}
    </section>
    <section class="panel" aria-labelledby="metrics-title">
      <h2 id="metrics-title">Figures</h2>
      ${metricTable(figures)}
      <p class="hint">
        Annualized with ${count(figures.periodsPerYear)} days a year. One that cannot be worked out is “${MISSING}”.
      </p>
    </section>
    ${costs(data, figures)}
    <section class="panel" aria-labelledby="trades-title">
      <h2 id="trades-title">Trades</h2>
      ${tradeTable(trades)}
      ${trades.length > MOST_TRADES ? html`<p class="hint">The last ${count(MOST_TRADES)} of ${count(trades.length)}; the file has all.</p>` : NOTHING}
    </section>`;
};

const curveOf = (equity: readonly EquityRow[], initial: number): readonly CurvePoint[] => {
  let peak = initial;
  return equity.map((row) => {
    const value = Number(row.equity);
    peak = Math.max(peak, value);
    return { time: Date.parse(row.time), return: value / initial - 1, drawdown: value / peak - 1 };
  });
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

interface Year {
  readonly year: string;
  readonly months: readonly (MonthlyReturn | undefined)[];
}

const monthTable = (equity: readonly EquityRow[], initial: number): Html => {
  const values = Float64Array.from(equity, (row) => Number(row.equity));
  const times = Float64Array.from(equity, ({ time }) => Date.parse(time));
  const months = monthlyReturns(values, times, initial);
  const years: readonly Year[] = [...Map.groupBy(months, ({ month }) => month.slice(0, 4))].map(([year, of]) => ({
    year,
    months: MONTHS.map((_, index) => of.find(({ month }) => Number(month.slice(5)) === index + 1)),
  }));
  const cell = (fraction: number | null | undefined): Html =>
    html`<span class="${tone((fraction ?? 0) * 100)}">${percent(fraction ?? undefined, { signed: true })}</span>`;
  const columns: readonly Column<Year>[] = [
    { key: 'year', label: 'Year', head: true, cell: ({ year }) => year },
    ...MONTHS.map((label, index) => ({
      ...{ key: label, label, numeric: true },
      cell: ({ months: of }: Year) => cell(of[index]?.fraction),
    })),
    { key: 'whole', label: 'Year’s', numeric: true, cell: ({ months: of }) => cell(compounded(of)) },
  ];
  return html`<div class="months">
    ${table({
      ...{
        id: 'months',
        caption: 'Return by month, UTC; a point at midnight closes the month before',
        columns,
        cards: true,
      },
      rows:
        years.length === 0
          ? [emptyRow('months-none', columns.length, 'No month yet.')]
          : years.map((row) => tableRow(columns, row)),
    })}
  </div>`;
};

const compounded = (months: Year['months']): number | null => {
  const known = months.filter((one) => one !== undefined);
  if (known.some(({ fraction }) => fraction === null)) return null;
  return known.reduce((value, { fraction }) => value * (1 + (fraction ?? 0)), 1) - 1;
};

const figure = (name: MetricName, value: number | null): string => {
  switch (METRICS[name].unit) {
    case 'money':
      return money(value);
    case 'fraction':
      return percent(value);
    case 'ratio':
      return value === null ? MISSING : money(value);
    case 'count':
      return count(value);
  }
};

const metricTable = (figures: Metrics): Html => {
  const names = Object.keys(METRICS) as MetricName[];
  const columns: readonly Column<MetricName>[] = [
    { key: 'figure', label: 'Figure', head: true, cell: (name) => METRICS[name].label },
    { key: 'value', label: 'Value', numeric: true, cell: (name) => figure(name, figures[name]) },
    { key: 'convention', label: 'How it is worked out', cell: (name) => METRICS[name].convention },
  ];
  return table({
    ...{ id: 'metrics', caption: 'Figures of the period with their conventions', columns, cards: true },
    rows: names.map((name) => tableRow(columns, name)),
  });
};

const costs = ({ notional }: Report, figures: Metrics): Html =>
  html`<section class="panel" aria-labelledby="costs-title">
    <h2 id="costs-title">Costs</h2>
    <dl class="facts">
      <div>
        <dt>Commission</dt>
        <dd>${money(figures.commissionPaid)}</dd>
      </div>
      <div>
        <dt>Of what was traded</dt>
        <dd>${notional > 0 ? percent(figures.commissionPaid / notional) : MISSING}</dd>
      </div>
      <div>
        <dt>Traded, bought and sold</dt>
        <dd>${money(notional)}</dd>
      </div>
      <div>
        <dt>Slippage</dt>
        <dd>in the prices of the fills</dd>
      </div>
    </dl>
  </section>`;

const tradeTable = (trades: readonly Trade[]): Html => {
  const columns: readonly Column<Trade>[] = [
    { key: 'entry', label: 'Entered', head: true, cell: ({ entryTime }) => moment(iso(entryTime), 'UTC') },
    { key: 'exit', label: 'Left', cell: ({ exitTime }) => moment(iso(exitTime), 'UTC') },
    { key: 'side', label: 'Side', cell: ({ side }) => side },
    { key: 'quantity', label: 'Quantity', numeric: true, cell: ({ quantity }) => exact(quantity.toFixed()) },
    { key: 'in', label: 'Entry price', numeric: true, cell: ({ entryPrice }) => exact(entryPrice.toFixed()) },
    { key: 'out', label: 'Exit price', numeric: true, cell: ({ exitPrice }) => exact(exitPrice.toFixed()) },
    {
      ...{ key: 'pnl', label: 'P&L after commission', numeric: true },
      cell: ({ pnl }) => html`<span class="${tone(pnl.toNumber())}">${signed(pnl.toFixed())}</span>`,
    },
    { key: 'commission', label: 'Commission', numeric: true, cell: ({ commission }) => money(commission.toFixed()) },
  ];
  const shown = trades.slice(-MOST_TRADES);
  return table({
    ...{ id: 'trades', caption: 'Round trips that ended in the period, oldest first', columns, cards: true },
    rows:
      shown.length === 0
        ? [emptyRow('trades-none', columns.length, 'No trade ended in this period.')]
        : shown.map((trade) => tableRow(columns, trade)),
  });
};

const iso = (ms: number): string => new Date(ms).toISOString();
