/** A rule of trading that was broken; match on `type`, since the class does not survive the way between nodes. */
export class DomainError extends Error {
  readonly type: string;
  /** The facts: ids, states, amounts as text. */
  readonly data: Record<string, unknown>;

  constructor(type: string, message: string, data: Record<string, unknown> = {}) {
    super(message);
    this.name = 'DomainError';
    this.type = type;
    this.data = data;
  }
}

/** Closes a switch over a union: a compile error when a member is missed, UNEXPECTED_VALUE when corrupt data gets here. */
export function assertNever(value: never, noun: string): never {
  throw new DomainError('UNEXPECTED_VALUE', `${JSON.stringify(value)} is not a known ${noun}`, { noun, value });
}

/** A field of some input that is not as it must be, e.g. `windows.0.open` of a calendar. */
export interface FieldFault {
  readonly field: string;
  readonly reason: string;
}
