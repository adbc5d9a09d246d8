// A provider's figures with what each means; what is undefined is "—", never nought.
import { REPUTATION_FIGURES, type Reputation } from '../../actors/domain/copy/reputation.ts';
import { exact, MISSING, money, percent, tone } from '../format.ts';
import { html, type Html } from '../html.ts';

type FigureName = keyof typeof REPUTATION_FIGURES;

const SHOWN = Object.keys(REPUTATION_FIGURES) as FigureName[];
/** Of these, above zero is good news and below it bad. */
const SIGNED: ReadonlySet<FigureName> = new Set(['totalReturn']);

/** One figure as it reads. */
export const figureText = (name: FigureName, reputation: Reputation, currency: string): Html | string => {
  const value = reputation[name];
  if (value === null) return MISSING;
  switch (REPUTATION_FIGURES[name].unit) {
    case 'fraction':
      return SIGNED.has(name)
        ? html`<span class="${tone(Number(value) * 100)}">${percent(value, { signed: true })}</span>`
        : percent(value);
    case 'money':
      return `${money(value)} ${currency}`;
    case 'days':
      return `${exact(Math.floor(Number(value)))} days`;
    case 'ratio':
      return exact(Number(value).toFixed(2));
    default:
      return exact(value);
  }
};

/** All figures; each has its convention beside it. */
export const figureList = (reputation: Reputation, currency: string): Html =>
  html`<dl class="figures">
    ${SHOWN.map((name) => {
      const { label, convention } = REPUTATION_FIGURES[name];
      return html`<div>
        <dt>${label}</dt>
        <dd class="number">${figureText(name, reputation, currency)}</dd>
        <dd class="convention">${convention.replace('periodsPerYear', String(reputation.periodsPerYear))}</dd>
      </div>`;
    })}
  </dl>`;
