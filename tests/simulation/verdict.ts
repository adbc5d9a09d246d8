// What a run is held to: I1–I7 of DESIGN.md §5, from first records: rows as they were written, the venue's log, the actors.
import { readOracle } from '../../bench/chaos/venue/oracle.ts';
import { faultsOf, outcomeOf } from '../support/invariants.ts';
import type { TroupeInMemory } from '../support/troupe-in-memory.ts';
import { barsStream } from '../../actors/protocol.ts';
import type { World } from './world.ts';

const MOST_SHOWN = 12;
/** Every actor runs again so soon after the last trouble. */
const RECOVERY_MS = 5_000;
/** … and soon after that, or after the last bar, everything is decided. */
const CATCH_UP_MS = 10_000;

/** All that is wrong with a run, in words. */
export function faultsIn(world: World, calm: Record<string, unknown>): string[] {
  const faults = [...world.violations.slice(0, MOST_SHOWN), ...staleRows(world), ...venueFaults(world)];
  if (!world.finished) faults.push('liveness: it did not come to its end', ...world.standing());
  else if (world.recoveredAtMs! - world.plan.healedAtMs > RECOVERY_MS)
    faults.push(
      `liveness: every actor ran again only ${world.recoveredAtMs! - world.plan.healedAtMs} ms after the last trouble`,
    );
  else if (lagOf(world) > CATCH_UP_MS)
    faults.push(`liveness: all was decided only ${lagOf(world)} ms after it could have been`);
  const troupe = world as unknown as TroupeInMemory;
  const unsound = faultsOf(troupe);
  faults.push(...unsound.slice(0, MOST_SHOWN));
  // What contradicts itself comes to nothing that could be compared.
  if (world.finished && unsound.length === 0) faults.push(...differences(calm, outcomeOf(troupe)).slice(0, MOST_SHOWN));
  return faults;
}

/** From the last bar or the end of all trouble until everything was decided. */
export function lagOf({ cast, plan, finishedAtMs }: World): number {
  const bars = Math.max(...Object.values(cast.markets).map((market) => market.bars.length));
  return finishedAtMs! - Math.max(plan.healedAtMs, bars * plan.barMs);
}

/** I4. */
function staleRows({ database }: World): string[] {
  const newest = new Map<number, number>();
  return database.tables.written.flatMap(({ shard, epoch, actor, node }) => {
    const before = newest.get(shard) ?? 0;
    newest.set(shard, Math.max(before, epoch));
    return epoch < before ? [`I4: ${node} wrote for ${actor} under epoch ${epoch} after ${before}`] : [];
  });
}

/** I2, I6. */
function venueFaults({ venue, cast }: World): readonly string[] {
  const { violations } = readOracle(venue.lines, {
    limitsOf: (account) => cast.accounts[account]!.limits ?? {},
    closeOf: (lane, position) => {
      const market = Object.entries(cast.markets).find(
        ([token, { timeframe }]) => barsStream(token, timeframe) === lane,
      );
      return market?.[1].bars[position - 1]?.close;
    },
  });
  return violations.slice(0, MOST_SHOWN);
}

/** I7. */
function differences(calm: unknown, got: unknown, path = 'outcome'): string[] {
  if (typeof calm !== 'object' || typeof got !== 'object' || calm === null || got === null) {
    return calm === got ? [] : [`I7: ${path}: ${JSON.stringify(got)} instead of ${JSON.stringify(calm)}`];
  }
  const keys = [...new Set([...Object.keys(calm), ...Object.keys(got)])];
  return keys.flatMap((key) =>
    differences((calm as Record<string, unknown>)[key], (got as Record<string, unknown>)[key], `${path}.${key}`),
  );
}
