import { isoTime, traderFigures } from '../trader-figures.ts';
import type { SubscriptionStateView } from '../views.ts';
import type { SubscriptionState } from './subscription-state.ts';

/** What a subscription shows of itself. */
export function inspectSubscription(state: SubscriptionState): Record<string, unknown> {
  const { config, drawdown, maxDrawdown, lastSignal } = state;
  const { strategy, direction } = config;
  const view: SubscriptionStateView = {
    ...traderFigures(state, config),
    ...{ strategy, direction, drawdown, maxDrawdown },
    lastSignal:
      lastSignal === null ? null : { target: lastSignal.target, reason: lastSignal.reason, at: isoTime(lastSignal.at) },
  };
  return { ...view };
}
