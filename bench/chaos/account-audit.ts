// One account by its journal alone, from its first event to its last: was anything let in that a control or a limit then in force
// forbade? Pure.
// A1. What is in force is what the account had taken (`control.taken`), beside its own limits; the order of its journal decides.
// A2. Sums are taken as low as they can have been, so what is found is a breach however it is counted. A limit of the whole account
//     is set where all that it trades is on one lane: one close values everything.
import type { AccountEvent } from '../../actors/domain/account-event.ts';
import { Decimal, decimal, ZERO } from '../../actors/domain/decimal.ts';
import type { Order } from '../../actors/domain/order.ts';
import { emptyControlBook, restraintOf, takeControl } from '../../actors/domain/risk/control-book.ts';
import { effectiveLimits } from '../../actors/domain/risk/limit-book.ts';
import type { RiskLimits } from '../../actors/domain/risk/limit-value.ts';
import type { RiskSubject } from '../../actors/domain/risk/scope.ts';

export interface AuditedAccount {
  readonly account: string;
  readonly owner: string;
  readonly deposit: string;
  /** The account's own limits. */
  readonly limits: RiskLimits;
  /** Whose signals an actor trades. */
  readonly strategyOf: (actor: string) => string | undefined;
  /** Close of a bar: the price at which an order was decided. */
  readonly closeOf: (lane: string, position: number) => number | undefined;
}

interface Open {
  readonly order: Order;
  leaves: Decimal;
}

export class AccountAudit {
  /** In words. */
  readonly found: string[] = [];
  private readonly facts: AuditedAccount;
  private readonly book = emptyControlBook();
  private readonly open = new Map<string, Open>();
  private readonly held = new Map<string, Decimal>();
  /** Ids of those whom followers copy, by follower. */
  private readonly providers = new Map<string, string>();
  /** Of all its actors, and what is not allocated. */
  private cash: Decimal;

  constructor(facts: AuditedAccount) {
    this.facts = facts;
    this.cash = decimal(facts.deposit);
  }

  /** Takes the next event of the journal, as JSON. */
  take(event: AccountEvent): void {
    switch (event.type) {
      case 'control.taken':
        if (event.seq !== this.book.through + 1) this.say('I5', `took control ${event.seq} after ${this.book.through}`);
        takeControl(this.book, event.seq, event.control);
        return;
      case 'order.initialized': {
        const { order } = event;
        if (!order.reduceOnly) this.admit(order);
        this.open.set(order.clientOrderId, { order, leaves: decimal(order.quantity) });
        return;
      }
      case 'order.filled': {
        const { actor, side, quantity, price, commission, clientOrderId } = event.fill;
        const paid = decimal(quantity).mul(price);
        this.cash = (side === 'BUY' ? this.cash.sub(paid) : this.cash.add(paid)).sub(commission);
        this.held.set(actor, (this.held.get(actor) ?? ZERO)[side === 'BUY' ? 'add' : 'sub'](decimal(quantity)));
        const open = this.open.get(clientOrderId);
        if (open === undefined) return;
        open.leaves = open.leaves.sub(decimal(quantity));
        if (open.leaves.lte(0)) this.open.delete(clientOrderId);
        return;
      }
      case 'allocation.made':
        if (event.provider !== undefined) this.providers.set(event.actor, event.provider.slice('provider.'.length));
        return;
      case 'fee.charged':
        for (const { book, amount } of event.postings) if (book === 'CASH') this.cash = this.cash.add(amount);
        return;
      case 'order.rejected':
      case 'order.canceled':
      case 'order.expired':
        this.open.delete(event.clientOrderId);
        return;
      default:
    }
  }

  subjectOf({ actor, instrument }: Pick<Order, 'actor' | 'instrument'>): RiskSubject {
    const { account, owner, strategyOf } = this.facts;
    const provider = this.providers.get(actor);
    const subject = { account, user: owner, actor, strategy: strategyOf(actor), symbol: instrument };
    return provider === undefined ? subject : { ...subject, provider };
  }

  private admit(order: Order): void {
    const { state, reason } = restraintOf(this.book, this.subjectOf(order));
    if (state !== 'ACTIVE') this.say('I6', `let ${order.clientOrderId} in while it was ${state} (${reason})`);
    const ofBook = effectiveLimits(this.book.limits, this.subjectOf(order)).limits;
    const entries = [...this.open.values()].filter((open) => !open.order.reduceOnly);
    for (const { maxOpenOrders, maxOrderNotional, maxGrossExposure } of [this.facts.limits, ofBook]) {
      this.beyond(order, 'open orders', entries.length + 1, maxOpenOrders);
      this.beyond(order, 'worth', this.worthOf(order), maxOrderNotional);
      if (maxGrossExposure === undefined) continue;
      const added = { order, leaves: decimal(order.quantity) };
      const [before, after] = [this.gross(order, entries), this.gross(order, [...entries, added])];
      if (after.gt(before)) this.beyond(order, 'gross exposure', after, this.equityAt(order).mul(maxGrossExposure));
    }
  }

  private beyond(
    { clientOrderId }: Order,
    what: string,
    value: Decimal | number,
    limit: Decimal | number | undefined,
  ): void {
    if (limit !== undefined && decimal(value).gt(limit))
      this.say('I6', `let ${clientOrderId} in: ${what} ${String(value)}, it may ${String(limit)}`);
  }

  private worthOf({ quantity, limitPrice, lane, position }: Order): Decimal {
    return decimal(quantity).mul(limitPrice ?? this.facts.closeOf(lane, position) ?? 0);
  }

  private equityAt({ lane, position }: Order): Decimal {
    const held = [...this.held.values()].reduce((sum, quantity) => sum.add(quantity), ZERO);
    return this.cash.add(held.mul(this.facts.closeOf(lane, position) ?? 0));
  }

  /** Of all actors on the order's lane, each on the larger of its two sides (A2). */
  private gross({ lane, position }: Order, entries: readonly Open[]): Decimal {
    const close = this.facts.closeOf(lane, position) ?? 0;
    const actors = new Set([...this.held.keys(), ...entries.map(({ order }) => order.actor)]);
    let sum = ZERO;
    for (const actor of actors) {
      const held = this.held.get(actor) ?? ZERO;
      const mine = entries.filter(({ order }) => order.actor === actor && order.lane === lane);
      const leaves = (side: Order['side']): Decimal =>
        mine.reduce((total, open) => (open.order.side === side ? total.add(open.leaves) : total), ZERO);
      const furthest = Decimal.max(held.add(leaves('BUY')), held.sub(leaves('SELL')).neg(), held.abs());
      sum = sum.add(furthest.mul(close));
    }
    return sum;
  }

  private say(invariant: 'I5' | 'I6', what: string): void {
    this.found.push(`${invariant}: risk-monitor.${this.facts.account} ${what}`);
  }
}
