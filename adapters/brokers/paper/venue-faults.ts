// Faults that a venue can have, made on demand, so that UNKNOWN and its cure can be tested and practised.
import { DomainError } from '../../../actors/domain/errors.ts';

export interface VenueCall {
  readonly operation: 'submit' | 'cancel' | 'query';
  readonly clientOrderId: string;
  /** 1 for the first call of this operation about this order. */
  readonly attempt: number;
}

/**
 * What goes wrong with a call. `lost`: it times out and never arrived. `unanswered`: it arrived, the answer times out.
 * `unavailable`: refused before it arrived. `duplicated`: the answer says everything twice. `rejected`: the venue refuses the
 * order (`submit` only; elsewhere nothing goes wrong).
 */
export type VenueFault = 'lost' | 'unanswered' | 'unavailable' | 'duplicated' | 'rejected';

export type VenueFaults = (call: VenueCall) => VenueFault | undefined;

/** Thrown when no answer came: what was asked may or may not have happened. */
export class VenueTimeout extends DomainError {
  constructor({ operation, clientOrderId }: VenueCall) {
    super('VENUE_TIMEOUT', `the venue did not answer ${operation} of ${clientOrderId}`, { operation, clientOrderId });
  }
}

/** Thrown when the venue could not be reached: what was asked did not happen. */
export class VenueUnavailable extends DomainError {
  constructor({ operation, clientOrderId }: VenueCall) {
    super('VENUE_UNAVAILABLE', `the venue could not be reached for ${operation} of ${clientOrderId}`, {
      operation,
      clientOrderId,
    });
  }
}

export const noFaults: VenueFaults = () => undefined;

/** The n-th call of an operation has the n-th fault of its list; after its end nothing goes wrong. */
export function listedFaults(
  lists: Partial<Record<VenueCall['operation'], readonly (VenueFault | undefined)[]>>,
): VenueFaults {
  const calls = { submit: 0, cancel: 0, query: 0 };
  return ({ operation }) => lists[operation]?.[calls[operation]++];
}

/** The same call of the same seed always has the same fate, whatever came before it; `rates` are probabilities that sum to 1 at most. */
export function seededFaults(seed: number, rates: Partial<Record<VenueFault, number>>): VenueFaults {
  return ({ operation, clientOrderId, attempt }) => {
    let drawn = fraction(`${seed}/${operation}/${clientOrderId}/${attempt}`);
    for (const [fault, rate] of Object.entries(rates) as [VenueFault, number][]) {
      if (drawn < rate) return fault;
      drawn -= rate;
    }
    return undefined;
  };
}

/** FNV-1a of the text, mixed as in MurmurHash3's finalizer, as a fraction in [0, 1). */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
