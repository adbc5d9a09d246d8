// What a node with actors does beside hosting them, until it ends.
import type { TimeSeriesStore } from '../../actors/ports/time-series-store.ts';
import type { NodeMetrics } from '../../actors/troupe/node-metrics.ts';
import { startMaintenance } from '../../adapters/postgres/time-series/maintenance.ts';
import { cronAlarms } from '../../adapters/schedules/cron-alarms.ts';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import type { ActorHost } from '../../runtime/host/actor-host.ts';
import type { Ground } from './ground.ts';

/** Keeps the time series small, writes the node's own into them, and says when a day ends. */
export function startChores(
  { log, onEnd }: Ground,
  around: {
    readonly node: string;
    readonly host: ActorHost;
    readonly series: TimeSeriesStore;
    readonly tally: NodeMetrics;
  },
): void {
  const { node, host, series, tally } = around;
  const clock = systemClock();
  const maintenance = startMaintenance({ store: series, clock, log });
  onEnd(() => maintenance.stop());
  tally.write({ node, host, series, clock, log });
  onEnd(() => tally.close());
  onEnd(tellDays(host, clock));
}

/** Tells followers, whose fees are by the day, that a day of UTC may have ended; the answer ends it. */
const tellDays = (host: ActorHost, clock: Clock): (() => void) =>
  cronAlarms().every({ expression: '0 0 * * *', timezone: 'UTC' }, () =>
    host.tellAll('follower', 'node.days', { alarm: clock.now() }),
  );
