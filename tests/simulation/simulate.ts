// One seed, one world, one verdict.
import { errorMessage } from '../../runtime/errors.ts';
import { castFor } from './cast.ts';
import { faultsIn, lagOf } from './verdict.ts';
import { World, type WorldOptions } from './world.ts';

export interface Verdict {
  readonly seed: number;
  /** Of all events; the same seed always has the same. */
  readonly digest: string;
  /** In words; empty when all promises were kept. */
  readonly faults: readonly string[];
  readonly troubles: readonly string[];
  /** From the end of the last trouble until every actor ran. */
  readonly recoveryMs: number | undefined;
  /** From the last bar or the end of the last trouble until all was decided. */
  readonly lagMs: number | undefined;
}

/** Lives the world of a seed. Not two at a time: a rejection that nobody handles belongs to the one that runs. */
export async function simulate(seed: number, options: Pick<WorldOptions, 'trace' | 'breach'> = {}): Promise<Verdict> {
  const { cast, outcome } = await castFor(seed);
  const world = new World({ seed, cast, ...options });
  const unhandled = (error: unknown): void =>
    void world.violations.push(
      `unhandled: ${errorMessage(error)} ${error instanceof Error ? error.stack?.split('\n').slice(1, 4).join(' ') : ''}`,
    );
  process.on('unhandledRejection', unhandled);
  try {
    await world.run();
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  return {
    seed,
    digest: world.timeline.digest,
    faults: faultsIn(world, outcome),
    troubles: world.plan.troubles.map(({ fault }) => fault.kind),
    recoveryMs: world.recoveredAtMs === undefined ? undefined : world.recoveredAtMs - world.plan.healedAtMs,
    lagMs: world.finished ? lagOf(world) : undefined,
  };
}
