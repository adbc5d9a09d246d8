import { expect, test } from 'vitest';
import { virtualClock } from '../../../runtime/clock.ts';
import { Deferred } from '../../../runtime/host/deferred.ts';
import type { JournalEvent } from '../../../runtime/ports/actor-store.ts';

const event = (seq: number): JournalEvent => ({ seq, type: 'counted', payload: null, time: 0, correlationId: 'c' });

function scene() {
  const clock = virtualClock();
  const now = { isBusy: false, isCommitting: false };
  const saved: number[][] = [];
  const deferred = new Deferred(
    clock,
    () => {
      if (now.isCommitting) return false;
      saved.push(deferred.before([]).map(({ seq }) => seq));
      return true;
    },
    () => now.isBusy,
  );
  return { clock, now, saved, deferred };
}

test('what may wait is written after a second, where nothing else was', async () => {
  const { clock, saved, deferred } = scene();
  deferred.defer([event(1)]);
  await clock.advance(999);
  expect(saved).toEqual([]);
  await clock.advance(1);
  expect(saved).toEqual([[1]]);
});

test('while turns are taken it waits for a rest, and four seconds at most', async () => {
  const { clock, now, saved, deferred } = scene();
  now.isBusy = true;
  deferred.defer([event(1)]);
  await clock.advance(3_999);
  expect(saved).toEqual([]);
  deferred.defer([event(2)]);
  await clock.advance(1);
  expect(saved).toEqual([[1, 2]]);
  deferred.defer([event(3)]);
  await clock.advance(1_500);
  now.isBusy = false;
  await clock.advance(500);
  expect(saved).toEqual([[1, 2], [3]]);
});

test('a commit under way is waited for, and no longer', async () => {
  const { clock, now, saved, deferred } = scene();
  now.isCommitting = true;
  deferred.defer([event(1)]);
  await clock.advance(1_010);
  now.isCommitting = false;
  expect(saved).toEqual([]);
  await clock.advance(20);
  expect(saved).toEqual([[1]]);
});
