// From what somebody asks for to a request that says all there is to say, so that it means the same tomorrow.
// Q1. A range that is left open ends with the bars there are when it is asked for: those that come later are not part of it.
// Q2. Steps and days of a year that are left open are those of the instrument as the troupe trades it; of the demo file, what its bars show.
import { z } from 'zod';
import { ActorError } from '../../runtime/errors.ts';
import type { BacktestRequest, BarsSource } from '../domain/backtest/backtest-run.ts';
import { MOST_BARS } from '../domain/backtest/backtest-run.ts';
import { TIMEFRAMES } from '../domain/bar.ts';
import { decimal } from '../domain/decimal.ts';
import { parseInstrument, type PeriodBasis } from '../domain/instrument.ts';
import type { BacktestBars } from '../ports/backtest-bars.ts';
import { parseParameters, strategyNamed } from '../strategy/catalog.ts';
import { plainSizing, sizingSchema } from '../subscription/sizing/schema.ts';
import { instrumentNamed } from '../troupe/instruments.ts';

const LARGEST = 1e15;
const SMALLEST = 1e-12;
const amount = z
  .string()
  .regex(/^\d{1,16}(\.\d{1,12})?$/, 'is not a decimal')
  .refine((text) => Number(text) >= SMALLEST && Number(text) <= LARGEST, `is not from ${SMALLEST} to ${LARGEST}`)
  .transform((text) => decimal(text).toFixed());
const distance = (below: number) => z.number().gt(0).lt(below).nullable().default(null);
const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => Math.abs(Date.parse(text)) < 8.64e15, 'is not a time')
  .transform((text) => new Date(text).toISOString())
  .nullable()
  .default(null);
const range = { from: instant, to: instant };

const schema = z.strictObject({
  name: z.string().trim().max(100).default(''),
  strategy: z.string(),
  params: z.record(z.string(), z.unknown()).default({}),
  bars: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('stored'),
      instrument: z.string().max(200),
      timeframe: z.enum(TIMEFRAMES),
      ...range,
    }),
    z.strictObject({ kind: z.literal('demo'), ...range }),
  ]),
  cash: amount.default('100000'),
  sizing: sizingSchema.default({ kind: 'fraction', fraction: 0.95 }),
  direction: z.enum(['long-only', 'long-short']).default('long-only'),
  commission: z.number().min(0).lt(1).default(0),
  slippageBps: z.number().min(0).max(5_000).default(0),
  volumeShare: z.number().gt(0).max(1).nullable().default(null),
  latencyMs: z.int().min(0).max(86_400_000).default(0),
  lot: amount.nullable().default(null),
  tick: amount.nullable().default(null),
  basis: z.enum(['24/7', 'sessions']).nullable().default(null),
  ...{ stopLoss: distance(1), takeProfit: distance(10), trailingStop: distance(1) },
  missing: z.enum(['report', 'refuse']).default('report'),
});

/**
 * The request, and the name it goes by. Throws UNKNOWN_STRATEGY, INVALID_PARAMETERS, or an error of the field at fault: INVALID_CONFIG,
 * NO_BARS, TOO_MANY_BARS.
 */
export async function parseBacktest(
  asked: unknown,
  bars: Pick<BacktestBars, 'extent'>,
): Promise<{ readonly name: string; readonly request: BacktestRequest }> {
  const parsed = schema.safeParse(asked);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') || 'backtest';
    throw invalid(field, issue?.message ?? 'is not usable');
  }
  const { name, ...given } = parsed.data;
  const strategy = named(() => strategyNamed(given.strategy));
  const params = parseParameters(strategy, given.params);
  if (given.stopLoss === null && plainSizing(given.sizing).kind === 'risk-fraction')
    throw invalid('stopLoss', 'a size by the risk to the stop needs a stop-loss');
  const source = await ranged(given.bars, bars);
  return {
    name: name === '' ? `${strategy.title} on ${source.kind === 'demo' ? 'the demo file' : source.instrument}` : name,
    request: { ...given, ...stepsOf(source, given), params, bars: source },
  };
}

/** Q1. */
async function ranged(source: BarsSource, bars: Pick<BacktestBars, 'extent'>): Promise<BarsSource> {
  const { from, to } = source;
  if (from !== null && to !== null && from >= to) throw invalid('bars.to', 'is not after the beginning of the range');
  const extent = await bars.extent(source);
  if (extent.bars === 0 || extent.from === null || extent.to === null)
    throw new ActorError('NO_BARS', 'there are no bars in this range', { field: from === null ? 'bars' : 'bars.from' });
  if (extent.bars > MOST_BARS)
    throw new ActorError(
      'TOO_MANY_BARS',
      `there are ${extent.bars} bars in this range; a backtest takes ${MOST_BARS} at most`,
      {
        field: 'bars.from',
      },
    );
  return { ...source, from: from ?? iso(extent.from), to: to ?? iso(extent.to) };
}

interface Steps {
  readonly lot: string | null;
  readonly tick: string | null;
  readonly basis: PeriodBasis | null;
}

/** Q2. */
function stepsOf(source: BarsSource, { lot, tick, basis }: Steps): Steps {
  if (source.kind === 'demo') return { lot, tick, basis };
  const traded = parseInstrument(instrumentNamed(source.instrument));
  return {
    lot: lot ?? traded.lotSize.toFixed(),
    tick: tick ?? traded.tickSize.toFixed(),
    basis: basis ?? traded.basis,
  };
}

const named = <Value>(find: () => Value): Value => {
  try {
    return find();
  } catch (error) {
    if (error instanceof ActorError)
      throw new ActorError(error.type, error.message, { ...error.data, field: 'strategy' });
    throw error;
  }
};

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const invalid = (field: string, reason: string): ActorError =>
  new ActorError('INVALID_CONFIG', `backtest: ${field}: ${reason}`, { field });
