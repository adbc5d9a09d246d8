// What a side of a position may come to in account currency, at one price.
import { type Decimal, isAboveZero, minus, sumOf, times, ZERO } from '../domain/decimal.ts';
import type { OrderSide } from '../domain/order.ts';
import type { Side } from './exposure.ts';

export interface SideFigures {
  /** What is held: its worth, and what it loses if it runs to its stop; orders on its side change neither. */
  readonly held: Decimal;
  readonly heldRisk: Decimal;
  /** Worth of all that may come to stand on the side. */
  readonly value: Decimal;
  /** What is lost if all that may come to stand on it runs to its stops. */
  readonly risk: Decimal;
  /** Worth of its end, below zero where the position never gets past zero. */
  readonly end: Decimal;
}

/** The figures of the side that orders of this direction trade towards. */
export const figuresOf = (side: Side, direction: OrderSide, price: Decimal): SideFigures =>
  figuresWith(side, price, heldWorth(side, price), heldRisk(side, direction, price));

/** The figures of a side that has the same held, and other orders on it. */
export const figuresAfter = ({ held, heldRisk: risk }: SideFigures, side: Side, price: Decimal): SideFigures =>
  figuresWith(side, price, held, risk);

function figuresWith(side: Side, price: Decimal, held: Decimal, ofHeld: Decimal): SideFigures {
  const value = sumOf(held, side.openingValue);
  return {
    ...{ held, heldRisk: ofHeld, value, risk: sumOf(ofHeld, side.openingRisk) },
    end: side.end.isNegative() ? times(side.end, price) : value,
  };
}

const heldWorth = ({ held }: Side, price: Decimal): Decimal => (held.isZero() ? ZERO : times(held, price));

function heldRisk({ held, stop }: Side, direction: OrderSide, price: Decimal): Decimal {
  if (held.isZero()) return ZERO;
  const distance = stop === undefined ? price : direction === 'BUY' ? minus(price, stop) : minus(stop, price);
  return isAboveZero(distance) ? times(held, distance) : ZERO;
}
