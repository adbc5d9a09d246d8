// What a person typed into the form of a backtest, and the request it makes; and the draft that a request was made of.
// D1. The fields of a new strategy have its names here too, so that a draft goes from one form to the other as it is.
import type { AskedBacktest, BarsOffer } from '../actors/backtest-views.ts';
import type { BacktestRequest, BarsSource } from '../actors/domain/backtest/backtest-run.ts';
import { decimal } from '../actors/domain/decimal.ts';
import { barsStream } from '../actors/protocol.ts';
import type { CatalogView } from '../actors/start-views.ts';
import type { Draft, Faults } from './draft.ts';
import { plainText } from './plain-text.ts';
import { sizingDraft } from './sizing-draft.ts';
import { amountIn, EXITS, faultsOf, tradingRules } from './start-draft.ts';
import { typedFraction, typedNumber } from './typed-number.ts';

export interface BacktestChoices {
  readonly catalog: readonly CatalogView[];
  readonly offers: readonly BarsOffer[];
}

/** How the form names bars: a lane as a new strategy does, or the file. */
const DEMO_BARS = 'demo';
export const barsName = (source: BarsSource): string =>
  source.kind === 'demo' ? DEMO_BARS : barsStream(source.instrument, source.timeframe);

const DAY_MS = 86_400_000;

/** The request that the draft makes; with faults when it makes none. */
export const backtestRequest = (
  draft: Draft,
  choices: BacktestChoices,
): { readonly request: AskedBacktest; readonly faults: Faults } => {
  const faults = new Map<string, string>();
  const text = (name: string): string => (draft[name] ?? '').trim();
  const rules = tradingRules(draft, choices, faults);
  const source = choices.offers.find((one) => barsName(one.source) === text('lane'))?.source;
  if (source === undefined) faults.set('lane', 'Choose the bars it runs over.');
  const range = rangeOf(draft, faults);
  const volumeShare =
    text('volumeShare') === '' ? undefined : fractionIn(draft, 'volumeShare', { least: 0.01, most: 100 }, faults);
  const request: AskedBacktest = {
    ...rules,
    bars:
      source?.kind === 'stored'
        ? { kind: 'stored', instrument: source.instrument, timeframe: source.timeframe, ...range }
        : { kind: 'demo', ...range },
    cash: amountIn(text('allocation'), 'allocation', faults),
    commission: fractionIn(draft, 'commission', { most: 99 }, faults),
    slippageBps: numberFrom(draft, 'slippageBps', { most: 5_000 }, faults),
    latencyMs: numberFrom(draft, 'latencyMs', { most: 86_400_000, isWhole: true }, faults),
    missing: text('missing') === 'refuse' ? 'refuse' : 'report',
    ...(volumeShare !== undefined && { volumeShare }),
    ...(text('name') !== '' && { name: text('name').slice(0, 100) }),
  };
  return { request, faults };
};

type Range = Parameters<typeof typedNumber>[2];

const numberFrom = (draft: Draft, name: string, range: Range, faults: Map<string, string>): number =>
  Number(typedNumber(draft[name]?.trim() || '0', name, range, faults) ?? 0);

const fractionIn = (draft: Draft, name: string, range: Range, faults: Map<string, string>): number =>
  Number(typedFraction(draft[name]?.trim() || '0', name, range, faults) ?? 0);

/** Days as they were typed; the last one belongs to the range. */
const rangeOf = (draft: Draft, faults: Map<string, string>): { from?: string; to?: string } => {
  const instant = (name: string, laterMs: number): string | undefined => {
    const day = (draft[name] ?? '').trim();
    if (day === '') return undefined;
    const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
    if (!Number.isNaN(at)) return new Date(at + laterMs).toISOString();
    faults.set(name, 'Give a day, such as 2015-01-31.');
    return undefined;
  };
  const [from, to] = [instant('from', 0), instant('to', DAY_MS)];
  if (from !== undefined && to !== undefined && from >= to)
    faults.set('to', 'Give a day that is not before the first.');
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
};

const FIELDS: Readonly<Record<string, string>> = {
  'bars.from': 'from',
  'bars.to': 'to',
  bars: 'lane',
  cash: 'allocation',
};

/** Faults that the service found, by field of the form. */
export const backtestFaultsOf = (error: unknown, draft: Draft): Faults =>
  new Map(
    [...faultsOf(renamed(error), draft)].map(([name, words]) => [name, words.replace(/^backtest: [\w.]+: /, '')]),
  );

const renamed = (error: unknown): unknown => {
  const { message, data } = (error ?? {}) as { message?: unknown; data?: { readonly field?: unknown } };
  const field = FIELDS[plainText(data?.field)];
  return field === undefined ? error : { message, data: { ...data, field } };
};

/** The draft that makes the request, for the form of a backtest or of a new strategy (D1). */
export const draftOfRequest = (request: BacktestRequest): Draft => {
  const { strategy, params, bars, cash, sizing, direction, commission, slippageBps, volumeShare, latencyMs } = request;
  const exits = EXITS.map(({ name }) => [name, request[name]] as const);
  return {
    ...{ strategy, lane: barsName(bars), allocation: cash, direction, missing: request.missing },
    ...Object.fromEntries(Object.entries(params).map(([name, value]) => [`params.${name}`, plainText(value)])),
    ...sizingDraft(sizing),
    ...Object.fromEntries(exits.flatMap(([name, value]) => (value === null ? [] : [[name, asPercent(value)]]))),
    ...{ commission: asPercent(commission), slippageBps: String(slippageBps), latencyMs: String(latencyMs) },
    ...(volumeShare !== null && { volumeShare: asPercent(volumeShare) }),
    ...(bars.from !== null && { from: bars.from.slice(0, 10) }),
    ...(bars.to !== null && { to: new Date(Date.parse(bars.to) - 1).toISOString().slice(0, 10) }),
  };
};

const asPercent = (fraction: number): string => decimal(fraction).mul(100).toFixed();
