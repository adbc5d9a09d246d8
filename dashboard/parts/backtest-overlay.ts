// O1. Lines are told apart by their dashes and their letters; colour only helps.
import type { BacktestDetail, BacktestRow } from '../../actors/domain/backtest/backtest-run.ts';
import { MISSING, moment, percent, tone } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import { type Column, table, tableRow } from './table.ts';

export interface Compared {
  /** A, B, C … */
  readonly letter: string;
  readonly row: BacktestRow;
  readonly detail: BacktestDetail;
}

const WIDTH = 720;
const HEIGHT = 260;
const PAD = 4;
const DRAWN = 300;
const TABLE_ROWS = 12;

interface Line {
  readonly letter: string;
  readonly points: readonly { readonly time: number; readonly growth: number }[];
}

/** Growth of each run over one another, on one time axis, and the same as a table. */
export const overlay = (runs: readonly Compared[], visit: Visit): Html => {
  const lines = runs.map(lineOf);
  const all = lines.flatMap(({ points }) => points);
  const [start, end] = [Math.min(...all.map(({ time }) => time)), Math.max(...all.map(({ time }) => time))];
  const [low, high] = [
    Math.min(0, ...all.map(({ growth }) => growth)),
    Math.max(0, ...all.map(({ growth }) => growth)),
  ];
  const x = (time: number): number => round(PAD + ((time - start) * (WIDTH - 2 * PAD)) / Math.max(1, end - start));
  const y = (growth: number): number =>
    round(high === low ? HEIGHT / 2 : HEIGHT - PAD - ((growth - low) * (HEIGHT - 2 * PAD)) / (high - low));
  const words = lines.map(({ letter, points }) => `${letter} ${percent(points.at(-1)?.growth, { signed: true })}`);
  return html`<div class="growth">
    <ul class="overlay-key">
      ${runs.map(
        ({ letter, row }, index) =>
          html`<li class="overlay-${index}">
            <svg width="44" height="10" viewBox="0 0 44 10" aria-hidden="true">
              <line x1="0" x2="44" y1="5" y2="5" /></svg
            ><strong>${letter}</strong> <a href="/backtests/${row.id}">${row.name}</a>
          </li>`,
      )}
    </ul>
    <figure class="curve overlay">
      <figcaption><span>Growth</span><span class="curve-range">${percent(low)} to ${percent(high)}</span></figcaption>
      <svg
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label="Growth: ${words.join(', ')}"
      >
        <line class="zero" x1="0" x2="${WIDTH}" y1="${y(0)}" y2="${y(0)}" />
        ${lines.map(({ points }, index) => html`<polyline class="overlay-${index}" points="${points.map(({ time, growth }) => `${x(time)},${y(growth)}`).join(' ')}" />`)}
      </svg>
    </figure>
    <p class="growth-ends"><span>${day(start, visit)}</span><span>${day(end, visit)}</span></p>
    <details>
      <summary>Growth as a table</summary>
      ${growthTable(lines, { start, end }, visit)}
    </details>
  </div>`;
};

const lineOf = ({ letter, row, detail: { curve } }: Compared): Line => {
  const cash = Number(row.request.cash);
  const step = Math.max(1, Math.ceil(curve.length / DRAWN));
  const kept = curve.filter((_, index) => index % step === 0 || index === curve.length - 1);
  return { letter, points: kept.map(({ time, equity }) => ({ time: Date.parse(time), growth: equity / cash - 1 })) };
};

const growthTable = (lines: readonly Line[], { start, end }: { start: number; end: number }, visit: Visit): Html => {
  const times = Array.from({ length: TABLE_ROWS }, (_, index) => start + ((end - start) * index) / (TABLE_ROWS - 1));
  const columns: readonly Column<number>[] = [
    { key: 'day', label: 'Day', head: true, cell: (time) => day(time, visit) },
    ...lines.map(({ letter, points }): Column<number> => ({
      ...{ key: letter, label: letter, numeric: true },
      cell: (time) => {
        const point = points.findLast((one) => one.time <= time);
        if (point === undefined) return MISSING;
        return html`<span class="${tone(point.growth * 100)}">${percent(point.growth, { signed: true })}</span>`;
      },
    })),
  ];
  const rows = times.map((time) => tableRow(columns, time));
  return table({ id: 'overlay-rows', caption: 'Growth of each, oldest first', columns, rows });
};

const day = (time: number, visit: Visit): Html => moment(new Date(time).toISOString(), visit.visitor.zone, 'day');
const round = (value: number): number => Math.round(value * 10) / 10;
