import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { may } from '../../../../actors/domain/people/caller.ts';
import { usableScopes } from '../../../../actors/domain/people/key-rules.ts';
import { passwordFault } from '../../../../actors/domain/people/password-rules.ts';
import { KEY_SCOPES, PERMISSIONS, ROLES } from '../../../../actors/domain/people/role.ts';
import { newNameFault, userName } from '../../../../actors/domain/people/user-name.ts';

describe('names', () => {
  it('are one, however they are typed, so that nobody passes for another', () => {
    expect(userName(' Ada ')).toBe('ada');
    expect(userName('ａｄａ')).toBe('ada');
    for (const none of ['a', 'аda', 'a da', '-ada', 'ada/..', 'a'.repeat(33), '', 'ada\u0000'])
      expect(userName(none), none).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (typed) => {
        const name = userName(typed);
        return name === undefined || (userName(name) === name && userName(name.toUpperCase()) === name);
      }),
      { numRuns: 10_000 },
    );
  });

  it('of the platform itself are nobody’s', () => {
    for (const name of ['platform', 'Operator', 'system', 'LOCAL']) expect(newNameFault(name)).toMatch(/reserved/);
    expect(newNameFault('ada')).toBeUndefined();
  });
});

describe('passwords', () => {
  it.each([
    ['elevenchars', /12 characters/],
    ['x'.repeat(201), /200 characters/],
    ['aaaabbbbaaaa', /too few/],
    ['Password1234', /tried first/],
    ['ｐassword1234', /tried first/],
    ['ada.lovelaceada', /your name/],
  ])('%s is refused', (password, why) => {
    expect(passwordFault(password, 'ada.lovelace')).toMatch(why);
  });
  it('of some length that nobody tries first are good, blanks and all scripts too', () => {
    for (const good of ['seven small wet stones', 'пароль из многих слов', 'x9$kQ2!mNv7z'])
      expect(passwordFault(good, 'ada')).toBeUndefined();
  });
});

describe('a key', () => {
  const roles = fc.subarray([...ROLES]);
  const scopes = fc.subarray([...KEY_SCOPES]);
  it('may do nothing that its owner may not, and never touches security', () => {
    fc.assert(
      fc.property(roles, scopes, (owned, given) =>
        PERMISSIONS.every((permission) => {
          const keyed = may({ user: 'ada', roles: owned, scopes: usableScopes(owned, given) }, permission);
          return !keyed || (may({ user: 'ada', roles: owned }, permission) && permission !== 'own:security');
        }),
      ),
      { numRuns: 10_000 },
    );
  });
  it('loses nothing by leaving out the scopes that its owner has no use for', () => {
    fc.assert(
      fc.property(roles, scopes, (owned, given) =>
        PERMISSIONS.every(
          (permission) =>
            may({ user: 'ada', roles: owned, scopes: given }, permission) ===
            may({ user: 'ada', roles: owned, scopes: usableScopes(owned, given) }, permission),
        ),
      ),
      { numRuns: 10_000 },
    );
    expect(usableScopes(['user'], ['read', 'trade', 'admin'])).toEqual(['read', 'trade']);
  });
});
