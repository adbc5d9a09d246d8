// What the venue's log says about the promises of the troupe. Pure; takes the lines as they were read.
import { decimal, ZERO, type Decimal } from '../../../actors/domain/decimal.ts';
import type { VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { Order } from '../../../actors/domain/order.ts';
import type { VenueLine } from './venue-line.ts';

/** Limits of an account, as its risk monitor has them. */
export interface VenueLimits {
  readonly maxOrderNotional?: string;
  readonly maxOpenOrders?: number;
}

export interface OracleOptions {
  readonly limitsOf?: (account: string) => VenueLimits | undefined;
  /** Close of a bar: the price at which an order without a limit was decided. */
  readonly closeOf?: (lane: string, position: number) => number | undefined;
  /** Accounts may be taken over from an earlier venue. */
  readonly mayAdopt?: boolean;
}

export interface VenueReport {
  /** Orders that the venue took in. */
  readonly orders: number;
  readonly fills: number;
  /** Requests that were answered as before. */
  readonly repetitions: number;
  /** Orders taken in from a node whose epoch was over: each was committed before that, or else the fence leaks. */
  readonly stale: readonly string[];
  /** In words, with the line's number; empty when all promises were kept. */
  readonly violations: readonly string[];
}

/** Reads the log from its first line to its last. */
export function readOracle(lines: readonly VenueLine[], options: OracleOptions = {}): VenueReport {
  const { limitsOf = () => undefined, closeOf = () => undefined, mayAdopt = false } = options;
  const violations: string[] = [];
  const stale: string[] = [];
  const accepted = new Map<string, { order: Order; filled: Decimal }>();
  const fillIds = new Set<string>();
  const newestEpoch = new Map<string, number>();
  let repetitions = 0;
  let last = 0;

  const check = ({ seq }: VenueLine, isSound: boolean, what: string): void => {
    if (!isSound) violations.push(`line ${seq}: ${what}`);
  };

  function takeEvents(line: VenueLine, events: readonly VenueEvent[]): void {
    for (const event of events) {
      if (event.kind !== 'filled') continue;
      const { fillId, clientOrderId, quantity } = event.fill;
      check(line, !fillIds.has(fillId), `I2: fill ${fillId} happened twice`);
      fillIds.add(fillId);
      const known = accepted.get(clientOrderId);
      check(line, known !== undefined, `fill ${fillId} is of an order that was never accepted`);
      if (known === undefined) continue;
      known.filled = known.filled.add(quantity);
      check(line, known.filled.lte(known.order.quantity), `${clientOrderId} filled beyond its quantity`);
    }
  }

  function takeOrder(line: Extract<VenueLine, { order: Order; open: number }>): void {
    const { order, account, clientOrderId, open } = line;
    check(line, !accepted.has(clientOrderId), `I2: ${clientOrderId} was accepted twice`);
    accepted.set(clientOrderId, { order, filled: ZERO });
    const { maxOrderNotional, maxOpenOrders } = limitsOf(account) ?? {};
    if (order.reduceOnly) return;
    const price = order.limitPrice ?? closeOf(order.lane, order.position);
    if (maxOrderNotional !== undefined && price !== undefined) {
      const notional = decimal(order.quantity).mul(price);
      check(
        line,
        notional.lte(maxOrderNotional),
        `I6: ${clientOrderId} is worth ${notional}, ${account} may ${maxOrderNotional}`,
      );
    }
    check(
      line,
      maxOpenOrders === undefined || open <= maxOpenOrders,
      `I6: ${account} has ${open} open orders, it may ${maxOpenOrders}`,
    );
  }

  for (const line of lines) {
    check(line, line.seq === last + 1, `I5: the line before has the number ${last}`);
    last = line.seq;
    if (line.epoch !== undefined && 'account' in line) {
      const newest = newestEpoch.get(line.account) ?? 0;
      if ('order' in line && line.epoch < newest) stale.push(line.clientOrderId);
      newestEpoch.set(line.account, Math.max(newest, line.epoch));
    }
    if ('events' in line) takeEvents(line, line.events);
    switch (line.kind) {
      case 'submit':
        check(line, line.outcome !== 'conflict', `I2: ${line.clientOrderId} was sent again as another order`);
        if (line.outcome === 'accepted') takeOrder(line);
        if (line.outcome === 'duplicate') repetitions += 1;
        break;
      case 'advance':
        check(line, line.outcome !== 'conflict', `I5: ${line.lane}#${line.position} came again as another bar`);
        if (line.outcome === 'repeated') repetitions += 1;
        if (line.outcome !== 'matched') break;
        check(
          line,
          line.skipped === undefined,
          `I5: ${line.lane}#${line.position} jumped over a bar of ${line.skipped?.join()}`,
        );
        check(
          line,
          line.ghosts === undefined,
          `I3: ${line.account} does not know its open orders ${line.ghosts?.join()}`,
        );
        break;
      case 'restore':
        if (line.outcome === 'adopted') {
          for (const { order, filled } of line.orders)
            accepted.set(order.clientOrderId, { order, filled: decimal(filled) });
          check(
            line,
            mayAdopt || line.count === 0,
            `${line.account} brought ${line.count} orders that the venue never saw`,
          );
        } else {
          check(
            line,
            line.missing === undefined,
            `lost: ${line.account} believes in ${line.missing?.join()}, which the venue never saw`,
          );
        }
        break;
      case 'refused':
        check(line, false, `${line.request} was refused: ${line.type}: ${line.message}`);
        break;
      case 'cancel':
      case 'query':
      case 'started':
    }
  }
  return { orders: accepted.size, fills: fillIds.size, repetitions, stale, violations };
}
