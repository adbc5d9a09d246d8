import { basename, resolve } from 'node:path';
import type { Timeframe } from '../domain/bar.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import { RISK_SUPERVISOR } from '../protocol.ts';
import { shardOf } from '../../runtime/shard.ts';
import type { NewActor } from './account-casting.ts';
import { barsTroupe, defaultTroupe } from './default-troupe.ts';

export interface FirstStart {
  /** CSV file of the first troupe's bars; the default troupe without one. */
  readonly bars?: string;
  readonly symbol?: string;
  /** Pace of the replays; 0 is full speed. */
  readonly barsPerSecond: number;
  readonly sp500Path: string;
  /** Epoch milliseconds UTC. */
  readonly now: number;
  /** Reads how far apart a file's bars are. Rejects with what is wrong with the file. */
  readonly timeframeOf: (path: string) => Promise<Timeframe>;
}

/** The one of a cluster. */
export const SUPERVISOR: NewActor = {
  address: RISK_SUPERVISOR,
  kind: 'risk-supervisor',
  config: { owner: 'platform' },
  desired: 'running',
  ordinal: 0,
  owner: 'platform',
  shard: shardOf(RISK_SUPERVISOR),
};

/** Gives an empty registry the default troupe, or one on the bars of the file that was named; any registry its risk supervisor. */
export async function firstStart(registry: ActorRegistry, first: FirstStart): Promise<void> {
  const { bars, barsPerSecond, sp500Path, now } = first;
  const supervisor = { ...SUPERVISOR, config: { owner: 'platform', shippedRules: true } };
  if ((await registry.list()).length > 0) return registry.add([supervisor]);
  if (bars === undefined) {
    const troupe = defaultTroupe({ sp500Path, barsPerSecond, seed: 1, startTime: now - (now % 60_000) });
    return registry.add([supervisor, ...troupe]);
  }
  const timeframe = await first.timeframeOf(bars);
  const symbolToken =
    first.symbol ??
    basename(bars)
      .replace(/[.]csv$/i, '')
      .replace(/[^A-Za-z0-9_-]/g, '-');
  await registry.add([supervisor, ...barsTroupe({ path: resolve(bars), symbolToken, timeframe, barsPerSecond })]);
}
