import type { Clock } from '../../runtime/clock.ts';
import { kindOf } from '../../runtime/address.ts';
import { errorMessage } from '../../runtime/errors.ts';
import type { ActorHost } from '../../runtime/host/actor-host.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { RuntimeMeter } from '../../runtime/ports/runtime-meter.ts';
import type { ActorMetric, TimeSeriesStore } from '../ports/time-series-store.ts';

const EVERY_MS = 10_000;

/** What one node's actors do, as a time series: a row a kind every ten seconds. */
export class NodeMetrics {
  private readonly commits = new Map<string, { count: number; ms: number }>();
  private cancel: (() => void) | undefined;

  /** Passes on what is counted, and keeps how long commits take. */
  over(meter: RuntimeMeter): RuntimeMeter {
    return {
      ...meter,
      committed: (actor, ms, events) => {
        meter.committed(actor, ms, events);
        const kind = kindOf(actor);
        const sum = this.commits.get(kind);
        if (sum === undefined) this.commits.set(kind, { count: 1, ms });
        else {
          sum.count += 1;
          sum.ms += ms;
        }
      },
    };
  }

  /** Writes the series until it is closed; what cannot be written is left out. */
  write(options: {
    readonly node: string;
    readonly host: ActorHost;
    readonly series: Pick<TimeSeriesStore, 'appendActorMetrics'>;
    readonly clock: Clock;
    readonly log: Log;
  }): void {
    const { node, host, series, clock, log } = options;
    this.cancel = clock.setTimer(EVERY_MS, () => {
      const time = clock.now();
      const metrics = Array.from(host.tally(), ([kind, { turns, mailboxDepth }]): ActorMetric => {
        const commits = this.commits.get(kind);
        return {
          time,
          node,
          actor: kind,
          turns,
          mailboxDepth,
          commitMs: commits === undefined ? null : commits.ms / commits.count,
        };
      });
      this.commits.clear();
      this.write(options);
      series
        .appendActorMetrics(metrics)
        .catch((error: unknown) =>
          log.debug({ reason: errorMessage(error) }, 'the actors’ metrics could not be written'),
        );
    });
  }

  close(): void {
    this.cancel?.();
  }
}
