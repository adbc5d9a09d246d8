// The formula that places providers, written out of the very table that it is worked out from.
import {
  MIN_DAYS,
  MIN_TRADES,
  SCORE_PARTS,
  type ScorePartName,
  type Verdict,
} from '../../actors/domain/copy/ranking.ts';
import { exact, MISSING, percent } from '../format.ts';
import { html, type Html } from '../html.ts';
import { tableRow, table } from './table.ts';

const NAMES = Object.keys(SCORE_PARTS) as ScorePartName[];
const TOTAL = NAMES.reduce((sum, name) => sum + SCORE_PARTS[name].weight, 0);
const FRACTIONS: ReadonlySet<ScorePartName> = new Set(['drawdown', 'consistency', 'slippage']);

/** A figure of a part in its own unit. */
const partText = (name: ScorePartName, value: number | null): string => {
  if (value === null) return MISSING;
  if (FRACTIONS.has(name)) return percent(value);
  return name === 'length' ? `${exact(Math.floor(value))} days` : exact(value.toFixed(2));
};

/** `67 of 100`. */
export const scoreText = (score: number): Html =>
  html`<span class="score"><strong>${exact((score * 100).toFixed(0))}</strong> <span class="of">of 100</span></span>`;

/** How the list is ordered, for whoever wants to check it by hand. */
export const rankingFormula = (): Html => {
  const columns = [
    { key: 'part', label: 'Part', head: true, cell: (name: ScorePartName) => SCORE_PARTS[name].label },
    { key: 'figure', label: 'Figure', cell: (name: ScorePartName) => SCORE_PARTS[name].figure },
    {
      ...{ key: 'weight', label: 'Weight', numeric: true },
      cell: (name: ScorePartName) => exact(SCORE_PARTS[name].weight),
    },
    {
      ...{ key: 'worst', label: 'No points at', numeric: true },
      cell: (name: ScorePartName) => partText(name, SCORE_PARTS[name].worst),
    },
    {
      ...{ key: 'best', label: 'All points at', numeric: true },
      cell: (name: ScorePartName) => partText(name, SCORE_PARTS[name].best),
    },
    {
      ...{ key: 'unknown', label: 'Not known', numeric: true },
      cell: (name: ScorePartName) => exact(SCORE_PARTS[name].unknown),
    },
  ];
  return html`<details class="panel formula">
    <summary>How the ranking is worked out</summary>
    <p>
      <code>score = Σ weight × points ÷ ${TOTAL}</code>, and <code>points = (figure − worst) ÷ (best − worst)</code>,
      never below 0 or above 1. Under ${MIN_DAYS} days or ${MIN_TRADES} closed trades there is no score: the record is
      too young to judge. Total return has no part of its own, because it grows with leverage. Equal scores share a
      place.
    </p>
    ${table({ id: 'formula-rows', caption: 'Parts of the score', columns, rows: NAMES.map((name) => tableRow(columns, name)) })}
  </details>`;
};

/** What one provider's score is made of, or what its record lacks. */
export const verdictPanel = (verdict: Verdict): Html => {
  if (verdict.kind === 'too-young')
    return html`<p>
      <strong>Too young to judge:</strong> ${verdict.because}. It has no score and no place until then.
    </p>`;
  type Part = (typeof verdict.parts)[number];
  const columns = [
    { key: 'part', label: 'Part', head: true, cell: ({ name }: Part) => SCORE_PARTS[name].label },
    { key: 'value', label: 'Figure', numeric: true, cell: ({ name, value }: Part) => partText(name, value) },
    { key: 'points', label: 'Points', numeric: true, cell: ({ points }: Part) => exact(points.toFixed(2)) },
    { key: 'weight', label: 'Weight', numeric: true, cell: ({ weight }: Part) => exact(weight) },
    { key: 'share', label: 'Adds', numeric: true, cell: ({ share }: Part) => exact((share * 100).toFixed(1)) },
  ];
  return html`<p class="verdict">${scoreText(verdict.score)}</p>
    ${table({ id: 'verdict-rows', caption: 'What the score is made of', columns, rows: verdict.parts.map((part) => tableRow(columns, part)) })}`;
};
