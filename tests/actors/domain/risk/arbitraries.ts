import fc from 'fast-check';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { LIMIT_NAMES, LIMITS, type LimitName } from '../../../../actors/domain/risk/limit-catalog.ts';
import type { LimitEntry } from '../../../../actors/domain/risk/limit-book.ts';
import type { LimitValue } from '../../../../actors/domain/risk/limit-value.ts';
import type { RiskScope, RiskSubject } from '../../../../actors/domain/risk/scope.ts';

export const MANY = { numRuns: 10_000 };

/** Whether fast-check finds a counterexample: for the controls, which must have one. */
export const isRefuted = (property: fc.IProperty<never[]> | fc.IProperty<unknown>): boolean =>
  fc.check(property as fc.IProperty<unknown>, MANY).failed;

const named = (kind: Exclude<RiskScope['kind'], 'platform'>, ...ids: readonly string[]): fc.Arbitrary<RiskScope> =>
  fc.constantFrom(...ids).map((id) => ({ kind, id }));

/** Few ids, so that scopes and subjects meet. */
export const scopes: fc.Arbitrary<RiskScope> = fc.oneof(
  fc.constant<RiskScope>({ kind: 'platform' }),
  named('user', 'alice', 'bob'),
  named('account', 'alice-1', 'bob-1'),
  named('strategy', 'strategy.s1', 'strategy.s2'),
  named('follower', 'follower.f1', 'follower.f2'),
  named('provider', 'p1', 'p2'),
  named('instrument', 'BTC/USD', 'ACME'),
  named('node', 'n1', 'n2'),
);

export const subjects: fc.Arbitrary<RiskSubject> = fc.record(
  {
    user: fc.constantFrom('alice', 'bob'),
    account: fc.constantFrom('alice-1', 'bob-1'),
    actor: fc.constantFrom('subscription.x1', 'follower.f1', 'follower.f2'),
    strategy: fc.constantFrom('strategy.s1', 'strategy.s2', undefined),
    symbol: fc.constantFrom('BTC/USD', 'ACME'),
    provider: fc.constantFrom('p1', 'p2'),
    node: fc.constantFrom('n1', 'n2'),
  },
  { requiredKeys: ['user', 'account', 'actor', 'strategy', 'symbol'] },
);

/** Values of a limit, few enough to be equal now and then. */
export function valuesOf(name: LimitName): fc.Arbitrary<LimitValue> {
  const { unit, minimum, maximum } = LIMITS[name];
  if (unit === 'money' || unit === 'quantity') return fc.integer({ min: 0, max: 40 }).map((n) => decimal(n).div(4));
  if (unit === 'count' || unit === 'per-minute' || unit === 'ms') return fc.integer({ min: 1, max: 20 });
  const most = Math.min(maximum, 10);
  return fc.integer({ min: 0, max: 16 }).map((n) => minimum + ((most - minimum) * n) / 16);
}

export const names: fc.Arbitrary<LimitName> = fc.constantFrom(...LIMIT_NAMES);
/** One of each strictness and kind of value, so that scopes disagree on the same limit. */
const fewNames = fc.constantFrom<LimitName>('maxOrderNotional', 'duplicateWindowMs', 'maxLeverage');

export type Setting = Pick<LimitEntry, 'scope' | 'limit' | 'value'>;

export const settings: fc.Arbitrary<Setting> = fewNames.chain((limit) =>
  fc.record({
    scope: scopes,
    limit: fc.constant(limit),
    value: fc.option(valuesOf(limit), { freq: 5 }),
  }),
);
