import { html, type Html } from '../html.ts';

export interface Fact {
  readonly label: string;
  readonly value: Html | string;
}

export const fact = (label: string, value: Html | string): Fact => ({ label, value });

/** One number with its name above and what it means below. */
export const tile = (label: string, value: Html | string, below: Html | string, className = ''): Html =>
  html`<div class="tile ${className}">
    <p class="tile-label">${label}</p>
    <p class="tile-value">${value}</p>
    <p class="tile-below">${below}</p>
  </div>`;

export const factList = (facts: readonly Fact[]): Html =>
  html`<dl class="facts">
    ${facts.map(
      ({ label, value }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
