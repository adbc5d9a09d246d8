import { type Decimal, sumOf } from '../domain/decimal.ts';
import type { RiskMonitorStateView } from '../risk-views.ts';
import type { AccountState } from './account-state.ts';
import { limitsView } from './inspect-limits.ts';
import { effectiveState } from './journal.ts';
import { correlationsView } from './watch/inspect-correlations.ts';
import { watchView } from './watch/inspect-watch.ts';

/** What a risk monitor shows of its account. */
export function inspectAccount(state: AccountState): Record<string, unknown> {
  const { config } = state;
  const { portfolio, limitsInForce } = limitsView(state);
  const limits: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(config.limits)) {
    limits[name] = typeof value === 'number' ? value : String(value);
  }
  const view: RiskMonitorStateView & { owner: string; tradingStateReason: string } = {
    owner: config.owner,
    account: state.account,
    venue: config.venue,
    currency: config.currency,
    deposit: String(config.deposit),
    unallocated: String(state.unallocated),
    equity: portfolio?.equity ?? String(pricedEquity(state)),
    tradingState: state.restriction.state,
    tradingStateReason: state.restriction.reason,
    openOrders: state.orders.size,
    accepted: state.accepted,
    denied: state.denied,
    denialsByCode: state.denialsByCode,
    limits,
    limitsInForce,
    portfolio,
    correlations: correlationsView(state, portfolio),
    watch: watchView(state),
    actors: [...state.actors.values()].map((actor) => ({
      address: actor.address,
      cash: String(actor.cash),
      quantity: String(actor.holding.quantity),
      tradingState: effectiveState(state, actor),
      ...(actor.provider !== undefined && { provider: actor.provider, copy: actor.copy }),
      ownState: actor.restriction.state,
    })),
  };
  return { ...view };
}

/** Without the worth of what nobody knows the price of. */
function pricedEquity({ memo, unallocated }: AccountState): Decimal {
  let equity = unallocated;
  for (const { of, value } of memo.exposures.actors.values()) equity = sumOf(equity, of.cash.add(value));
  return equity;
}
