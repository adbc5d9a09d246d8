import { beforeEach, expect, it } from 'vitest';
import { keptReads, type KeptReads } from '../../dashboard/kept-reads.ts';

let now = 0;
let asked: string[] = [];
let read: KeptReads;
beforeEach(() => {
  [now, asked] = [1_000_000, []];
  read = keptReads({ now: () => now }, 3);
});
const ask = (name: string): Promise<string> =>
  read(name, 1_000, async () => {
    asked.push(name);
    return `${name} at ${now}`;
  });

it('all who ask within its time share an answer, and then it is asked anew', async () => {
  const both = await Promise.all([ask('a'), ask('a')]);
  now += 999;
  expect([both, await ask('a')]).toEqual([['a at 1000000', 'a at 1000000'], 'a at 1000000']);
  now += 1;
  expect([await ask('a'), asked]).toEqual(['a at 1001000', ['a', 'a']]);
});

it('a failure is not kept', async () => {
  await expect(read('a', 1_000, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await ask('a')).toBe('a at 1000000');
});

it('no more are kept than there is room for: the oldest go', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'd', 'c', 'b', 'a']) await ask(name);
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'a']);
  now += 1_000;
  await ask('e');
  expect(read.size()).toBe(1);
});
