// The portfolio limits worked out again, from the journal and the closes alone, in plain numbers and by trying out fills.
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import type { Order } from '../../../actors/domain/order.ts';
import { reachable } from './worst-case.ts';

interface OpenOrder {
  readonly order: Order;
  readonly price: number;
  filled: number;
}

interface Holder {
  readonly symbol: string;
  readonly lane: string;
  cash: number;
  quantity: number;
}

export interface Measures {
  readonly equity: number;
  readonly gross: number;
  readonly net: number;
  readonly currency: number;
  readonly heat: number;
  readonly bySymbol: Readonly<Record<string, number>>;
}

const ENDED = new Set(['order.canceled', 'order.expired', 'order.rejected']);

/** The account as its journal tells it; prices are given as they were. */
export class Oracle {
  readonly holders = new Map<string, Holder>();
  readonly open = new Map<string, OpenOrder>();
  readonly latched = new Set<string>();
  readonly limits = new Map<string, number>();
  deposit = 0;

  take(event: AccountEvent, priceOf: (lane: string) => number): void {
    switch (event.type) {
      case 'account.opened':
        this.deposit = Number(event.deposit);
        return;
      case 'allocation.made':
        this.deposit -= Number(event.amount);
        this.holders.set(event.actor, {
          symbol: event.instrument,
          lane: event.lane,
          cash: Number(event.amount),
          quantity: 0,
        });
        return;
      case 'order.initialized':
        this.open.set(event.order.clientOrderId, { order: event.order, price: priceOf(event.order.lane), filled: 0 });
        return;
      case 'order.filled': {
        const { actor, side, quantity, price, clientOrderId } = event.fill;
        const holder = this.holders.get(actor)!;
        const signed = side === 'BUY' ? Number(quantity) : -Number(quantity);
        holder.quantity += signed;
        holder.cash -= signed * Number(price);
        const open = this.open.get(clientOrderId);
        if (open !== undefined) open.filled += Number(quantity);
        if (event.done) this.open.delete(clientOrderId);
        return;
      }
      case 'control.taken':
        if (event.control.kind === 'restrict') {
          if (event.control.state === 'ACTIVE') this.latched.delete(event.control.scope);
          else this.latched.add(event.control.scope);
        } else if (event.control.kind === 'limit' && event.control.entry.value !== null)
          this.limits.set(event.control.entry.limit, Number(event.control.entry.value));
        return;
      default:
        if (ENDED.has(event.type) && 'clientOrderId' in event) this.open.delete(event.clientOrderId);
    }
  }

  /** How much of a position the actor's open orders may come to, on either side: what only closes adds nothing to it. */
  standing(actor: string): number {
    const { quantity } = this.holders.get(actor)!;
    const orders = [...this.open.values()].filter(({ order }) => order.actor === actor);
    const { lowest, highest } = reachable(
      quantity,
      orders.map(({ order, filled }) => ({ order, leaves: Number(order.quantity) - filled })),
    );
    return Math.max(0, highest) + Math.max(0, -lowest);
  }

  measure(priceOf: (lane: string) => number): Measures {
    let equity = this.deposit;
    const sums = { gross: 0, upper: 0, lower: 0, heat: 0 };
    const upper: Record<string, number> = {};
    const lower: Record<string, number> = {};
    for (const [address, { symbol, lane, cash, quantity }] of this.holders) {
      const price = priceOf(lane);
      equity += cash + quantity * price;
      const orders = [...this.open.values()].filter(({ order }) => order.actor === address);
      const { lowest, highest } = reachable(
        quantity,
        orders.map(({ order, filled }) => ({ order, leaves: Number(order.quantity) - filled })),
      );
      const long = this.side('BUY', quantity, highest, orders, price);
      const short = this.side('SELL', -quantity, -lowest, orders, price);
      sums.gross += Math.max(long.value, short.value);
      sums.heat += Math.max(long.risk, short.risk);
      sums.upper += long.end;
      sums.lower += short.end;
      upper[symbol] = (upper[symbol] ?? 0) + long.end;
      lower[symbol] = (lower[symbol] ?? 0) + short.end;
    }
    const net = Math.max(sums.upper, sums.lower);
    const bySymbol = Object.fromEntries(
      Object.keys(upper).map((symbol) => [symbol, Math.max(upper[symbol]!, lower[symbol]!)]),
    );
    return { equity, gross: sums.gross, net, currency: net, heat: sums.heat, bySymbol };
  }

  /** Worth and loss to the stops of what may come to stand on one side, the dearest taken to open. */
  private side(side: 'BUY' | 'SELL', along: number, end: number, orders: readonly OpenOrder[], price: number) {
    const held = Math.max(0, along);
    const opening = Math.max(0, end - held);
    const openers = orders
      .filter(({ order }) => order.side === side && !order.reduceOnly)
      .map((open) => ({
        leaves: Number(open.order.quantity) - open.filled,
        unit: unitOf(open),
        risk: this.stopOf(open) ?? unitOf(open),
      }));
    const stops = orders
      .filter(({ order }) => order.side !== side && order.reduceOnly && order.type === 'STOP_MARKET')
      .filter(({ order, filled }) => Number(order.quantity) - filled >= held)
      .map(({ order }) => (side === 'BUY' ? price - Number(order.triggerPrice) : Number(order.triggerPrice) - price));
    const distance = stops.length === 0 ? price : Math.max(0, Math.min(...stops));
    const value = held * price + dearest(openers, opening, 'unit');
    return { value, end: end < 0 ? end * price : value, risk: held * distance + dearest(openers, opening, 'risk') };
  }

  private stopOf({ order, price }: OpenOrder): number | undefined {
    const entry = order.limitPrice === undefined ? price : Number(order.limitPrice);
    const away = [...this.open.values()]
      .filter(({ order: child }) => child.parentOrderId === order.clientOrderId && child.type === 'STOP_MARKET')
      .filter(({ order: child }) => Number(child.quantity) >= Number(order.quantity))
      .map(({ order: child }) =>
        order.side === 'BUY' ? entry - Number(child.triggerPrice) : Number(child.triggerPrice) - entry,
      )
      .filter((distance) => distance > 0);
    return away.length === 0 ? undefined : Math.min(...away);
  }
}

/** The price at which an order would be worth most. */
function unitOf({ order, price }: OpenOrder): number {
  const { side, limitPrice, triggerPrice } = order;
  if (side === 'BUY' && limitPrice !== undefined) return Number(limitPrice);
  return Math.max(Number(limitPrice ?? triggerPrice ?? price), price);
}

function dearest(
  openers: readonly { leaves: number; unit: number; risk: number }[],
  quantity: number,
  by: 'unit' | 'risk',
): number {
  let left = quantity;
  let value = 0;
  for (const opener of [...openers].sort((a, b) => b[by] - a[by])) {
    const taken = Math.min(left, opener.leaves);
    value += taken * opener[by];
    left -= taken;
  }
  return value;
}
