// What a person typed to change one limit, and what the change does before anybody applies it.
import { DomainError } from '../actors/domain/errors.ts';
import { isLimitName, LIMITS, type LimitName } from '../actors/domain/risk/limit-catalog.ts';
import { isLoosening, isStricter, parseLimitValue, type LimitValue } from '../actors/domain/risk/limit-value.ts';
import { covers, formatScope, parseScope, type PartialSubject, type RiskScope } from '../actors/domain/risk/scope.ts';
import type { RiskSupervisorStateView } from '../actors/risk-views.ts';
import type { ActorView } from '../actors/views.ts';
import { reasonOf, scopeOf } from './control-draft.ts';
import type { Draft } from './draft.ts';
import { limitFromText, limitText } from './limit-text.ts';
import { affectedBy, type Affected } from './risk-subjects.ts';

export type LimitView = RiskSupervisorStateView['limits'][number];

/** Which limit of which scope a form is about. */
export interface LimitPlace {
  readonly scope: RiskScope;
  readonly limit: LimitName;
}

/** A change as `set-limit` takes it. */
export interface LimitRequest {
  readonly scope: string;
  readonly limit: LimitName;
  /** Null takes the limit away. */
  readonly value: string | null;
  readonly fromVersion: number;
  readonly reason: string;
}

/** What a change does. */
export interface LimitEffect {
  readonly before: LimitView | undefined;
  readonly direction: 'loosens' | 'tightens' | 'same';
  /** Loosening, where that waits for a second person. */
  readonly needsApproval: boolean;
  /** A stricter value of a wider scope, which stays in force whatever this one says. */
  readonly heldBy: LimitView | undefined;
  readonly affected: Affected;
  /** It was changed by somebody since the form was made. */
  readonly isOvertaken: boolean;
}

/** The place that the draft names; what is wrong with it goes to `faults`. */
export const limitPlace = (draft: Draft, faults: Map<string, string>): LimitPlace | undefined => {
  const name = draft['limit'] ?? '';
  if (!isLimitName(name)) faults.set('limit', 'Choose a limit.');
  const scope = scopeOf(draft, faults);
  if (scope === undefined || !isLimitName(name)) return undefined;
  if (!LIMITS[name].scopes.includes(scope.kind)) {
    faults.set('kind', `${LIMITS[name].title} is set for: ${LIMITS[name].scopes.join(', ')}.`);
    return undefined;
  }
  return { scope, limit: name };
};

/** The change that the draft makes; undefined with faults when it makes none. */
export const limitRequest = (
  draft: Draft,
): { readonly request: LimitRequest | undefined; readonly faults: Map<string, string> } => {
  const faults = new Map<string, string>();
  const place = limitPlace(draft, faults);
  if (place === undefined) return { request: undefined, faults };
  const value = draft['remove'] === 'true' ? null : valueOf(place.limit, draft, faults);
  const reason = reasonOf(draft, faults);
  const fromVersion = Number(draft['fromVersion'] ?? '');
  if (!Number.isSafeInteger(fromVersion) || fromVersion < 0 || draft['fromVersion'] === '')
    faults.set('', 'This form does not say which version it was made from: open it again.');
  if (faults.size > 0 || value === undefined) return { request: undefined, faults };
  return { request: { scope: formatScope(place.scope), limit: place.limit, value, fromVersion, reason }, faults };
};

/** What a change would do as things are now. */
export const effectOf = (
  { scope: text, limit, value, fromVersion }: LimitRequest,
  supervisor: RiskSupervisorStateView,
  actors: readonly ActorView[],
): LimitEffect => {
  const scope = parseScope(text);
  const before = entryOf(supervisor.limits, text, limit);
  const [from, to] = [parsed(limit, before?.value ?? null), parsed(limit, value)];
  const direction = isLoosening(limit, from, to) ? 'loosens' : isStricter(limit, to, from) ? 'tightens' : 'same';
  const wider = supervisor.limits.filter((one) => one.limit === limit && isWider(parseScope(one.scope), scope, actors));
  const heldBy = strictestOf(wider);
  return {
    before,
    direction,
    needsApproval: direction === 'loosens' && supervisor.approveLoosening,
    heldBy: heldBy !== undefined && isStricter(limit, parsed(limit, heldBy.value), to) ? heldBy : undefined,
    affected: affectedBy(scope, actors),
    isOvertaken: (before?.version ?? 0) !== fromVersion,
  };
};

/** The limit of a scope as it was last set. */
export const entryOf = (entries: readonly LimitView[], scope: string, limit: string): LimitView | undefined =>
  entries.find((one) => one.scope === scope && one.limit === limit);

/** What is in force of one limit among what several scopes say; the first of those that say the same. */
export const strictestOf = (entries: readonly LimitView[]): LimitView | undefined => {
  let strictest: LimitView | undefined;
  for (const one of entries) {
    if (one.value === null || !isLimitName(one.limit)) continue;
    if (isStricter(one.limit, parsed(one.limit, one.value), strictest && parsed(one.limit, strictest.value)))
      strictest = one;
  }
  return strictest;
};

const parsed = (limit: LimitName, value: string | null): LimitValue | undefined =>
  value === null ? undefined : parseLimitValue(limit, value);

const valueOf = (limit: LimitName, draft: Draft, faults: Map<string, string>): string | undefined => {
  const typed = (draft['value'] ?? '').trim();
  if (typed === '') {
    faults.set('value', 'Give a value, or take the limit away.');
    return undefined;
  }
  const text = limitFromText(limit, typed);
  try {
    return String(parseLimitValue(limit, text));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { minimum, maximum } = LIMITS[limit];
    faults.set(
      'value',
      /below|above/.test(String(error.data['reason']))
        ? `Give a value from ${limitText(limit, minimum)} to ${limitText(limit, maximum)}.`
        : `Give a number; ${JSON.stringify(typed)} ${String(error.data['reason'])}.`,
    );
    return undefined;
  }
};

/** Whether all that `narrow` is about, as far as it is known, is covered by another, wider scope. */
const isWider = (wide: RiskScope, narrow: RiskScope, actors: readonly ActorView[]): boolean => {
  if (formatScope(wide) === formatScope(narrow) || narrow.kind === 'platform') return false;
  if (wide.kind === 'platform') return true;
  if (wide.kind !== 'user' || narrow.kind !== 'account') return false;
  const owner = actors.find(({ address }) => address === `risk-monitor.${narrow.id}`)?.owner;
  const subject: PartialSubject = { account: narrow.id, ...(owner !== undefined && { user: owner }) };
  return covers(wide, subject);
};
