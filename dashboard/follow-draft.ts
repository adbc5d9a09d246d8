// What a person typed to follow a provider, and the request it makes or what is wrong with it.
// F1. What was typed stays as typed; every fault is told at its field.
import type { FollowRequest } from '../actors/copy-views.ts';
import type { CopyAllocation } from '../actors/domain/copy/copy-allocation.ts';
import { copySettings } from '../actors/domain/copy/copy-settings.ts';
import { DomainError } from '../actors/domain/errors.ts';
import type { AccountView } from '../actors/start-views.ts';
import { copyFaultsOf } from './copy-faults.ts';
import type { Draft, Faults } from './draft.ts';
import { typedAmount, typedFraction, typedList, typedNumber, type TypedRange } from './typed-number.ts';

/** How large copies are: each mode has one amount of its own. */
export const MODES: readonly {
  readonly kind: CopyAllocation['kind'];
  readonly label: string;
  readonly amount: string;
  readonly key: string;
  readonly unit?: string;
  readonly initial: string;
  readonly hint: string;
}[] = [
  {
    ...{ kind: 'equity_ratio', label: 'In proportion to equity', amount: 'Multiplier', key: 'multiplier', unit: '×' },
    ...{ initial: '1', hint: 'Your equity ÷ theirs × this, fixed when a position opens.' },
  },
  {
    ...{ kind: 'fixed_ratio', label: 'Fixed ratio of their quantity', amount: 'Ratio', key: 'ratio', unit: '×' },
    ...{ initial: '0.1', hint: 'Your units for each of theirs.' },
  },
  {
    ...{ kind: 'fixed_quantity', label: 'Fixed quantity', amount: 'Quantity', key: 'quantity', unit: 'units' },
    ...{ initial: '1', hint: 'For what a position opens with; adding and closing follow in proportion.' },
  },
  {
    ...{ kind: 'fixed_notional', label: 'Fixed value', amount: 'Value', key: 'notional' },
    ...{ initial: '1000', hint: 'In your account’s currency, for what a position opens with.' },
  },
  {
    ...{ kind: 'percent_of_equity', label: 'Percent of my equity', amount: 'Percent', key: 'percent', unit: '%' },
    ...{ initial: '20', hint: 'Value of what a position opens with.' },
  },
  {
    ...{ kind: 'var_target', label: 'Value at risk', amount: 'Percent', key: 'percent', unit: '%' },
    ...{ initial: '1', hint: 'Of your equity: value at risk (95 %, one day) of what a position opens with.' },
  },
];

/** Percentages that may be left empty; kept as fractions. */
export const PERCENTS: readonly (TypedRange & {
  readonly name: 'maxSlippage' | 'copyStopLoss' | 'takeProfit' | 'maxDrawdown';
  readonly label: string;
  readonly initial: string;
  readonly hint: string;
})[] = [
  {
    ...{ name: 'maxSlippage', label: 'Most slippage', initial: '0.5', least: 0, most: 100 },
    hint: 'Opens nothing at a price that is worse than theirs by more.',
  },
  {
    ...{ name: 'copyStopLoss', label: 'Copy stop-loss', initial: '60', least: 5, most: 95 },
    hint: 'Closes all and stops when your equity falls to this share of the amount, 5 to 95.',
  },
  {
    ...{ name: 'maxDrawdown', label: 'Most drawdown', initial: '', least: 0.1, most: 99.9 },
    hint: 'The same, measured from your highest equity.',
  },
  {
    ...{ name: 'takeProfit', label: 'Take-profit', initial: '', least: 0.1, most: 10_000 },
    hint: 'Closes all and stops at this gain.',
  },
];

/** Amounts that may be left empty. */
export const AMOUNTS = [
  { name: 'minLot', label: 'Smallest lot', unit: 'units', hint: 'Opens and adds nothing less.' },
  { name: 'maxLot', label: 'Largest lot', unit: 'units', hint: 'The largest position.' },
  { name: 'maxExposure', label: 'Most exposure', unit: undefined, hint: 'Value of the position, in your currency.' },
] as const;

export const LISTS = [
  { name: 'allow', label: 'Allow only', hint: 'Instruments, with commas. Empty: all.' },
  { name: 'deny', label: 'Never open', hint: 'Instruments, with commas.' },
] as const;

export const AFTER_OUTAGE = [
  { value: 'reconcile', label: 'Catch up at once' },
  { value: 'close_only', label: 'Only close' },
  { value: 'wait', label: 'Wait for their next signal' },
] as const;

/** How the form begins. */
export const FIRST_DRAFT: Draft = {
  mode: 'equity_ratio',
  allocation: '10000',
  afterOutage: 'reconcile',
  maxSignalAge: '60',
  notWorseThan: '1',
  ...Object.fromEntries(MODES.map(({ kind, initial }) => [`size.${kind}`, initial])),
  ...Object.fromEntries(PERCENTS.map(({ name, initial }) => [name, initial])),
};

