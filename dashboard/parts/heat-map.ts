// M1. A value is printed in its cell with its sign; the colour only helps to find it. Blue is against, orange is alike: told apart by
//     the colour-blind, too.
import { html, type Html } from '../html.ts';
import { MISSING } from '../format.ts';

const MINUS = '−';
const STEPS = 5;

interface HeatMap {
  readonly id: string;
  readonly caption: string;
  readonly labels: readonly string[];
  /** Row i has the values of i with those before it, in [−1, 1]; null where it is not known. */
  readonly rows: readonly (readonly (number | null)[])[];
  /** Why a value may be missing. */
  readonly missing: string;
}

/** Correlations of everything with everything: a table whose cells are coloured. */
export const heatMap = ({ id, caption, labels, rows, missing }: HeatMap): Html => {
  const valueOf = (row: number, column: number): number | null =>
    row === column ? 1 : (rows[Math.max(row, column)]?.[Math.min(row, column)] ?? null);
  const isMissing = rows.some((row) => row.includes(null));
  return html`<div class="table-region heat-region" role="region" aria-labelledby="${id}-caption" tabindex="0">
      <table class="heat" id="${id}">
        <caption id="${id}-caption" class="quiet">
          ${caption}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${labels.map((label) => html`<th scope="col"><span>${label}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${labels.map(
            (label, row) =>
              html`<tr>
                <th scope="row">${label}</th>
                ${labels.map((_, column) => cell(valueOf(row, column), row === column))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="heat-key">
      <span class="heat-scale" aria-hidden="true"
        >${Array.from({ length: 2 * STEPS + 1 }, (_, step) => html`<span class="${shade((step - STEPS) / STEPS)}"></span>`)}</span
      >
      <span>${MINUS}1 moves against, 0 has nothing to do with it, +1 moves alike.</span
      >${isMissing ? html`<span> ${MISSING}: ${missing}</span>` : ''}
    </p>`;
};

const cell = (value: number | null, isSame: boolean): Html =>
  value === null
    ? html`<td class="number none">${MISSING}</td>`
    : html`<td class="number ${isSame ? 'same' : shade(value)}">${written(value)}</td>`;

/** `+0.82`, `−0.10`, `0.00`. */
const written = (value: number): string => {
  const text = Math.abs(value).toFixed(2);
  return text === '0.00' ? text : `${value < 0 ? MINUS : '+'}${text}`;
};

/** One of eleven colours. */
const shade = (value: number): string => {
  const step = Math.min(STEPS, Math.round(Math.abs(value) * STEPS));
  return step === 0 ? 'heat-0' : `heat-${value < 0 ? 'against' : 'alike'}-${step}`;
};
