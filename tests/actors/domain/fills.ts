import fc from 'fast-check';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { Fill } from '../../../actors/domain/order.ts';
import { aFill } from '../../support/domain-builders.ts';

const oneFill = fc.record({
  actor: fc.constantFrom('subscription.s1', 'subscription.s2', 'follower.f1'),
  instrument: fc.constantFrom('ACME', 'EUR/USD'),
  side: fc.constantFrom('BUY', 'SELL'),
  price: fc.integer({ min: 1, max: 10_000_000 }).map((ticks) => decimal(ticks).div(100_000)),
  quantity: fc.oneof(
    fc.integer({ min: 1, max: 7 }).map((units) => decimal(units)),
    fc.integer({ min: 1, max: 1_000_000_000 }).map((lots) => decimal(lots).div(100_000_000)),
  ),
  commission: fc.integer({ min: -100, max: 1_000 }).map((cents) => decimal(cents).div(100)),
});

/** Any fills, of one actor in one instrument. */
export const fillsArbitrary: fc.Arbitrary<Fill[]> = fc
  .array(oneFill, { maxLength: 40 })
  .map((fills) =>
    fills.map(({ side, price, quantity, commission }, index) =>
      aFill({ fillId: `F-${index}`, side, price, quantity, commission, time: index }),
    ),
  );

/** Any fills, of several actors in several instruments on one account. */
export const mixedFillsArbitrary: fc.Arbitrary<Fill[]> = fc
  .array(oneFill, { maxLength: 60 })
  .map((fills) => fills.map((fill, index) => aFill({ fillId: `F-${index}`, ...fill, time: index })));
