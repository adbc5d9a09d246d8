// How figures of a run read to a person, on a terminal and on a page: grouped, with a true minus, undefined as a dash.
import { METRICS, type MetricName, type Metrics } from '../domain/metrics.ts';
import type { BacktestOptions, BacktestResult } from './backtest.ts';

const MISSING = '—';
const twoDecimals = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const asNeeded = new Intl.NumberFormat('en', { maximumFractionDigits: 8 });

/** A true minus, and none before a zero. */
const withMinus = (text: string): string => (/[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', ''));

export const money = (value: number): string => withMinus(twoDecimals.format(value));
export const exact = (value: number): string => withMinus(asNeeded.format(value));
export const percent = (fraction: number): string => `${withMinus(twoDecimals.format(fraction * 100))} %`;

/** `2004-12-21`, with the time of day when it is not midnight. */
export const moment = (epochMs: number): string => {
  const iso = new Date(epochMs).toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
};

const UNITS: Readonly<Record<(typeof METRICS)[MetricName]['unit'], (value: number) => string>> = {
  money,
  fraction: percent,
  ratio: (value) => withMinus(twoDecimals.format(value)),
  count: exact,
};

export interface MetricLine {
  readonly name: MetricName;
  readonly label: string;
  readonly text: string;
  readonly convention: string;
}

/** Every metric with its value in words, in the order of METRICS. */
export const metricLines = (metrics: Metrics): MetricLine[] =>
  (Object.keys(METRICS) as MetricName[]).map((name) => {
    const { label, unit, convention } = METRICS[name];
    const value = metrics[name];
    const stated = convention.replace('√periodsPerYear', `√${metrics.periodsPerYear}`);
    return { name, label, text: value === null ? MISSING : UNITS[unit](value), convention: stated };
  });

/** What was run, as pairs of a word and its value. */
export function settingLines(options: BacktestOptions, { params, metrics }: BacktestResult): [string, string][] {
  const { sizing } = options;
  const lines: [string, string | null][] = [
    ['Strategy', `${options.strategy} ${JSON.stringify(params)}`],
    ['Bars', `${exact(options.bars.length)} of ${options.timeframe}, ${spanOf(options)} UTC`],
    ['Cash', money(Number(options.cash))],
    ['Sizing', sizing.kind === 'fraction' ? `${percent(sizing.fraction)} of equity` : JSON.stringify(sizing)],
    ['Direction', options.direction],
    ['Stop loss', options.stopLoss === undefined ? null : percent(options.stopLoss)],
    ['Trailing stop', options.trailingStop === undefined ? null : percent(options.trailingStop)],
    ['Take profit', options.takeProfit === undefined ? null : percent(options.takeProfit)],
    ['Fills', fillWords(options)],
    ['Lot, tick', `${options.lot}, ${options.tick}`],
    ['Year', `${metrics.periodsPerYear} days (${options.basis})`],
  ];
  return lines.filter((line): line is [string, string] => line[1] !== null);
}

const spanOf = ({ bars }: BacktestOptions): string =>
  `${moment(bars[0]!.openTime)} to ${moment(bars.at(-1)!.closeTime)}`;

const fillWords = ({ commission, slippageBps, volumeShare, latencyMs }: BacktestOptions): string =>
  [
    'market orders at the next open',
    `commission ${exact(commission * 100)} %`,
    `slippage ${exact(slippageBps)} bps`,
    ...(volumeShare === null ? [] : [`at most ${percent(volumeShare)} of a bar's volume`]),
    ...(latencyMs === 0 ? [] : [`${exact(latencyMs)} ms on the way`]),
  ].join(', ');

/** `65 accepted, 0 denied, 0 rejected`, with the codes of denials. */
export function orderWords({ accepted, denied, denialsByCode, rejected }: BacktestResult['orders']): string {
  const codes = Object.entries(denialsByCode).map(([code, count]) => `${code} ${count}`);
  const why = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  return `${exact(accepted)} accepted, ${exact(denied)} denied${why}, ${exact(rejected)} rejected at the venue`;
}

/** What is still held, in words. */
export const openWords = (open: BacktestResult['openPosition']): string =>
  open === null
    ? 'none'
    : `${open.side} ${exact(open.quantity.toNumber())} at ${exact(open.averagePrice.toNumber())}, ` +
      `last ${exact(open.lastPrice)}, unrealized ${money(open.unrealizedPnl.toNumber())}`;
