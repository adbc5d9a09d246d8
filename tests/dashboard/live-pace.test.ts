import { expect, it } from 'vitest';
import { livePace } from '../../dashboard/live-pace.ts';

const paceOf = (busy: () => number) => {
  let now = 0;
  const pace = livePace({ now: () => now }, busy);
  const after = (ms: number): readonly [number, number] => {
    for (const end = now + ms; now < end; now += 500) pace.gapMs();
    return [Math.round(pace.gapMs()), Math.round(pace.tickMs())];
  };
  return { pace, after };
};

it('pages are looked at four times a second, and each second anyway, while the process is idle', () => {
  expect(paceOf(() => 0.1).after(10_000)).toEqual([250, 1_000]);
});

it('looks of all pages become rarer while requests keep the process busy, but never rarer than every 15 s, and come back', () => {
  let busy = 0.95;
  const { after } = paceOf(() => busy);
  expect(after(2_000)[0]).toBeGreaterThan(500);
  expect(after(60_000)).toEqual([15_000, 15_000]);
  busy = 0.2;
  expect(after(60_000)).toEqual([250, 1_000]);
});

it('looks settle where they leave room, rather than swing', () => {
  let gap = 250;
  // What a thousand pages cost that take 3 ms each.
  const { pace, after } = paceOf(() => Math.min(1, (1_000 * 3) / gap));
  for (let step = 0; step < 40; step += 1) {
    after(500);
    gap = pace.gapMs();
  }
  expect((1_000 * 3) / gap).toBeGreaterThan(0.3);
  expect((1_000 * 3) / gap).toBeLessThan(0.9);
});
