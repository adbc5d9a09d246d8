import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { DEFAULT_RULES } from '../../../../actors/domain/risk/rule-defaults.ts';
import { lastBoundary } from '../../../../actors/domain/system-risk/trading-day.ts';
import { T0 } from '../../../support/domain-builders.ts';
import { A, B, buy, sell, WatchScene, type SceneOptions } from './watch-scene.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const closing = (quantity: number) => sell(quantity, { reduceOnly: true });

/** An account that holds 100 of A, bought at 100. */
const holding = (options: SceneOptions = {}): WatchScene => {
  const scene = new WatchScene(options);
  scene.bars2(100, 50);
  scene.order(A, buy(100));
  scene.bars2(100, 50);
  return scene;
};

describe('the loss of a day', () => {
  test('beyond its limit lets nothing be opened, lets reductions pass, and ends with the day', () => {
    const scene = holding({ limits: { maxDailyLoss: '500' }, barMs: HOUR_MS });
    scene.bar(A, 94);
    scene.order(A, buy(1));
    expect(scene.denials()).toEqual(['DAILY_LOSS_LIMIT_EXCEEDED']);
    expect(scene.of('breakers.changed').at(-1)!.breakers).toMatchObject([{ breaker: 'daily-loss' }]);
    scene.bar(A, 100);
    scene.order(A, buy(1));
    expect(scene.denials(), 'equity that recovers changes nothing').toHaveLength(2);
    scene.bar(A, 100);
    scene.order(A, closing(100));
    scene.bar(A, 100, { closeTime: T0 + DAY_MS });
    expect(scene.holding(A)).toBe(0);
    scene.order(A, buy(1));
    expect(scene.open(A)).toEqual(['BUY MARKET 1']);
    expect(scene.of('breakers.changed').at(-1)!.breakers).toEqual([]);
  });

  test('of a fraction of the equity it began with', () => {
    const scene = holding({ limits: { maxDailyLossFraction: 0.005 } });
    scene.bar(A, 94.9);
    scene.order(A, buy(1));
    expect(scene.denials()).toEqual(['DAILY_LOSS_LIMIT_EXCEEDED']);
  });

  test('that nobody knows counts as too much', () => {
    const scene = holding({ limits: { maxDailyLoss: '500', maxDrawdown: 0.5 } });
    scene.state.watch.daily = { ...scene.state.watch.daily!, equity: null };
    scene.bar(B, 50);
    scene.state.watch.daily = { ...scene.state.watch.daily, equity: null };
    scene.order(B, buy(1));
    expect(scene.denials()).toEqual(['EQUITY_UNKNOWN']);
  });

  test('without a limit it is nobody’s concern', () => {
    const scene = holding();
    scene.bar(A, 10);
    scene.order(A, buy(1));
    expect(scene.denials()).toEqual([]);
  });
});

