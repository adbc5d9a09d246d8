import { z } from 'zod';
import { ActorError } from '../../runtime/errors.ts';

const schema = z.strictObject({
  owner: z.string().min(1),
  /** Whether a loosening of a limit waits for a second person. */
  approveLoosening: z.boolean().default(false),
  /** Whether the rules that Troupe comes with are issued as the first; without it there are none until somebody sets some. */
  shippedRules: z.boolean().default(false),
});

export type SupervisorConfig = z.output<typeof schema>;

/** Reads the config of a row of `actors`. Throws INVALID_CONFIG naming the field. */
export function parseSupervisorConfig(value: unknown): SupervisorConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const field = issue.path.join('.') || 'config';
  throw new ActorError('INVALID_CONFIG', `risk-supervisor: ${field}: ${issue.message}`, { field });
}
