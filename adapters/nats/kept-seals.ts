// K1. A page asks for much at once for one person: what was sealed for them a moment ago serves, with time enough left to arrive.
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { CallerSeal } from '../../actors/ports/caller-seal.ts';

const GOOD_MS = 30_000;
const KEPT_MS = 5_000;
const MOST_KEPT = 1_000;

/** Seals callers, each at most once in five seconds; a seal that it gives out is good for 24 s more at least. */
export function keptSeals(
  seal: Pick<CallerSeal, 'seal'>,
  clock: { now(): number },
): (caller: Caller) => Promise<string> {
  const kept = new Map<string, { readonly sealed: Promise<string>; readonly until: number }>();
  return ({ user, roles, scopes }) => {
    const now = clock.now();
    const key = JSON.stringify([user, roles, scopes]);
    const before = kept.get(key);
    if (before !== undefined && now < before.until) return before.sealed; // K1
    if (kept.size >= MOST_KEPT) kept.clear();
    const sealed = seal.seal({ user, roles, ...(scopes !== undefined && { scopes }) }, now + GOOD_MS);
    kept.set(key, { sealed, until: now + KEPT_MS });
    sealed.catch(() => kept.delete(key));
    return sealed;
  };
}
