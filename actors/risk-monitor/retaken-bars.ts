// B1. A crash takes a lane back to where the journal knows of it, while a simulated venue that keeps its own truth may have matched
//     later bars: those it has matched says its answer to the restore, and one more may be on its way from the incarnation before.
//     What strategies decided before them was decided then. Whatever comes from outside comes after them, or it would miss them.
import type { MatchedThrough } from '../ports/broker.ts';
import type { RiskBriefing } from '../ports/risk-desk.ts';
import type { AccountState, Lane } from './account-state.ts';

/** The lanes are back where the journal knows of them; `bars` of them are durable. */
export function expectRetaking({ config, lanes }: AccountState, bars: RiskBriefing['bars'] = {}): void {
  if (!config.simulatedVenue) return;
  for (const lane of lanes.values()) {
    lane.durable = bars[lane.stream] ?? 0;
    lane.retaken = Infinity;
  }
}

/** The venue has said how far it has matched, undefined when it knows nothing but what it is told; true when a lane waited for that. */
export function noteMatched({ lanes }: AccountState, matched: MatchedThrough | undefined): boolean {
  let isNews = false;
  for (const lane of lanes.values()) {
    if (lane.retaken !== Infinity) continue;
    const last = Math.max(lane.position, matched?.[lane.stream] ?? 0);
    lane.retaken = matched === undefined ? 0 : Math.min(lane.durable, last + 1);
    isNews = true;
  }
  return isNews;
}

/** Whether an order that is decided now might miss a bar of the lane (B1). */
export const isRetaking = ({ position, retaken }: Lane): boolean => position < retaken;
