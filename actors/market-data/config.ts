import { z } from 'zod';
import { TIMEFRAME_MS, TIMEFRAMES } from '../domain/bar.ts';
import { ActorError } from '../../runtime/errors.ts';

const timeframe = z.enum(TIMEFRAMES);

const pace = {
  /** Market time over wall time; 0 or absent is full speed. */
  speed: z.number().min(0).optional(),
  barsPerSecond: z.number().min(0).optional(),
};

const columnName = z.string().min(1).optional();

const csvSource = z.strictObject({
  kind: z.literal('csv'),
  path: z.string().min(1),
  columns: z
    .strictObject({
      time: columnName,
      open: columnName,
      high: columnName,
      low: columnName,
      close: columnName,
      volume: columnName,
    })
    .optional(),
  ...pace,
});

const simulatedSource = z.strictObject({
  kind: z.literal('simulated'),
  seed: z.union([z.int(), z.string().min(1)]),
  /** ISO 8601 UTC or epoch milliseconds. */
  startTime: z.union([z.int(), z.iso.datetime().transform((text) => Date.parse(text))]),
  startPrice: z.number().positive(),
  volatility: z.number().min(0).max(10).optional(),
  tick: z.number().positive().optional(),
  volumePerBar: z.number().min(0).optional(),
  rows: z.int().min(1).optional(),
  ...pace,
});

const schema = z
  .strictObject({
    /** The instrument's name as one token of a stream's name. */
    symbolToken: z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be letters, digits, _ or -'),
    timeframe,
    feed: z.discriminatedUnion('kind', [csvSource, simulatedSource]),
    /** Coarser timeframes that are made of the feed's bars. */
    aggregate: z.array(timeframe).default([]),
    /** True when the prices are made up. */
    simulated: z.boolean(),
    /** Where the bars come from, for people. */
    description: z.string().default(''),
    /** Most rows asked for at a time. */
    batch: z.int().min(1).max(10_000).default(256),
  })
  .superRefine((config, context) => {
    const refuse = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (config.feed.kind === 'simulated' && !config.simulated) refuse(['simulated'], 'a simulated feed must say so');
    if (config.feed.speed !== undefined && config.feed.barsPerSecond !== undefined) {
      refuse(['feed', 'speed'], 'give speed or barsPerSecond, not both');
    }
    for (const [index, coarser] of config.aggregate.entries()) {
      if (TIMEFRAME_MS[coarser] <= TIMEFRAME_MS[config.timeframe]) {
        refuse(['aggregate', index], `${coarser} is not coarser than ${config.timeframe}`);
      }
      if (config.aggregate.indexOf(coarser) !== index) refuse(['aggregate', index], `${coarser} is named twice`);
    }
  });

export type MarketDataConfig = z.infer<typeof schema>;
/** Where a market-data actor takes its rows from. */
export type FeedSource = MarketDataConfig['feed'];

/** Refuses what is not sound with CONFIG_INVALID, naming every field. */
export function parseMarketDataConfig(value: unknown): MarketDataConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'config'}: ${message}`);
  throw new ActorError('CONFIG_INVALID', `market-data: ${faults.join('; ')}`, { faults });
}
