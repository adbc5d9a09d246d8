import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { emptyLimitBook, limitEntry, setLimit, type LimitBook } from '../../../../actors/domain/risk/limit-book.ts';
import {
  approveLimit,
  parseLimitChange,
  proposeLimit,
  type LimitChange,
  type LimitOutcome,
} from '../../../../actors/domain/risk/limit-change.ts';
import { LIMITS } from '../../../../actors/domain/risk/limit-catalog.ts';
import { isRefuted, MANY, settings } from './arbitraries.ts';

const ALONE = { approveLoosening: false };
const IN_TWO = { approveLoosening: true };

const aChange = (overrides: Partial<LimitChange> = {}): LimitChange => ({
  scope: { kind: 'account', id: 'a1' },
  limit: 'maxOrderNotional',
  value: decimal(100),
  fromVersion: 0,
  reason: 'calmer',
  by: 'ann',
  at: 1_000,
  ...overrides,
});

const apply = (book: LimitBook, outcome: LimitOutcome): void => {
  if (outcome.kind !== 'set') throw new Error(`not set: ${JSON.stringify(outcome)}`);
  setLimit(book, outcome.entry);
};

describe('a change of a limit', () => {
  it('applies at once when it tightens, or when nobody else is asked', () => {
    const book = emptyLimitBook();
    apply(book, proposeLimit(book, aChange(), IN_TWO));
    apply(book, proposeLimit(book, aChange({ value: decimal(90), fromVersion: 1 }), IN_TWO));
    const loosened = proposeLimit(book, aChange({ value: null, fromVersion: 2 }), ALONE);
    apply(book, loosened);
    expect(loosened).toMatchObject({ kind: 'set', before: { version: 2 }, entry: { version: 3, approvedBy: null } });
  });

  it('that loosens awaits somebody else, who is named in the entry', () => {
    const book = emptyLimitBook();
    apply(book, proposeLimit(book, aChange(), IN_TWO));
    const change = aChange({ value: decimal(101), fromVersion: 1 });
    expect(proposeLimit(book, change, IN_TWO)).toMatchObject({ kind: 'awaits-approval', change });
    expect(approveLimit(book, change, { by: 'ann', at: 2_000 })).toEqual({
      ...{ kind: 'refused', code: 'APPROVER_IS_PROPOSER', by: 'ann' },
    });
    const approved = approveLimit(book, change, { by: 'ben', at: 2_000 });
    apply(book, approved);
    expect(approved).toMatchObject({ entry: { by: 'ann', approvedBy: 'ben', at: 2_000, version: 2 } });
  });

  it('that was made from an older version is a conflict that shows what is there now, also when it is approved late', () => {
    const book = emptyLimitBook();
    apply(book, proposeLimit(book, aChange(), ALONE));
    const late = aChange({ value: decimal(200), by: 'cid', fromVersion: 0 });
    const conflict = {
      ...{ kind: 'refused', code: 'CONFLICT' },
      conflict: {
        ...{ scope: 'account:a1', limit: 'maxOrderNotional', madeFrom: 0, asked: decimal(200) },
        inForce: limitEntry(book, late.scope, late.limit),
      },
    };
    expect(proposeLimit(book, late, ALONE)).toEqual(conflict);
    expect(approveLimit(book, late, { by: 'ben', at: 2_000 })).toEqual(conflict);
  });

  type Propose = typeof proposeLimit;
  const needsTwo = (propose: Propose) =>
    fc.property(fc.array(settings, { maxLength: 12 }), (asked) => {
      const book = emptyLimitBook();
      for (const { scope, limit, value } of asked) {
        const before = limitEntry(book, scope, limit);
        const change = { ...aChange(), scope, limit, value, fromVersion: before?.version ?? 0 };
        const outcome = propose(book, change, IN_TWO);
        if (outcome.kind !== 'set') continue;
        // Worked out without the product's comparison: with one signature nothing may become looser.
        const mildest = LIMITS[limit].stricter === 'lower' ? Infinity : -Infinity;
        const [was, is] = [Number(before?.value ?? mildest), Number(value ?? mildest)];
        expect(LIMITS[limit].stricter === 'lower' ? is <= was : is >= was).toBe(true);
        setLimit(book, outcome.entry);
      }
    });

  it('never loosens by one person where two are asked for', () => fc.assert(needsTwo(proposeLimit), MANY));

  it('[control] one that only looks at lower and higher is caught', () => {
    const naive: Propose = (book, change, policy) => {
      const before = limitEntry(book, change.scope, change.limit)?.value;
      const rises = before != null && change.value !== null && decimal(change.value).gt(decimal(before));
      return proposeLimit(book, change, rises ? policy : ALONE);
    };
    expect(isRefuted(needsTwo(naive))).toBe(true);
  });
});

describe('a change from JSON', () => {
  const asked = { by: 'ann', at: 1_000 };
  const json = { scope: 'account:a1', limit: 'maxOrderNotional', value: '100', fromVersion: 0, reason: ' calmer ' };

  it('is read with its scope and exact value; null takes the limit away', () => {
    expect(parseLimitChange(json, asked)).toEqual(aChange());
    expect(parseLimitChange({ ...json, value: null }, asked).value).toBeNull();
  });

  it('is refused with every fault', () => {
    const faultsOf = (input: unknown): string => {
      try {
        parseLimitChange(input, asked);
      } catch (error) {
        return (error as Error).message;
      }
      return 'none';
    };
    expect(faultsOf({ scope: 'moon', limit: 'maxFun', value: 1, fromVersion: -1, reason: ' ', by: 'eve' })).toMatch(
      /^by: is not known; scope: "moon" is no scope: .*; limit: "maxFun" is not .*; fromVersion: is not .*; reason: is missing$/,
    );
    expect(faultsOf({ ...json, scope: 'node:n1' })).toMatch(/^scope: maxOrderNotional is set for platform, user/);
    expect(faultsOf({ ...json, value: 100 })).toMatch(/^value: maxOrderNotional: 100 is not an amount/);
    expect(faultsOf({ ...json, value: undefined })).toMatch(/^value: maxOrderNotional: nothing is not an amount/);
    expect(faultsOf(null)).toMatch(/^scope: .*; limit: nothing is not/);
  });
});
