// The protocol between this adapter and a simulated venue that runs as a process of its own: HTTP/1.1, JSON, keep-alive.
// P1. Every request is `POST /<name>` with one JSON object; amounts are decimal text, times epoch milliseconds UTC.
// P2. 200 is an answer. 4xx with `{type, message}` is a refusal: what was asked did not happen and, asked again, never will.
//     Anything else, and no answer at all, leaves open whether it happened.
// P3. Every request may be repeated: the venue knows an order by `clientOrderId` and a bar by `account`, `lane`, `position`,
//     and answers a repetition with what it answered first. One id with other content is refused.
// P4. `restore` takes nothing from a venue that keeps its own truth: it says which orders the account holds to be open, in the
//     order they were journaled. The venue compares, keeps that order among them from then on, and takes the list over
//     alone for an account that it has never heard of. Its answer says how far it has matched each lane of the account.
// P5. Requests carry who asks, for the venue's log: `x-troupe-node`, and `x-troupe-epoch` where the asker knows it.
import { z } from 'zod';
import { decimal, type Decimal } from '../../../actors/domain/decimal.ts';
import type { AdvanceRequest, RestingOrder, VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { Order } from '../../../actors/domain/order.ts';

export const NODE_HEADER = 'x-troupe-node';
export const EPOCH_HEADER = 'x-troupe-epoch';

const amount = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'is not a decimal')
  .transform((text): Decimal => decimal(text));
const time = z.int();
const position = z.int().nonnegative();
const id = z.string().min(1);
const side = z.enum(['BUY', 'SELL']);

const orderSchema: z.ZodType<Order> = z.strictObject({
  clientOrderId: id,
  actor: id,
  account: id,
  instrument: id,
  lane: id,
  position,
  side,
  type: z.enum(['MARKET', 'LIMIT', 'STOP_MARKET', 'STOP_LIMIT', 'TRAILING_STOP_MARKET']),
  timeInForce: z.enum(['GTC', 'IOC', 'FOK', 'GTD', 'DAY']),
  quantity: amount,
  limitPrice: amount.exactOptional(),
  triggerPrice: amount.exactOptional(),
  trailingOffset: amount.exactOptional(),
  expireTime: time.exactOptional(),
  postOnly: z.boolean(),
  reduceOnly: z.boolean(),
  parentOrderId: id.exactOptional(),
  group: id.exactOptional(),
  decidedAt: time,
  correlationId: z.string(),
});

export const restingOrderSchema: z.ZodType<RestingOrder> = z.strictObject({
  order: orderSchema,
  filled: amount,
  triggered: z.boolean(),
  triggerPrice: amount.exactOptional(),
  matchedThrough: position,
});

/** What was noticed about a bar (its flags) is no business of the venue's, and left out. */
const barSchema = z.object({
  openTime: time,
  closeTime: time,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});

const advanceSchema: z.ZodType<AdvanceRequest> = z.object({
  account: id,
  lane: id,
  position,
  bar: barSchema,
  funds: z.record(z.string(), z.strictObject({ cash: amount, quantity: amount })),
});

/** Bodies of requests, by name. */
export const requestSchemas = {
  /** `{order}` → `{events}`: the venue's first word on the order. */
  submit: z.object({ order: orderSchema }),
  /** `{clientOrderId, position, time}` → `{events}`: none for an order that is done or unknown. */
  cancel: z.object({ clientOrderId: id, position, time }),
  /** `{clientOrderId}` → `{events}`: null for an order that the venue never saw. */
  query: z.object({ clientOrderId: id }),
  /** `{account, lane, position, bar, funds}` → `{events}`. */
  advance: advanceSchema,
  /** `{account}` → `{holdings}`: decimal text by symbol. */
  holdings: z.object({ account: id }),
  /** `{account, orders}` → `{matched}`: position of the last bar matched, by lane. */
  restore: z.object({ account: id, orders: z.array(restingOrderSchema) }),
};
export type RequestName = keyof typeof requestSchemas;

const fillSchema = z.strictObject({
  fillId: id,
  clientOrderId: id,
  actor: id,
  account: id,
  instrument: id,
  side,
  price: amount,
  quantity: amount,
  commission: amount,
  time,
  lane: id,
  position,
});

const about = { clientOrderId: id, position, time };

export const venueEventSchema: z.ZodType<VenueEvent> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accepted'), venueOrderId: id, ...about }),
  z.strictObject({ kind: z.literal('rejected'), reason: z.string(), ...about }),
  z.strictObject({ kind: z.literal('filled'), fill: fillSchema, ...about }),
  z.strictObject({ kind: z.literal('canceled'), reason: z.string(), ...about }),
  z.strictObject({ kind: z.literal('expired'), ...about }),
  z.strictObject({ kind: z.literal('triggered'), ...about }),
  z.strictObject({ kind: z.literal('updated'), triggerPrice: amount, ...about }),
]);

/** Body of a 200. */
export const answerSchema = z.object({ events: z.array(venueEventSchema).nullable() });

/** Body of a 200 to `restore`. */
export const matchedSchema = z.object({ matched: z.record(id, position) });

/** Body of a 200 to `holdings`. */
export const holdingsSchema = z.object({ holdings: z.record(z.string(), z.string().regex(/^-?\d+(\.\d+)?$/)) });

/** Body of a 4xx. */
export const refusalSchema = z.object({ type: z.string(), message: z.string() });
export type Refusal = z.infer<typeof refusalSchema>;