describe('a day of the account’s zone', () => {
  test.each([
    ['America/New_York', '17:00'],
    ['Europe/London', '00:00'],
    ['Europe/London', '01:30'],
    ['America/New_York', '02:30'],
  ])(
    'in %s at %s begins once a date through a year, at the same instants by bars and by alarms',
    (timeZone, startsAt) => {
      const tradingDay = { timeZone, startsAt };
      const start = Date.UTC(2024, 0, 1);
      const config = { tradingDay };
      const options = { limits: { maxDailyLoss: '1000' }, config, start, barMs: HOUR_MS, actors: [A] };
      const byBars = new WatchScene(options);
      const byAlarms = new WatchScene(options);
      byAlarms.bar(A, 100);
      const seen = { bars: new Set<number>(), alarms: new Set<number>() };
      for (let hour = 1; hour <= 366 * 24; hour += 1) {
        const at = start + hour * HOUR_MS;
        byBars.bar(A, 100, { closeTime: at });
        byAlarms.alarm(at);
        // A lane that closes once a week keeps the account in the present.
        if (hour % 160 === 0) byAlarms.bar(A, 100, { closeTime: at });
        seen.bars.add(byBars.state.watch.daily!.boundary);
        seen.alarms.add(byAlarms.state.watch.daily!.boundary);
        expect(byBars.state.watch.daily!.boundary).toBe(lastBoundary(tradingDay, at));
      }
      expect(seen.bars.size).toBeGreaterThanOrEqual(366);
      expect(seen.bars.size).toBeLessThanOrEqual(367);
      expect(seen.alarms).toEqual(seen.bars);
    },
    120_000,
  );

  test('that was missed is turned late, once, with the equity known before it', () => {
    const scene = holding({ limits: { maxDailyLoss: '500' }, barMs: HOUR_MS });
    scene.bar(A, 96);
    scene.restart();
    scene.now = T0 + 3 * DAY_MS + HOUR_MS;
    scene.alarm(scene.now);
    scene.alarm(scene.now + 1);
    expect(scene.of('day.turned')).toEqual([{ type: 'day.turned', boundary: T0 + 3 * DAY_MS, day: '2024-01-04' }]);
    expect(scene.state.watch.daily).toMatchObject({ startEquity: '99600', boundary: T0 + 3 * DAY_MS });
    scene.bar(A, 92, { closeTime: scene.now + HOUR_MS });
    scene.order(A, buy(1));
    expect(scene.denials(), '400 of 500 since the day began').toEqual([]);
  });

  test('is turned with the briefing after the node was down', () => {
    const scene = holding({ limits: { maxDailyLoss: '500' }, barMs: HOUR_MS });
    scene.now = T0 + DAY_MS + 1;
    scene.restart();
    scene.restart();
    expect(scene.of('day.turned')).toHaveLength(1);
  });

  test('of an account that plays bars of another time is turned by those alone', () => {
    const scene = holding({ limits: { maxDailyLoss: '500' } });
    scene.alarm(T0 + 400 * DAY_MS);
    expect(scene.of('day.turned')).toEqual([]);
  });
});

describe('a pause of the economic calendar', () => {
  const at = T0 + 30 * 60_000;
  const event = { id: 'cpi', time: at, currency: 'USD', impact: 'high' as const, title: 'CPI' };

  test('denies entries from a quarter of an hour before until as long after, and lets reductions pass', () => {
    const scene = holding();
    scene.events(event);
    const tries: string[] = [];
    for (let minute = 3; minute <= 50; minute += 1) {
      scene.bar(B, 50);
      const before = scene.denials().length;
      scene.order(B, buy(1));
      if (scene.denials().length > before) tries.push(`${(scene.state.lanes.get('bars.BBB.1m')!.time - at) / 60_000}`);
    }
    expect([tries[0], tries.at(-1), tries.length]).toEqual(['-15', '14', 30]);
    expect(new Set(scene.denials())).toEqual(new Set(['ECONOMIC_EVENT_PAUSE']));
  });

  test('lets go of what is held', () => {
    const scene = holding({ config: { newsPause: { minImpact: 'low', beforeMs: HOUR_MS, afterMs: 0 } } });
    scene.events({ ...event, impact: 'low' });
    scene.bar(A, 100);
    scene.order(A, closing(100));
    scene.bar(A, 100);
    expect(scene.holding(A)).toBe(0);
    scene.order(A, buy(1));
    expect(scene.denials()).toEqual(['ECONOMIC_EVENT_PAUSE']);
  });

  test('of another currency, or a milder event, is none', () => {
    const scene = holding();
    scene.events({ ...event, time: T0, currency: 'JPY' }, { ...event, id: 'x', time: T0, impact: 'medium' });
    scene.bar(A, 100);
    scene.order(A, buy(1));
    expect(scene.denials()).toEqual([]);
  });
});

