import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '../../../actors/domain/risk/rule-defaults.ts';
import { saveRule } from '../../../actors/domain/risk/rule-parsing.ts';
import type { DayFigure } from '../../../actors/ports/risk-desk.ts';
import { SupervisorScene } from './supervisor-scene.ts';

const day = (user: string, startEquity: number, equity: number, more: Partial<DayFigure> = {}): DayFigure => ({
  ...{ user, currency: 'USD', date: '2024-01-02', startEquity: String(startEquity), equity: String(equity) },
  ...more,
});

const limited = (scope: string, limit: string, value: unknown, rules = DEFAULT_RULES): SupervisorScene => {
  const scene = new SupervisorScene();
  scene.command('set-rules', { rules: rules.map(saveRule) });
  scene.setLimit(scope, limit, value);
  return scene;
};

const latched = (scene: SupervisorScene): string[] =>
  scene.view().latches.map(({ scope, state, flatten, by }) => `${scope} ${state} ${flatten} ${by}`);

describe('what accounts lose together in a day', () => {
  test('is closed for the user whose accounts have lost more than they may, once', () => {
    const scene = limited('user:ann', 'maxDailyLoss', '1000');
    scene.hear({ account: 'a1', day: day('ann', 10_000, 9_400) }, { account: 'b1', day: day('ben', 10_000, 5_000) });
    expect(latched(scene)).toEqual([]);
    scene.hear({ account: 'a2', day: day('ann', 10_000, 9_599) });
    expect(latched(scene)).toEqual(['user:ann HALTED true rule:daily-loss']);
    const before = scene.controls.length;
    scene.hear({ account: 'a2', day: day('ann', 10_000, 9_000) });
    scene.restart();
    scene.hear({ account: 'a1', day: day('ann', 10_000, 9_400) }, { account: 'a2', day: day('ann', 10_000, 9_000) });
    expect(scene.controls).toHaveLength(before);
  });

  test('is closed for the platform, of a fraction of what the day began with', () => {
    const scene = limited('platform', 'maxDailyLossFraction', 0.05);
    scene.hear({ account: 'a1', day: day('ann', 10_000, 9_600) }, { account: 'b1', day: day('ben', 10_000, 9_600) });
    expect(latched(scene)).toEqual([]);
    scene.hear({ account: 'b1', day: day('ben', 10_000, 9_399) });
    expect(latched(scene)).toContain('platform HALTED true rule:daily-loss');
  });

  test('a reset holds until the next day, and the next day may be lost again', () => {
    const scene = limited('user:ann', 'maxDailyLoss', '1000');
    scene.hear({ account: 'a1', day: day('ann', 10_000, 8_000) });
    scene.command('reset', { scope: 'user:ann', reason: 'seen' });
    scene.hear({ account: 'a1', day: day('ann', 10_000, 7_900) });
    expect(latched(scene)).toEqual([]);
    scene.hear({ account: 'a1', day: day('ann', 7_900, 6_000, { date: '2024-01-03' }) });
    expect(latched(scene)).toHaveLength(1);
  });

  test('gains of one account make up for another’s losses; old days and other currencies do not', () => {
    const scene = limited('user:ann', 'maxDailyLoss', '1000');
    scene.hear({ account: 'a1', day: day('ann', 10_000, 8_500) }, { account: 'a2', day: day('ann', 10_000, 10_600) });
    expect(latched(scene)).toEqual([]);
    scene.hear({ account: 'a2', day: day('ann', 10_000, 10_600, { currency: 'EUR' }) });
    expect(latched(scene)).toHaveLength(1);
    const later = limited('user:ann', 'maxDailyLoss', '1000');
    later.hear(
      { account: 'a1', day: day('ann', 10_000, 9_500, { date: '2023-12-20' }) },
      { account: 'a2', day: day('ann', 10_000, 9_400) },
    );
    expect(latched(later)).toEqual([]);
  });

  test('is nothing to act on where no rule says so, or only one account is limited', () => {
    const without = limited('user:ann', 'maxDailyLoss', '1000', []);
    without.hear({ account: 'a1', day: day('ann', 10_000, 1_000) });
    expect(latched(without)).toEqual([]);
    const alone = limited('account:a1', 'maxDailyLoss', '1000');
    alone.hear({ account: 'a1', day: day('ann', 10_000, 1_000) });
    expect(latched(alone)).toEqual([]);
  });

  test('a word that came without a figure takes none back', () => {
    const scene = limited('user:ann', 'maxDailyLoss', '1000');
    scene.hear({ account: 'a1', day: day('ann', 10_000, 9_400) });
    scene.hear({ account: 'a1' });
    scene.hear({ account: 'a2', day: day('ann', 10_000, 9_500) });
    expect(latched(scene)).toHaveLength(1);
  });
});

describe('the rules that Troupe comes with', () => {
  const first = (): SupervisorScene => new SupervisorScene({ shippedRules: true } as object);

  test('are the first control of a cluster, given once', () => {
    const scene = first();
    scene.restart();
    scene.restart();
    expect(scene.controls).toMatchObject([{ kind: 'rules', by: 'troupe' }]);
    expect(scene.view().rules).toEqual(DEFAULT_RULES.map(saveRule));
  });

  test('do not come back when somebody has taken them away', () => {
    const scene = first();
    scene.command('set-rules', { rules: [] });
    scene.checkpoint();
    scene.restart();
    expect(scene.view().rules).toEqual([]);
  });

  test('are not given where nobody asks for them', () => {
    const scene = new SupervisorScene();
    expect(scene.controls).toEqual([]);
  });
});
