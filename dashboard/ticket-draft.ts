// What a person typed into the order ticket of a manual desk, and the order it makes or what is wrong with it.
import type { Draft, Faults } from './draft.ts';
import { typedAmount } from './typed-number.ts';

export const ORDER_TYPES = [
  { value: 'MARKET', label: 'Market: at the next price' },
  { value: 'LIMIT', label: 'Limit: this price or better' },
  { value: 'STOP_MARKET', label: 'Stop: at market when the trigger is reached' },
  { value: 'STOP_LIMIT', label: 'Stop limit: a limit when the trigger is reached' },
] as const;

export const LIFETIMES = [
  { value: 'GTC', label: 'Until it is cancelled' },
  { value: 'DAY', label: 'This day' },
  { value: 'GTD', label: 'Until a time' },
  { value: 'IOC', label: 'At once, the rest cancelled' },
  { value: 'FOK', label: 'At once and whole, or not at all' },
] as const;

/** Prices that an order may have. */
export const PRICES = [
  { name: 'limitPrice', label: 'Limit price', hint: 'For a limit.' },
  { name: 'triggerPrice', label: 'Trigger price', hint: 'For a stop.' },
  { name: 'stopLoss', label: 'Stop-loss', hint: 'Closes what the order opens.' },
  { name: 'takeProfit', label: 'Take-profit', hint: 'Closes what the order opens.' },
] as const;

export const FIRST_TICKET: Draft = { side: 'BUY', type: 'MARKET', timeInForce: 'GTC' };

/** The order as `manual.<id>.order` takes it; with faults when it makes none. */
export const ticketOrder = (
  draft: Draft,
): { readonly order: Readonly<Record<string, unknown>>; readonly faults: Faults } => {
  const faults = new Map<string, string>();
  const text = (name: string): string => (draft[name] ?? '').trim();
  if (!['BUY', 'SELL'].includes(text('side'))) faults.set('side', 'Choose a side.');
  if (!ORDER_TYPES.some(({ value }) => value === text('type'))) faults.set('type', 'Choose a type.');
  if (!LIFETIMES.some(({ value }) => value === text('timeInForce')))
    faults.set('timeInForce', 'Choose how long it rests.');
  const order: Record<string, unknown> = { side: text('side'), type: text('type'), timeInForce: text('timeInForce') };
  order['quantity'] = typedAmount(text('quantity'), 'quantity', faults);
  for (const { name } of PRICES) if (text(name) !== '') order[name] = typedAmount(text(name), name, faults);
  if (text('expireTime') !== '') order['expireTime'] = momentOf(text('expireTime'), faults);
  for (const name of ['reduceOnly', 'postOnly']) if (text(name) === 'true') order[name] = true;
  return { order, faults };
};

/** `2026-03-01 14:30`, UTC unless it says otherwise, as ISO 8601. */
const momentOf = (typed: string, faults: Map<string, string>): string | undefined => {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(typed) ? typed : `${typed.replace(/ ?UTC$/, '').replace(' ', 'T')}Z`;
  const at = Date.parse(zoned);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  faults.set('expireTime', 'Give a time such as 2026-03-01 14:30 (UTC).');
  return undefined;
};
