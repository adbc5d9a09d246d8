// How much of its equity a strategy trades with: the rules that the form offers, and what was typed into their fields.
import { decimal } from '../actors/domain/decimal.ts';
import type { Draft } from './draft.ts';
import { plainText } from './plain-text.ts';

/** A number of a sizing as it is typed: `percent` ones as percentages, sent as fractions; above 0 where `least` says nothing else. */
interface SizingField {
  readonly name: string;
  readonly label: string;
  readonly initial: string;
  readonly percent?: boolean;
  readonly least?: number;
  readonly most?: number;
  /** Several numbers, with spaces between them. */
  readonly list?: boolean;
}

interface SizingRule {
  readonly kind: string;
  readonly label: string;
  /** Before the names of its fields in the form. */
  readonly prefix: string;
  readonly fields: readonly SizingField[];
}

const SHARE_OF_EQUITY = { percent: true, most: 100 } as const;
const LARGEST_SHARE = { name: 'maxLeverage', label: 'Largest share of equity', initial: '100', ...SHARE_OF_EQUITY };
const MEASURED = [
  { name: 'lookback', label: 'Bars it is measured over', initial: '20', least: 2, most: 5000 },
  { name: 'periodsPerYear', label: 'Bars in a year', initial: '252', least: 1, most: 31_536_000 },
];

/** Sizing rules and the numbers that each takes. */
export const SIZINGS: readonly SizingRule[] = [
  {
    kind: 'fraction',
    label: 'Fraction of equity',
    prefix: 'sizing',
    fields: [{ name: 'fraction', label: 'Share of equity', initial: '95', ...SHARE_OF_EQUITY }],
  },
  {
    kind: 'fixed-notional',
    label: 'Fixed notional',
    prefix: 'sizing',
    fields: [{ name: 'notional', label: 'Value of a position', initial: '10000' }],
  },
  {
    kind: 'fixed-quantity',
    label: 'Fixed quantity',
    prefix: 'sizing',
    fields: [{ name: 'quantity', label: 'Units', initial: '1' }],
  },
  {
    kind: 'volatility-target',
    label: 'Volatility target',
    prefix: 'sizing',
    fields: [
      { name: 'annualVol', label: 'Volatility aimed at, a year', initial: '15', percent: true, most: 500 },
      ...MEASURED,
      LARGEST_SHARE,
    ],
  },
  {
    kind: 'risk-fraction',
    label: 'Risk to the stop-loss',
    prefix: 'sizing.risk-fraction',
    fields: [
      { name: 'risk', label: 'Equity lost at the stop-loss', initial: '1', percent: true, most: 50 },
      LARGEST_SHARE,
    ],
  },
  {
    kind: 'kelly',
    label: 'Kelly, of its own closed trades',
    prefix: 'sizing.kelly',
    fields: [
      { name: 'multiple', label: 'Share of the Kelly fraction', initial: '50', ...SHARE_OF_EQUITY },
      { name: 'cap', label: 'Largest share of equity', initial: '25', ...SHARE_OF_EQUITY },
      { name: 'window', label: 'Last trades it looks at', initial: '50', least: 2, most: 1000 },
      { name: 'minTrades', label: 'Trades before it believes them', initial: '20', least: 2, most: 1000 },
      { name: 'fallback', label: 'Share of equity until then', initial: '5', ...SHARE_OF_EQUITY },
    ],
  },
  {
    kind: 'risk-parity',
    label: 'Risk parity with other markets',
    prefix: 'sizing.risk-parity',
    fields: [
      { name: 'peers', label: 'Volatilities of the others, a year', initial: '', percent: true, most: 500, list: true },
      ...MEASURED,
      LARGEST_SHARE,
    ],
  },
];

const DRAWDOWN_SCALING_KIND = 'drawdown-scaled';

/** Scales any of them down, linearly to nothing at this fall from the high-water mark; may be left empty. */
export const DRAWDOWN_SCALING: SizingField & { readonly field: string } = {
  name: 'maxDrawdown',
  field: 'sizing.maxDrawdown',
  label: 'Smaller as it loses, nothing at a drawdown of',
  initial: '',
  ...SHARE_OF_EQUITY,
};

