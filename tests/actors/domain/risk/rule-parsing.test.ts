import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../../actors/domain/risk/rule-defaults.ts';
import { parseRule, saveRule } from '../../../../actors/domain/risk/rule-parsing.ts';

const json = {
  id: 'r1',
  title: 'Loss near its limit',
  enabled: true,
  scope: 'user:alice',
  condition: {
    metric: 'dailyLoss',
    operator: '>=',
    value: { limit: 'maxDailyLoss', times: 0.9 },
    for: 60_000,
    rearm: { limit: 'maxDailyLoss', times: 0.7 },
  },
  actions: [{ kind: 'throttle', sizeFactor: 0.5, ratePerMinute: 10 }, { kind: 'reduce' }],
};

const faultsOf = (input: unknown): unknown => {
  try {
    parseRule(input);
  } catch (error) {
    expect(error).toMatchObject({ type: 'RULE_INVALID' });
    return (error as { data: { faults: unknown } }).data.faults;
  }
  return [];
};

describe('a rule from JSON', () => {
  it('is the same after it was saved, the shipped ones too', () => {
    const rule = parseRule(json);
    expect(rule.scope).toEqual({ kind: 'user', id: 'alice' });
    for (const one of [rule, ...DEFAULT_RULES])
      expect(parseRule(JSON.parse(JSON.stringify(saveRule(one))))).toEqual(one);
  });

  it('is refused with every fault and its field', () => {
    expect(
      faultsOf({
        id: 'a\nb',
        title: 'x',
        enabled: 'yes',
        scope: 'user:',
        condition: { metric: 'mood', operator: '<', value: { limit: 'maxFun' }, for: 0.5, until: 1 },
        actions: [{ kind: 'throttle', sizeFactor: 2 }, { kind: 'pray' }, { kind: 'warn', loudly: true }],
        priority: 1,
      }),
    ).toEqual([
      { field: 'priority', reason: 'is not known' },
      { field: 'id', reason: 'is not a line of text' },
      { field: 'enabled', reason: 'is not true or false' },
      { field: 'scope', reason: expect.stringMatching(/which user/) as string },
      { field: 'condition.until', reason: 'is not known' },
      { field: 'condition.metric', reason: 'is not a known metric' },
      { field: 'condition.operator', reason: 'is none of >, >=' },
      { field: 'condition.value', reason: 'names no known limit' },
      { field: 'condition.for', reason: 'is not whole milliseconds' },
      { field: 'actions.0.sizeFactor', reason: 'is not a number from 0 to 1' },
      {
        field: 'actions.1.kind',
        reason: 'is none of warn, throttle, reduce, halt, cancel, flatten, hedge, tighten-stops, pause',
      },
      { field: 'actions.2.loudly', reason: 'is not known' },
    ]);
    expect(faultsOf(null)).toEqual([{ field: 'rule', reason: 'is not an object' }]);
    expect(faultsOf({ ...json, actions: [], condition: null })).toEqual([
      { field: 'condition', reason: 'is not an object' },
      { field: 'actions', reason: 'are none' },
    ]);
  });

  it('is refused when it would fire and end at once for ever, or close the smaller of no pair', () => {
    const rearmed = (value: unknown, rearm: unknown) =>
      faultsOf({ ...json, condition: { metric: 'dailyLoss', operator: '>', value, rearm } });
    const fault = [{ field: 'condition.rearm', reason: 'must be of the same kind as value, and not above it' }];
    expect(rearmed(1, 1)).toEqual([]);
    expect(rearmed(1, 1.1)).toEqual(fault);
    expect(rearmed({ limit: 'maxDailyLoss' }, { limit: 'maxDailyLoss', times: 1.1 })).toEqual(fault);
    expect(rearmed({ limit: 'maxDailyLoss' }, { limit: 'maxDrawdown' })).toEqual(fault);
    expect(faultsOf({ ...json, actions: [{ kind: 'flatten', of: 'smaller-of-pair' }] })).toEqual([
      { field: 'actions.0.of', reason: 'there is a pair only where correlation is measured' },
    ]);
  });
});
