import { html, type Html } from '../html.ts';
import { MISSING, money, percent } from '../format.ts';

const WIDTH = 100;
const HEIGHT = 28;
const PAD = 2;

/** A line of a few values, with what it shows said in words. */
export const sparkline = (values: readonly number[], what: string): Html => {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined || values.length < 2)
    return html`<span class="muted" title="No ${what} yet">${MISSING}</span>`;
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const x = (index: number): number => round(PAD + (index * (WIDTH - 2 * PAD)) / (values.length - 1));
  const y = (value: number): number =>
    round(range === 0 ? HEIGHT / 2 : HEIGHT - PAD - ((value - low) * (HEIGHT - 2 * PAD)) / range);
  const line = values.map((value, index) => `${x(index)},${y(value)}`).join(' ');
  const tone = last > first ? 'gain' : last < first ? 'loss' : 'flat';
  const change = first === 0 ? '' : `, ${percent(last / first - 1, { signed: true })}`;
  return html`<svg
    class="sparkline ${tone}"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="${what} from ${money(first)} to ${money(last)}${change}"
  >
    <polygon class="area" points="${PAD},${HEIGHT} ${line} ${WIDTH - PAD},${HEIGHT}" />
    <polyline points="${line}" />
    <circle cx="${x(values.length - 1)}" cy="${y(last)}" r="2" />
  </svg>`;
};

const round = (value: number): number => Math.round(value * 10) / 10;
