import { ActorError } from '../../../runtime/errors.ts';

/** Where in a file a fault lies; a fault of the file as a whole has no line. */
export interface Place {
  readonly file: string;
  /** From 1; the header is line 1. */
  readonly line?: number;
  /** Name of the column as the file spells it. */
  readonly field?: string;
}

/** A fault and its cure, for a person: `<what> — <cure>`. */
export interface Fault {
  readonly what: string;
  readonly cure: string;
}

/** What a file holds cannot be used: the whole file is refused, and asking again will not help. */
export const feedCorrupt = (place: Place, fault: Fault): ActorError =>
  new ActorError('FEED_CORRUPT', messageOf(place, fault), { ...place });

/** A file cannot be reached at the moment: missing, not readable, a failing disk. Asking again may help. */
export const feedUnavailable = (place: Place, fault: Fault, cause: unknown): ActorError =>
  new ActorError('FEED_UNAVAILABLE', messageOf(place, fault), { ...place }, { cause });

/** A field as it is quoted in a message: at most 40 characters, control characters escaped. */
export const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

const messageOf = ({ file, line, field }: Place, { what, cure }: Fault): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${field === undefined ? '' : `field ${field}: `}${what} — ${cure}`;
