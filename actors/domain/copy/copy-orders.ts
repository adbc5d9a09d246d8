// O1. The way towards zero is always free; only what lies beyond asks for permission.
// O2. A reduce-only order never exceeds what is held and not yet being closed, so a flip is a close and then an opening.
import { Decimal, isAboveZero, ZERO } from '../decimal.ts';
import { floorQuantity, type Instrument } from '../instrument.ts';
import type { CopyScene, OwnCopy } from './copy-scene.ts';
import { type CopyTarget, leastQuantity } from './copy-target.ts';
import type { OpeningFault } from './opening-fault.ts';

/** What to order, signed; `orderQuantity` is the sum of its two orders, of which the reduction comes first. */
export interface CopyOrders {
  readonly orderQuantity: Decimal;
  /** Closes what is held. */
  readonly reduceOnly: Decimal;
  /** A plain order: it opens, adds, or takes back what is under way and cannot be reduced yet. */
  readonly opening: Decimal;
  /** Why they do not go all the way to the target's proportion. */
  readonly fault?: OpeningFault;
}

/** What a follower holds once all that it has working is filled. */
export const expectedOf = ({ held, working }: OwnCopy): Decimal => held.add(working);

/** From what is held and working towards the target, no further than the fault lets it. */
export function ordersTowards(scene: CopyScene, target: CopyTarget, fault: OpeningFault | undefined): CopyOrders {
  const { own, instrument } = scene;
  const reduced = reducedTo(expectedOf(own), target.keep);
  const grown = growth(scene, reduced, target, fault);
  return split(own, grown.position, instrument, grown.fault);
}

/** Nearest to what is expected that is on the target's side and no larger than it. */
function reducedTo(expected: Decimal, target: Decimal): Decimal {
  if (expected.isZero() || target.isZero() || expected.isNegative() !== target.isNegative()) return ZERO;
  return expected.abs().lt(target.abs()) ? expected : target;
}

interface Growth {
  readonly position: Decimal;
  readonly fault?: OpeningFault | undefined;
}

function growth(scene: CopyScene, from: Decimal, target: CopyTarget, fault: OpeningFault | undefined): Growth {
  const capped: OpeningFault | undefined = target.reason === undefined ? undefined : { reason: target.reason };
  const step = target.quantity.abs().sub(from.abs());
  if (!isAboveZero(step)) {
    const isShort = from.abs().lt(target.wanted.abs());
    return { position: from, fault: isShort ? (capped ?? fault) : target.wanted.isZero() ? capped : undefined };
  }
  if (fault !== undefined) return { position: from, fault };
  const { settings, instrument, price } = scene;
  const least = leastQuantity(settings, instrument);
  const notional = step.mul(price);
  if (step.lt(least)) return { position: from, fault: below(`quantity=${step} minimum=${least}`) };
  if (instrument.minNotional?.gt(notional) === true)
    return { position: from, fault: below(`notional=${notional} minimum=${instrument.minNotional}`) };
  return { position: target.quantity, fault: capped };
}

const below = (facts: string): OpeningFault => ({ reason: 'COPY_BELOW_MINIMUM', facts });

function split(own: OwnCopy, position: Decimal, instrument: Instrument, fault: OpeningFault | undefined): CopyOrders {
  const { held, working } = own;
  const difference = position.sub(expectedOf(own));
  const isClosing = (quantity: Decimal): boolean =>
    !held.isZero() && !quantity.isZero() && held.isNegative() !== quantity.isNegative();
  const left = isClosing(working) ? Decimal.max(ZERO, held.abs().sub(working.abs())) : held.abs();
  const closing = isClosing(difference) ? Decimal.min(difference.abs(), left) : ZERO;
  const rest = withinBounds(difference.abs().sub(closing), instrument, fault);
  const signed = (size: Decimal): Decimal => (difference.isNegative() && !size.isZero() ? size.neg() : size);
  return {
    ...{ orderQuantity: signed(closing.add(rest.size)), reduceOnly: signed(closing), opening: signed(rest.size) },
    ...(rest.fault !== undefined && { fault: rest.fault }),
  };
}

/** A venue's bounds of one plain order; what they cut off follows with the next entry or correction. */
function withinBounds(
  size: Decimal,
  instrument: Instrument,
  fault: OpeningFault | undefined,
): { readonly size: Decimal; readonly fault?: OpeningFault | undefined } {
  const { lotSize, minQuantity = lotSize, maxQuantity } = instrument;
  if (isAboveZero(size) && size.lt(minQuantity))
    return { size: ZERO, fault: below(`quantity=${size} minimum=${minQuantity}`) };
  if (maxQuantity?.lt(size) !== true) return { size, fault };
  return {
    size: floorQuantity(instrument, maxQuantity),
    fault: { reason: 'COPY_ABOVE_MAXIMUM', facts: `quantity=${size} maximum=${maxQuantity}` },
  };
}
