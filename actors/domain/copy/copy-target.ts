// T1. A target is a whole number of lots towards zero, on the provider's side of zero or, reversed, on the other.
// T2. What depends on the price (exposure) or is too small holds back openings alone: nothing held is closed for it.
import { Decimal, floorTo, ZERO } from '../decimal.ts';
import type { Instrument } from '../instrument.ts';
import type { ProviderBook } from './copy-entry.ts';
import type { CopySettings } from './copy-settings.ts';
import type { CopyReason } from './copy-word.ts';

/** Where a follower should be; all signed. */
export interface CopyTarget {
  /** In proportion to the provider, before any cap. */
  readonly wanted: Decimal;
  /** Within the maximum lot: what is held beyond it is reduced to it. */
  readonly keep: Decimal;
  /** Within every cap and the minimum: what is opened goes as far as this. */
  readonly quantity: Decimal;
  /** Why `quantity` is less than proportion. */
  readonly reason?: Extract<CopyReason, 'COPY_ABOVE_MAXIMUM' | 'COPY_EXPOSURE_EXCEEDED' | 'COPY_BELOW_MINIMUM'>;
}

export const NO_TARGET: CopyTarget = { wanted: ZERO, keep: ZERO, quantity: ZERO };

/** Digits of scale × quantity that count: a scale need not end, and a third times three is one. */
const SCALE_DIGITS = 34;

/** The position that the settings make of a provider's; `price` in quote currency, `rate` account currency for one unit of it. */
export function targetQuantity(
  settings: Pick<CopySettings, 'reverse' | 'minLot' | 'maxLot' | 'maxExposure'>,
  scale: Decimal,
  book: Pick<ProviderBook, 'quantity'>,
  instrument: Instrument,
  price: Decimal,
  rate: Decimal,
): CopyTarget {
  if (book.quantity.isZero()) return NO_TARGET;
  const { lotSize } = instrument;
  const exact = book.quantity.abs().mul(scale).toSignificantDigits(SCALE_DIGITS);
  const wanted = floorTo(exact, lotSize);
  const keep = least(wanted, settings.maxLot, lotSize);
  const quantity = least(keep, exposedQuantity(settings.maxExposure, price.mul(rate)), lotSize);
  const isBelow = quantity.lt(leastQuantity(settings, instrument));
  const reason = isBelow && quantity.eq(wanted) ? 'COPY_BELOW_MINIMUM' : capOf(wanted, keep, quantity);
  const signed = (size: Decimal): Decimal =>
    book.quantity.isNegative() === settings.reverse ? size : size.isZero() ? ZERO : size.neg();
  return {
    ...{ wanted: signed(wanted), keep: signed(keep), quantity: isBelow ? ZERO : signed(quantity) },
    ...(reason !== undefined && { reason }),
  };
}

/** Least quantity that is opened or added with one order. */
export function leastQuantity({ minLot }: Pick<CopySettings, 'minLot'>, instrument: Instrument): Decimal {
  const least = instrument.minQuantity ?? instrument.lotSize;
  return minLot?.gt(least) === true ? minLot : least;
}

function capOf(wanted: Decimal, keep: Decimal, quantity: Decimal): CopyTarget['reason'] {
  if (quantity.lt(keep)) return 'COPY_EXPOSURE_EXCEEDED';
  return keep.lt(wanted) ? 'COPY_ABOVE_MAXIMUM' : undefined;
}

const least = (quantity: Decimal, cap: Decimal | undefined, lotSize: Decimal): Decimal =>
  cap !== undefined && cap.lt(quantity) ? floorTo(cap, lotSize) : quantity;

/** Units that are worth no more than the exposure, at so much a unit. */
function exposedQuantity(maxExposure: Decimal | undefined, each: Decimal): Decimal | undefined {
  if (maxExposure === undefined) return undefined;
  // Towards zero: the quotient may have been rounded up in its last digit.
  return each.isZero() ? ZERO : maxExposure.div(each).toSignificantDigits(SCALE_DIGITS, Decimal.ROUND_DOWN);
}
