import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import type { SessionCalendar } from '../../../../actors/domain/session-calendar.ts';
import {
  barSeen,
  feedAwaited,
  type FeedStalenessLimit,
  feedStalenessVerdict,
} from '../../../../actors/domain/system-risk/feed-staleness.ts';
import {
  noOrdersYet,
  orderAnswered,
  type RejectRateLimit,
  type RejectRateState,
  rejectRateVerdict,
} from '../../../../actors/domain/system-risk/reject-rate.ts';
import {
  noFillsYet,
  orderFilled,
  slippageBps,
  type SlippageLimit,
  type SlippedFill,
  slippageVerdict,
} from '../../../../actors/domain/system-risk/slippage.ts';
import {
  barClosed,
  noBarsYet,
  type VolatilitySpikeLimit,
  type VolatilitySpikeState,
  volatilitySpikeVerdict,
} from '../../../../actors/domain/system-risk/volatility-spike.ts';

const at = (text: string): number => Date.parse(text);
const MINUTE = 60_000;
/** As a snapshot gives it back. */
const restored = <State>(state: State): State => JSON.parse(JSON.stringify(state)) as State;

describe('the volatility spike', () => {
  const LIMIT: VolatilitySpikeLimit = { shortBars: 3, longBars: 10, tripRatio: 2, clearRatio: 1.2 };

  const play = (moves: readonly number[], limit = LIMIT, step = barClosed): VolatilitySpikeState[] => {
    const states: VolatilitySpikeState[] = [];
    let close = 100;
    let state = step(noBarsYet, limit, { closeTime: 0, close });
    for (const [index, move] of moves.entries()) {
      close *= Math.exp(move);
      states.push((state = step(state, limit, { closeTime: (index + 1) * MINUTE, close })));
    }
    return states;
  };
  const calm = Array.from({ length: 13 }, (_, i) => (i % 2 === 0 ? 0.001 : -0.001));

  test('trips above twice the average before it, and says both', () => {
    const state = play([...calm, 0.004, -0.004]).at(-1)!;
    const verdict = volatilitySpikeVerdict(state, LIMIT);
    expect(verdict.tripped).toBe(true);
    expect(verdict.facts['volatility']).toBeCloseTo(Math.sqrt((0.001 ** 2 + 2 * 0.004 ** 2) / 3), 12);
    expect(verdict.facts['average']).toBeCloseTo(0.001, 12);
    expect(volatilitySpikeVerdict(play(calm).at(-1)!, LIMIT).tripped).toBe(false);
  });

  test('stays tripped between the two ratios and clears below the lower', () => {
    const spiked = [...calm, 0.004, -0.004, 0.004];
    const between = [...spiked, 0.0015, -0.0015, 0.0015];
    const states = play([...between, 0, 0, 0]);
    expect(states[spiked.length - 1]!.tripped).toBe(true);
    const { facts } = volatilitySpikeVerdict(states[spiked.length]!, LIMIT);
    expect(facts['volatility'] as number).toBeGreaterThan(1.2 * (facts['average'] as number));
    expect(states[spiked.length]!.tripped).toBe(true);
    expect(states.at(-1)!.tripped).toBe(false);
  });

  test('is clear until both windows are full, and after a market that stood still trips at the first movement', () => {
    expect(volatilitySpikeVerdict(play(calm.slice(0, 12)).at(-1)!, LIMIT)).toMatchObject({ tripped: false, facts: { returns: 12, needed: 13 } }); // prettier-ignore
    const still = Array.from({ length: 13 }, () => 0);
    expect(play(still).at(-1)!.tripped).toBe(false);
    expect(play([...still, 0.0001]).at(-1)!.tripped).toBe(true);
  });

  test('takes no notice of a bar told again or late, and refuses a price that is none', () => {
    const state = play(calm).at(-1)!;
    expect(barClosed(state, LIMIT, { closeTime: state.time!, close: 1 })).toBe(state);
    expect(barClosed(state, LIMIT, { closeTime: 0, close: 1 })).toBe(state);
    for (const close of [0, -1, NaN, Infinity]) {
      expect(() => barClosed(state, LIMIT, { closeTime: 1e12, close })).toThrow(expect.objectContaining({ type: 'PRICE_INVALID' })); // prettier-ignore
    }
  });

  const moves = fc.array(fc.oneof(fc.double({ min: -0.002, max: 0.002, noNaN: true }), fc.double({ min: -0.02, max: 0.02, noNaN: true })), { minLength: 5, maxLength: 40 }); // prettier-ignore
  const limits = fc.record({ shortBars: fc.integer({ min: 1, max: 4 }), longBars: fc.integer({ min: 1, max: 8 }), tripRatio: fc.constantFrom(1.5, 2, 3), clearRatio: fc.constantFrom(0.5, 1, 1.5) }); // prettier-ignore

  /** From the closes alone, in two passes, by the words of the rule. */
  function plainTripped(
    list: readonly number[],
    { shortBars, longBars, tripRatio, clearRatio }: VolatilitySpikeLimit,
  ): boolean[] {
    let on = false;
    return list.map((_, index) => {
      const seen = list.slice(0, index + 1);
      if (seen.length < shortBars + longBars) return on;
      const rms = (part: readonly number[]): number => Math.sqrt(part.reduce((sum, r) => sum + r * r, 0) / part.length);
      const short = rms(seen.slice(-shortBars));
      const average = rms(seen.slice(-shortBars - longBars, -shortBars));
      on = on ? short > clearRatio * average : short > tripRatio * average;
      return on;
    });
  }
  // A ratio that is equal but for the last bit may fall on either side.
  const tellsSpikes = (step: typeof barClosed) =>
    fc.property(moves, limits, (list, limit) => {
      const rounded = list.map((move) => Math.round(move * 1e5) / 1e5 + 3.3e-7);
      expect(play(rounded, limit, step).map((state) => state.tripped)).toEqual(plainTripped(rounded, limit));
    });

  test('is on and off as the rule in words says, also when every state is restored from JSON', () => {
    fc.assert(
      tellsSpikes((state, limit, bar) => barClosed(restored(state), limit, bar)),
      { numRuns: 10_000, seed: 4 },
    );
  }, 60_000);

  test('the property sees a breaker that forgets that it was tripped (control)', () => {
    const forgetful: typeof barClosed = (state, limit, bar) => barClosed({ ...state, tripped: false }, limit, bar);
    expect(fc.check(tellsSpikes(forgetful), { numRuns: 10_000 }).failed).toBe(true);
  });
});

