import { aBar, anInstrument, anOrder, T0 } from '../../support/domain-builders.ts';
import type { Bar } from '../../../actors/domain/bar.ts';
import { decimal, ZERO } from '../../../actors/domain/decimal.ts';
import { fillModel, type FillModelSettings, type VenueInstrument } from '../../../actors/domain/fill-model.ts';
import { advance } from '../../../actors/domain/matching.ts';
import type { Funds, RestingOrder, VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { Order } from '../../../actors/domain/order.ts';

export const MINUTE = 60_000;
export const LANE = 'bars.ACME.1m';
export const ACTOR = 'subscription.s1';

/** The bar of a position: position p opens p minutes after T0. */
export const barAt = (position: number, prices: Partial<Bar>): Bar =>
  aBar({ openTime: T0 + position * MINUTE, ...prices });

/** A bar from its four prices. */
export const ohlc = (position: number, open: number, high: number, low: number, close: number, volume = 1_000): Bar =>
  barAt(position, { open, high, low, close, volume });

export const fundsOf = (cash: string | number = 100_000, quantity: string | number = 0): Record<string, Funds> => ({
  [ACTOR]: { cash: decimal(cash), quantity: decimal(quantity) },
});

/** An order as the venue holds it before its first bar. */
export const resting = (order: Order, overrides: Partial<RestingOrder> = {}): RestingOrder => ({
  order,
  filled: ZERO,
  triggered: false,
  matchedThrough: order.position,
  ...overrides,
});

type OrderOverrides = NonNullable<Parameters<typeof anOrder>[0]>;

export interface Scene {
  readonly orders: readonly (OrderOverrides | RestingOrder)[];
  readonly bar: Bar;
  readonly position?: number;
  readonly cash?: string | number;
  readonly holding?: string | number;
  readonly model?: FillModelSettings;
  readonly instrument?: Partial<VenueInstrument>;
}

/** Matches orders named T-1, T-2 … with one bar. */
export function play({ orders, bar, position = 1, cash, holding, model, instrument }: Scene): readonly VenueEvent[] {
  return advance({
    orders: orders.map((order, index) =>
      'order' in order ? order : resting(anOrder({ clientOrderId: `T-${index + 1}`, ...order })),
    ),
    bar,
    position,
    funds: fundsOf(cash, holding),
    instrument: anInstrument({ lotSize: decimal(1), ...instrument }),
    model: fillModel(model),
  });
}

/** One line an event, e.g. `T-1 filled 10 @ 101`; what tests compare. */
export const told = (events: readonly VenueEvent[]): string[] =>
  events.map((event) => {
    if (event.kind === 'filled') return `${event.clientOrderId} filled ${event.fill.quantity} @ ${event.fill.price}`;
    if (event.kind === 'updated') return `${event.clientOrderId} updated ${event.triggerPrice}`;
    if (event.kind === 'canceled' || event.kind === 'rejected')
      return `${event.clientOrderId} ${event.kind} ${event.reason}`;
    return `${event.clientOrderId} ${event.kind}`;
  });
