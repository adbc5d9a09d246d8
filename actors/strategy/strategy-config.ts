import { z } from 'zod';
import { ActorError } from '../../runtime/errors.ts';
import { type Parameters, parseParameters, strategyNamed } from './catalog.ts';
import type { Strategy } from './strategy.ts';

const schema = z.strictObject({
  strategy: z.string(),
  params: z.unknown().default({}),
  lane: z.string().regex(/^bars\..+/, 'is not a stream of bars'),
  owner: z.string().min(1),
  published: z.boolean().default(false),
  after: z.int().nonnegative().default(0),
});

/** One strategy at work on one lane of bars. */
export interface StrategyConfig {
  readonly strategy: Strategy;
  /** Checked, with defaults filled in. */
  readonly params: Parameters;
  readonly lane: string;
  readonly owner: string;
  /** Whether others than its owner may subscribe. */
  readonly published: boolean;
  /** Last bar of the lane that it does not see; 0 begins at the first. */
  readonly after: number;
}

/** Reads the config of a row of `actors`. Throws INVALID_CONFIG, UNKNOWN_STRATEGY or INVALID_PARAMETERS. */
export function parseStrategyConfig(value: unknown): StrategyConfig {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') || 'config';
    throw new ActorError('INVALID_CONFIG', `strategy: ${field}: ${issue?.message}`, { field });
  }
  const strategy = strategyNamed(parsed.data.strategy);
  return { ...parsed.data, strategy, params: parseParameters(strategy, parsed.data.params) };
}