describe('the staleness of a feed', () => {
  const forex: SessionCalendar = {
    timeZone: 'America/New_York',
    windows: [{ days: [7, 1, 2, 3, 4], open: '17:00', close: '17:00' }],
  };
  const stocks: SessionCalendar = {
    timeZone: 'America/New_York',
    windows: [{ days: [1, 2, 3, 4, 5], open: '09:30', close: '16:00' }],
  };
  const limit = (sessions: SessionCalendar, timeframeMs = MINUTE): FeedStalenessLimit => ({
    timeframeMs,
    timeframes: 3,
    sessions,
  });
  const stale = (sessions: SessionCalendar, last: string, now: string, timeframeMs = MINUTE): boolean =>
    feedStalenessVerdict(barSeen(feedAwaited(0), at(last)), limit(sessions, timeframeMs), at(now)).tripped;

  test('begins after more than three timeframes without a bar', () => {
    expect(stale('24/7', '2024-01-01T00:00Z', '2024-01-01T00:03Z')).toBe(false);
    expect(stale('24/7', '2024-01-01T00:00Z', '2024-01-01T00:03:00.001Z')).toBe(true);
  });

  test('does not count a weekend, and counts the last minutes of Friday with the first of Sunday', () => {
    expect(stale(forex, '2024-03-08T21:58Z', '2024-03-09T12:00Z')).toBe(false);
    expect(stale(forex, '2024-03-08T21:58Z', '2024-03-10T21:01Z')).toBe(false);
    expect(stale(forex, '2024-03-08T21:58Z', '2024-03-10T21:01:00.001Z')).toBe(true);
    expect(stale(forex, '2024-03-08T22:00Z', '2024-03-10T21:03Z')).toBe(false);
  });

  test('awaits a bar of a day once a session, though the session is shorter than a day', () => {
    expect(stale(stocks, '2024-03-04T21:00Z', '2024-03-07T20:59Z', 86_400_000)).toBe(false);
    expect(stale(stocks, '2024-03-04T21:00Z', '2024-03-08T14:31Z', 86_400_000)).toBe(true);
  });

  test('begins too when no bar ever came, ends with the next, and is not put off by a late one', () => {
    const awaited = feedAwaited(at('2024-01-01T00:00Z'));
    const verdict = feedStalenessVerdict(awaited, limit('24/7'), at('2024-01-01T00:04Z'));
    expect(verdict).toEqual({ tripped: true, unknown: false, facts: { awaitedSince: '2024-01-01T00:00:00.000Z', openMs: 4 * MINUTE, allowedMs: 3 * MINUTE } }); // prettier-ignore
    const seen = barSeen(awaited, at('2024-01-01T00:05Z'));
    expect(feedStalenessVerdict(restored(seen), limit('24/7'), at('2024-01-01T00:08Z')).tripped).toBe(false);
    expect(barSeen(seen, at('2024-01-01T00:01Z'))).toBe(seen);
  });

  test('a limit that is no number trips', () => {
    expect(feedStalenessVerdict(feedAwaited(0), { ...limit('24/7'), timeframes: NaN }, 1).tripped).toBe(true);
  });

  const FIRST = at('2024-03-01') / MINUTE;
  const LAST = at('2024-04-05') / MINUTE;
  /** Open minutes before each minute, by asking Intl what New York's clock shows in every half hour. */
  const openBefore = (sessions: SessionCalendar): Int32Array => {
    const counts = new Int32Array(LAST - FIRST + 1);
    let text = '';
    for (let minute = FIRST; minute < LAST; minute++) {
      if (minute % 30 === 0) text = new Date(minute * MINUTE).toLocaleString('sv', { timeZone: 'America/New_York' });
      const day = new Date(`${text.slice(0, 10)}T00:00Z`).getUTCDay();
      const time = text.slice(11, 16);
      const isForex = (day > 0 && day < 5) || (day === 0 && time >= '17:00') || (day === 5 && time < '17:00');
      const isStocks = day > 0 && day < 6 && time >= '09:30' && time < '16:00';
      const open = sessions === '24/7' || (sessions === stocks ? isStocks : isForex);
      counts[minute - FIRST + 1] = counts[minute - FIRST]! + Number(open);
    }
    return counts;
  };
  const markets = ([forex, stocks, '24/7'] as const).map((sessions) => ({ sessions, counts: openBefore(sessions) }));
  const agrees = (verdictOf: typeof feedStalenessVerdict) =>
    fc.property(
      fc.constantFrom(...markets),
      fc.integer({ min: FIRST, max: LAST - 5_001 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.integer({ min: 1, max: 400 }),
      ({ sessions, counts }, last, away, timeframes) => {
        const open = (minute: number): number => counts[minute - FIRST]!;
        const now = last + away;
        const plain = open(now + 1) > open(now) && open(now) - open(last) > timeframes;
        const state = { since: last * MINUTE, hasBar: true };
        const verdict = verdictOf(state, { timeframeMs: MINUTE, timeframes, sessions }, now * MINUTE);
        expect(verdict.tripped).toBe(plain);
      },
    );

  test('is what counting open minutes says, over a change of clocks too', () => {
    fc.assert(agrees(feedStalenessVerdict), { numRuns: 10_000 });
  }, 120_000);

  test('the property sees a breaker that counts the weekend (control)', () => {
    const wall: typeof feedStalenessVerdict = (state, { timeframeMs, timeframes, sessions }, now) =>
      feedStalenessVerdict(state, { timeframeMs, timeframes, sessions }, now).tripped ||
      now - state.since > timeframes * timeframeMs
        ? { tripped: true, unknown: false, facts: {} }
        : { tripped: false, unknown: false, facts: {} };
    expect(fc.check(agrees(wall), { numRuns: 10_000 }).failed).toBe(true);
  });
});

describe('the share of rejected orders', () => {
  const LIMIT: RejectRateLimit = { window: { count: 10, ageMs: 60_000 }, minOrders: 4, maxShare: 0.5 };
  const after = (...answers: readonly (readonly [number, boolean])[]): RejectRateState =>
    answers.reduce((state, [time, rejected]) => orderAnswered(state, LIMIT, { time, rejected }), noOrdersYet);

  test('trips above half of at least four orders, not at half and not of three', () => {
    expect(rejectRateVerdict(after([0, true], [1, true], [2, true]), LIMIT, 3).tripped).toBe(false);
    expect(rejectRateVerdict(after([0, true], [1, true], [2, false], [3, false]), LIMIT, 3).tripped).toBe(false);
    const verdict = rejectRateVerdict(after([0, true], [1, true], [2, true], [3, false]), LIMIT, 3);
    expect(verdict).toEqual({ tripped: true, unknown: false, facts: { orders: 4, rejected: 3, maxShare: 0.5 } });
  });

  test('heals by time, since nothing is sent while it is tripped', () => {
    const state = restored(after([0, true], [1, true], [2, true], [3, true]));
    expect(rejectRateVerdict(state, LIMIT, 59_999).tripped).toBe(true);
    expect(rejectRateVerdict(state, LIMIT, 60_000).tripped).toBe(false);
  });

  test('a limit that is no number trips', () => {
    expect(
      rejectRateVerdict(after([0, false], [1, false], [2, false], [3, false]), { ...LIMIT, maxShare: NaN }, 3).tripped,
    ).toBe(true);
  });

  const answers = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean()), { maxLength: 40 });
  const limits = fc.record({ window: fc.record({ count: fc.integer({ min: 1, max: 12 }), ageMs: fc.integer({ min: 1, max: 200 }) }), minOrders: fc.integer({ min: 1, max: 6 }), maxShare: fc.constantFrom(0, 0.2, 0.5, 1) }); // prettier-ignore
  const agrees = (tell: typeof orderAnswered) =>
    fc.property(answers, limits, fc.nat(300), (list, limit, wait) => {
      let time = 0;
      let state = noOrdersYet;
      const all: { time: number; rejected: boolean }[] = [];
      for (const [gap, rejected] of list) {
        time += gap;
        all.push({ time, rejected });
        state = restored(tell(state, limit, { time, rejected }));
        expect(state.orders.length).toBeLessThanOrEqual(limit.window.count);
      }
      const now = time + wait;
      const inside = all.slice(-limit.window.count).filter((order) => now - order.time < limit.window.ageMs);
      const rejected = inside.filter((order) => order.rejected).length;
      const plain = inside.length >= limit.minOrders && rejected > limit.maxShare * inside.length;
      expect(rejectRateVerdict(state, limit, now).tripped).toBe(plain);
    });

  test('is that of the last orders in the last time, however they come', () => {
    fc.assert(agrees(orderAnswered), { numRuns: 10_000 });
  });

  test('the property sees a window that does not slide (control)', () => {
    const stuck: typeof orderAnswered = (state, limit, answer) =>
      state.orders.length >= limit.window.count ? state : orderAnswered(state, limit, answer);
    expect(fc.check(agrees(stuck), { numRuns: 10_000 }).failed).toBe(true);
  });

  test('an answer that comes late stands in its place in time', () => {
    expect(after([5, true], [3, false], [4, true]).orders).toEqual([[3, 0], [4, 1], [5, 1]]); // prettier-ignore
  });
});