/** Which settings a fault of the domain is about, as the form names them. */
export const followFieldNamed =
  (draft: Draft) =>
  (name: string): string => {
    const field = name.replace(/^settings\./, '');
    if (field === 'allocation.kind') return 'mode';
    if (field.startsWith('allocation.')) return `size.${draft['mode'] ?? ''}`;
    if (field === 'copyOpen') return 'notWorseThan';
    return field === 'maxSignalAgeMs' ? 'maxSignalAge' : field;
  };

/** The request that the draft makes; with faults when it makes none. */
export const followRequest = (
  draft: Draft,
  scene: { readonly provider: string; readonly accounts: readonly AccountView[]; readonly by: string },
): { readonly request: FollowRequest; readonly faults: Faults } => {
  const faults = new Map<string, string>();
  const text = (name: string): string => (draft[name] ?? '').trim();
  if (!scene.accounts.some(({ account }) => account === text('account')))
    faults.set('account', 'Choose the account to copy on.');
  const allocation = typedAmount(text('allocation'), 'allocation', faults) ?? '';
  const alias = text('alias');
  if (alias.length > ALIAS_LENGTH) faults.set('alias', `At most ${ALIAS_LENGTH} characters.`);
  const settings = settingsOf(draft, faults);
  if (faults.size === 0) checkSettings(settings, draft, faults);
  const request = { provider: scene.provider, account: text('account'), allocation, settings, by: scene.by };
  return { request: alias === '' ? request : { ...request, alias }, faults };
};

const ALIAS_LENGTH = 40;

const settingsOf = (draft: Draft, faults: Map<string, string>): Record<string, unknown> => {
  const text = (name: string): string => (draft[name] ?? '').trim();
  const isOn = (name: string): boolean => text(name) === 'true';
  const settings: Record<string, unknown> = { reverse: isOn('reverse'), afterOutage: text('afterOutage') };
  settings['allocation'] = sizeOf(draft, faults);
  for (const { name } of AMOUNTS) if (text(name) !== '') settings[name] = typedAmount(text(name), name, faults);
  for (const { name, ...range } of PERCENTS)
    if (text(name) !== '') settings[name] = Number(typedFraction(text(name), name, range, faults));
  if (text('maxOpenPositions') !== '')
    settings['maxOpenPositions'] = Number(
      typedNumber(text('maxOpenPositions'), 'maxOpenPositions', { least: 1, isWhole: true }, faults),
    );
  const age = typedNumber(text('maxSignalAge'), 'maxSignalAge', { least: 0.001, most: 31_536_000 }, faults);
  settings['maxSignalAgeMs'] = Math.max(1, Math.round(Number(age) * 1_000));
  settings['copyOpen'] = isOn('copyOpen')
    ? { notWorseThan: Number(typedFraction(text('notWorseThan'), 'notWorseThan', { most: 100 }, faults)) }
    : false;
  if (text('allow') !== '') settings['allow'] = typedList(text('allow'));
  if (text('deny') !== '') settings['deny'] = typedList(text('deny'));
  if (text('symbolMap') !== '') settings['symbolMap'] = symbolMapOf(text('symbolMap'), faults);
  return settings;
};

const sizeOf = (draft: Draft, faults: Map<string, string>): Record<string, unknown> | undefined => {
  const mode = MODES.find(({ kind }) => kind === draft['mode']);
  if (mode === undefined) {
    faults.set('mode', 'Choose how large copies are.');
    return undefined;
  }
  const name = `size.${mode.kind}`;
  return { kind: mode.kind, [mode.key]: typedAmount((draft[name] ?? '').trim(), name, faults) };
};

/** `SPX = SP500, EURUSD = EUR/USD`: theirs, then yours. */
const symbolMapOf = (typed: string, faults: Map<string, string>): Record<string, string> => {
  const map: Record<string, string> = {};
  for (const pair of typed.split(/[,;\n]+/).filter((one) => one.trim() !== '')) {
    const [theirs = '', yours = '', ...more] = pair.split('=').map((symbol) => symbol.trim());
    if (theirs === '' || yours === '' || more.length > 0 || /\s/.test(theirs + yours))
      faults.set('symbolMap', `Write theirs = yours, with commas between; ${JSON.stringify(pair.trim())} is not so.`);
    else map[theirs] = yours;
  }
  return map;
};

/** What the domain itself finds wrong. */
const checkSettings = (settings: Record<string, unknown>, draft: Draft, faults: Map<string, string>): void => {
  try {
    copySettings(settings);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    for (const [name, words] of copyFaultsOf(error, { ...draft, '': '' }, followFieldNamed(draft)))
      faults.set(name, words);
  }
};
