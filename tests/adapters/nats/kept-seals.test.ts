import { expect, test } from 'vitest';
import type { Caller } from '../../../actors/domain/people/caller.ts';
import { keptSeals } from '../../../adapters/nats/kept-seals.ts';

const ada: Caller = { user: 'ada', roles: ['user'] };
const START = Date.parse('2026-03-02T10:00:00Z');

function scene() {
  const clock = { at: START, now: () => clock.at };
  const made: string[] = [];
  const fault: { is?: Error } = {};
  const seal = keptSeals(
    {
      seal: async (caller, until) => {
        if (fault.is !== undefined) throw fault.is;
        made.push(`${JSON.stringify(caller)} ${until - clock.at}`);
        return `${caller.user} ${made.length}`;
      },
    },
    clock,
  );
  return { clock, made, seal, fault };
}

test('a page of calls for one person costs one signature, and the next one after five seconds another', async () => {
  const { clock, made, seal } = scene();
  const page = await Promise.all(Array.from({ length: 20 }, () => seal({ ...ada })));
  expect(new Set(page)).toEqual(new Set(['ada 1']));
  clock.at += 4_999;
  expect(await seal(ada)).toBe('ada 1');
  clock.at += 1;
  expect(await seal(ada)).toBe('ada 2');
  expect(made).toEqual([`${JSON.stringify(ada)} 30000`, `${JSON.stringify(ada)} 30000`]);
});

test('who comes with other roles, by a key, or is somebody else has a seal of their own', async () => {
  const { seal, made } = scene();
  const callers: Caller[] = [ada, { ...ada, roles: ['admin'] }, { ...ada, scopes: ['read'] }, { ...ada, scopes: [] }];
  callers.push({ ...ada, user: 'ben' });
  expect(new Set(await Promise.all(callers.map((caller) => seal(caller)))).size).toBe(callers.length);
  expect(made).toHaveLength(callers.length);
});

test('what could not be sealed is tried again', async () => {
  const { seal, fault } = scene();
  fault.is = new Error('no key');
  await expect(seal(ada)).rejects.toThrow('no key');
  delete fault.is;
  expect(await seal(ada)).toBe('ada 1');
});
