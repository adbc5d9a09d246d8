import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import {
  dailyLoss,
  type DailyLossLimit,
  type DailyLossMessage,
  type DailyLossState,
  dailyLossVerdict,
  lossUnknown,
} from '../../../../actors/domain/system-risk/daily-loss.ts';
import { FOREX_DAY, nextBoundary, UTC_DAY } from '../../../../actors/domain/system-risk/trading-day.ts';

const at = (text: string): number => Date.parse(`2024-03-${text}Z`);
const LIMIT: DailyLossLimit = { day: UTC_DAY, maxLossFraction: 0.05 };
const equity = (time: string, value: number | string): DailyLossMessage => ({
  kind: 'equity',
  at: at(time),
  equity: decimal(value),
});
const paidIn = (time: string, value: number): DailyLossMessage => ({
  kind: 'paid-in',
  at: at(time),
  amount: decimal(value),
});
const after = (messages: readonly DailyLossMessage[], limit = LIMIT): DailyLossState =>
  messages.reduce<DailyLossState>(
    (state, message) => JSON.parse(JSON.stringify(dailyLoss(state, limit, message))) as DailyLossState,
    lossUnknown(limit, at('01T00:00')),
  );
const verdict = (messages: readonly DailyLossMessage[], now: string, limit = LIMIT) =>
  dailyLossVerdict(after(messages, limit), limit, at(now));
const isTripped = (messages: readonly DailyLossMessage[], now: string, limit = LIMIT): boolean =>
  verdict(messages, now, limit).tripped;

describe('the daily loss', () => {
  test('trips beyond the limit, not at it, and tells how much of it is used', () => {
    const start = equity('01T00:00', 10_000);
    const atLimit = verdict([start, equity('01T09:00', 9_500)], '01T09:00');
    expect(atLimit).toMatchObject({ tripped: false, unknown: false });
    expect(atLimit.facts).toMatchObject({ day: '2024-03-01', used: 1 });
    expect(verdict([start, equity('01T09:00', '9600')], '01T09:00').facts['used']).toBe(0.8);
    const beyond = verdict([start, equity('01T09:00', '9499.99')], '01T09:01');
    expect(beyond).toMatchObject({ tripped: true, unknown: false });
    expect(String(beyond.facts['largestLoss'])).toBe('500.01');
  });

  test('stays tripped when the equity recovers, until the next boundary', () => {
    const messages = [equity('01T00:00', 10_000), equity('01T09:00', 9_000), equity('01T10:00', 10_500)];
    expect(isTripped(messages, '01T23:59')).toBe(true);
    expect(isTripped(messages, '02T00:00')).toBe(false);
  });

  test('after a reset holds within the limit alone, for the start of the day stays what it was', () => {
    const down = [equity('01T00:00', 10_000), equity('01T09:00', 9_000)];
    expect(isTripped([...down, { kind: 'reset', at: at('01T10:00') }], '01T10:00')).toBe(true);
    const up = [...down, equity('01T10:00', 9_800), { kind: 'reset' as const, at: at('01T11:00') }];
    expect(isTripped(up, '01T11:00')).toBe(false);
    expect(isTripped([...up, equity('01T12:00', 9_499)], '01T12:00')).toBe(true);
  });

  test('does not take a withdrawal for a loss, nor a deposit for a gain', () => {
    const start = equity('01T00:00', 10_000);
    expect(isTripped([start, paidIn('01T09:00', -5_000), equity('01T09:01', 5_000)], '01T09:01')).toBe(false);
    const deposited = [start, paidIn('01T09:00', 10_000)];
    expect(isTripped(deposited, '01T09:00')).toBe(false);
    expect(isTripped([...deposited, equity('01T09:01', 19_001)], '01T09:01')).toBe(false);
    expect(isTripped([...deposited, equity('01T09:01', 18_999)], '01T09:01')).toBe(true);
  });

  test('fails closed while the equity is not known, without calling it a loss', () => {
    expect(verdict([], '01T00:00')).toMatchObject({ tripped: true, unknown: true });
    const lost: DailyLossMessage = { kind: 'equity-unknown', at: at('01T10:00') };
    const messages = [equity('01T00:00', 10_000), lost];
    expect(verdict(messages, '01T10:00')).toMatchObject({ tripped: true, unknown: true });
    expect(isTripped([...messages, equity('01T11:00', 9_900)], '01T11:00')).toBe(false);
    expect(verdict([...messages, equity('01T11:00', 9_400)], '01T11:00')).toMatchObject({
      tripped: true,
      unknown: false,
    });
    const aging = { ...LIMIT, maxEquityAgeMs: 60_000 };
    expect(verdict([equity('01T00:00', 10_000)], '01T00:01', aging).tripped).toBe(false);
    expect(verdict([equity('01T00:00', 10_000)], '01T00:02', aging)).toMatchObject({ tripped: true, unknown: true });
  });

  test('starts a day that was missed with the equity known before it', () => {
    const limit: DailyLossLimit = { day: FOREX_DAY, maxLoss: decimal(500), maxLossFraction: 0.9 };
    const friday = [equity('08T12:00', 10_000), equity('08T21:00', 9_600)];
    expect(isTripped([...friday, equity('12T08:00', 9_150)], '12T08:00', limit)).toBe(false);
    expect(isTripped([...friday, equity('12T08:00', 9_050)], '12T08:00', limit)).toBe(true);
    const state = after([...friday, equity('12T08:00', 9_050)], limit);
    expect(state).toMatchObject({ boundary: at('11T21:00'), startEquity: '9600' });
  });

  test('takes no notice of an equity that comes late', () => {
    expect(isTripped([equity('01T00:00', 10_000), equity('01T10:00', 10_000), equity('01T09:00', 1)], '01T10:00')).toBe(
      false,
    );
  });
});

