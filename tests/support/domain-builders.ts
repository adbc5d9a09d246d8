// Small sound values for tests; each takes what the test is about and fills in the rest.
import type { Bar } from '../../actors/domain/bar.ts';
import { decimal, type Decimal } from '../../actors/domain/decimal.ts';
import type { Instrument } from '../../actors/domain/instrument.ts';
import type { Fill, Order } from '../../actors/domain/order.ts';

type Amount = string | number | Decimal;

/** Monday 2024-01-01T00:00:00Z. */
export const T0 = Date.UTC(2024, 0, 1);

/** A bar of a minute from T0 that opened, stayed and closed at `close` unless told otherwise. */
export function aBar(overrides: Partial<Bar> = {}): Bar {
  const close = overrides.close ?? 100;
  const open = overrides.open ?? close;
  const openTime = overrides.openTime ?? T0;
  return {
    openTime,
    closeTime: openTime + 60_000,
    open,
    high: Math.max(open, close),
    low: Math.min(open, close),
    close,
    volume: 1_000,
    ...overrides,
  };
}

export const anInstrument = (overrides: Partial<Instrument> = {}): Instrument => ({
  symbol: 'ACME',
  kind: 'equity',
  quoteCurrency: 'USD',
  tickSize: decimal('0.01'),
  lotSize: decimal('0.00000001'),
  sessions: '24/7',
  basis: '24/7',
  simulated: true,
  ...overrides,
});

interface Amounts {
  price?: Amount;
  quantity?: Amount;
  commission?: Amount;
  limitPrice?: Amount;
  triggerPrice?: Amount;
  trailingOffset?: Amount;
}

type OrderOverrides = Omit<Partial<Order>, keyof Amounts> & Omit<Amounts, 'price' | 'commission'>;

/** A market order to buy 10 on account `a1`, decided on the close of the bar at position 0. */
export function anOrder(overrides: OrderOverrides = {}): Order {
  const { quantity = 10, limitPrice, triggerPrice, trailingOffset, ...rest } = overrides;
  return {
    clientOrderId: 'T-1',
    actor: 'subscription.s1',
    account: 'a1',
    instrument: 'ACME',
    lane: 'bars.ACME.1m',
    position: 0,
    side: 'BUY',
    type: 'MARKET',
    timeInForce: 'GTC',
    quantity: decimal(quantity),
    ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
    ...(triggerPrice !== undefined && { triggerPrice: decimal(triggerPrice) }),
    ...(trailingOffset !== undefined && { trailingOffset: decimal(trailingOffset) }),
    postOnly: false,
    reduceOnly: false,
    decidedAt: T0 + 60_000,
    correlationId: 'c1',
    ...rest,
  };
}

type FillOverrides = Omit<Partial<Fill>, keyof Amounts> & Pick<Amounts, 'price' | 'quantity' | 'commission'>;

/** A fill of `anOrder`: 10 bought at 100 without commission, at the open of the bar after. */
export function aFill(overrides: FillOverrides = {}): Fill {
  const { price = 100, quantity = 10, commission = 0, ...rest } = overrides;
  return {
    fillId: 'F-1',
    clientOrderId: 'T-1',
    actor: 'subscription.s1',
    account: 'a1',
    instrument: 'ACME',
    side: 'BUY',
    price: decimal(price),
    quantity: decimal(quantity),
    commission: decimal(commission),
    time: T0 + 60_000,
    lane: 'bars.ACME.1m',
    position: 1,
    ...rest,
  };
}
