import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '../../../../actors/domain/risk/rule-defaults.ts';
import type { ActionRule, RuleAction } from '../../../../actors/domain/risk/rule.ts';
import { T0 } from '../../../support/domain-builders.ts';
import { A, B, buy, type Base, stopAt, WatchScene } from './watch-scene.ts';

const only = (...ids: string[]): readonly ActionRule[] => DEFAULT_RULES.filter(({ id }) => ids.includes(id));

const doing = (action: RuleAction, value = 0.15): ActionRule => ({
  ...{ id: 'it', title: 'It', enabled: true, scope: { kind: 'platform' } as const, actions: [action] },
  condition: { metric: 'portfolioHeat', operator: '>', value },
});

/** Calm enough for every measure: 70 bars on both lanes that hardly move. */
const calm = (scene: WatchScene, bars = 70, alike = true): void => {
  for (let index = 0; index < bars; index += 1) {
    const move = [0, 0.1, -0.05, 0.08, -0.11, 0.02, 0.07][index % 7]!;
    const other = [0.03, -0.1, 0.08, 0.01, -0.02, 0.11, -0.09][index % 5]!;
    scene.bars2(100 + move, 50 + (alike ? move / 2 : other / 2));
  }
};

const held = (base: Base, ...rules: readonly ActionRule[]): WatchScene => {
  const scene = new WatchScene({ from: base });
  scene.rules(...rules);
  return scene;
};

const warm = (alike: boolean): Base => {
  const scene = new WatchScene();
  scene.rules({ ...doing({ kind: 'warn' }), enabled: false });
  calm(scene, 70, alike);
  return scene.saved();
};
const ALIKE = warm(true);
const APART = warm(false);

describe('a shipped rule fires once an excursion, and does what it says', () => {
  test('heat above 15 %: new sizes are halved to whole lots until it is over', () => {
    const scene = held(APART, ...only('heat'));
    scene.order(A, buy(200));
    scene.bars2(100, 50);
    scene.bars2(100, 50);
    expect(scene.fired()).toEqual(['heat']);
    scene.order(B, buy(25), stopAt(40, 25));
    expect(scene.open(B)).toEqual(['BUY MARKET 12', 'SELL STOP_MARKET 12 at 40']);
    scene.order(A, { ...buy(200), side: 'SELL', reduceOnly: true });
    scene.bars2(100, 50);
    scene.order(B, buy(25));
    expect(scene.open(B)).toContain('BUY MARKET 25');
    expect(scene.fired()).toEqual(['heat']);
  });

  test('daily loss above its limit: everything is closed, and stays so until a reset', () => {
    const scene = held(APART, ...only('daily-loss'));
    scene.limit('maxDailyLoss', '1000');
    scene.order(A, buy(200));
    scene.bars2(100, 50);
    scene.bar(A, 94);
    expect(scene.fired()).toEqual(['daily-loss']);
    expect(scene.state.restriction).toMatchObject({ state: 'HALTED', flatten: true });
    scene.bar(A, 93);
    expect(scene.holding(A)).toBe(0);
    scene.bar(A, 80);
    expect(scene.fired()).toHaveLength(1);
    scene.command('reset');
    scene.order(B, buy(1));
    expect(scene.denials()).toEqual(['DAILY_LOSS_LIMIT_EXCEEDED']);
  });

  test('correlation above 0.8: the smaller of two positions is closed, once', () => {
    const scene = held(ALIKE, ...only('correlation'));
    scene.order(A, buy(100));
    scene.order(B, buy(20));
    scene.bars2(100.05, 50.025);
    scene.bars2(100.1, 50.05);
    expect(scene.fired()).toEqual(['correlation AAA | BBB']);
    expect(scene.of('rule.fired')[0]!.closes).toEqual([B]);
    scene.bars2(100, 50);
    expect([scene.holding(A), scene.holding(B)]).toEqual([100, 0]);
    scene.bars2(100.1, 50.05);
    expect(scene.fired()).toHaveLength(1);
  });

  test('a short of what moves alike is a hedge, and is left alone', () => {
    const scene = held(ALIKE, ...only('correlation'));
    scene.order(A, buy(100));
    scene.order(B, { ...buy(20), side: 'SELL' });
    for (const close of [100.05, 100.1, 100, 100.1]) scene.bars2(close, close / 2);
    expect(scene.fired()).toEqual([]);
    expect(scene.holding(B)).toBe(-20);
  });

  test('volatility above twice its average: stops are replaced by nearer ones, the new one first', () => {
    const scene = held(APART, ...only('volatility'));
    scene.order(A, buy(10), stopAt(90, 10));
    scene.bars2(100, 50);
    expect(scene.open(A)).toEqual(['SELL STOP_MARKET 10 at 90']);
    scene.bar(A, 101.5);
    expect(scene.fired()).toEqual(['volatility AAA']);
    const [stop, ...others] = scene.open(A);
    expect(others).toEqual([]);
    expect(Number(stop!.split(' at ')[1])).toBeGreaterThan(95);
    const steps = scene.asked.slice(-2).map(({ kind }) => kind);
    expect(steps).toEqual(['submit', 'cancel']);
  });

  test.each(['submit', 'cancel'] as const)(
    'a crash before the %s of a nearer stop leaves no position without one',
    (kind) => {
      const scene = held(APART, ...only('volatility'));
      scene.order(A, buy(10), stopAt(90, 10));
      scene.bars2(100, 50);
      scene.loses = (request) => request.kind === kind;
      scene.bar(A, 101.5);
      expect(scene.open(A)).toContain('SELL STOP_MARKET 10 at 90');
      expect(scene.open(A)).toHaveLength(2);
      scene.loses = () => false;
      scene.restart();
      const stops = scene.open(A);
      expect(stops).toHaveLength(1);
      expect(Number(stops[0]!.split(' at ')[1])).toBeGreaterThan(95);
      expect(scene.of('order.initialized').filter(({ ruleOrder }) => ruleOrder !== undefined)).toHaveLength(1);
      scene.bar(A, 95);
      expect(scene.holding(A)).toBe(0);
    },
  );

  test('high-impact news: no new entries for 15 minutes, reductions pass', () => {
    const scene = held(APART, ...only('news'));
    scene.order(A, buy(10));
    scene.bars2(100, 50);
    const time = scene.state.watch.time + 60_000;
    scene.events({ id: 'nfp', time, currency: 'USD', impact: 'high', title: 'Payrolls' });
    scene.bars2(100, 50);
    expect(scene.fired()).toEqual(['news nfp']);
    scene.order(B, buy(1));
    expect(scene.denials()).toEqual(['ECONOMIC_EVENT_PAUSE']);
    scene.order(A, { ...buy(10), side: 'SELL', reduceOnly: true });
    scene.bars2(100, 50);
    expect(scene.holding(A)).toBe(0);
    for (let minute = 0; minute < 20; minute += 1) scene.bars2(100, 50);
    scene.order(B, buy(1));
    expect(scene.open(B)).toEqual(['BUY MARKET 1']);
    expect(scene.fired()).toHaveLength(1);
  });

  test('a limit used to 80 %: a warning, and another only after it was less', () => {
    const scene = held(APART, ...only('limit-warning'));
    scene.limit('maxDrawdown', 0.05);
    scene.order(A, buy(300));
    scene.bars2(100, 50);
    for (const close of [90, 85.5, 85.4, 85.3, 99, 85.2]) scene.bar(A, close);
    expect(scene.fired()).toEqual(['limit-warning maxDrawdown', 'limit-warning maxDrawdown']);
  });
});

