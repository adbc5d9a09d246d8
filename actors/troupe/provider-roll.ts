import type { Company } from '../../runtime/cluster/company.ts';
import type { RollRequest } from '../ports/provider-roll.ts';

/** Carries what a follower asks of its provider's roll to the provider, wherever that lives. */
export const providerRoll =
  (act: Company['act']) =>
  (follower: string, request: unknown): Promise<unknown> => {
    const { kind, provider, owner, account, alias, capital } = request as RollRequest;
    return kind === 'leave'
      ? act(provider, 'leave', { follower }, owner)
      : act(provider, 'admit', { follower, owner, account, alias, capital, isHere: true }, owner);
  };
