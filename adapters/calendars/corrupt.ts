import { ActorError } from '../../runtime/errors.ts';

/** Where in a calendar a fault lies; a fault of the file as a whole has no line. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  /** Column or property. */
  readonly field?: string;
}

/** A fault and its cure, for a person: `<what> — <cure>`. */
export interface Fault {
  readonly what: string;
  readonly cure: string;
}

/** What a calendar holds cannot be used: it is refused whole. */
export function calendarCorrupt(place: Place, { what, cure }: Fault): ActorError {
  const { file, line, field } = place;
  const at = `${file}${line === undefined ? '' : `:${line}`}: ${field === undefined ? '' : `field ${field}: `}`;
  return new ActorError('CALENDAR_CORRUPT', `${at}${what} — ${cure}`, { ...place });
}

/** A field as it is quoted in a message: at most 40 characters, control characters escaped. */
export const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
