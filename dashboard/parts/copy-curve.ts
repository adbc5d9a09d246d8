// U1. A curve is a picture and, folded below it, a table that says the same in words: the last point of each period.
import type { CurvePoint } from '../../actors/domain/copy/track-record.ts';
import { count, moment, percent, tone } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { emptyRow, table, tableRow } from './table.ts';

const WIDTH = 720;
const GROWTH_HEIGHT = 180;
const FALL_HEIGHT = 70;
const DRAWN_POINTS = 240;
const TABLE_ROWS = 12;
const PAD = 4;

/** Growth above, drawdown below, on one time axis. */
export const growthCurve = (curve: readonly CurvePoint[], visit: Visit): Html => {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || curve.length < 2)
    return html`<p class="muted">No curve yet: it begins with the first trade.</p>`;
  const drawn = thinned(curve, DRAWN_POINTS);
  const deepest = Math.min(...drawn.map(({ drawdown }) => drawdown));
  const { zone } = visit.visitor;
  return html`<div class="growth">
    ${picture({
      values: drawn.map((point) => point.return),
      times: drawn.map(({ time }) => time),
      height: GROWTH_HEIGHT,
      className: last.return < 0 ? 'loss' : 'gain',
      base: 0,
      label: `Growth: ${percent(last.return, { signed: true })} from ${isoDay(first.time)} to ${isoDay(last.time)}`,
      top: 'Growth',
    })}
    ${picture({
      values: drawn.map((point) => point.drawdown),
      times: drawn.map(({ time }) => time),
      height: FALL_HEIGHT,
      className: 'loss fall',
      base: 0,
      label: `Drawdown: deepest ${percent(deepest)}`,
      top: 'Drawdown',
    })}
    <p class="growth-ends">
      <span>${moment(iso(first.time), zone, 'day')}</span><span>${moment(iso(last.time), zone, 'day')}</span>
    </p>
    <details>
      <summary>Growth and drawdown as a table</summary>
      ${curveTable(curve, visit)}
    </details>
  </div>`;
};

/** Growth alone, small enough for a row. */
export const growthSpark = (curve: readonly CurvePoint[]): Html => {
  const last = curve.at(-1);
  if (last === undefined || curve.length < 2) return html`<span class="muted">—</span>`;
  const drawn = thinned(curve, 48);
  const { line } = pathOf(
    drawn.map((point) => point.return),
    drawn.map(({ time }) => time),
    { width: 100, height: 28, base: 0 },
  );
  return html`<svg
    class="sparkline ${tone(last.return * 100)}"
    width="100"
    height="28"
    viewBox="0 0 100 28"
    role="img"
    aria-label="Growth ${percent(last.return, { signed: true })}"
  >
    <polyline points="${line}" />
  </svg>`;
};

interface Picture {
  readonly values: readonly number[];
  readonly times: readonly number[];
  readonly height: number;
  readonly className: string;
  readonly base: number;
  readonly label: string;
  readonly top: string;
}

const picture = ({ values, times, height, className, base, label, top }: Picture): Html => {
  const { line, ends, zero, high, low } = pathOf(values, times, { width: WIDTH, height, base });
  return html`<figure class="curve ${className}">
    <figcaption><span>${top}</span><span class="curve-range">${percent(low)} to ${percent(high)}</span></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}">
      <line class="zero" x1="0" x2="${WIDTH}" y1="${zero}" y2="${zero}" />
      <polygon class="area" points="${ends[0]},${zero} ${line} ${ends[1]},${zero}" />
      <polyline points="${line}" />
    </svg>
  </figure>`;
};

/** Points of a line over time that has its zero in the picture. */
const pathOf = (
  values: readonly number[],
  times: readonly number[],
  { width, height, base }: { readonly width: number; readonly height: number; readonly base: number },
) => {
  const high = Math.max(base, ...values);
  const low = Math.min(base, ...values);
  const [start, end] = [times[0] ?? 0, times.at(-1) ?? 1];
  const x = (time: number): number => round(PAD + ((time - start) * (width - 2 * PAD)) / Math.max(1, end - start));
  const y = (value: number): number =>
    round(high === low ? height / 2 : height - PAD - ((value - low) * (height - 2 * PAD)) / (high - low));
  return {
    line: values.map((value, index) => `${x(times[index] ?? start)},${y(value)}`).join(' '),
    ends: [x(start), x(end)] as const,
    ...{ zero: y(base), high, low },
  };
};

const curveTable = (curve: readonly CurvePoint[], visit: Visit): Html => {
  const columns = [
    {
      key: 'day',
      label: 'Day',
      head: true,
      cell: (point: CurvePoint) => moment(iso(point.time), visit.visitor.zone, 'day'),
    },
    {
      ...{ key: 'growth', label: 'Growth', numeric: true },
      cell: (point: CurvePoint) =>
        html`<span class="${tone(point.return * 100)}">${percent(point.return, { signed: true })}</span>`,
    },
    { key: 'drawdown', label: 'Drawdown', numeric: true, cell: (point: CurvePoint) => percent(point.drawdown) },
  ];
  const rows = thinned(curve, TABLE_ROWS).toReversed();
  return html`${table({
    id: 'curve-rows',
    caption: 'Growth and drawdown, newest first',
    columns,
    rows:
      rows.length > 0 ? rows.map((point) => tableRow(columns, point)) : [emptyRow('curve-none', 3, 'No curve yet.')],
  })}${curve.length > TABLE_ROWS ? html`<p class="hint">${count(rows.length)} of ${count(curve.length)} points.</p>` : NOTHING}`;
};

/** So many of the points, evenly, with the first, the last and the deepest. */
const thinned = (curve: readonly CurvePoint[], most: number): readonly CurvePoint[] => {
  if (curve.length <= most) return curve;
  const deepest = curve.reduce(
    (worst, { drawdown }, index) => (drawdown < (curve[worst]?.drawdown ?? 0) ? index : worst),
    0,
  );
  const kept = new Set([0, deepest, curve.length - 1]);
  for (let point = 1; point < most - 2; point++) kept.add(Math.round((point * (curve.length - 1)) / (most - 2)));
  return [...kept].sort((a, b) => a - b).flatMap((index) => curve[index] ?? []);
};

const iso = (time: number): string => new Date(time).toISOString();
const isoDay = (time: number): string => iso(time).slice(0, 10);
const round = (value: number): number => Math.round(value * 10) / 10;
