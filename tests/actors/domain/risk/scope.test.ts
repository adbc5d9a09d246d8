import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  formatScope,
  parseScope,
  SCOPE_KINDS,
  scopesOf,
  type PartialSubject,
  type RiskScope,
} from '../../../../actors/domain/risk/scope.ts';
import { isRefuted, MANY, scopes, subjects } from './arbitraries.ts';

const anyId = fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => !/[\s\p{C}]/u.test(id));
const anyScope: fc.Arbitrary<RiskScope> = fc
  .tuple(fc.constantFrom(...SCOPE_KINDS), anyId)
  .map(([kind, id]) =>
    kind === 'platform' ? { kind } : { kind, id: kind === 'strategy' || kind === 'follower' ? `${kind}.${id}` : id },
  );

describe('the text of a scope', () => {
  it('reads as kind:id, and an id may itself have a colon', () => {
    expect(formatScope({ kind: 'platform' })).toBe('platform');
    expect(formatScope({ kind: 'strategy', id: 'strategy.01J' })).toBe('strategy:strategy.01J');
    expect(parseScope('instrument:BINANCE:EUR/USD')).toEqual({ kind: 'instrument', id: 'BINANCE:EUR/USD' });
  });

  const roundTrips = (format: (scope: RiskScope) => string) =>
    fc.property(anyScope, (scope) => {
      const text = format(scope);
      expect(parseScope(text)).toEqual(scope);
      expect(formatScope(parseScope(text))).toBe(text);
    });

  it('gives back the same scope, whatever the id', () => fc.assert(roundTrips(formatScope), MANY));

  it('[control] a text in lower case is not the same scope', () => {
    expect(isRefuted(roundTrips((scope) => formatScope(scope).toLowerCase()))).toBe(true);
  });

  it('is refused with what is wrong when it is none', () => {
    const faults: [string, RegExp][] = [
      ['', /"" is none of platform, user/],
      ['everything', /"everything" is none of/],
      ['User:alice', /"User" is none of/],
      ['platform:all', /it has no id/],
      ['user', /which user\? write user:<id>/],
      ['user:', /which user\?/],
      ['user:al ice', /neither blanks/],
      ['account:a\u0000', /control characters/],
      ['strategy:sma', /by its address, strategy\.<id>/],
      ['strategy:strategy.', /by its address/],
      ['follower:strategy.s1', /by its address, follower\.<id>/],
    ];
    for (const [text, message] of faults) {
      expect(() => parseScope(text), text).toThrow(
        expect.objectContaining({ type: 'SCOPE_INVALID', message: expect.stringMatching(message) as string }),
      );
    }
  });
});

describe('what a scope covers', () => {
  it('is everything, or what bears its id in the field of its kind', () => {
    const subject = {
      ...{ user: 'alice', account: 'a1', actor: 'follower.f1', strategy: undefined, symbol: 'ACME' },
      ...{ provider: 'p1', node: 'n1' },
    };
    const covering = ['platform', 'user:alice', 'account:a1', 'follower:follower.f1', 'provider:p1', 'instrument:ACME'];
    for (const text of [...covering, 'node:n1']) expect(covers(parseScope(text), subject), text).toBe(true);
    for (const text of ['user:a1', 'account:alice', 'strategy:strategy.s1', 'provider:p2', 'instrument:acme', 'node:n'])
      expect(covers(parseScope(text), subject), text).toBe(false);
    expect(scopesOf(subject).map(formatScope)).toEqual([...covering, 'node:n1'].sort(byInheritance));
  });

  it('never is what the subject leaves out', () => {
    const account: PartialSubject = { user: 'alice', account: 'a1' };
    expect(scopesOf(account).map(formatScope)).toEqual(['platform', 'user:alice', 'account:a1']);
    expect(covers({ kind: 'instrument', id: 'undefined' }, account)).toBe(false);
  });

  it('is the same whether a scope is asked about a subject or a subject for its scopes', () =>
    fc.assert(
      fc.property(scopes, subjects, (scope, subject) => {
        expect(scopesOf(subject).map(formatScope).includes(formatScope(scope))).toBe(covers(scope, subject));
      }),
      MANY,
    ));
});

const byInheritance = (a: string, b: string): number => rank(a) - rank(b);
const rank = (text: string): number => SCOPE_KINDS.indexOf(parseScope(text).kind);
