// What happens to orders while a bar is matched: fills, triggers, ends, and what these do to funds and to related orders.
// E1. A fill that adds exposure is payable or refused: |new position| × price + commission ≤ cash + position × price
//     (from flat: cost + commission ≤ cash); one that only reduces always passes.
// E2. A reduce-only fill never exceeds the position; an order that can reduce nothing is canceled by the end of the bar.
// E3. A child must find its parent open at its first bar; it then sleeps until its parent is done with a fill (a reduce-only child: until any fill) and dies with an unfilled parent;
//     an exit that fills while its entry still works ends the entry, so the two cannot trade in circles.
// E4. A fill in a group cancels the rest; a reduce-only sibling stays while a part of the position is unprotected otherwise.
import type { Funds, RestingOrder, VenueEvent } from './matching-venue.ts';
import { Decimal, floorTo, ZERO } from './decimal.ts';
import { deny, formatDenial } from './denial.ts';
import { DomainError } from './errors.ts';
import { commissionOf, slipped, volumeAllowance } from './fill-model.ts';
import type { MatchingInput } from './matching-input.ts';
import { isLive } from './matching-lifetime.ts';
import { BarPrices, surelyHigh, surelyLow, trailedTrigger, type Moment } from './matching-moment.ts';
import { MatchingOrder } from './matching-order.ts';

type Ending = { readonly kind: 'rejected' | 'canceled'; readonly reason: string } | { readonly kind: 'expired' };

export class Execution {
  readonly prices: BarPrices;
  /** In order of submission. */
  readonly orders: readonly MatchingOrder[];
  readonly events: VenueEvent[] = [];
  readonly #input: MatchingInput;
  readonly #byId: ReadonlyMap<string, MatchingOrder>;
  readonly #funds = new Map<string, Funds>();
  #allowance: Decimal | null;

  constructor(input: MatchingInput) {
    this.#input = input;
    this.prices = new BarPrices(input.bar);
    this.orders = bySubmission(input.orders).map((resting) => new MatchingOrder(resting));
    this.#byId = new Map(this.orders.map((working) => [working.order.clientOrderId, working]));
    this.#allowance = volumeAllowance(input.model, input.bar.volume);
  }

