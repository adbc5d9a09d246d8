import { describe, expect, test } from 'vitest';
import type { SessionStore, StoredSession } from '../../actors/ports/session-store.ts';
import { hashOf } from '../../actors/people/tokens.ts';

const AT = Date.now();
export const session = (name: string, user = 'ada'): StoredSession => ({
  ...{ hash: hashOf(`token of ${name}`), id: `id-${name}`, user, generation: 1 },
  ...{ origin: { ip: '192.0.2.1', agent: 'a test' }, createdAt: AT, seenAt: AT, expiresAt: AT + 3_600_000 },
});

/** What every place for sessions must do. */
export function sessionStoreConformance(name: string, storeOf: () => SessionStore): void {
  describe(`sessions in ${name}`, () => {
    test('come back as they were opened, by the hash of their token alone', async () => {
      const store = storeOf();
      const one = session('back');
      await store.open(one);
      expect(await store.find(one.hash)).toEqual(one);
      expect(await store.find(hashOf('another'))).toBeNull();
      expect(await store.of('ada')).toContainEqual(one);
      expect(await store.of('nobody')).toEqual([]);
    });

    test('are ended by their name and their user, not by another user', async () => {
      const store = storeOf();
      const one = session('ended');
      await store.open(one);
      expect(await store.end('ben', one.id)).toBe(false);
      expect(await store.find(one.hash)).not.toBeNull();
      expect(await store.end('ada', one.id)).toBe(true);
      expect(await store.end('ada', one.id)).toBe(false);
      expect(await store.find(one.hash)).toBeNull();
    });

    test('that were ended stay so, also when their use is noted afterwards', async () => {
      const store = storeOf();
      const one = session('noted');
      await store.open(one);
      await store.seen(one, AT + 60_000);
      expect((await store.find(one.hash))?.seenAt).toBe(AT + 60_000);
      await store.end('ada', one.id);
      await store.seen(one, AT + 120_000);
      expect(await store.find(one.hash)).toBeNull();
    });

    test('all end together for one user and for nobody else', async () => {
      const store = storeOf();
      const [one, two, other] = [session('all-1'), session('all-2'), session('all-3', 'ben')];
      for (const opened of [one, two, other]) await store.open(opened);
      await store.endAll('ada');
      expect(await store.of('ada')).toEqual([]);
      expect(await store.find(two.hash)).toBeNull();
      expect(await store.of('ben')).toEqual([other]);
      await store.endAll('ben');
      await store.endAll('nobody');
    });
  });
}
