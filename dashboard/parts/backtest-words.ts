// A backtest in words and shapes: its state, how far it is, its figures.
import type { BacktestRow, BacktestState, BarsSource } from '../../actors/domain/backtest/backtest-run.ts';
import { METRICS, type MetricName, type Metrics } from '../../actors/domain/metrics.ts';
import { progressOf } from '../backtest-progress.ts';
import { count, exact, MISSING, money, percent, span, tone } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { icon, type IconName } from './icon.ts';
import type { Mood } from './status.ts';

const STATES: Readonly<Record<BacktestState, { icon: IconName; mood: Mood; word: string }>> = {
  queued: { icon: 'clock', mood: 'calm', word: 'Queued' },
  running: { icon: 'starting', mood: 'busy', word: 'Running' },
  done: { icon: 'check', mood: 'good', word: 'Done' },
  failed: { icon: 'faulted', mood: 'bad', word: 'Failed' },
  cancelled: { icon: 'cross', mood: 'calm', word: 'Cancelled' },
};

export const backtestChip = (state: BacktestState): Html =>
  html`<span class="chip ${STATES[state].mood}">${icon(STATES[state].icon)}${STATES[state].word}</span>`;

/** How far it is, as a bar and in words; nothing of one that is over. */
export const backtestProgress = (row: BacktestRow, now: number): Html => {
  if (row.state === 'queued') return html`<span class="sub">waits for its turn</span>`;
  if (row.state !== 'running') return NOTHING;
  const { share, etaMs } = progressOf(row, now);
  if (share === null) return html`<span class="sub">reads its bars</span>`;
  const whole = Math.floor(share * 100);
  return html`<span class="usage run-progress"
    ><span class="usage-line"
      ><strong>${whole} %</strong>${etaMs === null ? NOTHING : html`<span class="sub">${span(etaMs)} left</span>`}</span
    ><svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="6" />
      <rect class="level" width="${whole}" height="6" /></svg
    ><span class="sub">${count(row.barsDone)} of ${count(row.barsTotal)} bars</span></span
  >`;
};

export const sourceWords = (source: BarsSource): string =>
  source.kind === 'demo' ? 'the demo file' : `${source.instrument} ${source.timeframe}`;

const SIGNED: ReadonlySet<MetricName> = new Set(['totalReturn', 'cagr']);

/** A metric as it reads; "—" where it is undefined. */
export const metricText = (name: MetricName, metrics: Metrics): Html | string => {
  const value = metrics[name];
  if (value === null) return MISSING;
  switch (METRICS[name].unit) {
    case 'fraction':
      return SIGNED.has(name)
        ? html`<span class="${tone(value * 100)}">${percent(value, { signed: true })}</span>`
        : percent(value);
    case 'money':
      return money(value);
    case 'ratio':
      return exact(value.toFixed(2));
    case 'count':
      return exact(value);
  }
};

export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

/** What a metric means in this run. */
const conventionOf = (name: MetricName, { periodsPerYear }: Metrics): string =>
  METRICS[name].convention.replace('periodsPerYear', String(periodsPerYear));

/** All metrics; each has its convention beside it. */
export const metricList = (metrics: Metrics): Html =>
  html`<dl class="figures">
    ${METRIC_NAMES.map(
      (name) =>
        html`<div>
          <dt>${METRICS[name].label}</dt>
          <dd class="number">${metricText(name, metrics)}</dd>
          <dd class="convention">${conventionOf(name, metrics)}</dd>
        </div>`,
    )}
  </dl>`;
