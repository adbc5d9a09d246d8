import { z } from 'zod';
import { TIMEFRAME_MS, type Timeframe } from '../domain/bar.ts';
import { copySettings, type CopySettings } from '../domain/copy/copy-settings.ts';
import { type FeeTerms, parseFeeTerms } from '../domain/copy/fee-terms.ts';
import type { Decimal } from '../domain/decimal.ts';
import { type Instrument, parseInstrument } from '../domain/instrument.ts';
import { ActorError } from '../../runtime/errors.ts';
import { positiveAmount } from '../trader.ts';

const DAY_MS = 86_400_000;

const schema = z.strictObject({
  owner: z.string().min(1),
  account: z.string().min(1),
  /** Address of the provider whose fills it copies. */
  provider: z.string().regex(/^provider\..+/, 'is not the address of a provider'),
  lane: z.string().regex(/^bars\..+/, 'is not a stream of bars'),
  instrument: z.unknown(),
  sourceInstrument: z.string().min(1),
  allocation: z.string(),
  settings: z.unknown(),
  terms: z.unknown(),
  alias: z.string().min(1).max(60),
  periodsPerDay: z.number().gt(0).exactOptional(),
  /** Last bar of the lane that it does not trade; 0 trades from the first. */
  after: z.int().nonnegative(),
});

/** One user's copy of one provider on one account. */
export interface FollowerConfig {
  readonly owner: string;
  readonly account: string;
  readonly provider: string;
  readonly lane: string;
  /** What it trades; the provider trades `sourceInstrument`. */
  readonly instrument: Instrument;
  readonly sourceInstrument: string;
  /** Cash it may trade, in the instrument's quote currency. */
  readonly allocation: Decimal;
  /** As they were at follow; `set-settings` changes them. */
  readonly settings: CopySettings;
  /** Fixed at follow. */
  readonly terms: FeeTerms;
  /** What the provider sees of its user. */
  readonly alias: string;
  /** Bars of its lane a day; by the lane's timeframe around the clock when it is left out. */
  readonly periodsPerDay: number;
  readonly after: number;
}

/** Reads the config of a row of `actors`. Throws INVALID_CONFIG, COPY_SETTINGS_INVALID or FEE_TERMS_INVALID naming the field. */
export function parseFollowerConfig(value: unknown): FollowerConfig {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw invalid(issue.path.join('.') || 'config', issue.message);
  }
  const { periodsPerDay, ...fields } = parsed.data;
  return {
    ...fields,
    instrument: parseInstrument(fields.instrument),
    allocation: parseAllocation(fields.allocation),
    settings: copySettings(fields.settings),
    terms: parseFeeTerms(fields.terms),
    periodsPerDay: periodsPerDay ?? aroundTheClock(fields.lane),
  };
}

function aroundTheClock(lane: string): number {
  const timeframe = lane.slice(lane.lastIndexOf('.') + 1);
  if (!Object.hasOwn(TIMEFRAME_MS, timeframe)) throw invalid('lane', `${lane} does not end in a timeframe`);
  return DAY_MS / TIMEFRAME_MS[timeframe as Timeframe];
}

function parseAllocation(text: string): Decimal {
  const amount = positiveAmount(text);
  if (amount === undefined) throw invalid('allocation', `${text} is not a positive amount`);
  return amount;
}

const invalid = (field: string, reason: string): ActorError =>
  new ActorError('INVALID_CONFIG', `follower: ${field}: ${reason}`, { field });
