// How providers are compared: one score out of five parts, each with its points, and a list that keeps the unproven apart.
//
// R1. A part's points are a straight line from `worst` (0) to `best` (1), cut off at both, so better is never scored lower.
// R2. The score is Σ weight × points ÷ Σ weight, hence 0 to 1. What is not known has the points of the table's `unknown`.
// R3. Below MIN_DAYS or MIN_TRADES there is no score at all.

/** A provider is judged from both on. */
export const MIN_DAYS = 30;
export const MIN_TRADES = 30;

/** The whole formula; `worst` and `best` in the unit of the figure. */
export const SCORE_PARTS = {
  sortino: { label: 'Return for its downside', figure: 'Sortino', weight: 30, worst: 0, best: 3, unknown: 0 },
  drawdown: { label: 'Depth of losses', figure: 'max drawdown', weight: 25, worst: 0.5, best: 0, unknown: 0 },
  consistency: { label: 'Steadiness', figure: 'profitable months', weight: 20, worst: 0, best: 1, unknown: 0 },
  slippage: { label: 'Cost of copying', figure: 'average slippage', weight: 15, worst: 0.005, best: 0, unknown: 0.5 },
  length: { label: 'Length of record', figure: 'days', weight: 10, worst: MIN_DAYS, best: 730, unknown: 0 },
} as const satisfies Record<string, ScorePartRule>;

interface ScorePartRule {
  readonly label: string;
  readonly figure: string;
  readonly weight: number;
  readonly worst: number;
  readonly best: number;
  /** Points where the figure is undefined. */
  readonly unknown: number;
}

export type ScorePartName = keyof typeof SCORE_PARTS;

/** What a score is worked out from; null where it is undefined. */
export type ScoreFigures = Readonly<Record<ScorePartName, number | null>>;

export interface ScorePart {
  readonly name: ScorePartName;
  /** The figure; null where it is undefined. */
  readonly value: number | null;
  /** 0 to 1. */
  readonly points: number;
  readonly weight: number;
  /** What it adds to the score. */
  readonly share: number;
}

export type Verdict =
  | { readonly kind: 'too-young'; readonly because: string }
  /** `score` 0 to 1, the sum of the parts' shares but for rounding. */
  | { readonly kind: 'judged'; readonly score: number; readonly parts: readonly ScorePart[] };

const NAMES = Object.keys(SCORE_PARTS) as ScorePartName[];
const TOTAL_WEIGHT = NAMES.reduce((sum, name) => sum + SCORE_PARTS[name].weight, 0);

/** Judges a record of so many days and closed trades, or says what it lacks. */
export function verdictOf(days: number, trades: number, figures: ScoreFigures): Verdict {
  const lacks: string[] = [];
  if (!(days >= MIN_DAYS)) lacks.push(`${Math.floor(days)} of ${MIN_DAYS} days`);
  if (!(trades >= MIN_TRADES)) lacks.push(`${trades} of ${MIN_TRADES} trades`);
  return lacks.length > 0 ? { kind: 'too-young', because: lacks.join(', ') } : { kind: 'judged', ...scoreOf(figures) };
}

/** The score with its parts, in the order of the table. */
export function scoreOf(figures: ScoreFigures): { score: number; parts: ScorePart[] } {
  let sum = 0;
  const parts = NAMES.map((name): ScorePart => {
    const { weight } = SCORE_PARTS[name];
    const value = figures[name];
    const points = pointsOf(SCORE_PARTS[name], value);
    sum += weight * points;
    return { name, value, points, weight, share: (weight * points) / TOTAL_WEIGHT };
  });
  return { score: sum / TOTAL_WEIGHT, parts };
}

function pointsOf({ worst, best, unknown }: ScorePartRule, value: number | null): number {
  if (value === null || Number.isNaN(value)) return unknown;
  return Math.min(1, Math.max(0, (value - worst) / (best - worst)));
}

/** What can be ranked; `id` decides the order of equals. */
export interface Rankable {
  readonly id: string;
  readonly verdict: Verdict;
}

export interface Ranking<P> {
  /** Best first; equal scores share a place, and the places after them are left out: 1, 2, 2, 4. */
  readonly ranked: readonly { readonly place: number; readonly score: number; readonly provider: P }[];
  /** Too young to judge, by id; they have no place. */
  readonly tooYoung: readonly P[];
}

/** Orders providers by score; the order they are given in changes nothing. */
export function rank<P extends Rankable>(providers: readonly P[]): Ranking<P> {
  const tooYoung: P[] = [];
  const judged: { score: number; provider: P }[] = [];
  for (const provider of providers.toSorted(byId)) {
    const { verdict } = provider;
    if (verdict.kind === 'judged') judged.push({ score: verdict.score, provider });
    else tooYoung.push(provider);
  }
  judged.sort((left, right) => right.score - left.score);
  let place = 0;
  const ranked = judged.map((entry, index) => {
    if (entry.score !== judged[index - 1]?.score) place = index + 1;
    return { place, ...entry };
  });
  return { ranked, tooYoung };
}

const byId = (left: Rankable, right: Rankable): number => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
