// Random troubles for a venue, and the least account that can live with it.
import fc from 'fast-check';
import { anOrder } from '../../support/domain-builders.ts';
import type { Bar } from '../../../actors/domain/bar.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { AdvanceRequest, Funds, VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { Order } from '../../../actors/domain/order.ts';
import { ACTOR, LANE, MINUTE, ohlc } from './venue-scene.ts';
import { T0 } from '../../support/domain-builders.ts';

export interface Tape {
  readonly bars: readonly Bar[];
  /** By position of their decision, which is their index in journal order. */
  readonly orders: readonly Order[];
}

const price = fc.integer({ min: 9_000, max: 11_000 }).map((ticks) => ticks / 100);

const bar = fc.record({ prices: fc.tuple(price, price, price, price), volume: fc.integer({ min: 0, max: 60 }) }).map(
  ({ prices: [open, close, a, b], volume }) =>
    (position: number) =>
      ohlc(position, open, Math.max(open, close, a, b), Math.min(open, close, a, b), close, volume),
);

const draft = fc.record({
  position: fc.integer({ min: 0, max: 7 }),
  side: fc.constantFrom('BUY', 'SELL'),
  type: fc.constantFrom('MARKET', 'LIMIT', 'STOP_MARKET', 'STOP_LIMIT', 'TRAILING_STOP_MARKET'),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'GTC', 'IOC', 'FOK', 'GTD', 'DAY'),
  quantity: fc.integer({ min: 1, max: 20 }),
  limitPrice: price,
  triggerPrice: price,
  trailingOffset: fc.integer({ min: 1, max: 1_000 }).map((ticks) => ticks / 100),
  lifeBars: fc.integer({ min: 1, max: 6 }),
  postOnly: fc.boolean(),
  reduceOnly: fc.boolean(),
  parent: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
  group: fc.option(fc.constantFrom('g', 'h'), { nil: undefined }),
});

/** Eight bars and up to twelve orders of every kind; long-only sells nothing it does not hold. */
export const tapes = ({ longOnly = false } = {}): fc.Arbitrary<Tape> =>
  fc
    .record({
      bars: fc.array(bar, { minLength: 8, maxLength: 8 }),
      drafts: fc.array(draft, { minLength: 1, maxLength: 12 }),
    })
    .map(({ bars, drafts }) => ({
      bars: bars.map((make, position) => make(position)),
      orders: drafts
        .toSorted((a, b) => a.position - b.position)
        .map(({ lifeBars, parent, group, position, ...fields }, index) =>
          anOrder({
            ...fields,
            position,
            clientOrderId: `T-${index}`,
            decidedAt: T0 + (position + 1) * MINUTE,
            expireTime: T0 + (position + 1 + lifeBars) * MINUTE,
            reduceOnly: fields.reduceOnly || (longOnly && fields.side === 'SELL'),
            ...(parent !== undefined && index > parent && { parentOrderId: `T-${index - 1 - parent}` }),
            ...(group !== undefined && { group }),
          }),
        ),
    }));

/** What a play of a tape needs of a venue; synchronous or not. */
export interface Stage {
  submit(order: Order): readonly VenueEvent[] | Promise<readonly VenueEvent[]>;
  advance(request: AdvanceRequest): readonly VenueEvent[] | Promise<readonly VenueEvent[]>;
  /** Before each bar: the place for a crash. */
  interrupt?(position: number): unknown;
}

export interface Step {
  readonly position: number;
  readonly bar: Bar;
  readonly before: Funds;
  readonly after: Funds;
  readonly events: readonly VenueEvent[];
}

/** Plays a tape: the orders of a close are submitted after its bar, each next bar is matched with the account's funds. */
export async function playTape({ bars, orders }: Tape, stage: Stage, cash = 2_000): Promise<readonly Step[]> {
  let funds: Funds = { cash: decimal(cash), quantity: decimal(0) };
  const steps: Step[] = [];
  for (const [position, next] of bars.entries()) {
    await stage.interrupt?.(position);
    const before = funds;
    const events = [
      ...(await stage.advance({ account: 'a1', lane: LANE, position, bar: next, funds: { [ACTOR]: before } })),
    ];
    funds = events.reduce(settled, funds);
    const after = funds;
    for (const order of orders) if (order.position === position) events.push(...(await stage.submit(order)));
    steps.push({ position, bar: next, before, after, events });
  }
  return steps;
}

function settled(funds: Funds, event: VenueEvent): Funds {
  if (event.kind !== 'filled') return funds;
  const { side, quantity, price: paid, commission } = event.fill;
  const signed = side === 'BUY' ? quantity : quantity.neg();
  return { cash: funds.cash.sub(signed.mul(paid)).sub(commission), quantity: funds.quantity.add(signed) };
}
