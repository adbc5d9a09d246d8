// Which kinds of actors a host knows, and who stands above them.
import { backtestActor } from '../../actors/backtest/backtest.actor.ts';
import { followerActor } from '../../actors/follower/follower.actor.ts';
import { manualActor } from '../../actors/manual/manual.actor.ts';
import { marketDataActor } from '../../actors/market-data/market-data.actor.ts';
import { providerActor } from '../../actors/provider/provider.actor.ts';
import { riskMonitorActor } from '../../actors/risk-monitor/risk-monitor.actor.ts';
import { riskSupervisorActor } from '../../actors/risk-supervisor/risk-supervisor.actor.ts';
import { strategyActor } from '../../actors/strategy/strategy.actor.ts';
import { subscriptionActor } from '../../actors/subscription/subscription.actor.ts';
import type { HostedKind } from '../../runtime/host/host-options.ts';

export const KINDS: readonly HostedKind[] = [
  { definition: marketDataActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: strategyActor, restart: 'transient', shutdownMs: 5_000 },
  { definition: riskMonitorActor(), restart: 'permanent', shutdownMs: 5_000, significant: true },
  { definition: subscriptionActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: providerActor(), restart: 'permanent', shutdownMs: 5_000 },
  { definition: followerActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: manualActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: riskSupervisorActor(), restart: 'permanent', shutdownMs: 5_000 },
  { definition: backtestActor(), restart: 'transient', shutdownMs: 5_000 },
];

export const SUPERVISORS = { account: { strategy: 'rest_for_one' }, desk: { strategy: 'one_for_one' } } as const;
