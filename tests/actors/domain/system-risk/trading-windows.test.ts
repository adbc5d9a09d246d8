import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpenAt, nextSessionChange, type SessionCalendar } from '../../../../actors/domain/session-calendar.ts';
import {
  isTradingOpen,
  tradingWindowAt,
  windowVerdict,
} from '../../../../actors/domain/system-risk/trading-windows.ts';

const at = (text: string): number => Date.parse(text);
const newYork: SessionCalendar = {
  timeZone: 'America/New_York',
  windows: [{ days: [1, 2, 3, 4, 5], open: '09:30', close: '16:00' }],
};
const london: SessionCalendar = {
  timeZone: 'Europe/London',
  windows: [{ days: [1, 2, 3, 4, 5], open: '08:00', close: '16:30' }],
};

const MINUTE = 60_000;
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minute = fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.constantFrom(0, 60, 90, 120, 150, 180));
const calendars = fc.record({
  timeZone: fc.constantFrom('UTC', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'America/Havana'),
  windows: fc.array(
    fc.record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      open: minute.map(clock),
      close: minute.map(clock),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
const instants = fc.oneof(
  fc.integer({ min: at('2023-01-01') / MINUTE, max: at('2026-01-01') / MINUTE }),
  // The weekends on which those zones change their clocks.
  fc
    .tuple(
      fc.constantFrom('2024-03-10', '2024-03-31', '2024-04-07', '2024-10-06', '2024-10-27', '2024-11-03'),
      fc.integer({ min: -2_000, max: 2_000 }),
    )
    .map(([date, away]) => at(date) / MINUTE + away),
);

/** By trying every minute: a market opens and closes on whole ones. */
function plainChange(all: readonly SessionCalendar[], from: number, horizon: number): number | undefined {
  const open = isTradingOpen(all, from);
  for (let t = from + MINUTE; t <= from + horizon; t += MINUTE) if (isTradingOpen(all, t) !== open) return t;
  return undefined;
}

describe('trading windows', () => {
  test('are open while the instrument and the account both are, and say until when', () => {
    const both = [newYork, london];
    expect(tradingWindowAt(both, at('2024-07-01T13:29Z'))).toEqual({
      kind: 'closed',
      opensAt: at('2024-07-01T13:30Z'),
    });
    expect(tradingWindowAt(both, at('2024-07-01T13:30Z'))).toEqual({ kind: 'open', closesAt: at('2024-07-01T15:30Z') });
    expect(tradingWindowAt(both, at('2024-07-05T15:30Z'))).toEqual({
      kind: 'closed',
      opensAt: at('2024-07-08T13:30Z'),
    });
    // New York has changed its clocks, London has not yet.
    expect(tradingWindowAt(both, at('2024-03-12T13:30Z'))).toEqual({ kind: 'open', closesAt: at('2024-03-12T16:30Z') });
  });

  test('deny outside with the time at which they open, and not inside', () => {
    const saturday = windowVerdict([newYork], at('2024-07-06T12:00Z'));
    expect(saturday).toEqual({ tripped: true, unknown: false, facts: { opensAt: '2024-07-08T13:30:00.000Z' } });
    expect(windowVerdict([newYork], at('2024-07-08T13:30Z')).tripped).toBe(false);
    expect(windowVerdict([], 0).tripped).toBe(false);
    expect(windowVerdict(['24/7'], 0).tripped).toBe(false);
  });

  test('never open where they never meet, never close around the clock', () => {
    const night: SessionCalendar = {
      timeZone: 'America/New_York',
      windows: [{ days: [1], open: '20:00', close: '21:00' }],
    };
    expect(windowVerdict([newYork, night], 0).facts).toEqual({ opensAt: 'none' });
    const always: SessionCalendar = {
      timeZone: 'UTC',
      windows: [{ days: [1, 2, 3, 4, 5, 6, 7], open: '00:00', close: '24:00' }],
    };
    expect(tradingWindowAt([always, '24/7'], 0)).toEqual({ kind: 'open', closesAt: undefined });
  });

  test('that meet only while one zone has changed its clocks are found months ahead', () => {
    const early: SessionCalendar = {
      timeZone: 'America/New_York',
      windows: [{ days: [1], open: '09:00', close: '09:30' }],
    };
    const late: SessionCalendar = {
      timeZone: 'Europe/London',
      windows: [{ days: [1], open: '13:00', close: '13:30' }],
    };
    expect(tradingWindowAt([early, late], at('2024-06-01'))).toEqual({
      kind: 'closed',
      opensAt: at('2024-10-28T13:00Z'),
    });
  });

  test('change when trying every minute says so, over changes of clocks too', () => {
    fc.assert(
      fc.property(calendars, instants, (calendar, start) => {
        const change = nextSessionChange(calendar, start * MINUTE);
        // Further ahead it is only seen that nothing changes before.
        const plain = plainChange([calendar], start * MINUTE, 2 * 1_440 * MINUTE);
        if (plain !== undefined || change === undefined) expect(change).toBe(plain);
        else expect(isOpenAt(calendar, change)).not.toBe(isOpenAt(calendar, change - 1));
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

  test('of two calendars change when trying every minute says so', () => {
    fc.assert(
      fc.property(calendars, calendars, instants, (a, b, start) => {
        const plain = plainChange([a, b], start * MINUTE, 2 * 1_440 * MINUTE);
        const window = tradingWindowAt([a, b], start * MINUTE);
        const change = window.kind === 'open' ? window.closesAt : window.opensAt;
        if (plain !== undefined) expect(change).toBe(plain);
        else if (change !== undefined) expect(change).toBeGreaterThan(start * MINUTE + 2 * 1_440 * MINUTE);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);
});
