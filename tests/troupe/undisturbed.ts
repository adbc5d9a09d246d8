// Runs that other runs are compared with.
import { expect } from 'vitest';
import { faultsOf, outcomeOf } from '../support/invariants.ts';
import { TIRELESS, TroupeInMemory, type Cast, type TroupeOptions } from '../support/troupe-in-memory.ts';

/** What the cast comes to when nothing goes wrong; fails when something does. */
export async function undisturbed(cast: Cast, options: TroupeOptions = {}): Promise<Record<string, unknown>> {
  const troupe = await new TroupeInMemory(cast, options).open();
  expect(await troupe.run()).toBe(true);
  expect(faultsOf(troupe)).toEqual([]);
  const outcome = outcomeOf(troupe);
  await troupe.close();
  return outcome;
}

export interface Disturbed {
  readonly finished: boolean;
  readonly faults: readonly string[];
  readonly outcome: Record<string, unknown>;
  readonly kills: number;
  readonly troupe: TroupeInMemory;
}

/** A run whose process is killed before the turns that `next` names, each counted from the last start, up to `kills` times. */
export async function killed(
  cast: Cast,
  kills: number,
  next: () => number,
  options: TroupeOptions = {},
): Promise<Disturbed> {
  let killAt = 0;
  let done = 0;
  const troupe: TroupeInMemory = new TroupeInMemory(cast, {
    intensity: TIRELESS,
    ...options,
    beforeTurn: (actor, message, turn) => {
      if (turn === killAt) troupe.kill();
      else options.beforeTurn?.(actor, message, turn);
    },
  });
  let finished = false;
  while (!finished) {
    killAt = done < kills ? troupe.turns + 1 + next() : 0;
    await troupe.open();
    finished = await troupe.run();
    if (!finished && !troupe.isDead) break;
    if (!finished) done += 1;
  }
  const disturbed = { finished, faults: faultsOf(troupe), outcome: outcomeOf(troupe), kills: done, troupe };
  await troupe.close();
  return disturbed;
}

/** Expects a disturbed run to have come to the same as the undisturbed one (I1–I7). */
export function expectSame(run: Disturbed, outcome: Record<string, unknown>): void {
  expect(run.finished, 'the run came to its end').toBe(true);
  expect(run.faults).toEqual([]);
  expect(run.outcome).toEqual(outcome);
}

export const isSame = (run: Disturbed, outcome: Record<string, unknown>): boolean =>
  run.finished && run.faults.length === 0 && JSON.stringify(run.outcome) === JSON.stringify(outcome);