const HOUR = 3_600_000;
const message = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('equity' as const), change: fc.integer({ min: -400, max: 380 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('paid-in' as const), amount: fc.integer({ min: -900, max: 900 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('time' as const, 'reset' as const, 'equity-unknown' as const) }),
  },
);
const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), message), { maxLength: 40 });

/** Whether any message sequence leaves the breaker as a plain account of profits since the boundary says. */
const agrees = (step: typeof dailyLoss) =>
  fc.property(story, fc.constantFrom(UTC_DAY, FOREX_DAY), fc.integer({ min: 100, max: 900 }), (steps, day, most) => {
    const limit: DailyLossLimit = { day, maxLoss: decimal(most) };
    let now = at('05T13:00');
    let boundary = nextBoundary(day, now);
    let state = step(lossUnknown(limit, now), limit, { kind: 'equity', at: now, equity: decimal(10_000) });
    let money = 10_000;
    // Profit since the day began, and whether it was ever beyond the limit.
    let profit: number | undefined = 0;
    let known = true;
    let latched = false;
    for (const [hours, told] of steps) {
      now += hours * HOUR;
      if (now >= boundary) {
        boundary = nextBoundary(day, now);
        profit = known ? 0 : undefined;
        latched = false;
      }
      if (told.kind === 'equity') {
        money += told.change;
        profit = profit === undefined ? 0 : profit + told.change;
        known = true;
        state = step(state, limit, { kind: 'equity', at: now, equity: decimal(money) });
      } else if (told.kind === 'paid-in') {
        money += told.amount;
        state = step(state, limit, { kind: 'paid-in', at: now, amount: decimal(told.amount) });
      } else {
        if (told.kind === 'reset') latched = false;
        if (told.kind === 'equity-unknown') known = false;
        state = step(state, limit, { kind: told.kind, at: now });
      }
      if (known && profit !== undefined && -profit > most) latched = true;
      const verdict = dailyLossVerdict(state, limit, now);
      expect({ tripped: verdict.tripped, unknown: verdict.unknown }).toEqual({
        tripped: latched || !known || profit === undefined,
        unknown: !latched && (!known || profit === undefined),
      });
    }
  });

describe('whatever is told, and whenever', () => {
  test('the daily loss is the profit since the boundary, latched and fail closed', () => {
    fc.assert(agrees((state, limit, told) => JSON.parse(JSON.stringify(dailyLoss(state, limit, told))) as DailyLossState), { numRuns: 10_000 }); // prettier-ignore
  }, 60_000);

  test('the property sees a breaker without a latch, and one blind to what is paid in (controls)', () => {
    const unlatched: typeof dailyLoss = (state, limit, told) => ({ ...dailyLoss(state, limit, told), latched: null });
    const blind: typeof dailyLoss = (state, limit, told) =>
      told.kind === 'paid-in' ? state : dailyLoss(state, limit, told);
    for (const broken of [unlatched, blind]) expect(fc.check(agrees(broken), { numRuns: 10_000 }).failed).toBe(true);
  });
});
