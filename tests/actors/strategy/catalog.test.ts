import { describe, expect, test } from 'vitest';
import { STRATEGIES, parametersSchema, parseParameters, strategyNamed } from '../../../actors/strategy/catalog.ts';

const refusal = (name: string, params: unknown): unknown => {
  try {
    return parseParameters(strategyNamed(name), params);
  } catch (error) {
    return error;
  }
};

test('an unknown strategy is refused with the names there are', () => {
  expect(() => strategyNamed('sma-cros')).toThrow(
    expect.objectContaining({
      type: 'UNKNOWN_STRATEGY',
      message:
        'there is no strategy "sma-cros"; there are sma-cross, ema-cross, rsi-reversion, bollinger-reversion, macd, donchian-breakout, session-range-breakout',
    }),
  );
});

test('missing parameters have the defaults of the form', () => {
  expect(parseParameters(strategyNamed('sma-cross'), {})).toEqual({ fast: 10, slow: 30 });
  expect(parseParameters(strategyNamed('rsi-reversion'), {})).toEqual({ period: 14, oversold: 30, exit: 50 });
});

describe('a refusal names field, value and what it may be', () => {
  test.each([
    ['sma-cross', { fast: 0 }, 'fast is 0, must be a whole number from 1 to 500'],
    ['sma-cross', { fast: 2.5 }, 'fast is 2.5, must be a whole number from 1 to 500'],
    ['sma-cross', { slow: NaN }, 'slow is NaN, must be a whole number from 2 to 1000'],
    ['sma-cross', { slow: '30' }, 'slow is "30", must be a whole number from 2 to 1000'],
    ['sma-cross', { fast: 40 }, 'fast is 40, must be less than slow in {"fast":40,"slow":30}'],
    ['sma-cross', { fats: 3 }, 'fats is 3, but there is no such parameter; there are fast, slow'],
    ['sma-cross', [10, 30], '[10,30] is no set of parameters: give an object of fast, slow'],
    [
      'rsi-reversion',
      { oversold: 60 },
      'oversold is 60, must not be above exit in {"period":14,"oversold":60,"exit":50}',
    ],
    ['rsi-reversion', { oversold: -1 }, 'oversold is -1, must be a number from 0 to 100'],
    ['bollinger-reversion', { shorts: 'yes' }, 'shorts is "yes", must be true or false'],
    ['donchian-breakout', { exit: 30 }, 'exit is 30, must not be above entry in {"entry":20,"exit":30}'],
    ['session-range-breakout', { session: 'tokyo' }, 'session is "tokyo", must be one of "london", "new-york"'],
    ['session-range-breakout', { opensAt: '17:00' }, 'must be after the open'],
    ['session-range-breakout', { opensAt: '16:15' }, 'rangeMinutes is 30, must be shorter than the session'],
  ])('%s %j', (name, params, message) => {
    expect(refusal(name, params)).toMatchObject({ type: 'INVALID_PARAMETERS' });
    expect(String(refusal(name, params))).toContain(message);
  });

  test('every fault is named at once', () => {
    expect(refusal('sma-cross', { fast: 0, slow: 1 })).toMatchObject({
      data: {
        faults: [
          { field: 'fast', value: 0 },
          { field: 'slow', value: 1 },
        ],
      },
    });
  });
});

test.each(STRATEGIES.map((strategy) => [strategy.name, strategy] as const))(
  '%s can be shown as a form: each field has words, and a number its range and default',
  (_, strategy) => {
    const fields = Object.entries(parametersSchema(strategy).properties ?? {});
    expect(fields.length).toBeGreaterThan(0);
    for (const [name, field] of fields) {
      expect(field, name).toHaveProperty('description');
      if (typeof field === 'object' && (field.type === 'integer' || field.type === 'number')) {
        expect(field, name).toMatchObject({
          minimum: expect.any(Number) as number,
          maximum: expect.any(Number) as number,
        });
      }
    }
    expect(() => parseParameters(strategy, {})).not.toThrow();
  },
);