  /** The trigger a stop is checked against: the one known before this bar's range (a trailing stop without one starts here). */
  triggerOf(working: MatchingOrder, moment: Moment): Decimal {
    if (working.trigger !== undefined) return working.trigger;
    const { side, trailingOffset } = working.order;
    if (trailingOffset === undefined)
      throw new DomainError('INVALID_ORDER', `${working.order.clientOrderId}: a stop without a trigger`);
    const trigger = trailedTrigger(side, moment.price, trailingOffset, this.#input.instrument.tickSize);
    this.#moveTrigger(working, trigger, this.timeOf(moment));
    return trigger;
  }

  trail(working: MatchingOrder, moment: Moment): void {
    const { side, trailingOffset } = working.order;
    if (trailingOffset === undefined || working.trigger === undefined) return;
    const best = side === 'SELL' ? surelyHigh(moment, this.prices) : surelyLow(moment, this.prices);
    const trigger = trailedTrigger(side, best, trailingOffset, this.#input.instrument.tickSize);
    const closer = side === 'SELL' ? trigger.gt(working.trigger) : trigger.lt(working.trigger);
    if (closer) this.#moveTrigger(working, trigger, this.#input.bar.closeTime);
  }

  #moveTrigger(working: MatchingOrder, triggerPrice: Decimal, time: number): void {
    working.trigger = triggerPrice;
    this.events.push({
      kind: 'updated',
      clientOrderId: working.order.clientOrderId,
      triggerPrice,
      position: this.#input.position,
      time,
    });
  }

  trigger(working: MatchingOrder, moment: Moment): void {
    working.triggered = true;
    working.wake(moment, true);
    this.events.push({
      kind: 'triggered',
      clientOrderId: working.order.clientOrderId,
      position: this.#input.position,
      time: this.timeOf(moment),
    });
  }

  fill(working: MatchingOrder, basePrice: Decimal, at: Moment): void {
    working.acted = true;
    const { order } = working;
    const { model, instrument, position } = this.#input;
    const wanted = order.reduceOnly ? Decimal.min(working.remaining, this.#reducible(working)) : working.remaining;
    if (wanted.isZero()) {
      if (this.hasNothingToReduce(working)) this.cancelReduceOnly(working, this.timeOf(at));
      return;
    }
    const quantity =
      this.#allowance === null ? wanted : Decimal.min(wanted, floorTo(this.#allowance, instrument.lotSize));
    if (quantity.isZero() || (order.timeInForce === 'FOK' && quantity.lt(working.remaining))) return;
    const price = working.limit === undefined ? slipped(model, order.side, basePrice, instrument.tickSize) : basePrice;
    const value = price.mul(quantity);
    const commission = commissionOf(model, value);
    const funds = this.#fundsOf(order.actor);
    const held = order.side === 'BUY' ? funds.quantity.add(quantity) : funds.quantity.sub(quantity);
    const refusal = unpayable(funds, held, price, commission);
    if (refusal !== undefined) return this.refuse(working, refusal, at);

    const cash = order.side === 'BUY' ? funds.cash.sub(value) : funds.cash.add(value);
    this.#funds.set(order.actor, { cash: cash.sub(commission), quantity: held });
    if (this.#allowance !== null) this.#allowance = this.#allowance.sub(quantity);
    const fillId = working.countFill(quantity, at, position);
    const time = this.timeOf(at);
    const { clientOrderId, actor, account, side, lane } = order;
    const of = { clientOrderId, actor, account, instrument: order.instrument, side, lane, position };
    const fill = { fillId, ...of, price, quantity, commission, time };
    this.events.push({ kind: 'filled', clientOrderId, fill, position, time });
    this.#afterFill(working, at);
  }

  #afterFill(working: MatchingOrder, at: Moment): void {
    const { group, actor, clientOrderId } = working.order;
    if (group !== undefined) {
      for (const other of this.orders) {
        if (other === working || other.done || other.order.group !== group || other.order.actor !== actor) continue;
        // While a part of the position is left, a reduce-only sibling still protects it and cannot overfill (E2).
        if (!working.done && other.order.reduceOnly && !this.#reducible(other).isZero()) continue;
        this.cancel(other, `ONE_CANCELS_OTHER: filled=${clientOrderId}`, this.timeOf(at));
      }
    }
    const parent = this.#parentOf(working);
    if (parent !== undefined && !parent.done)
      this.cancel(parent, `CHILD_FILLED: child=${clientOrderId}`, this.timeOf(at));
    this.#wakeChildren(working, at);
  }

  #wakeChildren(parent: MatchingOrder, at: Moment): void {
    for (const child of this.orders) {
      const isAsleep = !child.done && child.moment === undefined;
      if (!isAsleep || child.order.parentOrderId !== parent.order.clientOrderId || this.sleeps(child)) continue;
      if (isLive(child.resting, this.#input.bar, this.#input.position, this.#input.model)) child.wake(at, true);
    }
  }

  refuse(working: MatchingOrder, reason: string, at: Moment): void {
    if (working.filled.isZero()) this.#end(working, { kind: 'rejected', reason }, this.timeOf(at));
    else this.cancel(working, reason, this.timeOf(at));
  }

  cancel(working: MatchingOrder, reason: string, time: number): void {
    this.#end(working, { kind: 'canceled', reason }, time);
  }

  expire(working: MatchingOrder, time: number): void {
    this.#end(working, { kind: 'expired' }, time);
  }

  #end(working: MatchingOrder, how: Ending, time: number): void {
    working.closed = true;
    this.events.push({ ...how, clientOrderId: working.order.clientOrderId, position: this.#input.position, time });
    if (working.filledAt !== undefined) return this.#wakeChildren(working, working.filledAt);
    if (!working.filled.isZero()) return;
    for (const child of this.orders) {
      if (child.done || child.order.parentOrderId !== working.order.clientOrderId) continue;
      this.cancelOrphan(child, time);
    }
  }

  hasNothingToReduce(working: MatchingOrder): boolean {
    return working.order.reduceOnly && this.#reducible(working).isZero() && !this.#parentWorks(working);
  }

  cancelReduceOnly(working: MatchingOrder, time: number): void {
    this.cancel(working, 'REDUCE_ONLY_WOULD_INCREASE_POSITION', time);
  }

  /** Whether the parent was never there, or died before the child's first bar: a child decided with it has missed no fill. */
  isOrphan(working: MatchingOrder): boolean {
    const { parentOrderId, position } = working.order;
    if (working.done || parentOrderId === undefined || working.resting.matchedThrough > position) return false;
    return !this.#byId.has(parentOrderId);
  }

  cancelOrphan(working: MatchingOrder, time: number): void {
    this.cancel(working, `PARENT_CLOSED: parent=${working.order.parentOrderId}`, time);
  }

  /** Whether an order still waits for its parent: for its whole fill, or if it only reduces for any fill. */
  sleeps(working: MatchingOrder): boolean {
    const parent = this.#parentOf(working);
    return parent !== undefined && !parent.done && !(working.order.reduceOnly && !parent.filled.isZero());
  }

  #parentOf(working: MatchingOrder): MatchingOrder | undefined {
    const { parentOrderId } = working.order;
    return parentOrderId === undefined ? undefined : this.#byId.get(parentOrderId);
  }

  #parentWorks(working: MatchingOrder): boolean {
    const parent = this.#parentOf(working);
    return parent !== undefined && !parent.done;
  }

  /** How much of the actor's position the order's side would reduce. */
  #reducible({ order }: MatchingOrder): Decimal {
    const { quantity } = this.#fundsOf(order.actor);
    return Decimal.max(ZERO, order.side === 'SELL' ? quantity : quantity.neg());
  }

  #fundsOf(actor: string): Funds {
    const funds = this.#funds.get(actor) ?? this.#input.funds[actor];
    if (funds === undefined)
      throw new DomainError('FUNDS_MISSING', `no funds were given for ${actor}, which has an open order`, { actor });
    return funds;
  }

  timeOf(moment: Moment): number {
    return moment.kind === 'open' ? this.#input.bar.openTime : this.#input.bar.closeTime;
  }
}

/** Why a fill to position `held` adds exposure that cannot be paid for, or undefined; one that only reduces always can. */
function unpayable(funds: Funds, held: Decimal, price: Decimal, commission: Decimal): string | undefined {
  const before = funds.quantity;
  const turns = held.isNegative() !== before.isNegative() && !held.isZero();
  if (!turns && held.abs().lte(before.abs())) return undefined;
  const cost = held.abs().mul(price).add(commission);
  const cash = before.isZero() ? funds.cash : funds.cash.add(before.mul(price));
  return cost.gt(cash) ? formatDenial(deny('NOTIONAL_EXCEEDS_FREE_BALANCE', { cost, cash })) : undefined;
}

/** Stable: orders of one position keep their place. */
function bySubmission(orders: readonly RestingOrder[]): readonly RestingOrder[] {
  const sorted = orders.every(
    (resting, index) => index === 0 || orders[index - 1]!.order.position <= resting.order.position,
  );
  return sorted ? orders : orders.toSorted((a, b) => a.order.position - b.order.position);
}
