// L1. In force is the strictest of the account's own config and of every scope that covers the subject.
import type { LimitName } from '../domain/risk/limit-catalog.ts';
import { effectiveLimits, type EffectiveLimits, type LimitInForce } from '../domain/risk/limit-book.ts';
import { isStricter, riskLimits, type RiskLimits } from '../domain/risk/limit-value.ts';
import { formatScope, type PartialSubject, type RiskScope, subjectWithin } from '../domain/risk/scope.ts';
import type { AccountState, TradingActor } from './account-state.ts';
import { subjectOf } from './restraint.ts';

/** Limits of one actor's orders, and where each comes from. */
export function actorLimits(state: AccountState, actor: TradingActor): EffectiveLimits {
  const { address, strategy, provider } = actor;
  return remembered(state, address, strategy ?? provider, () => subjectOf(state, actor));
}

/** Limits of all that the account does together. */
export const accountLimits = (state: AccountState): EffectiveLimits =>
  remembered(state, '', undefined, () => ({ user: state.config.owner, account: state.account }));

/** Limits of what a scope within accounts covers of this one. */
export const scopeLimits = (state: AccountState, scope: RiskScope): EffectiveLimits =>
  remembered(state, formatScope(scope), undefined, () => ({
    ...{ user: state.config.owner, account: state.account },
    ...subjectWithin(scope),
  }));

function remembered(
  state: AccountState,
  key: string,
  source: string | undefined,
  subject: () => PartialSubject,
): EffectiveLimits {
  const { limits: book } = state.controls;
  const { limits: memo } = state.memo;
  const known = memo.get(key);
  if (known?.revision === book.revision && known.source === source) return known;
  const inForce = stricter(state, effectiveLimits(book, subject()));
  memo.set(key, { ...inForce, revision: book.revision, source });
  return inForce;
}

/** The account's own limits beside those of the book: of two alike the book's is named. */
function stricter({ config, account }: AccountState, ofBook: EffectiveLimits): EffectiveLimits {
  const own = Object.entries(config.limits) as [LimitName, LimitInForce['value']][];
  const stricter = own.filter(([name, value]) => isStricter(name, value, ofBook.sources.get(name)?.value));
  if (stricter.length === 0) return ofBook;
  const sources = new Map(ofBook.sources);
  // Version 0: it was never set by the supervisor.
  for (const [name, value] of stricter)
    sources.set(name, { value, scope: { kind: 'account', id: account }, version: 0 });
  return { limits: riskLimits(Array.from(sources, ([name, { value }]) => [name, value])), sources };
}

/** The limits of a name in `RiskLimits` that are set. */
export const isAnySet = (limits: RiskLimits, names: readonly LimitName[]): boolean =>
  names.some((name) => limits[name] !== undefined);
