import { type Fault, faultAt, type Place } from '../../actors/domain/file-fault.ts';
import { ActorError } from '../../runtime/errors.ts';

/** What a calendar holds cannot be used: it is refused whole. */
export const calendarCorrupt = (place: Place, fault: Fault): ActorError =>
  new ActorError('CALENDAR_CORRUPT', faultAt(place, fault), { ...place });
