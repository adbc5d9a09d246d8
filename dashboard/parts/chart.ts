// G1. A chart is a picture of what a table beside it says; without script, and to those who do not see it, the table is there.
import { html, type Html, NOTHING } from '../html.ts';
import { problemOf } from '../problem.ts';

/**
 * What a chart's address answers as JSON (times in seconds since 1970 UTC), by kind:
 * `candles` `{ candles: { time, open, high, low, close, volume? }[], marks: { time, side, price, quantity }[], indicators?: IndicatorLineView[] }`;
 * `equity` `{ times, equity, drawdown? }`; `lines` `{ times, isElapsed?, lines: { label, values }[] }`, where `isElapsed` counts days.
 */
export type ChartKind = 'candles' | 'equity' | 'lines';

/** Rows, or why there are none. */
export type Read<Row> = { readonly rows: readonly Row[]; readonly failure?: string };

export const readRows = <Row>(rows: Promise<readonly Row[]>): Promise<Read<Row>> =>
  rows.then(
    (all) => ({ rows: all }),
    (error: unknown) => ({ rows: [], failure: problemOf(error).detail }),
  );

/** A chart in a panel of its own, drawn from an address, with its table folded below. */
export const chartPanel = (chart: {
  readonly id: string;
  readonly title: Html | string;
  readonly kind: ChartKind;
  readonly source: string;
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  readonly table: Html;
  readonly note?: Html;
}): Html =>
  html`<section class="panel chart-panel" aria-labelledby="${chart.id}-title">
    <h2 id="${chart.id}-title">${chart.title}</h2>
    ${chart.note ?? NOTHING}${chartBox(chart)}${chart.table}
  </section>`;

/** The picture alone. */
const chartBox = (chart: { readonly kind: ChartKind; readonly source: string; readonly label: string }): Html =>
  html`<div class="chart ${chart.kind}" data-chart="${chart.kind}" data-source="${chart.source}">
      <p class="muted chart-wait">The chart needs script; the table below says the same.</p>
    </div>
    <p class="chart-legend" aria-hidden="true"></p>
    <p class="quiet">${chart.label} The table below says the same.</p>`;

/** What a chart draws, folded. */
export const equivalent = <Row>(title: string, read: Read<Row>, show: (rows: readonly Row[]) => Html): Html =>
  html`<details>
    <summary>${title}</summary>
    ${read.failure === undefined ? show(read.rows) : html`<p class="note bad">${read.failure}</p>`}
  </details>`;
