import { describe, expect, test } from 'vitest';
import { inspectAccount } from '../../../../actors/risk-monitor/inspect.ts';
import type { RiskMonitorStateView } from '../../../../actors/risk-views.ts';
import { A, B, buy, WatchScene } from './watch-scene.ts';

const view = (scene: WatchScene): RiskMonitorStateView =>
  inspectAccount(scene.state) as unknown as RiskMonitorStateView;

describe('an actor that joins where its lane has long begun', () => {
  test('is told its trading state before its first bar, and breaks no watched account', () => {
    const scene = new WatchScene({ limits: { maxDrawdown: 0.5 }, actors: [] });
    scene.joins(A, 270);
    scene.command('pause');
    expect(scene.state.watch.isOn).toBe(true);
    expect(scene.state.lanes.get('bars.AAA.1m')).toMatchObject({ position: 270, price: 0 });
    scene.bar(A, 100);
    expect(scene.state.watch.lanes.get('bars.AAA.1m')).toMatchObject({ position: 271 });
    scene.restart();
    expect(scene.state.watch.lanes.get('bars.AAA.1m')).toMatchObject({ position: 271 });
  });
});

describe('what an account holds that moves together', () => {
  const held = (): WatchScene => {
    const scene = new WatchScene({ limits: { maxDrawdown: 0.9 } });
    scene.bars2(100, 50);
    scene.order(A, buy(10));
    scene.order(B, buy(10));
    scene.bars2(100, 50);
    return scene;
  };

  test('is not known from a few returns, then is what the rule decides by: here that of prices that go alike', () => {
    const scene = held();
    expect(view(scene).correlations).toMatchObject({ symbols: ['AAA', 'BBB'], rows: [[], [null]], least: 20 });
    for (let bar = 0; bar < 30; bar += 1) scene.bars2(100 + (bar % 5), 50 + (bar % 5) / 2);
    const { correlations } = view(scene);
    expect(correlations?.rows[1]?.[0]).toBeGreaterThan(0.99);
    expect(correlations?.periods[0]).toBeGreaterThanOrEqual(20);
  });

  test('is worked out once a period', () => {
    const scene = held();
    const first = view(scene).correlations;
    expect(view(scene).correlations).toBe(first);
    scene.bars2(101, 51);
    expect(view(scene).correlations).not.toBe(first);
  });

  test('is nothing of an account that holds nothing, or is not watched', () => {
    expect(view(new WatchScene({ limits: { maxDrawdown: 0.9 } })).correlations).toBeNull();
    expect(view(new WatchScene()).correlations).toBeNull();
  });
});
