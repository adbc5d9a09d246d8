/** Where in a file a fault lies; a fault of the file as a whole has no line. */
export interface Place {
  readonly file: string;
  /** From 1; a header is line 1. */
  readonly line?: number;
  /** Column or property, as the file spells it. */
  readonly field?: string;
}

/** A fault and its cure, for a person: `<what> — <cure>`. */
export interface Fault {
  readonly what: string;
  readonly cure: string;
}

/** `<file>:<line>: field <field>: <what> — <cure>`, without what the place leaves out. */
export const faultAt = ({ file, line, field }: Place, { what, cure }: Fault): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${field === undefined ? '' : `field ${field}: `}${what} — ${cure}`;

/** A field as it is quoted in a message: at most 40 characters, control characters escaped. */
export const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
