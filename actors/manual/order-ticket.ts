// What a person may ask for, and what of it cannot be: whatever needs no knowledge but the instrument's is refused before it is asked.
import { z } from 'zod';
import { decimal, floorTo, type Decimal } from '../domain/decimal.ts';
import type { FieldFault } from '../domain/errors.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderRequest } from '../protocol.ts';
import { positiveAmount } from '../trader.ts';

const amount = z.unknown().transform((value, context): Decimal => {
  const read = amountOf(value);
  if (read !== undefined) return read;
  const shown = value === undefined ? 'is missing' : `${JSON.stringify(value)} is not an amount above zero`;
  context.addIssue({ code: 'custom', message: shown });
  return z.NEVER;
});

/** Epoch milliseconds, or ISO 8601 with its offset. */
const moment = z
  .union([z.int().positive(), z.iso.datetime({ offset: true })], 'is neither ISO 8601 nor epoch milliseconds')
  .transform((value) => (typeof value === 'number' ? value : Date.parse(value)));

const schema = z.strictObject({
  side: z.enum(['BUY', 'SELL']),
  type: z.enum(['MARKET', 'LIMIT', 'STOP_MARKET', 'STOP_LIMIT']),
  quantity: amount,
  limitPrice: amount.exactOptional(),
  triggerPrice: amount.exactOptional(),
  timeInForce: z.enum(['GTC', 'IOC', 'FOK', 'GTD', 'DAY']).default('GTC'),
  expireTime: moment.exactOptional(),
  reduceOnly: z.boolean().default(false),
  postOnly: z.boolean().default(false),
  /** Prices at which what it opens is closed again. */
  stopLoss: amount.exactOptional(),
  takeProfit: amount.exactOptional(),
});

/** An order as a person asks for it. */
export type OrderTicket = z.output<typeof schema>;

export type TicketOutcome =
  { readonly kind: 'ticket'; readonly ticket: OrderTicket } | { readonly kind: 'fault'; readonly fault: FieldFault };

/** Reads an order for this instrument, amounts as text or numbers; the first fault with its field. */
export function readTicket(fields: Readonly<Record<string, unknown>>, instrument: Instrument): TicketOutcome {
  const parsed = schema.safeParse(fields);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const field = issue.code === 'unrecognized_keys' ? issue.keys[0]! : issue.path.join('.');
    return { kind: 'fault', fault: { field, reason: reasonOf(issue, fields[field]) } };
  }
  for (const rule of TICKET_RULES) {
    const fault = rule(parsed.data, instrument);
    if (fault !== undefined) return { kind: 'fault', fault };
  }
  return { kind: 'ticket', ticket: parsed.data };
}

/** What of a sound ticket the market as it stands forbids; `time`: epoch milliseconds UTC of the last close, `price`: that close. */
export function marketFault(
  ticket: OrderTicket,
  { price, time }: { price: Decimal; time: number },
): FieldFault | undefined {
  const { side, limitPrice, triggerPrice, expireTime } = ticket;
  if (expireTime !== undefined && expireTime <= time) {
    return { field: 'expireTime', reason: `is not after ${new Date(time).toISOString()}, where the market is` };
  }
  const entries = [limitPrice, triggerPrice].filter((entry) => entry !== undefined);
  if (entries.length === 0) entries.push(price);
  for (const field of ['stopLoss', 'takeProfit'] as const) {
    const exit = ticket[field];
    const isBelow = (field === 'stopLoss') === (side === 'BUY');
    const wrong = entries.find((entry) => exit !== undefined && (isBelow ? exit.gte(entry) : exit.lte(entry)));
    if (wrong !== undefined) {
      return { field, reason: `${exit} must be ${isBelow ? 'below' : 'above'} the price ${wrong} of a ${side}` };
    }
  }
  return undefined;
}

