// N1. Every copy stands in one line of the funnel; what was not reached is shown, not left out.
import type { Delivery } from '../../actors/domain/copy/delivery.ts';
import { count, exact, MISSING, percent } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { reasonWords } from './copy-status.ts';
import { tile } from './tile.ts';

/** `840 ms`, `1.3 s`. */
export const latencyText = (ms: number | null | undefined): string => {
  if (ms === null || ms === undefined) return MISSING;
  return ms < 1000 ? `${exact(Math.round(ms))} ms` : `${exact((ms / 1000).toFixed(1))} s`;
};

interface Step {
  readonly label: string;
  readonly count: number;
  readonly mood: 'accent' | 'good' | 'warn' | 'calm' | 'busy';
  readonly means: string;
}

/** How many copies came how far. */
export const deliveryFunnel = (delivery: Delivery): Html => {
  const { addressed, reached, filled, reduced, working, skipped, noted } = delivery;
  const steps: readonly Step[] = [
    { label: 'Addressed', count: addressed, mood: 'accent', means: 'followers × what was said' },
    { label: 'Reached', count: reached, mood: 'accent', means: 'have decided' },
    { label: 'Filled', count: filled, mood: 'good', means: 'copied whole' },
    { label: 'Reduced', count: reduced, mood: 'warn', means: 'copied in part, by their own rules' },
    { label: 'Working', count: working, mood: 'busy', means: 'ordered, not filled yet' },
    { label: 'Skipped', count: skipped, mood: 'calm', means: 'nothing ordered, or denied' },
    { label: 'Noted', count: noted, mood: 'calm', means: 'asked for no order' },
  ];
  return html`<ol class="funnel">
    ${steps.map(
      (step) =>
        html`<li>
          <span class="funnel-label">${step.label}</span>
          <svg class="funnel-bar ${step.mood}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="100" height="10" />
            <rect class="level" width="${widthOf(step.count, addressed)}" height="10" />
          </svg>
          <span class="funnel-count number"
            >${count(step.count)} <span class="of">${percentOf(step.count, addressed)}</span></span
          >
          <span class="funnel-means sub">${step.means}</span>
        </li>`,
    )}
  </ol>`;
};

/** Why copies were not made, or not whole; the most common first. */
export const reasonList = (title: string, by: Readonly<Record<string, number>>): Html => {
  const reasons = Object.entries(by).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return NOTHING;
  return html`<h3>${title}</h3>
    <ul class="links reasons">
      ${reasons.map(
        ([reason, number]) =>
          html`<li>
            <span>${reasonWords(reason)} <code class="sub">${reason}</code></span
            ><strong class="number">${count(number)}</strong>
          </li>`,
      )}
    </ul>`;
};

/** How fast, and at what price. */
export const deliveryTiles = ({ latencyMs, slippage }: Delivery): Html =>
  html`${[
    tile('Latency p50', latencyText(latencyMs?.p50), 'from your word to the decision'),
    tile('Latency p95', latencyText(latencyMs?.p95), 'one in twenty took longer'),
    tile('Latency p99', latencyText(latencyMs?.p99), 'one in a hundred took longer'),
    tile(
      'Slippage',
      percent(slippage?.mean, { signed: true }),
      html`p95 ${percent(slippage?.p95, { signed: true })} · worse above zero`,
    ),
  ]}`;

const widthOf = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10);

const percentOf = (part: number, whole: number): string => (whole === 0 ? '' : `${Math.round((part / whole) * 100)} %`);
