// The form cannot import the schema (dashboard/ speaks to actors by message alone), so here they are held together.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { plainSizingSchema } from '../../../../actors/subscription/sizing/plain-sizing.ts';
import { sizingSchema } from '../../../../actors/subscription/sizing/schema.ts';
import { DRAWDOWN_SCALING, sizingHint, SIZINGS } from '../../../../dashboard/sizing-draft.ts';
import { faultsOf, startRequest } from '../../../../dashboard/start-draft.ts';

type Property = Readonly<Record<string, unknown>>;

const propertiesOf = (schema: z.ZodType): Record<string, Property> =>
  (z.toJSONSchema(schema, { io: 'input' }) as unknown as { properties: Record<string, Property> }).properties;

const CHOICES = { catalog: [], lanes: [], accounts: [] };
/** The form as it opens, with the sizing chosen. */
const draft = (kind: string, more: Record<string, string> = {}): Record<string, string> => ({
  'sizing.kind': kind,
  ...Object.fromEntries(
    SIZINGS.flatMap(({ prefix, fields }) => fields.map(({ name, initial }) => [`${prefix}.${name}`, initial])),
  ),
  ...more,
});
const sizingFaults = (faults: ReadonlyMap<string, string>): string[] =>
  [...faults.keys()].filter((name) => name.startsWith('sizing.') || name === 'stopLoss');

test('every sizing has its place in the form, and no two fields share a name', () => {
  expect(SIZINGS.map(({ kind }) => kind)).toEqual(plainSizingSchema.options.map((option) => option.shape.kind.value));
  const names = SIZINGS.flatMap(({ prefix, fields }) => fields.map(({ name }) => `${prefix}.${name}`));
  expect(new Set([...names, DRAWDOWN_SCALING.field]).size).toBe(names.length + 1);
});

test.each(plainSizingSchema.options.map((option) => [option.shape.kind.value, option] as const))(
  'the fields of %s have the defaults and ranges of its schema',
  (kind, option) => {
    const { kind: _kind, correlations: _matrix, ...properties } = propertiesOf(option);
    const { fields } = SIZINGS.find((rule) => rule.kind === kind)!;
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(properties));
    for (const { name, initial, percent = false, least, most, list = false } of fields) {
      const property = properties[name]!;
      const range = list ? (property['items'] as Property) : property;
      const typed = (value: unknown): number => Number(value) * (percent ? 100 : 1);
      if (property['default'] !== undefined) expect(Number(initial)).toBeCloseTo(typed(property['default']), 9);
      if (most !== undefined) expect(most).toBeCloseTo(typed(range['maximum']), 9);
      if (least === undefined) expect(range['exclusiveMinimum']).toBe(0);
      else expect(least).toBe(typed(range['minimum']));
    }
  },
);

test('the drawdown’s range is that of its schema', () => {
  const { maxDrawdown } = propertiesOf(sizingSchema.options.at(-1)!);
  expect(maxDrawdown).toMatchObject({ exclusiveMinimum: 0, maximum: 1 });
  expect(sizingHint(DRAWDOWN_SCALING)).toBe('above 0, up to 100');
});

test.each(SIZINGS.map(({ kind }) => kind))(
  'the form as it opens asks for a sound %s, also scaled by drawdown',
  (kind) => {
    const typed = draft(kind, { 'sizing.risk-parity.peers': '20 35,5', stopLoss: '5' });
    for (const [scaling, expected] of [
      ['', kind],
      ['30', 'drawdown-scaled'],
    ] as const) {
      const { request, faults } = startRequest({ ...typed, 'sizing.maxDrawdown': scaling }, CHOICES, 'ann');
      expect(sizingFaults(faults)).toEqual([]);
      expect(sizingSchema.parse(request.sizing).kind).toBe(expected);
    }
  },
);

test('volatilities of other markets are a list of percentages', () => {
  const { request } = startRequest(
    draft('risk-parity', { 'sizing.risk-parity.peers': ' 20; 35,5  8' }),
    CHOICES,
    'ann',
  );
  expect(request.sizing).toMatchObject({ kind: 'risk-parity', peers: [0.2, 0.355, 0.08], lookback: 20 });
});

test.each([
  ['kelly', 'sizing.kelly.cap', '101'],
  ['kelly', 'sizing.kelly.window', '1'],
  ['risk-parity', 'sizing.risk-parity.peers', ''],
  ['risk-parity', 'sizing.risk-parity.peers', '20 x'],
  ['risk-fraction', 'stopLoss', ''],
  ['fraction', 'sizing.maxDrawdown', '0'],
  ['fraction', 'sizing.fraction', '100.1'],
])('of %s the fault at %s of “%s” is told there', (kind, name, value) => {
  const { faults } = startRequest(draft(kind, { stopLoss: '5', [name]: value }), CHOICES, 'ann');
  expect(sizingFaults(faults)).toEqual([name]);
});

test.each([
  ['kelly', 'sizing.minTrades', 'sizing.kelly.minTrades'],
  ['kelly', 'sizing.of.window', 'sizing.kelly.window'],
  ['risk-parity', 'sizing.lookback', 'sizing.risk-parity.lookback'],
  ['risk-parity', 'sizing.peers.1', 'sizing.risk-parity.peers'],
  ['volatility-target', 'sizing.lookback', 'sizing.lookback'],
  ['kelly', 'sizing.maxDrawdown', 'sizing.maxDrawdown'],
])('what the troupe says of %s’s %s is shown at %s', (kind, field, name) => {
  const found = faultsOf({ message: 'no', data: { field } }, draft(kind, { 'sizing.maxDrawdown': '20' }));
  expect([...found]).toEqual([[name, 'no']]);
});
