import { z } from 'zod';
import { decimal, type Decimal, ZERO } from '../domain/decimal.ts';
import type { Fill } from '../domain/order.ts';
import { plainSizing, type Sizing } from './sizing/schema.ts';

const savedTradeReturns = z.strictObject({
  entered: z.string(),
  result: z.string(),
  returns: z.array(z.number()),
});

type Traded = Pick<Fill, 'side' | 'price' | 'quantity' | 'commission'>;

/** Decimals to which the commission of a fill through zero is split, as the trade table splits it. */
const COMMISSION_DECIMALS = 18;

/**
 * Returns of the last `length` round trips from flat to flat: result after commission ÷ value entered, which does not depend on how
 * large they were. Exact until that last division. A fill through zero ends one trade and begins the next.
 */
export class TradeReturns {
  private readonly length: number;
  /** Of the trade under way: value of its entries, and what all its fills brought in. */
  private entered: Decimal = ZERO;
  private result: Decimal = ZERO;
  private closed: number[] = [];

  constructor(length: number) {
    this.length = length;
  }

  /** Oldest first. */
  get returns(): readonly number[] {
    return this.closed;
  }

  /** Takes a fill; `held` is the signed quantity before it. */
  add(held: Decimal, fill: Traded): void {
    if (held.isZero() || held.isPositive() === (fill.side === 'BUY')) {
      this.enter(fill);
      return;
    }
    const size = held.abs();
    if (fill.quantity.lt(size)) {
      this.bring(fill);
      return;
    }
    const commission = fill.quantity.eq(size)
      ? fill.commission
      : fill.commission.mul(size).div(fill.quantity).toDecimalPlaces(COMMISSION_DECIMALS);
    this.bring({ ...fill, quantity: size, commission });
    this.close();
    const beyond = fill.quantity.sub(size);
    if (!beyond.isZero()) this.enter({ ...fill, quantity: beyond, commission: fill.commission.sub(commission) });
  }

  save(): z.output<typeof savedTradeReturns> {
    const { entered, result, closed } = this;
    return { entered: String(entered), result: String(result), returns: [...closed] };
  }

  /** Takes over a saved state; of a longer window its last trades. */
  load(saved: unknown): void {
    const { entered, result, returns } = savedTradeReturns.parse(saved);
    this.entered = decimal(entered);
    this.result = decimal(result);
    this.closed = returns.slice(-this.length);
  }

  private enter(fill: Traded): void {
    this.entered = this.entered.add(fill.price.mul(fill.quantity));
    this.bring(fill);
  }

  private bring({ side, price, quantity, commission }: Traded): void {
    const value = price.mul(quantity);
    this.result = (side === 'BUY' ? this.result.sub(value) : this.result.add(value)).sub(commission);
  }

  private close(): void {
    this.closed.push(this.result.div(this.entered).toNumber());
    if (this.closed.length > this.length) this.closed.shift();
    this.entered = ZERO;
    this.result = ZERO;
  }
}

/** The closed trades that a sizing needs, or nothing to keep up. */
export const tradeReturnsFor = (sizing: Sizing): TradeReturns | undefined => {
  const plain = plainSizing(sizing);
  return plain.kind === 'kelly' ? new TradeReturns(plain.window) : undefined;
};
