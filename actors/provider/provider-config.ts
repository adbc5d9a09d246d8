import { z } from 'zod';
import { ActorError } from '../../runtime/errors.ts';
import { type FeeTerms, parseFeeTerms } from '../domain/copy/fee-terms.ts';
import { decimal, type Decimal } from '../domain/decimal.ts';
import { DomainError } from '../domain/errors.ts';
import { type Instrument, parseInstrument } from '../domain/instrument.ts';
import { isPlainText } from './plain-text.ts';

/** Most owners along a chain of sources that may still be followed: A, B who copies A, and C who copies B. */
export const MAX_CHAIN = 3;

const NAME_LENGTH = 80;
const DESCRIPTION_LENGTH = 2_000;

const text = (length: number, isLong = false) =>
  z
    .string()
    .max(length, `is longer than ${length} characters`)
    .refine((given) => isPlainText(given, isLong), 'is not plain text');

const positive = z
  .string()
  .refine((given) => /^\d+(\.\d+)?$/.test(given) && !decimal(given).isZero(), 'is not a positive amount');

const schema = z
  .strictObject({
    owner: z.string().min(1),
    name: text(NAME_LENGTH).refine((given) => given.trim() !== '', 'says nothing'),
    description: text(DESCRIPTION_LENGTH, true).default(''),
    source: z.string().regex(/^(?:subscription|follower|manual)\..+/, 'is not the address of what trades'),
    account: z.string().min(1),
    lane: z.string().regex(/^bars\..+/, 'is not a stream of bars'),
    instrument: z.unknown(),
    allocation: positive,
    currency: z.string().regex(/^[A-Z0-9]{3,10}$/, 'is not a currency'),
    visibility: z.enum(['public', 'private']),
    invited: z.array(z.string().min(1)).default([]),
    terms: z.unknown(),
    maxFollowers: z.int().positive().nullable().default(null),
    maxCapital: positive.nullable().default(null),
    chain: z.array(z.string().min(1)).min(1),
    after: z.int().nonnegative().default(0),
    since: z.int().nonnegative().default(0),
    founders: z
      .array(
        z.strictObject({
          follower: z.string().regex(/^follower\..+/),
          owner: z.string().min(1),
          alias: z.string().nullable(),
          capital: positive,
        }),
      )
      .default([]),
  })
  .superRefine(({ owner, chain, invited, visibility }, context) => {
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (chain[0] !== owner) refuse('chain', `begins with ${chain[0]}, not with its owner ${owner}`);
    if (new Set(chain).size < chain.length) refuse('chain', 'names an owner twice: that is a loop');
    if (visibility === 'public' && invited.length > 0) refuse('invited', 'whoever wants may follow a public provider');
  });

/** What stands between something that trades and those who copy it. */
export interface ProviderConfig {
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  /** Address of what trades: a subscription, a follower or a manual desk. */
  readonly source: string;
  readonly account: string;
  readonly lane: string;
  readonly instrument: Instrument;
  /** Cash that the source began with, in `currency`. */
  readonly allocation: Decimal;
  readonly currency: string;
  readonly visibility: 'public' | 'private';
  /** Owners who may follow a private one. */
  readonly invited: readonly string[];
  readonly terms: FeeTerms;
  /** Null: as many as want. */
  readonly maxFollowers: number | null;
  /** Of all followers together, in `currency`; null: as much as comes. */
  readonly maxCapital: Decimal | null;
  /** Owners along its chain of sources, its own first; its length is its depth. */
  readonly chain: readonly string[];
  /** Last report of the source from before it was published: history, which is not passed on fill by fill. */
  readonly after: number;
  /** Market time at which it was published, epoch milliseconds UTC; 0: that of its source's reports is all that is known. */
  readonly since: number;
  /** Those who follow from its beginning, as in a first troupe, without having been admitted. */
  readonly founders: readonly {
    readonly follower: string;
    readonly owner: string;
    readonly alias: string | null;
    /** In `currency`. */
    readonly capital: string;
  }[];
}

/** Reads the config of a row of `actors`. Throws INVALID_CONFIG naming the field. */
export function parseProviderConfig(value: unknown): ProviderConfig {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw invalid(issue.path.join('.') || 'config', issue.message);
  }
  const { allocation, maxCapital, instrument: asked, terms, ...fields } = parsed.data;
  const instrument = within('instrument', () => parseInstrument(asked));
  // Equity is cash and holding in one currency: with two it would need a rate that reports do not have.
  if (instrument.quoteCurrency !== fields.currency)
    throw invalid(
      'currency',
      `the account is in ${fields.currency}, ${instrument.symbol} in ${instrument.quoteCurrency}`,
    );
  return {
    ...{ ...fields, instrument },
    terms: within('terms', () => parseFeeTerms(terms)),
    allocation: decimal(allocation),
    maxCapital: maxCapital === null ? null : decimal(maxCapital),
  };
}

function within<Value>(field: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw error instanceof DomainError ? invalid(field, error.message) : error;
  }
}

const invalid = (field: string, message: string): ActorError =>
  new ActorError('INVALID_CONFIG', `provider: ${field}: ${message}`, { field });