describe('slippage', () => {
  const LIMIT: SlippageLimit = { window: { count: 5, ageMs: 60_000 }, minFills: 3, maxMeanBps: 10 };
  const fill = (time: number, side: 'BUY' | 'SELL', decided: string, filled: string): SlippedFill => ({
    ...{ time, side, decisionPrice: decimal(decided), fillPrice: decimal(filled) },
  });
  const after = (...fills: SlippedFill[]) => fills.reduce((state, next) => orderFilled(state, LIMIT, next), noFillsYet);

  test('is against the one who trades, in basis points of the price decided on', () => {
    expect(slippageBps(fill(0, 'BUY', '100', '100.1'))).toBe(10);
    expect(slippageBps(fill(0, 'SELL', '100', '100.1'))).toBe(-10);
    expect(slippageBps(fill(0, 'SELL', '1.25', '1.2475'))).toBe(20);
    expect(() => slippageBps(fill(0, 'BUY', '0', '1'))).toThrow(expect.objectContaining({ type: 'DECISION_PRICE_INVALID' })); // prettier-ignore
  });

  test('trips above the mean allowed of at least three fills, and is made up for by better ones', () => {
    const bad = fill(1, 'BUY', '100', '100.2');
    expect(slippageVerdict(after(bad, bad), LIMIT, 1).tripped).toBe(false);
    expect(slippageVerdict(after(bad, bad, bad), LIMIT, 1)).toEqual({ tripped: true, unknown: false, facts: { fills: 3, meanBps: 20, maxMeanBps: 10 } }); // prettier-ignore
    const good = fill(2, 'SELL', '100', '100.2');
    expect(slippageVerdict(after(bad, bad, bad, good), LIMIT, 2).tripped).toBe(false);
    expect(slippageVerdict(restored(after(bad, bad, bad)), LIMIT, 60_001).tripped).toBe(false);
    expect(slippageVerdict(after(bad, bad, bad), { ...LIMIT, maxMeanBps: NaN }, 1).tripped).toBe(true);
  });

  const fills = fc.array(fc.tuple(fc.constantFrom('BUY' as const, 'SELL' as const), fc.integer({ min: 9_900, max: 10_100 })), { minLength: 1, maxLength: 20 }); // prettier-ignore
  const agrees = (tell: typeof orderFilled) =>
    fc.property(fills, fc.integer({ min: 1, max: 8 }), fc.integer({ min: -50, max: 50 }), (list, count, bound) => {
      const limit: SlippageLimit = { window: { count, ageMs: 1_000 }, minFills: 1, maxMeanBps: bound + 0.25 };
      const state = list.reduce(
        (before, [side, cents], time) =>
          restored(tell(before, limit, fill(time, side, '100', (cents / 100).toFixed(2)))),
        noFillsYet,
      );
      const last = list.slice(-count).map(([side, cents]) => (side === 'BUY' ? cents - 10_000 : 10_000 - cents));
      const mean = last.reduce((sum, bps) => sum + bps, 0) / last.length;
      fc.pre(Math.abs(mean - limit.maxMeanBps) > 1e-9);
      expect(slippageVerdict(state, limit, list.length).tripped).toBe(mean > limit.maxMeanBps);
    });

  test('is the plain mean of the last fills', () => {
    fc.assert(agrees(orderFilled), { numRuns: 10_000 });
  });

  test('the property sees a breaker that takes a sale for a purchase (control)', () => {
    const sideless: typeof orderFilled = (state, limit, one) => orderFilled(state, limit, { ...one, side: 'BUY' });
    expect(fc.check(agrees(sideless), { numRuns: 10_000 }).failed).toBe(true);
  });
});
