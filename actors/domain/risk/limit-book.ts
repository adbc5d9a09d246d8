// B1. The versions of a scope's limit are 1, 2, 3 …; a limit that was taken away keeps its entry, so a version never comes twice.
// B2. What is in force is the strictest of the scopes that cover a subject: no scope can be let out by another.
import { DomainError } from '../errors.ts';
import type { LimitName } from './limit-catalog.ts';
import { isStricter, parseLimitValue, riskLimits, type LimitValue, type RiskLimits } from './limit-value.ts';
import { formatScope, parseScope, scopesOf, type PartialSubject, type RiskScope } from './scope.ts';

/** The limit of one scope as it was last set. */
export interface LimitEntry {
  readonly scope: RiskScope;
  readonly limit: LimitName;
  /** Null once it has been taken away. */
  readonly value: LimitValue | null;
  readonly version: number;
  readonly by: string;
  /** Epoch milliseconds UTC. */
  readonly at: number;
  readonly reason: string;
  /** Who else agreed, where that was asked for. */
  readonly approvedBy: string | null;
}

/** All limits by scope. */
export interface LimitBook {
  /** By the text of the scope. */
  readonly entries: Map<string, Map<LimitName, LimitEntry>>;
  /** How many changes it has taken; what was worked out from it is good while this stays. */
  revision: number;
}

/** A limit in force: its value and the scope that it comes from, the widest of those that set the same. */
export interface LimitInForce {
  readonly value: LimitValue;
  readonly scope: RiskScope;
  readonly version: number;
}

export interface EffectiveLimits {
  readonly limits: RiskLimits;
  readonly sources: ReadonlyMap<LimitName, LimitInForce>;
}

export const emptyLimitBook = (): LimitBook => ({ entries: new Map(), revision: 0 });

export const limitEntry = (book: LimitBook, scope: RiskScope, limit: LimitName): LimitEntry | undefined =>
  book.entries.get(formatScope(scope))?.get(limit);

/** Takes the next version of one limit. Throws LIMIT_VERSION_GAP when it is not the next. */
export function setLimit(book: LimitBook, entry: LimitEntry): void {
  const scope = formatScope(entry.scope);
  const has = limitEntry(book, entry.scope, entry.limit)?.version ?? 0;
  if (entry.version !== has + 1) {
    const facts = { scope, limit: entry.limit, has, version: entry.version };
    throw new DomainError(
      'LIMIT_VERSION_GAP',
      `${entry.limit} of ${scope} is at version ${has} and cannot take ${entry.version}`,
      facts,
    );
  }
  let ofScope = book.entries.get(scope);
  if (ofScope === undefined) book.entries.set(scope, (ofScope = new Map<LimitName, LimitEntry>()));
  ofScope.set(entry.limit, entry);
  book.revision += 1;
}

/** The strictest value of every limit over the scopes that cover the subject (B2), and where each comes from. */
export function effectiveLimits(book: LimitBook, subject: PartialSubject): EffectiveLimits {
  const sources = new Map<LimitName, LimitInForce>();
  for (const scope of scopesOf(subject)) {
    for (const { limit, value, version } of book.entries.get(formatScope(scope))?.values() ?? []) {
      if (value === null || !isStricter(limit, value, sources.get(limit)?.value)) continue;
      sources.set(limit, { value, scope, version });
    }
  }
  return { limits: riskLimits([...sources].map(([limit, { value }]) => [limit, value])), sources };
}

/** What the scopes that cover the subject say of one limit, widest scope first: the inheritance that a page shows. */
export const inheritedLimits = (book: LimitBook, subject: PartialSubject, limit: LimitName): LimitEntry[] =>
  scopesOf(subject).flatMap((scope) => limitEntry(book, scope, limit) ?? []);

export type SavedLimitEntry = Omit<LimitEntry, 'scope'> & { readonly scope: string };
interface SavedBook {
  readonly revision: number;
  readonly entries: readonly SavedLimitEntry[];
}

/** JSON of the book; decimals become exact text. */
export const saveLimitBook = ({ entries, revision }: LimitBook): unknown => {
  const saved: SavedBook = {
    revision,
    entries: [...entries.values()].flatMap((of) => [...of.values()].map(saveLimitEntry)),
  };
  return saved;
};

/** The book again from its JSON. */
export function loadLimitBook(saved: unknown): LimitBook {
  const { revision, entries } = saved as SavedBook;
  const book: LimitBook = { entries: new Map(), revision };
  for (const entry of entries.map(reviveLimitEntry)) {
    const scope = formatScope(entry.scope);
    const ofScope = book.entries.get(scope) ?? new Map<LimitName, LimitEntry>();
    book.entries.set(scope, ofScope.set(entry.limit, entry));
  }
  return book;
}

/** An entry as JSON, in a journal or a stream: its scope is text. */
export const saveLimitEntry = (entry: LimitEntry): SavedLimitEntry => ({ ...entry, scope: formatScope(entry.scope) });

/** The entry that `saveLimitEntry` wrote, once it has been through JSON. */
export const reviveLimitEntry = (saved: SavedLimitEntry): LimitEntry => ({
  ...saved,
  scope: parseScope(saved.scope),
  value: saved.value === null ? null : parseLimitValue(saved.limit, saved.value),
});
