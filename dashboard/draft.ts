/** What was typed into a form, by field name: `lane`, `params.fast`, `sizing.fraction` … */
export type Draft = Readonly<Record<string, string>>;

/** What is wrong with it, by field name; `''` for what no field is to blame for. */
export type Faults = ReadonlyMap<string, string>;

/** What a form itself carries, beside what is typed. */
const CARRIED: ReadonlySet<string> = new Set(['_csrf', 'key', 'then']);
const LONGEST = 300;

/** What of these fields was typed. */
export const typedIn = (fields: Iterable<readonly [string, unknown]>): Draft => {
  const draft: Record<string, string> = {};
  for (const [name, value] of fields)
    if (!CARRIED.has(name) && typeof value === 'string' && /^[A-Za-z][\w.-]{0,80}$/.test(name)) draft[name] = value;
  return draft;
};

/** The same from an address, which carries a draft from one form to another. */
export const draftOfQuery = (query: URLSearchParams): Draft =>
  typedIn([...query].filter(([, value]) => value.length <= LONGEST));

/** An address whose form is filled in with the draft. */
export const withDraft = (path: string, draft: Draft): string =>
  `${path}?${String(new URLSearchParams(Object.entries(draft).filter(([, value]) => value !== '')))}`;
