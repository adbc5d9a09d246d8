// From the text of the flags to checked values.
import { z } from 'zod';
import { type ActorError } from '../../runtime/errors.ts';
import { TIMEFRAMES, type Timeframe } from '../domain/bar.ts';
import { decimal } from '../domain/decimal.ts';
import { parseParameters, strategyNamed } from '../strategy/catalog.ts';
import { sizingSchema, type Sizing } from '../subscription/sizing/schema.ts';
import type { BacktestOptions } from './backtest.ts';
import { invalidFlag, invalidValue, type FlagName, type GivenFlags } from './flags.ts';

/** A command line that makes sense; what only the file can tell is undefined. */
export interface CommandOptions {
  readonly file: string;
  readonly timeframe: Timeframe | undefined;
  readonly tick: string | undefined;
  readonly basis: BacktestOptions['basis'] | undefined;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly run: Omit<BacktestOptions, 'bars' | 'timeframe' | 'symbol' | 'tick' | 'basis'>;
}

/** Throws INVALID_FLAG, UNKNOWN_STRATEGY or INVALID_PARAMETERS. */
export function commandOptions(given: GivenFlags): CommandOptions {
  const strategy = strategyNamed(needed(given, 'strategy'));
  return {
    file: needed(given, 'bars'),
    timeframe: oneOf(given, 'timeframe', TIMEFRAMES),
    tick: positiveDecimal(given, 'tick'),
    basis: oneOf(given, 'basis', ['24/7', 'sessions']),
    out: given.get('out'),
    json: given.has('json'),
    run: {
      strategy: strategy.name,
      params: parseParameters(strategy, json(given, 'params') ?? {}),
      cash: positiveDecimal(given, 'cash') ?? '100000',
      sizing: sizingOf(given),
      direction: oneOf(given, 'direction', ['long-only', 'long-short']) ?? 'long-only',
      commission: numberIn(given, 'commission', 'a number from 0, below 1', (n) => n >= 0 && n < 1) ?? 0,
      slippageBps: numberIn(given, 'slippage-bps', 'a number from 0 to 5000', (n) => n >= 0 && n <= 5_000) ?? 0,
      volumeShare: numberIn(given, 'volume-share', 'a number above 0, up to 1', (n) => n > 0 && n <= 1) ?? null,
      latencyMs: numberIn(given, 'latency-ms', 'a whole number from 0', (n) => Number.isSafeInteger(n) && n >= 0) ?? 0,
      lot: positiveDecimal(given, 'lot') ?? '0.00000001',
      stopLoss: numberIn(given, 'stop-loss', 'a number above 0, below 1', (n) => n > 0 && n < 1),
      takeProfit: numberIn(given, 'take-profit', 'a number above 0, below 10', (n) => n > 0 && n < 10),
      trailingStop: numberIn(given, 'trailing-stop', 'a number above 0, below 1', (n) => n > 0 && n < 1),
    },
  };
}

function needed(given: GivenFlags, flag: FlagName): string {
  const value = given.get(flag);
  if (value === undefined) throw invalidFlag(`--${flag} is missing; --help lists the flags`);
  return value;
}

function sizingOf(given: GivenFlags): Sizing {
  const fraction = numberIn(given, 'fraction', 'a number above 0, up to 1', (n) => n > 0 && n <= 1);
  const text = given.get('sizing');
  if (text === undefined) return { kind: 'fraction', fraction: fraction ?? 0.95 };
  if (fraction !== undefined) throw invalidFlag('--fraction and --sizing are two answers to one question; give one');
  const parsed = sizingSchema.safeParse(json(given, 'sizing'));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'sizing'}: ${message}`);
  throw invalidValue('sizing', text, `a sizing of kind ${SIZINGS} (${faults.join('; ')})`);
}

const SIZINGS = sizingSchema.options.map((option) => option.shape.kind.value).join(', ');

function oneOf<const Value extends string>(
  given: GivenFlags,
  flag: FlagName,
  allowed: readonly Value[],
): Value | undefined {
  const value = given.get(flag);
  if (value === undefined) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw invalidValue(flag, value, `one of ${allowed.join(', ')}`);
  return found;
}

function numberIn(
  given: GivenFlags,
  flag: FlagName,
  allowed: string,
  isAllowed: (value: number) => boolean,
): number | undefined {
  const text = given.get(flag);
  if (text === undefined) return undefined;
  const value = NUMBER.test(text) ? Number(text) : NaN;
  if (!isAllowed(value)) throw invalidValue(flag, text, allowed);
  return value;
}

/** Exact text without exponent. */
function positiveDecimal(given: GivenFlags, flag: FlagName): string | undefined {
  const text = given.get(flag);
  if (text === undefined) return undefined;
  const value = NUMBER.test(text) ? decimal(text) : undefined;
  if (value === undefined || !value.gt(0) || value.gt(LARGEST) || value.lt(SMALLEST))
    throw invalidValue(flag, text, `a number from ${SMALLEST} to ${LARGEST}`);
  return value.toFixed();
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;

// Beyond these an amount has no meaning in 40 digits of price × quantity.
const LARGEST = 1e15;
const SMALLEST = 1e-12;

function json(given: GivenFlags, flag: 'params' | 'sizing'): unknown {
  const text = given.get(flag);
  if (text === undefined) return undefined;
  const parsed = z.record(z.string(), z.unknown()).safeParse(parsedJson(text));
  if (!parsed.success) throw invalidValue(flag, text, 'a JSON object, in single quotes on a command line');
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The flag that a refusal of the catalog is about, before its message. */
export const explained = (error: ActorError): string =>
  error.type === 'UNKNOWN_STRATEGY'
    ? `--strategy: ${error.message}`
    : error.type === 'INVALID_PARAMETERS'
      ? `--params: ${error.message}`
      : error.message;
