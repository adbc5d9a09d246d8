// C1. A change names the version it was made from: of two made from the same one the second is a conflict, never an overwrite.
// C2. Where a second approver is asked for, nobody loosens a limit alone.
import { DomainError, type FieldFault } from '../errors.ts';
import { isLimitName, LIMITS, type LimitName } from './limit-catalog.ts';
import { isLoosening, parseLimitValue, type LimitValue } from './limit-value.ts';
import { limitEntry, type LimitBook, type LimitEntry } from './limit-book.ts';
import { formatScope, parseScope, type RiskScope } from './scope.ts';

/** What somebody wants a limit of a scope to be. */
export interface LimitChange {
  readonly scope: RiskScope;
  readonly limit: LimitName;
  /** Null takes the limit away. */
  readonly value: LimitValue | null;
  /** Version of the entry that it was made from; 0 where there was none. */
  readonly fromVersion: number;
  readonly reason: string;
  readonly by: string;
  /** Epoch milliseconds UTC. */
  readonly at: number;
}

export interface ChangePolicy {
  /** Whether a loosening waits for somebody else's approval. */
  readonly approveLoosening: boolean;
}

/** Who agrees to a change, and when. */
export type Approval = Pick<LimitChange, 'by' | 'at'>;

/** How the book has moved on since a change was made from it. */
export interface LimitConflict {
  readonly scope: string;
  readonly limit: LimitName;
  readonly madeFrom: number;
  readonly asked: LimitValue | null;
  /** What the limit is now, by whom and why; undefined when it has never been set. */
  readonly inForce: LimitEntry | undefined;
}

export type LimitOutcome =
  /** `entry` is to be journaled and given to `setLimit`; `before` is what it takes the place of. */
  | { readonly kind: 'set'; readonly before: LimitEntry | undefined; readonly entry: LimitEntry }
  | { readonly kind: 'awaits-approval'; readonly before: LimitEntry | undefined; readonly change: LimitChange }
  | { readonly kind: 'refused'; readonly code: 'CONFLICT'; readonly conflict: LimitConflict }
  | { readonly kind: 'refused'; readonly code: 'APPROVER_IS_PROPOSER'; readonly by: string };

/** What becomes of a change that somebody asks for. */
export function proposeLimit(book: LimitBook, change: LimitChange, policy: ChangePolicy): LimitOutcome {
  const before = limitEntry(book, change.scope, change.limit);
  if ((before?.version ?? 0) !== change.fromVersion) return conflict(change, before);
  const loosens = isLoosening(change.limit, before?.value ?? undefined, change.value ?? undefined);
  return loosens && policy.approveLoosening
    ? { kind: 'awaits-approval', before, change }
    : { kind: 'set', before, entry: entryOf(change, change.at, null) };
}

/** What becomes of a change that awaits approval once somebody agrees; the book may have moved on meanwhile. */
export function approveLimit(book: LimitBook, change: LimitChange, approval: Approval): LimitOutcome {
  if (approval.by === change.by) return { kind: 'refused', code: 'APPROVER_IS_PROPOSER', by: approval.by };
  const before = limitEntry(book, change.scope, change.limit);
  if ((before?.version ?? 0) !== change.fromVersion) return conflict(change, before);
  return { kind: 'set', before, entry: entryOf(change, approval.at, approval.by) };
}

/**
 * A change from JSON: `scope` and `limit` as text, `value` as `parseLimitValue` reads it or null, `fromVersion`, `reason`.
 * Who asks and when come from the boundary that knows. Throws LIMIT_CHANGE_INVALID with the field and reason of every fault.
 */
export function parseLimitChange(json: unknown, asked: Approval): LimitChange {
  const fields = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const faults: FieldFault[] = [];
  for (const field of Object.keys(fields)) if (!FIELDS.has(field)) faults.push({ field, reason: 'is not known' });

  const scope = attempt(faults, 'scope', () => parseScope(String(fields['scope'])));
  const limit = limitOf(faults, fields['limit']);
  const value =
    limit === undefined || fields['value'] === null
      ? null
      : attempt(faults, 'value', () => parseLimitValue(limit, fields['value']));
  if (scope !== undefined && limit !== undefined && !LIMITS[limit].scopes.includes(scope.kind)) {
    faults.push({ field: 'scope', reason: `${limit} is set for ${LIMITS[limit].scopes.join(', ')}` });
  }
  const { fromVersion, reason } = fields;
  const isVersion = typeof fromVersion === 'number' && Number.isSafeInteger(fromVersion) && fromVersion >= 0;
  if (!isVersion) faults.push({ field: 'fromVersion', reason: 'is not a version: 0, 1, 2 …' });
  if (typeof reason !== 'string' || reason.trim() === '') faults.push({ field: 'reason', reason: 'is missing' });

  if (scope === undefined || limit === undefined || value === undefined || faults.length > 0) {
    const message = faults.map((fault) => `${fault.field}: ${fault.reason}`).join('; ');
    throw new DomainError('LIMIT_CHANGE_INVALID', message, { faults });
  }
  return { scope, limit, value, fromVersion: Number(fromVersion), reason: String(reason).trim(), ...asked };
}

const FIELDS: ReadonlySet<string> = new Set([
  'scope',
  'limit',
  'value',
  'fromVersion',
  'reason',
] satisfies (keyof LimitChange)[]);

function limitOf(faults: FieldFault[], json: unknown): LimitName | undefined {
  if (typeof json === 'string' && isLimitName(json)) return json;
  faults.push({
    field: 'limit',
    reason: `${json === undefined ? 'nothing' : JSON.stringify(json)} is not a known limit`,
  });
  return undefined;
}

/** What `parse` gives, or undefined and its fault. */
function attempt<Parsed>(faults: FieldFault[], field: string, parse: () => Parsed): Parsed | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    faults.push({ field, reason: error.message });
    return undefined;
  }
}

const conflict = (change: LimitChange, inForce: LimitEntry | undefined): LimitOutcome => {
  const { limit, fromVersion: madeFrom, value: asked } = change;
  return {
    kind: 'refused',
    code: 'CONFLICT',
    conflict: { scope: formatScope(change.scope), limit, madeFrom, asked, inForce },
  };
};

const entryOf = (change: LimitChange, at: number, approvedBy: string | null): LimitEntry => {
  const { fromVersion, scope, limit, value, by, reason } = change;
  return { scope, limit, value, version: fromVersion + 1, by, at, reason, approvedBy };
};
