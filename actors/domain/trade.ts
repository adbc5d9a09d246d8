import type { Bar } from './bar.ts';
import { ZERO, type Decimal } from './decimal.ts';
import { DomainError } from './errors.ts';
import type { Fill } from './order.ts';
import { signedQuantity } from './position.ts';

/**
 * A round trip from flat to flat: adding to it and closing parts of it belong to the same trade.
 * A fill through zero ends one trade and begins the next, its commission split by quantity.
 */
export interface Trade {
  readonly actor: string;
  readonly account: string;
  readonly instrument: string;
  readonly side: 'LONG' | 'SHORT';
  /** Of the first fill, epoch milliseconds UTC. */
  readonly entryTime: number;
  /** Of the fill that made it flat. */
  readonly exitTime: number;
  /** All that was entered, which is all that was exited. */
  readonly quantity: Decimal;
  /** Means weighted by quantity. */
  readonly entryPrice: Decimal;
  readonly exitPrice: Decimal;
  /** In quote currency, after commission. */
  readonly pnl: Decimal;
  readonly commission: Decimal;
  /** Maximum adverse excursion: how far price went against it, a fraction of the entry price, 0 or more; null without bars. Sweeney (1996). */
  readonly mae: number | null;
  /** Maximum favourable excursion, likewise. */
  readonly mfe: number | null;
  /** Bars through whose close it was held. */
  readonly barsHeld: number;
}

/**
 * Folds the fills of one actor in one instrument, and the bars between them, into trades.
 * A bar is given after the fills that happened in it; its range counts for what is still held at its close, and each fill's
 * own price counts too, so an exit inside a bar takes nothing from the part of the bar that came after.
 */
export class TradeRecorder {
  #open: OpenTrade | undefined;

  /** Takes a fill; returns the trade it ends, if it ends one. Throws FILL_QUANTITY_INVALID. */
  fill(fill: Fill): Trade | undefined {
    if (!fill.quantity.gt(0))
      throw new DomainError('FILL_QUANTITY_INVALID', `fill ${fill.fillId} has quantity ${fill.quantity}`);
    const open = this.#open;
    const traded = signedQuantity(fill);
    if (open === undefined) {
      this.#open = openTrade(fill, fill.quantity, fill.commission);
      return undefined;
    }
    reach(open, fill.price.toNumber(), fill.price.toNumber());
    if (open.held.isPositive() === traded.isPositive()) {
      open.held = open.held.add(traded);
      open.entered = open.entered.add(fill.quantity);
      open.entryValue = open.entryValue.add(fill.price.mul(fill.quantity));
      open.commission = open.commission.add(fill.commission);
      return undefined;
    }
    const size = open.held.abs();
    const closing = fill.quantity.lte(size) ? fill.quantity : size;
    const beyond = fill.quantity.sub(closing);
    const commission = beyond.isZero()
      ? fill.commission
      : fill.commission.mul(closing).div(fill.quantity).toDecimalPlaces(18);
    open.exitValue = open.exitValue.add(fill.price.mul(closing));
    open.commission = open.commission.add(commission);
    if (closing.lt(size)) {
      open.held = open.held.add(traded);
      return undefined;
    }
    this.#open = beyond.isZero() ? undefined : openTrade(fill, beyond, fill.commission.sub(commission));
    return closedTrade(open, fill);
  }

  /** Takes a bar that has closed. */
  bar(high: number, low: number): void {
    const open = this.#open;
    if (open === undefined) return;
    open.barsHeld++;
    reach(open, high, low);
  }

  /** Whether a trade is under way. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }
}

/**
 * The closed trades of one actor in one instrument, oldest first. A fill belongs to the first bar that closes after it.
 * Both lists are in order of time; what is still open at the end is no trade yet.
 */
export function roundTrips(fills: readonly Fill[], bars: readonly Bar[] = []): Trade[] {
  const recorder = new TradeRecorder();
  const trades: Trade[] = [];
  let next = 0;
  const takeFills = (before: number): void => {
    for (let fill = fills[next]; fill !== undefined && fill.time < before; fill = fills[++next]) {
      const trade = recorder.fill(fill);
      if (trade !== undefined) trades.push(trade);
    }
  };
  for (const bar of bars) {
    takeFills(bar.closeTime);
    recorder.bar(bar.high, bar.low);
  }
  takeFills(Infinity);
  return trades;
}

interface OpenTrade {
  readonly first: Fill;
  /** Signed. */
  held: Decimal;
  entered: Decimal;
  entryValue: Decimal;
  exitValue: Decimal;
  commission: Decimal;
  highest: number;
  lowest: number;
  barsHeld: number;
}

function openTrade(fill: Fill, quantity: Decimal, commission: Decimal): OpenTrade {
  const price = fill.price.toNumber();
  return {
    first: fill,
    held: fill.side === 'BUY' ? quantity : quantity.neg(),
    entered: quantity,
    entryValue: fill.price.mul(quantity),
    exitValue: ZERO,
    commission,
    highest: price,
    lowest: price,
    barsHeld: 0,
  };
}

function reach(open: OpenTrade, high: number, low: number): void {
  if (high > open.highest) open.highest = high;
  if (low < open.lowest) open.lowest = low;
}

function closedTrade(open: OpenTrade, last: Fill): Trade {
  const { first, entered, entryValue, exitValue, commission, barsHeld } = open;
  const long = first.side === 'BUY';
  const entryPrice = entryValue.div(entered);
  const entry = entryPrice.toNumber();
  const rise = Math.max(0, open.highest / entry - 1);
  const fall = Math.max(0, 1 - open.lowest / entry);
  return {
    actor: first.actor,
    account: first.account,
    instrument: first.instrument,
    side: long ? 'LONG' : 'SHORT',
    entryTime: first.time,
    exitTime: last.time,
    quantity: entered,
    entryPrice,
    exitPrice: exitValue.div(entered),
    pnl: (long ? exitValue.sub(entryValue) : entryValue.sub(exitValue)).sub(commission),
    commission,
    mae: barsHeld === 0 ? null : long ? fall : rise,
    mfe: barsHeld === 0 ? null : long ? rise : fall,
    barsHeld,
  };
}