describe('every other action', () => {
  const firing = (action: RuleAction): WatchScene => {
    const scene = held(ALIKE, doing(action));
    scene.order(A, buy(200));
    scene.order(B, buy(10, { type: 'LIMIT', limitPrice: scene.state.actors.get(A)!.cash.div(1_000) }));
    scene.bars2(100, 50);
    expect(scene.fired()).toEqual(['it']);
    return scene;
  };

  test('reduce makes the account REDUCING until it is reset', () => {
    const scene = firing({ kind: 'reduce' });
    scene.order(B, buy(1));
    expect(scene.denials()).toEqual(['TRADING_STATE_REDUCING']);
    expect(scene.state.restriction.state).toBe('REDUCING');
  });

  test('halt makes it HALTED, and a rule never makes it milder', () => {
    const scene = firing({ kind: 'halt' });
    scene.rules(doing({ kind: 'reduce' }, 0.1));
    scene.bars2(100, 50);
    expect(scene.state.restriction.state).toBe('HALTED');
    expect(scene.holding(A)).toBe(200);
  });

  test('cancel takes back entries alone', () => {
    expect(firing({ kind: 'cancel' }).open(B)).toEqual([]);
  });

  test('pause lets nothing be opened for its time', () => {
    const scene = firing({ kind: 'pause', ms: 120_000 });
    scene.order(B, buy(1));
    expect(scene.denials()).toEqual(['PAUSED_BY_RULE']);
    scene.bars2(100, 50);
    scene.bars2(100, 50);
    scene.order(B, buy(1));
    expect(scene.denials()).toHaveLength(1);
  });

  test('hedge sells what moves alike, through every check an order passes', () => {
    const scene = firing({ kind: 'hedge', fraction: 0.5 });
    scene.bars2(100, 50);
    expect(scene.holding(B)).toBe(-199);
    expect(scene.of('rule.fired')[0]!.action[0]!.outcome).toBe('SELL 199 of BBB');
  });

  test('hedge says so where nobody trades what moves alike', () => {
    const scene = held(APART, doing({ kind: 'hedge', fraction: 0.5 }));
    scene.order(A, buy(200));
    scene.bars2(100, 50);
    expect(scene.of('rule.fired')[0]!.action[0]!.outcome).toMatch(/^not possible: no other actor/);
    expect(scene.open(B)).toEqual([]);
  });
});

test('without rules, limits or events nothing is measured and nothing more is journaled', () => {
  const scene = new WatchScene();
  scene.bars2(100, 50);
  scene.order(A, buy(300));
  for (let index = 0; index < 5; index += 1) scene.bars2(100 - index, 50);
  expect(scene.types()).not.toContain('bars.taken');
  expect(scene.state.watch).toMatchObject({ isOn: false, time: 0, excursions: [] });
  expect(T0).toBeLessThan(scene.state.lanes.get('bars.AAA.1m')!.time);
});
