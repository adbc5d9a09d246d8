import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { turns } from '../../dashboard/turns.ts';

it('one turn comes a round of the loop, in the order in which they were asked for', async () => {
  const done: string[] = [];
  const all = turns();
  for (const name of ['a', 'b', 'c']) all.soon(() => void done.push(name));
  void all.next().then(() => done.push('d'));
  const rounds: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    expect(done.length).toBeLessThanOrEqual(round);
    await nextRound();
    rounds.push(done.join(''));
  }
  expect(rounds).toEqual(['a', 'ab', 'abc', 'abcd']);
});

it('what is asked for in a turn comes after what has waited already', async () => {
  const done: string[] = [];
  const all = turns();
  all.soon(() => {
    done.push('first');
    all.soon(() => void done.push('asked in the first'));
  });
  all.soon(() => void done.push('second'));
  for (let round = 0; round < 5; round += 1) await nextRound();
  expect(done).toEqual(['first', 'second', 'asked in the first']);
});

it('a timer that is due goes between two turns, however many wait', async () => {
  const all = turns();
  let left = 2_000;
  const leftAtTimer = new Promise<number>((resolve) => setTimeout(() => resolve(left), 1));
  const busy = (): void => {
    left -= 1;
    for (const until = performance.now() + 0.2; performance.now() < until;);
  };
  for (let turn = left; turn > 0; turn -= 1) all.soon(busy);
  expect(await leftAtTimer).toBeGreaterThan(1_000);
});
