import type { RestingOrder } from './matching-venue.ts';
import type { Decimal } from './decimal.ts';
import type { Moment } from './matching-moment.ts';
import type { Order } from './order.ts';

/** One order while a bar is matched; it lives no longer than that. */
export class MatchingOrder {
  readonly resting: RestingOrder;
  readonly order: Order;
  filled: Decimal;
  triggered: boolean;
  trigger: Decimal | undefined;
  /** Live from here; undefined while it sleeps or has not arrived. */
  moment: Moment | undefined;
  /** New at the venue, so that a marketable price would make it take liquidity. */
  arriving = false;
  judgedAt: Moment | undefined;
  /** It had its chance to fill in this bar. */
  acted = false;
  closed = false;
  filledAt: Moment | undefined;
  #fills = 0;
  #whole = false;

  constructor(resting: RestingOrder) {
    this.resting = resting;
    this.order = resting.order;
    this.filled = resting.filled;
    this.triggered = resting.triggered;
    this.trigger = resting.triggerPrice ?? resting.order.triggerPrice;
  }

  get done(): boolean {
    return this.closed || this.#whole;
  }

  get canAct(): boolean {
    return !this.acted && !this.done;
  }

  get remaining(): Decimal {
    return this.filled.isZero() ? this.order.quantity : this.order.quantity.sub(this.filled);
  }

  /** Waits for its trigger. */
  get isStop(): boolean {
    const { type } = this.order;
    return !this.triggered && (type === 'STOP_MARKET' || type === 'STOP_LIMIT' || type === 'TRAILING_STOP_MARKET');
  }

  /** Its worst price, for orders that have one. */
  get limit(): Decimal | undefined {
    const { type, limitPrice } = this.order;
    return type === 'LIMIT' || type === 'STOP_LIMIT' ? limitPrice : undefined;
  }

  wake(moment: Moment, arriving: boolean): void {
    this.moment = moment;
    this.arriving = arriving;
  }

  /** Counts a fill and names it: the same order, bar and count always give the same id. */
  countFill(quantity: Decimal, at: Moment, position: number): string {
    this.filled = this.filled.add(quantity);
    this.#whole = this.filled.gte(this.order.quantity);
    this.filledAt = at;
    this.#fills += 1;
    return `${this.order.clientOrderId}-${position}-${this.#fills}`;
  }
}
