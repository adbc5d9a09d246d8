import type { ProviderStateView } from '../../actors/copy-views.ts';
import { exact, money, percent } from '../format.ts';
import { html, type Html } from '../html.ts';
import { fact, type Fact } from './tile.ts';

type Terms = ProviderStateView['terms'];

/** The terms in a line: `20 % of profit · 1 % a year`. */
export const termsLine = (terms: Terms | undefined): string => {
  if (terms === undefined) return '—';
  const parts = [
    isFree(terms.performance) ? [] : [`${percent(terms.performance)} of new profit`],
    isFree(terms.management) ? [] : [`${percent(terms.management)} a year`],
    isFree(terms.perVolume) ? [] : [`${percent(terms.perVolume)} of volume`],
  ].flat();
  return parts.length === 0 ? 'No fees' : parts.join(' · ');
};

/** What following costs, and what it is told about. */
export const termFacts = (terms: Terms | undefined): readonly Fact[] => [
  fact(
    'Performance fee',
    html`${percent(terms?.performance)}
      <span class="sub">of profit above the highest value so far, at the end of a month and when you leave</span>`,
  ),
  fact('Management fee', html`${percent(terms?.management)} <span class="sub">of equity a year, by the day</span>`),
  fact('Volume fee', html`${percent(terms?.perVolume)} <span class="sub">of what is copied</span>`),
];

/** `12 of 50`, `12`. */
export const ofMost = (value: number | string | undefined, most: number | string | null | undefined): string =>
  most === null || most === undefined ? exact(value) : `${exact(value)} of ${exact(most)}`;

export const moneyOfMost = (value: string | undefined, most: string | null | undefined, currency: string): Html =>
  html`${money(value)}${most === null || most === undefined ? '' : ` of ${money(most)}`}
    <span class="unit">${currency}</span>`;

const isFree = (fraction: string): boolean => Number(fraction) === 0;
