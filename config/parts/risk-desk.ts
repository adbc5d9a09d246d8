// What the risk supervisor of a node works with.
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import { riskDesk, type RiskDesk } from '../../actors/troupe/risk-desk.ts';
import { streamHeads } from '../../adapters/postgres/actor-store.ts';
import { affectedAccounts } from '../../adapters/postgres/affected-accounts.ts';
import { barHistory } from '../../adapters/postgres/bar-history.ts';
import { cronAlarms } from '../../adapters/schedules/cron-alarms.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Around } from './around.ts';
import type { Ground } from './ground.ts';

/** Opened with the first question of an actor, when the node is there. */
export function openDesk({ environment, onEnd }: Ground, { stores, broker, member }: Around): RiskDesk {
  const { source, express } = stores;
  const host = member().host!;
  const desk = riskDesk({
    ...{
      hub: host.hub,
      clock: systemClock(),
      affected: affectedAccounts(express),
      history: barHistory(source),
      silenceMs: environment.supervisorSilenceMs,
      alarms: cronAlarms(),
    },
    heads: streamHeads(express),
    call: (action, params) => broker.call(action, params),
    tell: (word) => host.tellAll('risk-monitor', RISK_SUPERVISOR, word),
  });
  onEnd(() => desk.close());
  return desk;
}
