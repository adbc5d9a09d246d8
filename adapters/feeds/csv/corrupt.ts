import { type Fault, faultAt, type Place } from '../../../actors/domain/file-fault.ts';
import { ActorError } from '../../../runtime/errors.ts';

/** What a file holds cannot be used: the whole file is refused, and asking again will not help. */
export const feedCorrupt = (place: Place, fault: Fault): ActorError =>
  new ActorError('FEED_CORRUPT', faultAt(place, fault), { ...place });

/** A file cannot be reached at the moment: missing, not readable, a failing disk. Asking again may help. */
export const feedUnavailable = (place: Place, fault: Fault, cause: unknown): ActorError =>
  new ActorError('FEED_UNAVAILABLE', faultAt(place, fault), { ...place }, { cause });
