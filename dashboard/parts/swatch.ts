import { html, type Html } from '../html.ts';

/** What the line of this index is called: A, B, C … */
export const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** The letter and colour of a line. */
export const swatch = (index: number): Html =>
  html`<span class="swatch owner-${index % 8}" aria-hidden="true">${letterOf(index)}</span>`;
