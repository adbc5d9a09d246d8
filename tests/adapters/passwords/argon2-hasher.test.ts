import { hash } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { argon2Hasher } from '../../../adapters/passwords/argon2-hasher.ts';

const QUICK = { memoryCost: 64, timeCost: 1 };

test('a password is hashed as OWASP says, never twice the same', async () => {
  const hasher = argon2Hasher();
  const [one, two] = [await hasher.hash('a password'), await hasher.hash('a password')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await hasher.verify(one, 'a password')).toBe('right');
  expect(await hasher.verify(one, 'a passwore')).toBe('wrong');
});

test('a hash of other parameters is right but old', async () => {
  const old = await hash('a password', { ...QUICK, memoryCost: 32 });
  expect(await argon2Hasher(QUICK).verify(old, 'a password')).toBe('right-but-old');
  expect(await argon2Hasher(QUICK).verify(old, 'another')).toBe('wrong');
});

test('without a hash the same work is done, and the answer is no', async () => {
  const hasher = argon2Hasher();
  const encoded = await hasher.hash('a password');
  await hasher.verify(null, 'warm');
  const took = async (given: string | null): Promise<number> => {
    const begun = performance.now();
    expect(await hasher.verify(given, 'no password')).toBe('wrong');
    return performance.now() - begun;
  };
  let [known, unknown] = [Infinity, Infinity];
  for (let round = 0; round < 7; round += 1) {
    known = Math.min(known, await took(encoded));
    unknown = Math.min(unknown, await took(null));
  }
  // A wide margin: other work runs beside this. Without the work it would be a hundredth.
  expect(unknown).toBeGreaterThan(known / 10);
  expect(unknown).toBeLessThan(known * 10);
});

test('few run at once, some wait, and the rest is refused with when to come again', async () => {
  const hasher = argon2Hasher({ ...QUICK, running: 2, waiting: 3 });
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => hasher.hash('a password')));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect(all.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { type: 'TOO_BUSY', data: { retryAfterMs: 2_000 } },
  });
  expect(await hasher.verify(await hasher.hash('a password'), 'a password')).toBe('right');
});
