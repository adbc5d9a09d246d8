// What a person typed into the form of a new strategy, and the request it makes or what is wrong with it.
// T1. What was typed stays as typed; every fault is told at its field.
import type { AccountView, CatalogView, LaneView, StartStrategyRequest } from '../actors/start-views.ts';
import type { Draft, Faults } from './draft.ts';
import { plainText } from './plain-text.ts';
import { numberIn, sizingFieldNamed, sizingRequest } from './sizing-draft.ts';
import { isRecord } from './troupe-facts.ts';

export interface StartChoices {
  readonly catalog: readonly CatalogView[];
  readonly lanes: readonly LaneView[];
  readonly accounts: readonly AccountView[];
}

export interface Parameter {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'choice' | 'other';
  readonly title: string;
  readonly hint: string | undefined;
  readonly initial: string;
  readonly choices: readonly string[];
  readonly required: boolean;
}

/** Exits that may be left empty, typed as percentages of the entry's close. */
export const EXITS = [
  { name: 'stopLoss', label: 'Stop-loss', below: 100 },
  { name: 'takeProfit', label: 'Take-profit', below: 1000 },
  { name: 'trailingStop', label: 'Trailing stop', below: 100 },
] as const;

/** The parameters of a strategy in the order of its JSON Schema. */
export const parametersOf = (strategy: CatalogView | undefined): readonly Parameter[] => {
  const properties = strategy?.parameters['properties'];
  const required = strategy?.parameters['required'];
  if (!isRecord(properties)) return [];
  return Object.entries(properties).map(([name, value]) => {
    const schema = isRecord(value) ? value : {};
    const choices = Array.isArray(schema['enum']) ? schema['enum'].map(String) : [];
    const type = schema['type'];
    const initial = schema['default'];
    return {
      name,
      type:
        choices.length > 0
          ? 'choice'
          : type === 'integer' || type === 'number' || type === 'string' || type === 'boolean'
            ? type
            : 'other',
      title: typeof schema['title'] === 'string' ? schema['title'] : wordsOf(name),
      hint: hintOf(schema),
      initial: plainText(initial),
      choices,
      required: initial === undefined && Array.isArray(required) && required.includes(name),
    };
  });
};

/** What a strategy trades by, wherever it does. */
export type TradingRules = Pick<
  StartStrategyRequest,
  'strategy' | 'params' | 'sizing' | 'direction' | 'stopLoss' | 'takeProfit' | 'trailingStop'
>;

/** The rules that the draft makes; what is wrong with them goes to `faults`. */
export const tradingRules = (
  draft: Draft,
  { catalog }: Pick<StartChoices, 'catalog'>,
  faults: Map<string, string>,
): TradingRules => {
  const text = (name: string): string => (draft[name] ?? '').trim();
  const strategy = catalog.find((one) => one.name === text('strategy'));
  if (!strategy) faults.set('strategy', 'Choose one of the strategies.');
  const direction = text('direction');
  if (direction !== 'long-only' && direction !== 'long-short') faults.set('direction', 'Choose a direction.');

  const params: Record<string, unknown> = {};
  for (const parameter of parametersOf(strategy)) {
    const name = `params.${parameter.name}`;
    const { value, fault } = parameterValue(parameter, text(name));
    if (fault !== undefined) faults.set(name, fault);
    else if (value !== undefined) params[parameter.name] = value;
  }

  const sizing = sizingRequest(draft, faults);

  const exits: { stopLoss?: number; takeProfit?: number; trailingStop?: number } = {};
  for (const { name, below } of EXITS)
    if (text(name) !== '') exits[name] = numberIn(text(name), name, { percent: true, below }, faults);
  return {
    ...{ strategy: text('strategy'), params, sizing, ...exits },
    direction: direction === 'long-short' ? 'long-short' : 'long-only',
  };
};

/** An amount as it was typed, exact; a fault at `name` when it is none. */
export const amountIn = (typed: string, name: string, faults: Map<string, string>): string => {
  const amount = typed.replaceAll(/[\s,_]/g, '');
  if (!/^\d{1,15}(\.\d{1,8})?$/.test(amount) || Number(amount) <= 0)
    faults.set(name, 'Give an amount above 0, such as 10000.');
  return amount;
};

/** The request that the draft makes; with faults when it makes none. */
export const startRequest = (
  draft: Draft,
  choices: StartChoices,
  by: string,
): { request: StartStrategyRequest; faults: Faults } => {
  const faults = new Map<string, string>();
  const text = (name: string): string => (draft[name] ?? '').trim();
  const rules = tradingRules(draft, choices, faults);
  if (!choices.lanes.some((lane) => lane.lane === text('lane'))) faults.set('lane', 'Choose the bars it reads.');
  if (!choices.accounts.some((account) => account.account === text('account')))
    faults.set('account', 'Choose the account it trades on.');
  const allocation = amountIn(text('allocation'), 'allocation', faults);
  return { request: { ...rules, lane: text('lane'), account: text('account'), allocation, by }, faults };
};

/** Faults that the troupe itself found, by field; `''` for one that names none. */
export const faultsOf = (error: unknown, draft: Draft): Faults => {
  const { message, data } = (typeof error === 'object' && error !== null ? error : {}) as {
    message?: unknown;
    data?: unknown;
  };
  const facts = isRecord(data) ? data : {};
  const words = typeof message === 'string' ? message : String(error);
  const found = new Map<string, string>();
  for (const fault of Array.isArray(facts['faults']) ? facts['faults'] : []) {
    if (isRecord(fault) && typeof fault['field'] === 'string')
      found.set(
        fieldNamed(fault['field'], draft),
        typeof fault['expected'] === 'string' ? sentence(fault['expected']) : words,
      );
  }
  if (found.size === 0) found.set(typeof facts['field'] === 'string' ? fieldNamed(facts['field'], draft) : '', words);
  return found;
};

const fieldNamed = (name: string, draft: Draft): string =>
  [sizingFieldNamed(name, draft), name, `params.${name}`, `sizing.${name}`].find((candidate) => candidate in draft) ??
  '';

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const parameterValue = (parameter: Parameter, text: string): { value?: unknown; fault?: string } => {
  if (parameter.type === 'boolean') return { value: text === 'true' };
  if (text === '') return parameter.required ? { fault: 'Give a value.' } : {};
  switch (parameter.type) {
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(text)
        ? { value: Number(text) }
        : { fault: `Give a whole number; ${JSON.stringify(text)} is none.` };
    case 'number':
      return Number.isFinite(Number(text))
        ? { value: Number(text) }
        : { fault: `Give a number; ${JSON.stringify(text)} is none.` };
    case 'choice':
      return parameter.choices.includes(text)
        ? { value: text }
        : { fault: `Choose one of ${parameter.choices.join(', ')}.` };
    case 'string':
      return { value: text };
    case 'other':
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        return { fault: 'Give JSON.' };
      }
  }
};

/** `entryThreshold` → `Entry threshold`. */
const wordsOf = (name: string): string => {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const hintOf = (schema: Record<string, unknown>): string | undefined => {
  const [low, high] = [
    schema['minimum'] ?? schema['exclusiveMinimum'],
    schema['maximum'] ?? schema['exclusiveMaximum'],
  ];
  const range =
    typeof low === 'number' && typeof high === 'number' && high < 1e9
      ? `${low} to ${high}`
      : typeof low === 'number' && low > -1e9
        ? `from ${low}`
        : '';
  const parts = [typeof schema['description'] === 'string' ? schema['description'] : '', range].filter(
    (part) => part !== '',
  );
  return parts.length > 0 ? parts.join(', ') : undefined;
};
