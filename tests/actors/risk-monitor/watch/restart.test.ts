// Whatever happens to an account, and wherever it starts again in between, its rules and breakers decide the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '../../../../actors/domain/risk/rule-defaults.ts';
import type { ActionRule, RuleAction, RuleCondition } from '../../../../actors/domain/risk/rule.ts';
import { parseScope } from '../../../../actors/domain/risk/scope.ts';
import { riskMonitorActor } from '../../../../actors/risk-monitor/risk-monitor.actor.ts';
import { T0 } from '../../../support/domain-builders.ts';
import { A, B, buy, sell, type Actor, type Base, type SceneOptions, stopAt, WatchScene } from './watch-scene.ts';

const LIMITS = {
  ...{ maxDailyLoss: '900', maxDrawdown: 0.02, maxRejectRate: 0.5, maxSlippageBps: 50, volatilitySpikeRatio: 3 },
  ...{ maxDataAgeMs: 180_000, maxOpenOrders: 6 },
};

const more = (id: string, value: number, ...actions: readonly RuleAction[]): ActionRule => ({
  ...{ id, title: id, enabled: true, scope: { kind: 'platform' } as const, actions },
  condition: { metric: 'grossExposure', operator: '>', value, rearm: value / 2, for: 60_000 },
});
/** About a part of the account alone. */
const part = (scope: string, condition: RuleCondition, ...actions: readonly RuleAction[]): ActionRule => ({
  ...{ id: `of ${scope}`, title: scope, enabled: true, scope: parseScope(scope), actions, condition },
});
const RULES: readonly ActionRule[] = [
  ...DEFAULT_RULES,
  more('hedged', 0.2, { kind: 'hedge', fraction: 0.3 }, { kind: 'cancel' }),
  more('paused', 0.3, { kind: 'pause', ms: 120_000 }),
  part('strategy:strategy.a', { metric: 'dailyLoss', operator: '>', value: 30 }, { kind: 'throttle', sizeFactor: 0.5 }),
  part('strategy:strategy.b', { metric: 'drawdown', operator: '>', value: 0.001 }, { kind: 'pause', ms: 120_000 }),
  part('instrument:BBB', { metric: 'positionLoss', operator: '>', value: 0.01 }, { kind: 'reduce' }),
  part('instrument:AAA', { metric: 'valueAtRisk95', operator: '>', value: 0.05 }, { kind: 'warn' }),
];

/** Sixty-five calm bars on two lanes that move alike, from where every case begins. */
const BASE: Base = (() => {
  const scene = new WatchScene({ limits: LIMITS });
  scene.rules(...RULES);
  for (let index = 0; index < 65; index += 1) {
    const move = [0, 0.1, -0.05, 0.08, -0.11, 0.02, 0.07][index % 7]!;
    scene.bars2(100 + move, 50 + move / 2);
  }
  scene.events({ id: 'cpi', time: T0 + 84 * 60_000, currency: 'USD', impact: 'high', title: 'CPI' });
  return scene.saved();
})();

