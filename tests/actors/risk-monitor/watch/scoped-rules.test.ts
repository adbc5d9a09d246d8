// A rule about a part of accounts is asked of what it covers there, and does what it does to that alone.
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { normalQuantile } from '../../../../actors/domain/portfolio/normal.ts';
import type { Control } from '../../../../actors/domain/risk/control.ts';
import type { ActionRule, RuleAction, RuleCondition } from '../../../../actors/domain/risk/rule.ts';
import { parseScope } from '../../../../actors/domain/risk/scope.ts';
import { inspectAccount } from '../../../../actors/risk-monitor/inspect.ts';
import { restraintFor } from '../../../../actors/risk-monitor/restraint.ts';
import type { RiskMonitorStateView } from '../../../../actors/risk-views.ts';
import { T0 } from '../../../support/domain-builders.ts';
import { A, type Actor, B, buy, C, type SceneOptions, stopAt, WatchScene } from './watch-scene.ts';

const MINUTE_MS = 60_000;

const rule = (
  scope: string,
  metric: RuleCondition['metric'],
  value: RuleCondition['value'],
  ...actions: readonly RuleAction[]
): ActionRule => ({
  ...{ id: 'it', title: 'It', enabled: true, scope: parseScope(scope), actions },
  condition: { metric, operator: '>', value },
});

/** A and C hold 100 of AAA each, B 100 of BBB; bought at 100 and 50 with 20,000 each. */
const holding = (options: SceneOptions, ...rules: readonly ActionRule[]): WatchScene => {
  const scene = new WatchScene({ actors: [A, B, C], allocation: 20_000, ...options });
  scene.rules(...rules);
  scene.bars2(100, 50);
  for (const actor of [A, B, C]) scene.order(actor, buy(100));
  scene.bars2(100, 50);
  return scene;
};

const isFree = (scene: WatchScene, actor: Actor): boolean =>
  restraintFor(scene.state, scene.state.actors.get(actor)!).state === 'ACTIVE';

const reset = (scope: string): Control => ({
  ...{ kind: 'restrict', scope, state: 'ACTIVE', flatten: false, reason: 'it is over', by: 'eve', at: T0 },
});

