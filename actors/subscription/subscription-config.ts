import { z } from 'zod';
import type { Decimal } from '../domain/decimal.ts';
import { parseInstrument, type Instrument } from '../domain/instrument.ts';
import { ActorError } from '../../runtime/errors.ts';
import { positiveAmount } from '../trader.ts';
import { plainSizing, sizingSchema, type Sizing } from './sizing/schema.ts';

const fraction = z.number().gt(0).lt(1);

const schema = z.strictObject({
  owner: z.string().min(1),
  account: z.string().min(1),
  /** Address of the strategy actor whose signals it trades. */
  strategy: z.string().regex(/^strategy\..+/, 'is not the address of a strategy'),
  lane: z.string().regex(/^bars\..+/, 'is not a stream of bars'),
  instrument: z.unknown(),
  allocation: z.string(),
  sizing: sizingSchema,
  direction: z.enum(['long-only', 'long-short']),
  /** Fractions of the decision's close. */
  stopLoss: fraction.exactOptional(),
  takeProfit: z.number().gt(0).lt(10).exactOptional(),
  trailingStop: fraction.exactOptional(),
  /** Last bar of the lane that it does not trade; 0 trades from the first. */
  after: z.int().nonnegative(),
});

/** One user's run of one strategy on one account. */
export interface SubscriptionConfig {
  readonly owner: string;
  readonly account: string;
  readonly strategy: string;
  readonly lane: string;
  readonly instrument: Instrument;
  /** Cash it may trade, in the instrument's quote currency. */
  readonly allocation: Decimal;
  readonly sizing: Sizing;
  readonly direction: 'long-only' | 'long-short';
  readonly protection: Protection;
  readonly after: number;
}

/** Distances from the decision's close, as fractions of it. */
export interface Protection {
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  readonly trailingStop?: number;
}

/** Reads the config of a row of `actors`. Throws INVALID_CONFIG naming the field. */
export function parseSubscriptionConfig(value: unknown): SubscriptionConfig {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const field = issue.path.join('.') || 'config';
    throw new ActorError('INVALID_CONFIG', `subscription: ${field}: ${issue.message}`, { field });
  }
  const { stopLoss, takeProfit, trailingStop, ...fields } = parsed.data;
  if (stopLoss === undefined && plainSizing(fields.sizing).kind === 'risk-fraction') {
    throw new ActorError('INVALID_CONFIG', 'subscription: stopLoss: a size by the risk to the stop needs a stop-loss', {
      field: 'stopLoss',
    });
  }
  const allocation = parseAllocation(fields.allocation);
  return {
    ...fields,
    allocation,
    instrument: parseInstrument(fields.instrument),
    protection: {
      ...(stopLoss !== undefined && { stopLoss }),
      ...(takeProfit !== undefined && { takeProfit }),
      ...(trailingStop !== undefined && { trailingStop }),
    },
  };
}

function parseAllocation(text: string): Decimal {
  const allocation = positiveAmount(text);
  if (allocation === undefined) {
    throw new ActorError('INVALID_CONFIG', `subscription: allocation: ${text} is not a positive amount`, {
      field: 'allocation',
    });
  }
  return allocation;
}
