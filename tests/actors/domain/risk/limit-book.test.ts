import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import {
  effectiveLimits,
  emptyLimitBook,
  inheritedLimits,
  limitEntry,
  loadLimitBook,
  reviveLimitEntry,
  saveLimitBook,
  saveLimitEntry,
  setLimit,
  type LimitBook,
} from '../../../../actors/domain/risk/limit-book.ts';
import { LIMITS, type LimitName } from '../../../../actors/domain/risk/limit-catalog.ts';
import type { LimitValue } from '../../../../actors/domain/risk/limit-value.ts';
import { formatScope, parseScope, type RiskSubject } from '../../../../actors/domain/risk/scope.ts';
import { isRefuted, MANY, settings, subjects, type Setting } from './arbitraries.ts';

const setNext = (book: LimitBook, { scope, limit, value }: Setting): void => {
  const version = (limitEntry(book, scope, limit)?.version ?? 0) + 1;
  setLimit(book, { scope, limit, value, version, by: 'ops', at: 1_000, reason: 'test', approvedBy: null });
};

function bookOf(changes: readonly Setting[]): LimitBook {
  const book = emptyLimitBook();
  for (const change of changes) setNext(book, change);
  return book;
}

const keyOf = ({ scope, limit }: Setting): string => `${formatScope(scope)} ${limit}`;

/** The last value of each scope, found without the book. */
const standing = (changes: readonly Setting[]): Setting[] => [
  ...new Map(changes.map((it) => [keyOf(it), it])).values(),
];

/** Whether a subject bears the text of a scope, found without `covers`. */
const bears = (subject: RiskSubject, text: string): boolean =>
  [
    'platform',
    `user:${subject.user}`,
    `account:${subject.account}`,
    `strategy:${subject.strategy ?? '-'}`,
    `follower:${subject.actor}`,
    `provider:${subject.provider ?? '-'}`,
    `instrument:${subject.symbol}`,
    `node:${subject.node ?? '-'}`,
  ].includes(text);

function strictest(changes: readonly Setting[], subject: RiskSubject): Record<string, string> {
  const found: Record<string, string> = {};
  for (const limit of new Set(changes.map((change) => change.limit))) {
    const values = standing(changes)
      .filter((change) => change.limit === limit && bears(subject, formatScope(change.scope)))
      .flatMap(({ value }) => (value === null ? [] : [Number(value)]));
    if (values.length === 0) continue;
    found[limit] = String(LIMITS[limit].stricter === 'lower' ? Math.min(...values) : Math.max(...values));
  }
  return found;
}

const asText = (limits: object): Record<string, string> =>
  Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, String(value)]));

type Effective = (book: LimitBook, subject: RiskSubject) => object;
const effective: Effective = (book, subject) => effectiveLimits(book, subject).limits;

/** The narrowest scope lets out the wider ones, as settings do and limits must not. */
const overriding: Effective = (book, subject) => {
  const limits: Partial<Record<LimitName, LimitValue>> = {};
  for (const limit of ['maxOrderNotional', 'duplicateWindowMs', 'maxLeverage'] as const) {
    const last = inheritedLimits(book, subject, limit).findLast(({ value }) => value !== null)?.value;
    if (last != null) limits[limit] = last;
  }
  return limits;
};

const changes = fc.array(settings, { maxLength: 20 });

