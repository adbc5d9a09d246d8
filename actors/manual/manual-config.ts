import { z } from 'zod';
import type { Decimal } from '../domain/decimal.ts';
import { parseInstrument, type Instrument } from '../domain/instrument.ts';
import { ActorError } from '../../runtime/errors.ts';
import { positiveAmount } from '../trader.ts';

const schema = z.strictObject({
  owner: z.string().min(1),
  account: z.string().min(1),
  lane: z.string().regex(/^bars\..+/, 'is not a stream of bars'),
  instrument: z.unknown(),
  allocation: z.string(),
  /** Last bar of the lane that it does not see; 0: it sees all. */
  after: z.int().nonnegative(),
});

/** A desk from which a person trades one instrument on one account. */
export interface ManualConfig {
  readonly owner: string;
  readonly account: string;
  readonly lane: string;
  readonly instrument: Instrument;
  /** Cash it may trade, in the instrument's quote currency. */
  readonly allocation: Decimal;
  readonly after: number;
}

/** Reads the config of a row of `actors`. Throws INVALID_CONFIG naming the field, INSTRUMENT_INVALID for the instrument's. */
export function parseManualConfig(value: unknown): ManualConfig {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw invalid(issue.path.join('.') || 'config', issue.message);
  }
  const allocation = positiveAmount(parsed.data.allocation);
  if (allocation === undefined) throw invalid('allocation', `${parsed.data.allocation} is not a positive amount`);
  return { ...parsed.data, allocation, instrument: parseInstrument(parsed.data.instrument) };
}

const invalid = (field: string, reason: string): ActorError =>
  new ActorError('INVALID_CONFIG', `manual: ${field}: ${reason}`, { field });
