// Backtests of a node: who takes the wishes, and what carries them out.
import { randomUUID } from 'node:crypto';
import type { ServiceSchema } from 'moleculer';
import type { DataSource } from 'typeorm';
import { backtestService } from '../../actors/backtest/backtest.service.ts';
import { eitherBars } from '../../actors/backtest/either-bars.ts';
import { BacktestRunner } from '../../actors/backtest/runner.ts';
import type { BacktestBars } from '../../actors/ports/backtest-bars.ts';
import type { CallerSeal } from '../../actors/ports/caller-seal.ts';
import type { Ensemble } from '../../actors/troupe/ensemble.ts';
import { lanesOf } from '../../actors/troupe/lanes.ts';
import { demoBars } from '../../adapters/feeds/csv/demo-bars.ts';
import { postgresBacktestBars } from '../../adapters/postgres/backtest-bars.ts';
import { postgresBacktests } from '../../adapters/postgres/backtests.ts';
import { threadEngine } from '../../adapters/threads/thread-engine.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Member } from '../../runtime/cluster/member.ts';
import { shardOf } from '../../runtime/shard.ts';
import type { Around } from './around.ts';
import { sp500Path } from './first-troupe.ts';
import type { Ground } from './ground.ts';

/** Takes wishes for backtests and answers what has come of them. */
export function backtestServiceOf(
  { log }: Ground,
  around: {
    readonly source: DataSource;
    readonly company: Member['company'];
    readonly ensemble: Ensemble;
    readonly seal: CallerSeal;
  },
): ServiceSchema {
  const { source, company, ensemble, seal } = around;
  return backtestService({
    ...{ store: postgresBacktests(source), bars: backtestBars(source), company, seal, log },
    lanes: () => lanesOf(ensemble.actors()),
    newId: () => randomUUID().replaceAll('-', '').slice(0, 12),
  });
}

/** Carries out the backtests whose actors are here, each in a thread of its own. */
export function backtestsOf({ log, onEnd }: Ground, { stores: { source }, member, node }: Around): BacktestRunner {
  const runner = new BacktestRunner({
    ...{ store: postgresBacktests(source), bars: backtestBars(source), clock: systemClock(), log },
    engine: threadEngine({ script: new URL('../../actors/backtest/thread.ts', import.meta.url) }),
    heldBy: (actor) => {
      const shard = shardOf(actor);
      const epoch = member().keeper.holding.get(shard);
      return epoch === undefined ? undefined : { shard, node, epoch };
    },
  });
  onEnd(() => runner.close());
  return runner;
}

const backtestBars = (source: DataSource): BacktestBars =>
  eitherBars({ stored: postgresBacktestBars(source), demo: demoBars({ path: sp500Path(), symbol: 'SP500' }) });
