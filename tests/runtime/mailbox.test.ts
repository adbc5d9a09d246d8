import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../runtime/clock.ts';
import { Mailbox } from '../../runtime/mailbox.ts';

describe('mailbox', () => {
  test('a full normal lane does not keep a halt out, nor a halt wait behind it', () => {
    const mailbox = new Mailbox<string>(virtualClock(), { normal: 2, priority: 1 });
    expect([mailbox.offer('bar 1'), mailbox.offer('bar 2'), mailbox.offer('bar 3')]).toEqual([true, true, false]);
    expect(mailbox.offer('halt', true)).toBe(true);
    expect([mailbox.take(), mailbox.take(), mailbox.take(), mailbox.take()]).toEqual([
      'halt',
      'bar 1',
      'bar 2',
      undefined,
    ]);
    expect(mailbox.dropped).toBe(1);
  });

  test('a flood of priority messages is bounded too, and each refusal counted', () => {
    const mailbox = new Mailbox<number>(virtualClock(), { normal: 1, priority: 2 });
    expect([1, 2, 3].map((n) => mailbox.offer(n, true))).toEqual([true, true, false]);
    expect(mailbox.offer(4)).toBe(true);
    expect(mailbox.dropped).toBe(1);
  });

  test('a stuck actor does not look fresh: the age is that of the message that waited longest, in either lane', async () => {
    const clock = virtualClock(100);
    const mailbox = new Mailbox<string>(clock);
    expect([mailbox.oldestAt, mailbox.ageMs]).toEqual([undefined, 0]);
    mailbox.offer('bar');
    await clock.advance(30);
    mailbox.offer('halt', true);
    expect([mailbox.oldestAt, mailbox.ageMs]).toEqual([100, 30]);
    mailbox.take();
    expect(mailbox.oldestAt).toBe(100);
    mailbox.take();
    expect([mailbox.oldestAt, mailbox.depth]).toEqual([undefined, 0]);
  });

  test('no schedule of offers and takes loses, doubles or reorders an accepted message (against two plain arrays)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.constantFrom('offer', 'offer', 'offer priority', 'take'), { maxLength: 400 }),
        (normal, priority, steps) => {
          const mailbox = new Mailbox<number>(virtualClock(), { normal, priority });
          const lanes: { waiting: { n: number; at: number }[]; bound: number }[] = [
            { waiting: [], bound: priority },
            { waiting: [], bound: normal },
          ];
          let dropped = 0;
          steps.forEach((step, n) => {
            if (step === 'take') {
              const lane = lanes.find(({ waiting }) => waiting.length > 0);
              expect(mailbox.take()).toBe(lane?.waiting.shift()?.n);
            } else {
              const lane = lanes[step === 'offer' ? 1 : 0]!;
              const fits = lane.waiting.length < lane.bound;
              if (fits) lane.waiting.push({ n, at: n });
              else dropped++;
              expect(mailbox.offer(n, step === 'offer priority', n)).toBe(fits);
            }
            const all = lanes.flatMap(({ waiting }) => waiting);
            expect(mailbox.depth).toBe(all.length);
            expect(mailbox.oldestAt).toBe(all.length ? Math.min(...all.map(({ at }) => at)) : undefined);
          });
          expect(mailbox.dropped).toBe(dropped);
        },
      ),
    );
  });
});
