import { describe, expect, it } from 'vitest';
import { METRICS, type MetricName } from '../../../../actors/domain/risk/metric-catalog.ts';
import { DEFAULT_RULES } from '../../../../actors/domain/risk/rule-defaults.ts';
import { checkRules } from '../../../../actors/domain/risk/rule-scope.ts';
import type { ActionRule } from '../../../../actors/domain/risk/rule.ts';
import { parseScope } from '../../../../actors/domain/risk/scope.ts';

const aRule = (metric: MetricName, scope: string, id = 'it'): ActionRule => ({
  ...{ id, title: 'It', enabled: true, scope: parseScope(scope), actions: [{ kind: 'warn' }] },
  condition: { metric, operator: '>', value: 1 },
});

const faultsOf = (...rules: readonly ActionRule[]): unknown => {
  try {
    checkRules(rules);
  } catch (error) {
    expect(error).toMatchObject({ type: 'RULE_INVALID' });
    return (error as { data: { faults: unknown } }).data.faults;
  }
  return [];
};

const NARROW = ['strategy:strategy.s', 'follower:follower.f', 'provider:p', 'instrument:EUR/USD'];

describe('a set of rules', () => {
  it('may watch whatever can be measured of its scope; the shipped ones do', () => {
    expect(faultsOf(...DEFAULT_RULES)).toEqual([]);
    for (const scope of ['platform', 'user:ann', 'account:a1'])
      for (const metric of Object.keys(METRICS) as MetricName[]) expect(faultsOf(aRule(metric, scope))).toEqual([]);
    for (const scope of NARROW)
      expect(faultsOf(aRule('drawdown', scope), aRule('slippageBps', scope, 'b'))).toEqual([]);
    expect(faultsOf(aRule('correlation', 'provider:p'))).toEqual([]);
  });

  it('is refused with metric and scope where nothing of it is ever measured there', () => {
    expect(faultsOf(aRule('correlation', 'instrument:EUR/USD'))).toEqual([
      {
        field: 'condition.metric',
        reason:
          'correlation is not measured for instrument:EUR/USD (rule it); it is for platform, user, account, provider',
      },
    ]);
    for (const scope of NARROW)
      for (const metric of ['usageOfLimit', 'dailyLossOfLimit'] as const)
        expect(faultsOf(aRule(metric, scope))).toHaveLength(1);
    expect(faultsOf(aRule('drawdown', 'node:worker-1'))).toMatchObject([
      { reason: expect.stringMatching(/^drawdown is not measured for node:worker-1/) as string },
    ]);
  });

  it('is refused where two rules have one id', () => {
    expect(faultsOf(aRule('drawdown', 'platform'), aRule('dailyLoss', 'instrument:ACME'))).toEqual([
      { field: 'id', reason: "it is another rule's already" },
    ]);
  });
});