describe('the limits in force', () => {
  it('come from the widest scope that sets the strictest value, and say so', () => {
    const set = (scope: string, limit: LimitName, value: LimitValue | null) => ({
      scope: parseScope(scope),
      limit,
      value,
    });
    const book = bookOf([
      set('account:a1', 'maxOrderNotional', decimal(50)),
      set('user:alice', 'maxOrderNotional', decimal(80)),
      set('instrument:ACME', 'maxOrderNotional', decimal('50.0')),
      set('platform', 'duplicateWindowMs', 1_000),
      set('account:a1', 'duplicateWindowMs', 5_000),
      set('platform', 'maxDrawdown', 0.1),
      set('platform', 'maxDrawdown', null),
    ]);
    const subject = { user: 'alice', account: 'a1', actor: 'subscription.x', strategy: undefined, symbol: 'ACME' };
    const { limits, sources } = effectiveLimits(book, subject);
    expect(asText(limits)).toEqual({ maxOrderNotional: '50', duplicateWindowMs: '5000' });
    expect(formatScope(sources.get('maxOrderNotional')!.scope)).toBe('account:a1');
    expect(
      inheritedLimits(book, subject, 'maxOrderNotional').map(({ scope, value }) => [scope.kind, String(value)]),
    ).toEqual([
      ['user', '80'],
      ['account', '50'],
      ['instrument', '50'],
    ]);
    expect(asText(effectiveLimits(book, { user: 'bob' }).limits)).toEqual({ duplicateWindowMs: '1000' });
  });

  const areStrictest = (inForce: Effective) =>
    fc.property(changes, fc.array(fc.nat()), subjects, (all, ranks, subject) => {
      expect(asText(inForce(bookOf(all), subject))).toEqual(strictest(all, subject));
      // Another order of what has nothing to do with each other: each limit of a scope keeps its own order.
      const keys = [...new Set(all.map(keyOf))];
      const rank = (change: Setting) => ranks[keys.indexOf(keyOf(change))] ?? 0;
      const reordered = all.toSorted((a, b) => rank(a) - rank(b) || keyOf(a).localeCompare(keyOf(b)));
      expect(effectiveLimits(bookOf(reordered), subject)).toEqual(effectiveLimits(bookOf(all), subject));
    });

  it('are the strictest over all scopes that cover the subject, whatever order the changes came in', () =>
    fc.assert(areStrictest(effective), MANY));

  it('[control] limits that a narrower scope overrides are caught', () => {
    expect(isRefuted(areStrictest(overriding))).toBe(true);
  });

  const neverLoosen = (inForce: Effective) =>
    fc.property(changes, settings, subjects, (all, added, subject) => {
      fc.pre(added.value !== null && standing(all).every((it) => keyOf(it) !== keyOf(added) || it.value === null));
      const before = asText(inForce(bookOf(all), subject));
      const after = asText(inForce(bookOf([...all, added]), subject));
      for (const [limit, value] of Object.entries(before)) {
        const [was, is] = [Number(value), Number(after[limit])];
        expect(LIMITS[limit as LimitName].stricter === 'lower' ? is <= was : is >= was, limit).toBe(true);
      }
    });

  it('never get looser by a limit that is added', () => fc.assert(neverLoosen(effective), MANY));

  it('[control] limits that a narrower scope overrides get looser', () => {
    expect(isRefuted(neverLoosen(overriding))).toBe(true);
  });
});

describe('the book of limits', () => {
  const survives = (through: (book: LimitBook) => LimitBook) =>
    fc.property(changes, settings, (all, next) => {
      const book = bookOf(all);
      const again = through(book);
      expect(again).toEqual(book);
      setNext(again, next);
      expect(again.revision).toBe(all.length + 1);
    });

  it('is the same again after JSON, versions and all', () =>
    fc.assert(
      survives((book) => loadLimitBook(JSON.parse(JSON.stringify(saveLimitBook(book))))),
      MANY,
    ));

  it('[control] a book that forgets what was taken away is caught', () => {
    const forgetful = survives((book) => {
      const { entries, revision } = JSON.parse(JSON.stringify(saveLimitBook(book))) as Saved;
      return loadLimitBook({ revision, entries: entries.filter(({ value }) => value !== null) });
    });
    expect(isRefuted(forgetful)).toBe(true);
  });

  it('refuses a version that is not the next, so that a lost or doubled change cannot pass unseen', () => {
    const book = bookOf([{ scope: { kind: 'platform' }, limit: 'maxLeverage', value: 2 }]);
    const entry = limitEntry(book, { kind: 'platform' }, 'maxLeverage')!;
    for (const version of [0, 1, 3]) {
      expect(() => setLimit(book, { ...entry, version })).toThrow(
        expect.objectContaining({ type: 'LIMIT_VERSION_GAP' }),
      );
    }
    expect(reviveLimitEntry(JSON.parse(JSON.stringify(saveLimitEntry(entry))) as never)).toEqual(entry);
    expect(book.revision).toBe(1);
  });
});

interface Saved {
  readonly revision: number;
  readonly entries: readonly { readonly value: unknown }[];
}