describe('what it looks at', () => {
  test('is the drawdown of the sub-ledgers that a strategy trades, not of the account', () => {
    const scene = holding({}, rule('strategy:strategy.a', 'drawdown', 0.05, { kind: 'warn' }));
    scene.bar(A, 105);
    scene.bar(B, 1); // 4,900 of B are no matter
    expect(scene.fired()).toEqual([]);
    scene.bar(A, 94.8);
    expect(scene.fired(), '1,020 of a peak of 20,500 is less than 5 %').toEqual([]);
    scene.bar(A, 94.7);
    expect(scene.fired()).toEqual(['it']);
    expect(scene.of('rule.fired')[0]).toMatchObject({
      scope: 'strategy:strategy.a',
      inputs: { metric: 'drawdown', highWater: '20500', value: String(1_030 / 20_500) },
    });
  });

  test('is the loss of the account’s day, of a follower alone, and begins again with the next', () => {
    const tradingDay = { timeZone: 'UTC', startsAt: '00:10' };
    const scene = holding(
      { config: { tradingDay }, start: Date.UTC(2024, 0, 2, 0, 0) },
      rule('follower:follower.c', 'dailyLoss', 150, { kind: 'warn' }),
    );
    scene.bar(A, 99);
    for (let minute = 0; minute < 8; minute += 1) scene.bar(A, 99);
    scene.bar(A, 97.6);
    expect(scene.fired(), '100 were lost the day before').toEqual([]);
    scene.bar(A, 97.4);
    expect(scene.fired()).toEqual(['it']);
  });

  test('is an instrument’s position by its entry, over all that hold it', () => {
    const scene = holding({}, rule('instrument:AAA', 'positionLoss', 0.02, { kind: 'warn' }));
    scene.bar(B, 10);
    scene.bar(A, 98);
    expect(scene.fired()).toEqual([]);
    scene.bar(A, 97.9);
    expect(scene.fired()).toEqual(['it AAA']);
    expect(scene.of('rule.fired')[0]!.inputs).toMatchObject({ loss: '420', entered: '20000' });
  });

  test.each([
    ['instrument:AAA', 'grossExposure', 0.49, 0.51],
    ['instrument:AAA', 'netExposure', 0.49, 0.51],
    ['instrument:AAA', 'concentration', 0.19, 0.21],
    ['instrument:AAA', 'portfolioHeat', 0.49, 0.51],
    ['strategy:strategy.b', 'grossExposure', 0.24, 0.26],
    ['strategy:strategy.b', 'currencyExposure', 0.24, 0.26],
    ['follower:follower.c', 'concentration', 0.09, 0.11],
    ['follower:follower.c', 'openLoss', -1, 1],
  ] as const)('of %s: %s, of its own sub-ledgers', (scope, metric, below, above) => {
    expect(holding({}, rule(scope, metric, below, { kind: 'warn' })).fired()).toHaveLength(1);
    expect(holding({}, rule(scope, metric, above, { kind: 'warn' })).fired()).toEqual([]);
  });

  test('is how late and how volatile its own lanes are', () => {
    const late = holding({}, rule('strategy:strategy.b', 'dataAgeMs', 2 * MINUTE_MS, { kind: 'warn' }));
    for (let minute = 0; minute < 3; minute += 1) late.bar(A, 100);
    expect(late.fired()).toEqual(['it bars.BBB.1m']);
    const early = holding({}, rule('strategy:strategy.a', 'dataAgeMs', 2 * MINUTE_MS, { kind: 'warn' }));
    for (let minute = 0; minute < 3; minute += 1) early.bar(A, 100);
    expect(early.fired()).toEqual([]);
    for (const [scope, fired] of [
      ['instrument:BBB', ['it BBB']],
      ['instrument:AAA', []],
    ] as const) {
      const wild = holding({}, rule(scope, 'volatilityRatio', 2, { kind: 'warn' }));
      for (let bar = 0; bar < 65; bar += 1) wild.bars2(100 + (bar % 2) * 0.1, 50 + (bar % 2) * 0.1);
      wild.bar(B, 60);
      expect(wild.fired()).toEqual(fired);
    }
  });

  test('is how its own orders were filled', () => {
    const slipped = (scope: string): string[] => {
      const scene = new WatchScene({ allocation: 40_000 });
      scene.rules(rule(scope, 'slippageBps', 50, { kind: 'warn' }));
      scene.bars2(100, 50);
      for (let order = 0; order < 11; order += 1) {
        scene.order(A, buy(1));
        scene.gap(A, scene.state.lanes.get('bars.AAA.1m')!.price * 1.01);
        scene.order(B, buy(1));
        scene.bar(B, 50);
      }
      return scene.fired();
    };
    expect(slipped('strategy:strategy.a')).toEqual(['it']);
    expect(slipped('instrument:BBB')).toEqual([]);
  });

  test('is the value at risk of what it holds, of a normal distribution with the deviation of the last periods', () => {
    const scene = holding({}, rule('instrument:BBB', 'valueAtRisk95', 0, { kind: 'warn' }));
    const closes = [50];
    for (let bar = 0; bar < 40 && scene.fired().length === 0; bar += 1) {
      closes.push(50 + ((bar * 7) % 5) * 0.1);
      scene.bars2(100, closes.at(-1)!);
    }
    const { inputs } = scene.of('rule.fired')[0]!;
    const known = closes.slice(0, -1); // the bar of A came first
    const returns = known.slice(1).map((close, index) => close / known[index]! - 1);
    const all = [0, ...returns]; // the bar on which it was bought moved nothing
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
    const variance = all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1);
    const worth = 100 * known.at(-1)!;
    const expected = normalQuantile(0.95) * Math.sqrt(variance * 1_440) * worth;
    expect(Number(inputs['valueAtRisk']) / expected).toBeCloseTo(1, 9);
  });

  test('is compared with the limit in force for it', () => {
    const scene = holding(
      {},
      rule('strategy:strategy.a', 'dailyLoss', { limit: 'maxDailyLoss', times: 0.5 }, { kind: 'warn' }),
    );
    scene.limit('maxDailyLoss', '10000');
    scene.limit('maxDailyLoss', '400', 'strategy:strategy.a');
    scene.bar(A, 98);
    expect(scene.fired()).toEqual([]);
    scene.bar(A, 97.9);
    expect(scene.fired()).toEqual(['it']);
  });

  test('is nothing where the account has nothing of it', () => {
    const scene = holding({}, rule('strategy:strategy.z', 'grossExposure', 0, { kind: 'halt' }));
    scene.bars2(90, 40);
    expect(scene.fired()).toEqual([]);
    expect(scene.state.watch.excursions).toEqual([]);
  });
});

