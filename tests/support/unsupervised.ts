// Accounts of a troupe that has no risk supervisor: none of its controls is durable, and nobody waits for a confirmation.
import type { VenueHoldings } from '../../actors/ports/broker.ts';
import type { HistoryBar, RiskBriefing, RiskRequest } from '../../actors/ports/risk-desk.ts';

export const unsupervised = async (
  _actor: string,
  request: unknown,
): Promise<RiskBriefing | readonly HistoryBar[] | undefined> => {
  const { kind } = request as RiskRequest;
  if (kind === 'history') return [];
  return kind === 'brief' ? { head: 0, isSupervised: true } : undefined;
};

/** Nobody there flattens by the supervisor's word, so nobody asks. */
export const neverAsked: VenueHoldings = () => Promise.reject(new Error('nobody was to ask what the venue holds'));
