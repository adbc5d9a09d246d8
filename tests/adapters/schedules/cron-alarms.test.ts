import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cronOf } from '../../../actors/domain/system-risk/cron-of.ts';
import { nextBoundary } from '../../../actors/domain/system-risk/trading-day.ts';
import { cronAlarms } from '../../../adapters/schedules/cron-alarms.ts';

const DAY = { startsAt: '17:00', timeZone: 'America/New_York' };
const BEFORE = Date.UTC(2024, 2, 8, 12);

beforeEach(() => void vi.useFakeTimers({ now: BEFORE }));
afterEach(() => void vi.useRealTimers());

test('rings at every end of a day, before and after clocks change, until it is called off', async () => {
  const rung: number[] = [];
  const end = cronAlarms().every(cronOf(DAY, BEFORE), () => rung.push(Date.now()));
  await vi.advanceTimersByTimeAsync(4 * 86_400_000);
  let at = BEFORE;
  for (let day = 0; day < 4; day += 1) {
    at = nextBoundary(DAY, at);
    expect(
      rung.some((time) => time >= at && time < at + 2_000),
      new Date(at).toISOString(),
    ).toBe(true);
  }
  end();
  const { length } = rung;
  await vi.advanceTimersByTimeAsync(2 * 86_400_000);
  expect(rung).toHaveLength(length);
});