describe('what it does', () => {
  test('halts what it covers, with what comes to it later, until its scope is reset; the rest goes on', () => {
    const scene = holding({ actors: [A, B] }, rule('instrument:AAA', 'positionLoss', 0.05, { kind: 'halt' }));
    scene.bar(A, 94);
    expect([A, B].map((actor) => isFree(scene, actor))).toEqual([false, true]);
    scene.order(A, buy(1));
    scene.order(B, buy(1));
    expect(scene.denials()).toEqual(['TRADING_HALTED']);
    expect(scene.state.restriction.state).toBe('ACTIVE');
    scene.restart();
    expect(isFree(scene, A)).toBe(false);
    scene.control(reset('instrument:BBB'));
    expect(isFree(scene, A), 'another scope').toBe(false);
    scene.control(reset('instrument:AAA'));
    expect(isFree(scene, A)).toBe(true);
    scene.bar(A, 93);
    expect(scene.fired(), 'the excursion goes on').toHaveLength(1);
  });

  test('is lifted by the reset of the account, not by its resume', () => {
    const scene = holding({}, rule('strategy:strategy.a', 'openLoss', 500, { kind: 'halt' }));
    scene.bar(A, 94);
    scene.command('pause');
    scene.command('resume');
    expect([A, B, C].map((actor) => isFree(scene, actor))).toEqual([false, true, true]);
    scene.command('reset');
    expect(isFree(scene, A)).toBe(true);
    scene.restart({ fromSnapshot: true });
    expect(isFree(scene, A)).toBe(true);
  });

  test('closes what a follower holds and leaves the others on its instrument alone', () => {
    const scene = holding({}, rule('follower:follower.c', 'dailyLoss', 300, { kind: 'flatten', of: 'scope' }));
    scene.bar(A, 96);
    scene.bar(A, 96);
    expect([A, B, C].map((actor) => scene.holding(actor))).toEqual([100, 100, 0]);
    scene.order(C, buy(1));
    scene.bar(A, 96);
    expect(scene.denials()).toEqual(['TRADING_HALTED']);
  });

  test('pauses, throttles and takes back entries of what it covers alone', () => {
    const scene = holding(
      {},
      rule('strategy:strategy.a', 'openLoss', 100, { kind: 'pause', ms: 3 * MINUTE_MS }, { kind: 'cancel' }),
      {
        ...rule('instrument:BBB', 'openLoss', 100, { kind: 'throttle', sizeFactor: 0.5, ratePerMinute: 1 }),
        id: 'slow',
      },
    );
    scene.order(A, buy(1, { type: 'LIMIT', limitPrice: decimal(10) }));
    scene.order(C, buy(1, { type: 'LIMIT', limitPrice: decimal(10) }));
    scene.bars2(98, 48);
    expect(scene.fired()).toEqual(['it', 'slow']);
    expect([scene.open(A), scene.open(C)]).toEqual([[], ['BUY LIMIT 1']]);
    scene.order(A, buy(3));
    scene.order(C, buy(3));
    scene.order(B, buy(4), buy(4, { leg: 1 }));
    expect(scene.denials()).toEqual(['PAUSED_BY_RULE', 'RATE_LIMIT_EXCEEDED']);
    expect([scene.open(B), scene.open(C)]).toEqual([['BUY MARKET 2'], ['BUY LIMIT 1', 'BUY MARKET 3']]);
    for (let minute = 0; minute < 4; minute += 1) scene.bars2(98, 48);
    scene.order(A, buy(3));
    scene.bars2(98, 48);
    expect(scene.holding(A)).toBe(103);
  });

  test('tightens the stops of what it covers, whatever it measures', () => {
    const scene = new WatchScene({ actors: [A, B, C], allocation: 20_000 });
    scene.rules(rule('follower:follower.c', 'openLoss', 20, { kind: 'tighten-stops', volatilities: 2 }));
    for (let bar = 0; bar < 65; bar += 1) scene.bars2(100 + (bar % 2) * 0.1, 50);
    for (const actor of [A, C]) scene.order(actor, buy(100), stopAt(90, 100));
    scene.bars2(100, 50);
    scene.bar(A, 99.7);
    expect(scene.fired()).toEqual(['it']);
    expect(scene.open(A)).toEqual(['SELL STOP_MARKET 100 at 90']);
    expect(Number(scene.open(C)[0]!.split(' at ')[1])).toBeGreaterThan(98);
  });

  test('hedges the net exposure of what it covers', () => {
    const scene = new WatchScene({ actors: [A, B, C], allocation: 20_000 });
    scene.rules(rule('follower:follower.c', 'openLoss', 1, { kind: 'hedge', fraction: 0.5 }));
    for (let bar = 0; bar < 65; bar += 1) scene.bars2(100 + ((bar * 3) % 7) * 0.1, 50 + ((bar * 3) % 7) * 0.05);
    scene.order(A, buy(100));
    scene.order(C, buy(20));
    scene.bars2(100, 50);
    scene.bars2(99.9, 49.95);
    expect(scene.of('rule.fired')[0]!.action[0]!.outcome).toBe(`SELL ${Math.floor((20 * 99.9) / 2 / 50)} of BBB`);
  });

  test('once an excursion, wherever the account starts again in between', () => {
    for (const fromSnapshot of [true, false]) {
      const scene = holding({}, rule('strategy:strategy.a', 'openLoss', 100, { kind: 'warn' }));
      for (const close of [98, 97, 98, 100, 98]) {
        scene.bar(A, close);
        scene.restart({ fromSnapshot });
      }
      expect(scene.fired()).toEqual(['it', 'it']);
    }
  });
});

