// C1. A series of any length is drawn in at most two points a column, its highest and lowest, so no peak is smoothed away.
import type { BacktestResult } from './backtest.ts';
import { exact, moment, percent } from './wording.ts';

const WIDTH = 960;
const EQUITY_HEIGHT = 300;
const DRAWDOWN_HEIGHT = 120;
const MARGIN = { left: 84, right: 16, top: 12, bottom: 24 };
const COLUMNS = 430;
const PLOT_WIDTH = WIDTH - MARGIN.left - MARGIN.right;

interface Panel {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly values: Float64Array;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly label: (value: number) => string;
  /** Value that the area under the line reaches down, or up, to. */
  readonly base: number;
}

/** Two SVG pictures one under the other: equity at every close, and how far it is below its peak. */
export function equityCharts({ equity, times, metrics }: BacktestResult, initialEquity: number): string {
  const { low, high } = extremes(equity, initialEquity);
  const pad = (high - low || Math.abs(high) || 1) * 0.05;
  const fall = drawdowns(equity, initialEquity);
  const panels: Panel[] = [
    {
      id: 'equity',
      title: 'Equity',
      description: `from ${exact(Math.round(initialEquity))} to ${exact(Math.round(metrics.finalEquity))}`,
      values: equity,
      height: EQUITY_HEIGHT,
      low: low - pad,
      high: high + pad,
      label: (value) => exact(Number(value.toPrecision(6))),
      base: low - pad,
    },
    {
      id: 'drawdown',
      title: 'Drawdown',
      description: `deepest ${percent(metrics.maxDrawdown)}`,
      values: fall,
      height: DRAWDOWN_HEIGHT,
      low: -(metrics.maxDrawdown || 0.01) * 1.05,
      high: 0,
      label: (value) => percent(value).replace(/\.00 /, ' '),
      base: 0,
    },
  ];
  return panels.map((panel) => svg(panel, times)).join('\n');
}

function svg(panel: Panel, times: Float64Array): string {
  const { id, title, description, height, low, high, label, base } = panel;
  const plotHeight = height - MARGIN.top - MARGIN.bottom;
  const y = (value: number): number => MARGIN.top + ((high - value) / (high - low)) * plotHeight;
  const count = panel.values.length;
  const x = (index: number): number => MARGIN.left + (count <= 1 ? 0 : (index / (count - 1)) * PLOT_WIDTH);
  const points = outline(panel.values).map(([index, value]) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  const line = points.length === 1 ? `M${points[0]}h${PLOT_WIDTH}` : `M${points.join('L')}`;
  const right = x(Math.max(0, count - 1)).toFixed(1);
  const area = `${line}L${right},${y(base).toFixed(1)}L${x(0).toFixed(1)},${y(base).toFixed(1)}Z`;
  const grid = ticks(low, high, height > 200 ? 6 : 3).map((value) => {
    const at = y(value).toFixed(1);
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text x="${MARGIN.left - 8}" y="${at}" class="value">${label(value)}</text>`;
  });
  const dates = dateIndexes(count).map((index, position, all) => {
    const anchor = position === 0 ? 'start' : position === all.length - 1 ? 'end' : 'middle';
    return `<text x="${x(index).toFixed(1)}" y="${height - 6}" text-anchor="${anchor}">${moment(times[index]!).slice(0, 16)}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-words" class="${id}">
<title id="${id}-title">${title}</title><desc id="${id}-words">${description}</desc>
${grid.join('')}${dates.join('')}
<path class="area" d="${area}"/><path class="line" d="${line}"/>
</svg>`;
}

/** Index and value of the points to draw: of each column its lowest and highest, in their order. */
function outline(values: Float64Array): [number, number][] {
  if (values.length <= COLUMNS * 2) return [...values].map((value, index) => [index, value]);
  const points: [number, number][] = [];
  for (let column = 0; column < COLUMNS; column++) {
    const from = Math.floor((column * values.length) / COLUMNS);
    const to = Math.floor(((column + 1) * values.length) / COLUMNS);
    let lowest = from;
    let highest = from;
    for (let index = from; index < to; index++) {
      if (values[index]! < values[lowest]!) lowest = index;
      if (values[index]! > values[highest]!) highest = index;
    }
    for (const index of [Math.min(lowest, highest), Math.max(lowest, highest)]) points.push([index, values[index]!]);
  }
  points.push([values.length - 1, values.at(-1)!]);
  return points;
}

function extremes(values: Float64Array, first: number): { low: number; high: number } {
  let low = first;
  let high = first;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** Fractions below the running peak, 0 or less. */
function drawdowns(equity: Float64Array, initialEquity: number): Float64Array {
  let peak = initialEquity;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
}

/** Round values between two bounds, about as many as asked for. */
function ticks(low: number, high: number, wanted: number): number[] {
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw)!;
  const found: number[] = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) found.push(n * step);
  return found;
}

const dateIndexes = (count: number): number[] =>
  count < 6 ? [...new Set([0, count - 1])] : [0, 1, 2, 3, 4].map((part) => Math.round((part * (count - 1)) / 4));
