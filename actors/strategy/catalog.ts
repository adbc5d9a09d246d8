// C1. Parameters reach a strategy only through `parseParameters`: whole and in range, or refused with every fault named.
import { z } from 'zod';
import { ActorError } from '../../runtime/errors.ts';
import { bollingerReversion } from './strategies/bollinger-reversion.ts';
import { donchianBreakout } from './strategies/donchian-breakout.ts';
import { emaCross } from './strategies/ema-cross.ts';
import { macd } from './strategies/macd.ts';
import { rsiReversion } from './strategies/rsi-reversion.ts';
import { sessionRangeBreakout } from './strategies/session-range-breakout.ts';
import { smaCross } from './strategies/sma-cross.ts';
import type { Strategy } from './strategy.ts';

export type Parameters = Readonly<Record<string, unknown>>;

/** Every strategy of the house, in the order that a person is offered them. */
export const STRATEGIES: readonly Strategy[] = [
  smaCross,
  emaCross,
  rsiReversion,
  bollingerReversion,
  macd,
  donchianBreakout,
  sessionRangeBreakout,
];

/** The strategy of a name. Throws UNKNOWN_STRATEGY with the names there are. */
export function strategyNamed(name: string): Strategy {
  const strategy = STRATEGIES.find((candidate) => candidate.name === name);
  if (strategy !== undefined) return strategy;
  const known = STRATEGIES.map((candidate) => candidate.name);
  throw new ActorError(
    'UNKNOWN_STRATEGY',
    `there is no strategy ${JSON.stringify(name)}; there are ${known.join(', ')}`,
    {
      strategy: name,
      known,
    },
  );
}

/** Parameters with their defaults filled in. Throws INVALID_PARAMETERS naming each field, its value and what it may be. */
export function parseParameters(strategy: Strategy, params: unknown): Parameters {
  const parsed = strategy.parameters.safeParse(params, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => faultsOf(strategy, issue, params));
  const said = faults.map(({ field, value, expected }) =>
    field === '' ? `${show(value)} is no set of parameters: ${expected}` : `${field} is ${show(value)}, ${expected}`,
  );
  throw new ActorError('INVALID_PARAMETERS', `${strategy.name}: ${said.join('; ')}`, {
    strategy: strategy.name,
    faults,
  });
}

/** JSON Schema of a strategy's parameters: fields in order with type, range, default and description. */
export const parametersSchema = (strategy: Strategy): z.core.JSONSchema.JSONSchema =>
  z.toJSONSchema(strategy.parameters, { io: 'input' });

interface Fault {
  readonly field: string;
  readonly value: unknown;
  readonly expected: string;
}

function faultsOf(strategy: Strategy, issue: z.core.$ZodIssue, params: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const expected = `but there is no such parameter; there are ${Object.keys(strategy.parameters.shape).join(', ')}`;
    return issue.keys.map((field) => ({ field, value: valueAt(params, field), expected }));
  }
  const field = issue.path.join('.');
  if (field === '')
    return [
      { field, value: params, expected: `give an object of ${Object.keys(strategy.parameters.shape).join(', ')}` },
    ];
  if (issue.code === 'custom') {
    // A rule across fields is told with the fields it was held against, defaults included.
    return [{ field, value: valueAt(issue.input, field), expected: `${issue.message} in ${show(issue.input)}` }];
  }
  return [{ field, value: valueAt(params, field), expected: `must be ${rangeOf(strategy, field)}` }];
}

function rangeOf(strategy: Strategy, field: string): string {
  const schema = fieldSchema(strategy, field);
  if (schema?.enum !== undefined) return `one of ${schema.enum.map(show).join(', ')}`;
  if (schema?.type === 'boolean') return 'true or false';
  if (schema?.type === 'string') return `a text that matches ${schema.pattern ?? '.*'}`;
  return `a ${schema?.type === 'integer' ? 'whole number' : 'number'} from ${schema?.minimum} to ${schema?.maximum}`;
}

function fieldSchema(strategy: Strategy, field: string): z.core.JSONSchema.JSONSchema | undefined {
  const schema = parametersSchema(strategy).properties?.[field];
  return typeof schema === 'object' ? schema : undefined;
}

const valueAt = (params: unknown, field: string): unknown =>
  typeof params === 'object' && params !== null ? (params as Record<string, unknown>)[field] : undefined;

/** JSON, but for the numbers that JSON has no word for and a field that was left out. */
function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return value === undefined ? 'missing' : JSON.stringify(value);
}