const actor = fc.constantFrom<Actor>(A, B);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('bar' as const),
      actor,
      move: fc.constantFrom(-3, -1, -0.1, 0, 0, 0.05, 0.1, 1, 2.5),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('order' as const),
      actor,
      quantity: fc.constantFrom(5, 40, 150, 300),
      side: fc.constantFrom('buy' as const, 'sell' as const, 'guarded' as const, 'limit' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('alarm' as const), days: fc.constantFrom(0, 1, 3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('limit' as const), value: fc.constantFrom('200', '5000', null) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function take(scene: WatchScene, next: Step): void {
  switch (next.kind) {
    case 'bar': {
      const price = scene.state.lanes.get(next.actor === A ? 'bars.AAA.1m' : 'bars.BBB.1m')!.price;
      scene.bar(next.actor, Math.max(5, price + next.move), { range: 0.2 });
      return;
    }
    case 'order':
      if (scene.mayDecide(next.actor)) scene.order(next.actor, ...ordersOf(scene, next));
      return;
    case 'reset':
      scene.command('reset');
      return;
    case 'alarm':
      scene.alarm(T0 + next.days * 86_400_000 + 1);
      return;
    case 'limit':
      scene.limit('maxDailyLoss', next.value, 'user:ann');
  }
}

function ordersOf(scene: WatchScene, { actor: of, quantity, side }: Extract<Step, { kind: 'order' }>) {
  const { price } = scene.state.lanes.get(of === A ? 'bars.AAA.1m' : 'bars.BBB.1m')!;
  if (side === 'buy') return [buy(quantity)];
  if (side === 'sell') return [sell(quantity)];
  if (side === 'guarded') return [buy(quantity), stopAt(Math.round(price * 0.95), quantity)];
  return [
    {
      ...buy(quantity),
      type: 'LIMIT' as const,
      limitPrice: scene.state.unallocated.mul(0).add(Math.round(price * 0.99)),
    },
  ];
}

interface Tally {
  fired: Set<string>;
  restarts: number;
}

/** What is decided, starting again after the steps that are marked. */
function play(steps: readonly Step[], restarts: readonly number[], options: SceneOptions, tally?: Tally): WatchScene {
  const scene = new WatchScene({ from: BASE, limits: LIMITS, ...options });
  for (const [index, next] of steps.entries()) {
    take(scene, next);
    const how = restarts[index] ?? 0;
    if (how === 0) continue;
    scene.restart({ fromSnapshot: how === 2 });
    if (tally !== undefined) tally.restarts += 1;
  }
  for (const { rule } of scene.of('rule.fired')) tally?.fired.add(rule);
  return scene;
}

const cases = fc.tuple(
  fc.array(step, { minLength: 3, maxLength: 8 }),
  fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 8, maxLength: 8 }),
);

const holds = (options: SceneOptions, numRuns: number, tally?: Tally): void =>
  fc.assert(
    fc.property(cases, ([steps, restarts]) => {
      const calm = play(steps, [], options);
      const disturbed = play(steps, restarts, options, tally);
      expect(disturbed.decisions()).toEqual(calm.decisions());
    }),
    { numRuns, seed: 11 },
  );

describe('wherever an account starts again', () => {
  test('rules, breakers and days decide what they would have decided', () => {
    const tally: Tally = { fired: new Set(), restarts: 0 };
    holds({}, 10_000, tally);
    expect(tally.restarts).toBeGreaterThan(10_000);
    expect([...tally.fired].sort()).toEqual([...RULES.map(({ id }) => id)].sort());
  }, 900_000);

  test('the fold of the journal is the watch as it stood, but for bars that nothing followed', () => {
    fc.assert(
      fc.property(cases, ([steps]) => {
        const scene = play(steps, [], {});
        scene.command('halt');
        const before = JSON.stringify((scene.saved().state as { watch: unknown }).watch);
        scene.restart();
        expect(JSON.stringify((scene.saved().state as { watch: unknown }).watch)).toBe(before);
      }),
      { numRuns: 500, seed: 12 },
    );
  }, 300_000);
});

describe('the property would notice', () => {
  const product = riskMonitorActor();

  test('a journal that does not tell of bars', () => {
    const definition: typeof product = {
      ...product,
      apply: (state, type, payload) => {
        if (type !== 'bars.taken') product.apply!(state, type, payload);
      },
    };
    expect(() => holds({ definition }, 2_000)).toThrow();
  }, 300_000);

  test('excursions that are forgotten: rules fire again', () => {
    const definition: typeof product = {
      ...product,
      apply: (state, type, payload) => {
        product.apply!(state, type, payload);
        if (type === 'excursions.changed') state.watch.excursions = [];
      },
    };
    const scene = new WatchScene({ from: BASE, limits: LIMITS, definition });
    scene.order(A, buy(300));
    for (let index = 0; index < 3; index += 1) scene.bars2(100, 50);
    expect(scene.fired().filter((rule) => rule === 'heat').length).toBeGreaterThan(1);
  });
});
