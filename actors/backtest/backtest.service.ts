// Backtests as a node offers them: asked for, looked at, cancelled. Who may look at whose is the dashboard's to say, as of all records.
// S1. A cancel is written down before anybody is told: whoever hears of it late, or never, has no say any more.
// S2. The same request under the same key is the same run, on whichever node it is asked for.
import { hash } from 'node:crypto';
import type { Context, ServiceSchema } from 'moleculer';
import type { Company } from '../../runtime/cluster/company.ts';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';
import { shardOf } from '../../runtime/shard.ts';
import type { BarsOffer, StartBacktest } from '../backtest-views.ts';
import { type BacktestRow, type BarsSource, MOST_WAITING } from '../domain/backtest/backtest-run.ts';
import { TIMEFRAMES } from '../domain/bar.ts';
import type { BacktestBars } from '../ports/backtest-bars.ts';
import type { BacktestStore } from '../ports/backtest-store.ts';
import type { CallerSeal } from '../ports/caller-seal.ts';
import type { LaneView } from '../start-views.ts';
import { behalfOf, requireRight } from '../troupe/behalf.ts';
import type { BacktestConfig } from './backtest.actor.ts';
import { parseBacktest } from './backtest-request.ts';

export interface BacktestServiceOptions {
  readonly store: BacktestStore;
  readonly bars: Pick<BacktestBars, 'extent'>;
  readonly company: Pick<Company, 'act' | 'spawn'>;
  readonly lanes: () => readonly LaneView[];
  readonly newId: () => string;
  readonly seal: Pick<CallerSeal, 'open'>;
  readonly log: Log;
}

type Query<Name extends 'list' | 'rows'> = Parameters<BacktestStore[Name]>;

/** Answers `backtests.*`. */
export function backtestService(options: BacktestServiceOptions): ServiceSchema {
  const { store, bars, company, lanes, newId, seal, log } = options;

  const start = async (ctx: Context<StartBacktest & { readonly by?: string }>): Promise<BacktestRow> => {
    const behalf = await behalfOf(ctx, seal);
    const owner = behalf.caller?.user ?? ctx.params.by ?? 'system';
    requireRight(behalf, 'trade:command', owner);
    const { backtest, key } = ctx.params;
    const mark = hash('sha256', JSON.stringify(backtest), 'base64url');
    const { name, request } = await parseBacktest(backtest, bars);
    const id = newId();
    const actor = recordOf({ id, owner, name });
    const run = { id, owner, name, request, key: key === undefined ? null : { name: key, mark } };
    try {
      await company.spawn([actor], () => store.create(run, actor, MOST_WAITING));
    } catch (error) {
      return (await store.find(knownBy(error, mark)))!;
    }
    return (await store.find(id))!;
  };

  const cancel = async (
    ctx: Context<{ readonly id: string; readonly by?: string }>,
  ): Promise<BacktestRow | undefined> => {
    const behalf = await behalfOf(ctx, seal);
    const { id } = ctx.params;
    const found = await store.find(id);
    if (found === undefined) return undefined;
    requireRight(behalf, 'trade:command', found.owner);
    const by = behalf.caller?.user ?? ctx.params.by ?? 'system';
    const row = await store.cancel(id, by); // S1
    if (row?.state === 'cancelled')
      company.act(`backtest.${id}`, 'cancel', {}, by, behalf.claim).catch((error: unknown) => {
        log.debug(
          { backtest: id, error: errorMessage(error) },
          'whoever carries a cancelled backtest out was not told',
        );
      });
    return row;
  };

  const offer = async (): Promise<readonly BarsOffer[]> => {
    const stored = lanes().flatMap((lane): { lane: LaneView; source: BarsSource }[] => {
      const timeframe = TIMEFRAMES.find((one) => one === lane.timeframe);
      const { symbolToken: instrument } = lane;
      return timeframe === undefined
        ? []
        : [{ lane, source: { kind: 'stored', instrument, timeframe, from: null, to: null } }];
    });
    const offers = stored.map(({ lane, source }) =>
      offerOf(source, `${lane.instrument} ${lane.timeframe}`, lane.simulated),
    );
    return Promise.all([...offers, offerOf({ kind: 'demo', from: null, to: null }, DEMO_LABEL, false)]);
  };
  const offerOf = async (source: BarsSource, label: string, simulated: boolean): Promise<BarsOffer> => {
    const { bars: count, from, to } = await bars.extent(source);
    return { source, label, simulated, bars: count, from: isoOf(from), to: isoOf(to) };
  };

  return {
    name: 'backtests',
    actions: {
      ...{ start, cancel, offer },
      list: (ctx: Context<Query<'list'>[0]>) => store.list(ctx.params),
      find: (ctx: Context<{ readonly id: string }>) => store.find(ctx.params.id),
      detail: (ctx: Context<{ readonly id: string }>) => store.detail(ctx.params.id),
      rows: (ctx: Context<{ readonly id: string; readonly kind: 'fills' | 'trades' } & Query<'rows'>[2]>) =>
        store.rows(ctx.params.id, ctx.params.kind, ctx.params),
    },
  };
}

/** S2. */
function knownBy(error: unknown, mark: string): string {
  if (!(error instanceof ActorError) || error.type !== 'BACKTEST_KNOWN') throw error;
  if (error.data['mark'] === mark) return String(error.data['id']);
  throw new ActorError('IDEMPOTENCY_KEY_REUSED', 'this idempotency key already names another backtest', {
    field: 'Idempotency-Key',
  });
}

const DEMO_LABEL = 'S&P 500 1d (the file that comes with Troupe)';

const isoOf = (epochMs: number | null): string | null => (epochMs === null ? null : new Date(epochMs).toISOString());

const recordOf = ({ id, owner, name }: BacktestConfig): Omit<ActorRecord, 'createdAt'> => {
  const address = `backtest.${id}`;
  const config = { id, owner, name } satisfies BacktestConfig;
  return { address, kind: 'backtest', config, desired: 'running', ordinal: 0, owner, shard: shardOf(address) };
};