test('an account says what its watch holds', () => {
  const scene = holding(
    { limits: { maxDrawdown: 0.005 } },
    rule('strategy:strategy.a', 'openLoss', 500, { kind: 'halt' }, { kind: 'pause', ms: MINUTE_MS }),
    { ...rule('platform', 'openLoss', 500, { kind: 'throttle', sizeFactor: 0.5, ratePerMinute: 7 }), id: 'slow' },
  );
  scene.bar(A, 94);
  const { watch } = inspectAccount(scene.state) as unknown as RiskMonitorStateView;
  const at = new Date(scene.state.watch.time).toISOString();
  const until = new Date(scene.state.watch.time + MINUTE_MS).toISOString();
  expect(watch).toMatchObject({
    isOn: true,
    at,
    breakers: [{ breaker: 'drawdown', of: '', since: at, facts: { drawdown: '0.012', limit: '0.005' } }],
    excursions: [
      { rule: 'slow', title: 'It', scope: 'platform', of: '', since: at, fired: true },
      { rule: 'it', title: 'It', scope: 'strategy:strategy.a', of: '', since: at, fired: true },
    ],
    pauses: [{ rule: 'it', scope: 'strategy:strategy.a', until }],
    latches: [
      { scope: 'strategy:strategy.a', state: 'HALTED', flatten: false, reason: 'It', by: 'rule:it', since: at },
    ],
    throttles: [{ scope: 'platform', sizeFactor: 0.5, ratePerMinute: 7 }],
  });
  const unwatched = inspectAccount(new WatchScene().state) as unknown as RiskMonitorStateView;
  expect(unwatched.watch).toMatchObject({
    isOn: false,
    at: null,
    breakers: [],
    excursions: [],
    pauses: [],
    throttles: [],
  });
});