/** What may be typed into a sizing's field; undefined where any number above 0 may. */
export const sizingHint = ({ least, most, list }: SizingField): string | undefined => {
  const range = most === undefined ? undefined : least === undefined ? `above 0, up to ${most}` : `${least} to ${most}`;
  return list ? `with spaces between, each ${range}` : range;
};

/** The sizing that the draft makes; what is wrong with it goes to `faults`. */
export const sizingRequest = (draft: Draft, faults: Map<string, string>): Record<string, unknown> => {
  const text = (name: string): string => (draft[name] ?? '').trim();
  const rule = SIZINGS.find(({ kind }) => kind === text('sizing.kind'));
  if (!rule) faults.set('sizing.kind', 'Choose how much it buys.');
  const sizing: Record<string, unknown> = { kind: text('sizing.kind') };
  for (const one of rule?.fields ?? []) {
    const name = `${rule?.prefix}.${one.name}`;
    const given = one.list ? text(name).split(/[\s;]+/) : [text(name)];
    const numbers = given.map((part) => numberIn(part, name, one, faults));
    sizing[one.name] = one.list ? numbers : numbers[0];
  }
  if (rule?.kind === 'risk-fraction' && text('stopLoss') === '')
    faults.set('stopLoss', 'Give a stop-loss: the size is taken from what is lost there.');
  const { name, field } = DRAWDOWN_SCALING;
  if (text(field) === '') return sizing;
  return { kind: DRAWDOWN_SCALING_KIND, [name]: numberIn(text(field), field, DRAWDOWN_SCALING, faults), of: sizing };
};

/** The draft that makes a sizing. */
export const sizingDraft = (sizing: Readonly<Record<string, unknown>>): Draft => {
  if (sizing['kind'] === DRAWDOWN_SCALING_KIND)
    return {
      ...sizingDraft((sizing['of'] ?? {}) as Readonly<Record<string, unknown>>),
      [DRAWDOWN_SCALING.field]: typedAs(sizing[DRAWDOWN_SCALING.name], DRAWDOWN_SCALING),
    };
  const rule = SIZINGS.find(({ kind }) => kind === sizing['kind']);
  const fields = (rule?.fields ?? []).map((one) => [`${rule?.prefix}.${one.name}`, typedAs(sizing[one.name], one)]);
  return { 'sizing.kind': plainText(sizing['kind']), ...(Object.fromEntries(fields) as Draft) };
};

const typedAs = (value: unknown, one: SizingField): string => {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const numbers = parts.filter((part) => typeof part === 'number');
  return numbers.map((part) => (one.percent ? decimal(part).mul(100).toFixed() : String(part))).join(' ');
};

/** A number as it was typed, percentages as fractions; what is wrong with it goes to `faults`. */
export const numberIn = (
  given: string,
  name: string,
  rule: { readonly percent?: boolean; readonly below?: number; readonly least?: number; readonly most?: number },
  faults: Map<string, string>,
): number => {
  const value = Number(given.replace(',', '.'));
  if (given === '' || !Number.isFinite(value))
    faults.set(name, `Give a number; ${given === '' ? 'nothing was given' : `${JSON.stringify(given)} is none`}.`);
  else if (value <= 0) faults.set(name, 'Give a number above 0.');
  else if (rule.below !== undefined && value >= rule.below) faults.set(name, `Give less than ${rule.below}.`);
  else if (rule.least !== undefined && value < rule.least) faults.set(name, `Give at least ${rule.least}.`);
  else if (rule.most !== undefined && value > rule.most) faults.set(name, `Give at most ${rule.most}.`);
  return rule.percent ? Number((value / 100).toPrecision(12)) : value;
};

/** Where the form has `sizing.x`, or `sizing.of.x` of one that is scaled. */
export const sizingFieldNamed = (name: string, draft: Draft): string => {
  const [, inner] = /^sizing\.(?:of\.)?(\w+)/.exec(name) ?? [];
  const rule = SIZINGS.find(({ kind }) => kind === draft['sizing.kind']);
  return inner === undefined || rule === undefined ? '' : `${rule.prefix}.${inner}`;
};
