// What an empty registry is filled with.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstStart } from '../../actors/troupe/first-start.ts';
import { readSeries } from '../../adapters/feeds/csv/read-bars.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type { Environment } from '../environment.ts';
import type { StartArguments } from '../start-arguments.ts';

/** An empty registry gets its first troupe. */
export async function fillFirst(
  { barsPerSecond }: Environment,
  registry: ActorRegistry,
  first: StartArguments,
): Promise<void> {
  const timeframeOf = async (path: string) => (await readSeries(path)).timeframe;
  await firstStart(registry, { barsPerSecond, ...first, sp500Path: sp500Path(), now: Date.now(), timeframeOf });
}

/** The bars that every machine has: daily ones of the S&P 500, 2000–2010. */
export const sp500Path = (): string =>
  join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '..', 'data', 'sp500-2000.csv');