describe('the other breakers', () => {
  test('outside the instrument’s sessions nothing is opened, where the account asks for that', () => {
    const sessions = {
      timeZone: 'America/New_York',
      windows: [{ days: [1, 2, 3, 4, 5], open: '09:30', close: '16:00' }],
    };
    const start = Date.UTC(2024, 2, 8, 14, 0); // 09:00 in New York, a Friday before clocks change
    const options = { instrument: { sessions }, start, barMs: 1_800_000, actors: [A] };
    const trial = (config: object): string[] => {
      const scene = new WatchScene({ ...options, config });
      for (let bar = 1; bar <= 16; bar += 1) {
        scene.bar(A, 100);
        scene.order(A, buy(1));
      }
      return scene.denials();
    };
    expect(trial({ tradingWindows: 'sessions' })).toEqual(Array.from({ length: 3 }, () => 'OUTSIDE_TRADING_WINDOW'));
    expect(trial({ tradingDay: { timeZone: 'UTC', startsAt: '00:00' } })).toEqual([]);
  });

  test('too deep a drawdown', () => {
    const scene = holding({ limits: { maxDrawdown: 0.01 } });
    scene.bar(A, 88);
    scene.order(A, buy(1));
    scene.bar(A, 95);
    scene.order(A, buy(1));
    expect(scene.denials()).toEqual(['DRAWDOWN_LIMIT_EXCEEDED']);
  });

  test('a volatility spike, until it has calmed down', () => {
    const scene = new WatchScene({ limits: { volatilitySpikeRatio: 3 } });
    for (let bar = 0; bar < 65; bar += 1) scene.bar(A, 100 + (bar % 2) * 0.1);
    scene.bar(A, 104);
    scene.order(A, buy(1));
    expect(scene.denials()).toEqual(['VOLATILITY_SPIKE']);
    for (let bar = 0; bar < 12; bar += 1) scene.bar(A, 104 + (bar % 2) * 0.1);
    scene.order(A, buy(1));
    expect(scene.denials()).toHaveLength(1);
  });

  test('a lane that has fallen behind the others', () => {
    const scene = holding({ limits: { maxDataAgeMs: 120_000 } });
    scene.rules(...DEFAULT_RULES.slice(0, 1));
    scene.bar(B, 50);
    for (let minute = 0; minute < 4; minute += 1) scene.bar(A, 100);
    scene.order(B, buy(1));
    expect(scene.denials()).toEqual(['STALE_MARKET_DATA']);
  });

  test('a venue that fills far from the price, and only that', () => {
    const scene = new WatchScene({ limits: { maxSlippageBps: 20 } });
    const denied = (gap: number): number => {
      for (let round = 0; round < 12; round += 1) {
        scene.bar(A, 100);
        scene.order(A, buy(1, { type: 'STOP_MARKET', triggerPrice: decimal(100.1) }));
        // It opens beyond the trigger.
        scene.bar(B, 50);
        scene.gap(A, 100.1 + gap);
        scene.order(A, closing(Math.max(1, scene.holding(A))));
        scene.gap(A, 100);
      }
      return scene.denials().filter((code) => code === 'SLIPPAGE_EXCEEDED').length;
    };
    expect(denied(0.01)).toBe(0);
    expect(denied(2)).toBeGreaterThan(0);
  });

  test('a venue that refuses too much, until that is long ago', () => {
    const scene = new WatchScene({ limits: { maxRejectRate: 0.3 } });
    // What was affordable at the close is not at the next open.
    for (let round = 0; round < 11; round += 1) {
      scene.gap(A, 100);
      scene.order(A, buy(390));
      scene.gap(A, 1_000);
    }
    expect(scene.of('order.rejected').length).toBe(10);
    expect(scene.denials()).toEqual(['REJECT_RATE_EXCEEDED']);
    scene.bar(B, 50);
    scene.order(B, buy(1));
    expect(scene.denials()).toHaveLength(2);
    scene.bar(B, 50, { closeTime: scene.state.watch.time + 25 * HOUR_MS });
    scene.order(B, buy(1));
    expect(scene.open(B)).toEqual(['BUY MARKET 1']);
  });
});