/** The orders of a ticket: itself, and what closes what it opens; a fill of one of those cancels the other. */
export function ticketOrders(ticket: OrderTicket, seq: number): OrderRequest[] {
  const { stopLoss, takeProfit, reduceOnly, postOnly, ...entry } = ticket;
  const orders: OrderRequest[] = [
    { leg: 0, ...entry, ...(reduceOnly && { reduceOnly }), ...(postOnly && { postOnly }) },
  ];
  const common = {
    side: entry.side === 'BUY' ? 'SELL' : 'BUY',
    timeInForce: 'GTC',
    quantity: entry.quantity,
    reduceOnly: true,
    parentLeg: 0,
    group: `protection-${seq}`,
  } as const;
  if (stopLoss !== undefined) {
    orders.push({ ...common, leg: orders.length, type: 'STOP_MARKET', triggerPrice: stopLoss });
  }
  if (takeProfit !== undefined) {
    orders.push({ ...common, leg: orders.length, type: 'LIMIT', limitPrice: takeProfit });
  }
  return orders;
}

type TicketRule = (ticket: OrderTicket, instrument: Instrument) => FieldFault | undefined;

const PRICES = ['limitPrice', 'triggerPrice', 'stopLoss', 'takeProfit'] as const;
const NEEDS: Readonly<Record<OrderTicket['type'], readonly string[]>> = {
  MARKET: [],
  LIMIT: ['limitPrice'],
  STOP_MARKET: ['triggerPrice'],
  STOP_LIMIT: ['limitPrice', 'triggerPrice'],
};

const lots: TicketRule = ({ quantity }, { lotSize }) =>
  floorTo(quantity, lotSize).eq(quantity)
    ? undefined
    : { field: 'quantity', reason: `${quantity} is no multiple of the lot size ${lotSize}` };

const pricesOfType: TicketRule = (ticket) => {
  for (const field of ['limitPrice', 'triggerPrice'] as const) {
    const isNeeded = NEEDS[ticket.type].includes(field);
    if (isNeeded && ticket[field] === undefined) return { field, reason: `is missing: a ${ticket.type} needs it` };
    if (!isNeeded && ticket[field] !== undefined) return { field, reason: `is not for a ${ticket.type}` };
  }
  return undefined;
};

const ticks: TicketRule = (ticket, { tickSize }) => {
  for (const field of PRICES) {
    const price = ticket[field];
    if (price !== undefined && !floorTo(price, tickSize).eq(price)) {
      return { field, reason: `${price} is no multiple of the tick size ${tickSize}` };
    }
  }
  return undefined;
};

const lifetime: TicketRule = ({ type, timeInForce, expireTime }) => {
  if (timeInForce === 'GTD' && type === 'MARKET') {
    return { field: 'timeInForce', reason: 'a MARKET order does not wait, so it has no end of its time' };
  }
  if (timeInForce === 'GTD' && expireTime === undefined)
    return { field: 'expireTime', reason: 'is missing: GTD needs it' };
  return timeInForce !== 'GTD' && expireTime !== undefined
    ? { field: 'expireTime', reason: `is for GTD alone, not for ${timeInForce}` }
    : undefined;
};

const resting: TicketRule = ({ postOnly, type, timeInForce }) => {
  if (!postOnly) return undefined;
  if (!NEEDS[type].includes('limitPrice')) return { field: 'postOnly', reason: `is not for a ${type}` };
  return timeInForce === 'IOC' || timeInForce === 'FOK'
    ? { field: 'postOnly', reason: `is not for ${timeInForce}, which does not rest` }
    : undefined;
};

const protection: TicketRule = (ticket) => {
  const field = (['stopLoss', 'takeProfit'] as const).find((one) => ticket[one] !== undefined);
  return ticket.reduceOnly && field !== undefined
    ? { field, reason: 'is not for an order that only reduces: it opens nothing to protect' }
    : undefined;
};

const TICKET_RULES: readonly TicketRule[] = [lots, pricesOfType, ticks, lifetime, resting, protection];

function amountOf(value: unknown): Decimal | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return positiveAmount(decimal(value).toString());
  return typeof value === 'string' ? positiveAmount(value) : undefined;
}

function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'unrecognized_keys') return 'is not known';
  if (issue.code === 'invalid_value') {
    const shown = value === undefined ? 'is missing' : `${JSON.stringify(value)} is not known`;
    return `${shown}; it is one of ${issue.values.join(', ')}`;
  }
  return issue.message;
}
