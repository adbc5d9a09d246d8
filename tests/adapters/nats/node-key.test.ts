import { fromPublic, fromSeed } from 'nkeys.js';
import { createOperator } from 'nkeys.js';
import { describe, expect, it } from 'vitest';
import { isPublicKey, newSeed, nodeKey, publicKeyOf, verifier } from '../../../adapters/nats/node-key.ts';

const bytes = Buffer.from('any bytes');

describe('the key of a node', () => {
  it('signs as the nkey of the same seed does, so one key serves the login and the packets', () => {
    const seed = newSeed();
    const key = nodeKey(seed);
    const nkey = fromSeed(Buffer.from(seed));
    expect(key.publicKey).toBe(nkey.getPublicKey());
    expect(fromPublic(key.publicKey).verify(bytes, key.sign(bytes))).toBe(true);
    expect(verifier(key.publicKey)(bytes, nkey.sign(bytes))).toBe(true);
  });

  it('is no other: neither other bytes nor another key pass', () => {
    const key = nodeKey(newSeed());
    expect(verifier(key.publicKey)(Buffer.from('other bytes'), key.sign(bytes))).toBe(false);
    expect(verifier(nodeKey(newSeed()).publicKey)(bytes, key.sign(bytes))).toBe(false);
  });

  it('makes the same secret on both sides, and another for another pair or purpose', () => {
    for (let pair = 0; pair < 20; pair += 1) {
      const [one, two, three] = [nodeKey(newSeed()), nodeKey(newSeed()), nodeKey(newSeed())];
      const secret = one.sharedWith(two.publicKey, 'a>b').export();
      expect(two.sharedWith(one.publicKey, 'a>b').export()).toEqual(secret);
      expect(two.sharedWith(one.publicKey, 'b>a').export()).not.toEqual(secret);
      expect(three.sharedWith(one.publicKey, 'a>b').export()).not.toEqual(secret);
      expect(three.sharedWith(two.publicKey, 'a>b').export()).not.toEqual(secret);
    }
  });

  it('is refused when it is damaged or not of a user', () => {
    const seed = newSeed();
    const { publicKey } = nodeKey(seed);
    const damaged = publicKey.slice(0, 20) + (publicKey[20] === 'A' ? 'B' : 'A') + publicKey.slice(21);
    expect([publicKey, damaged, '', 'U', seed, publicKey.toLowerCase()].map(isPublicKey)).toEqual([
      true,
      ...Array<boolean>(5).fill(false),
    ]);
    expect(() => publicKeyOf('SUnonsense')).toThrow();
    expect(() => publicKeyOf(Buffer.from(createOperator().getSeed()).toString())).toThrow('not of a user');
  });
});
