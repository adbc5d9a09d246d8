// A user's name is also the `owner` of what is theirs, so two people never share one and none looks like another's.

/** 2 to 32 characters; part of addresses, so neither blanks nor letters that only look alike. */
const USER_NAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

/** Names that the platform itself acts under, or that would be taken for it. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['platform', 'system', 'operator', 'local', 'dashboard', 'troupe', 'node'],
  ...['nobody', 'anonymous', 'unknown', 'root', 'support', 'me', 'null', 'undefined'],
]);

/** How a name is written, however somebody types it (Unicode NFKC, small letters); undefined when it can be nobody's. */
export function userName(typed: string): string | undefined {
  const name = typed.normalize('NFKC').trim().toLowerCase();
  return USER_NAME.test(name) ? name : undefined;
}

/** What is wrong with a name for somebody new; undefined when it may be taken. */
export function newNameFault(typed: string): string | undefined {
  const name = userName(typed);
  if (name === undefined) return 'a name is 2 to 32 of a-z, 0-9, dot, - and _, beginning with a letter or digit';
  return RESERVED.has(name) ? `${name} is reserved; take another name` : undefined;
}
