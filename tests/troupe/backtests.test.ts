// A backtest through everything but the network: PostgreSQL, the runner of a node, a thread.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backtestCommand } from '../../actors/backtest/cli.ts';
import type { BacktestJson } from '../../actors/backtest/backtest-json.ts';
import { eitherBars } from '../../actors/backtest/either-bars.ts';
import { runBacktest } from '../../actors/backtest/backtest.ts';
import { computed, optionsOf } from '../../actors/backtest/computation.ts';
import { BacktestRunner, type RunnerDeps } from '../../actors/backtest/runner.ts';
import type { BacktestRequest, BacktestRow } from '../../actors/domain/backtest/backtest-run.ts';
import { barsStream } from '../../actors/protocol.ts';
import { demoBars } from '../../adapters/feeds/csv/demo-bars.ts';
import { readSeries } from '../../adapters/feeds/csv/read-bars.ts';
import { postgresBacktestBars } from '../../adapters/postgres/backtest-bars.ts';
import { postgresBacktests } from '../../adapters/postgres/backtests.ts';
import { threadEngine } from '../../adapters/threads/thread-engine.ts';
import { systemClock } from '../../runtime/clock.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { shardOf } from '../../runtime/shard.ts';
import { wavyBars } from '../actors/backtest/runs.ts';
import { type Fixture, openFixture } from '../adapters/postgres/fixture.ts';
import { HEADER } from '../adapters/feeds/csv-files.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { aRequest } from '../support/backtest-requests.ts';

const BARS = wavyBars(5_000);
const threads = threadEngine({ script: new URL('../../actors/backtest/thread.ts', import.meta.url) });
/** The same computation without a thread, which takes a second to start on a busy machine. */
const engine: RunnerDeps['engine'] = { compute: (job, hear) => computed(job, hear) };
let fixture: Fixture;
const folder = tempFolder('backtests');
let file: string;

beforeAll(async () => {
  fixture = await openFixture();
  await fixture.source.query(
    `INSERT INTO bars (stream, seq, open_time, close_time, open, high, low, close, volume, correlation_id, epoch)
     SELECT $1, n, epoch_ms("openTime"), epoch_ms("closeTime"), open, high, low, close, volume, n::text, 1
       FROM ROWS FROM (json_to_recordset($2) AS ("openTime" float8, "closeTime" float8, open float8, high float8, low float8,
                                                close float8, volume float8)) WITH ORDINALITY
              b("openTime", "closeTime", open, high, low, close, volume, n)`,
    [barsStream('WAVE', '1m'), JSON.stringify(BARS)],
  );
  const rows = BARS.map(
    ({ openTime, open, high, low, close, volume }) =>
      `${new Date(openTime).toISOString()},${open},${high},${low},${close},${volume}`,
  );
  file = join(folder, 'WAVE-1m.csv');
  writeFileSync(file, `${[HEADER, ...rows].join('\n')}\n`);
});
afterAll(async () => {
  await fixture.close();
  removeFolder(folder);
});
beforeEach(() => fixture.source.query('TRUNCATE backtests, backtest_details, backtest_rows; DELETE FROM actors'));

const store = () => postgresBacktests(fixture.source);
const STORED = { kind: 'stored', instrument: 'WAVE', timeframe: '1m', from: null, to: null } as const;
const runner = (told: Partial<RunnerDeps> = {}): BacktestRunner =>
  new BacktestRunner({
    ...{ store: store(), engine, clock: systemClock(), log: silentLog },
    bars: eitherBars({ stored: postgresBacktestBars(fixture.source), demo: demoBars({ path: file, symbol: 'WAVE' }) }),
    heldBy: (actor) => ({ shard: shardOf(actor), node: 'test', epoch: fixture.epoch }),
    ...told,
  });
const add = async (id: string, request: BacktestRequest, owner = 'ada'): Promise<void> => {
  const address = `backtest.${id}`;
  const actor = { address, kind: 'backtest', config: {}, desired: 'running' as const, ordinal: 0, owner };
  await store().create({ id, owner, name: id, request, key: null }, { ...actor, shard: shardOf(address) }, 99);
};
const found = async (id: string): Promise<BacktestRow> => (await store().find(id))!;
const run = (of: BacktestRunner, id: string) => of.perform(`backtest.${id}`, { kind: 'run', id });
const all = async (id: string) => ({
  row: (await found(id)).summary,
  detail: await store().detail(id),
  fills: (await store().rows(id, 'fills', { limit: 100_000 })).rows,
  trades: (await store().rows(id, 'trades', { limit: 100_000 })).rows,
});
const until = async (test: () => Promise<boolean> | boolean): Promise<void> => {
  for (const by = Date.now() + 15_000; !(await test()); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > by) throw new Error('never came to pass');
};

/** The run of a row by the simulation itself, as exact text. */
const exactly = ({ request }: BacktestRow) => {
  const options = optionsOf(request, { bars: BARS, symbol: 'WAVE', timeframe: '1m' });
  const { fills, trades, cash } = runBacktest(options, { monotonic: () => 0 });
  return {
    fills: fills.map(({ price, quantity, commission }) => [price, quantity, commission].map((one) => one.toFixed())),
    profits: trades.map(({ pnl }) => pnl.toFixed()),
    cash: cash.toFixed(),
  };
};

/** What `npm run backtest -- … --json` answers. */
const commanded = async (...flags: readonly string[]): Promise<BacktestJson> => {
  let out = '';
  const code = await backtestCommand(['--bars', file, '--strategy', 'sma-cross', '--json', ...flags], {
    readSeries,
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: () => true },
    monotonic: () => 0,
  });
  expect(code).toBe(0);
  return JSON.parse(out) as BacktestJson;
};

describe('the result of a run', () => {
  test.each([
    ['stored bars, in a thread', STORED, threads],
    ['a file', { kind: 'demo', from: null, to: null } as const, engine],
  ])('over %s is that of the command on the same bars, to the last digit', async (_, bars, by) => {
    const open = { lot: null, tick: null, basis: null } as const;
    await add('one', aRequest({ bars, ...open, params: { fast: 5, slow: 20 } }));
    expect(await run(runner({ engine: by }), 'one')).toEqual({ kind: 'over' });
    const flags = ['--params', '{"fast":5,"slow":20}', '--commission', '0.001', '--slippage-bps', '2'];
    const sizing = ['--sizing', '{"kind":"fixed-notional","notional":50000}'];
    const told = await commanded(...flags, ...sizing, '--stop-loss', '0.05');
    const { row, detail, fills, trades } = await all('one');
    expect(told.fills.length).toBeGreaterThan(150);
    expect(row!.metrics).toEqual(told.metrics);
    expect(row).toMatchObject({ bars: told.bars, fills: told.fills.length, trades: told.trades.length, missing: 0 });
    // Its own numbers are the nearest doubles; the text is exact.
    expect(fills.map(({ time, side, ...amounts }) => [time, side, ...Object.values(amounts).map(Number)])).toEqual(
      told.fills.map(({ time, side, price, quantity, commission }) => [
        ...[new Date(time).toISOString(), side, price, quantity, commission],
      ]),
    );
    const exact = exactly(await found('one'));
    expect(fills.map(({ price, quantity, commission }) => [price, quantity, commission])).toEqual(exact.fills);
    expect(trades.map(({ pnl }) => pnl)).toEqual(exact.profits);
    expect(detail!.cash).toBe(exact.cash);
    expect(trades.map(({ pnl, mae, mfe, barsHeld }) => [Number(pnl), mae, mfe, barsHeld])).toEqual(
      told.trades.map(({ pnl, mae, mfe, barsHeld }) => [pnl, mae, mfe, barsHeld]),
    );
    expect(detail!.orders).toEqual(told.orders);
    expect(detail!.curve.length).toBeLessThanOrEqual(2_000);
    expect(detail!.curve.at(-1)!.equity).toBe(told.metrics.finalEquity);
    expect(Math.max(...detail!.curve.map(({ drawdown }) => drawdown))).toBe(told.metrics.maxDrawdown);
  });

  test('is refused with the ranges that are missing, or told with them, as the request says', async () => {
    const bars = { ...STORED, from: '2023-12-31T23:50:00.000Z' };
    await add('told', aRequest({ bars }));
    await add('refused', aRequest({ bars, missing: 'refuse' }));
    await run(runner(), 'told');
    await run(runner(), 'refused');
    const missing = [{ from: '2023-12-31T23:50:00.000Z', to: '2024-01-01T00:00:00.000Z', bars: 10 }];
    expect((await store().detail('told'))!.missing).toEqual(missing);
    expect(await found('refused')).toMatchObject({ state: 'failed', error: { type: 'BARS_MISSING' } });
    expect((await found('refused')).error!.message).toContain('2023-12-31T23:50:00.000Z to 2024-01-01T00:00:00.000Z');
  });

  test('that nobody can compute says why', async () => {
    await add('none', aRequest({ bars: { ...STORED, instrument: 'NONE' } }));
    await add('unknown', aRequest({ strategy: 'alchemy' }));
    for (const id of ['none', 'unknown']) await run(runner(), id);
    expect((await found('none')).error).toEqual({ type: 'NO_BARS', message: 'there are no bars to trade on' });
    expect((await found('unknown')).error!.type).toBe('NO_BARS');
  });
});

describe('a run that is interrupted', () => {
  /** Holds back what the thread has computed until it is let go. */
  const frozen = () => {
    const thaw = Promise.withResolvers<void>();
    const computed = Promise.withResolvers<void>();
    const held: RunnerDeps['engine'] = {
      compute: async (job, hear) => {
        const outcome = await engine.compute(job, hear, new AbortController().signal);
        computed.resolve();
        await thaw.promise;
        return outcome;
      },
    };
    return { engine: held, thaw: () => thaw.resolve(), computed: computed.promise };
  };

  test('on a node that freezes gives the same result once: the late owner writes over nothing', async () => {
    await add('calm', aRequest({ bars: STORED }));
    await run(runner(), 'calm');
    await add('one', aRequest({ bars: STORED }));
    const ice = frozen();
    const late = run(runner({ engine: ice.engine }), 'one');
    await ice.computed;
    // Another life of its actor, on whichever node, begins it from the start.
    expect(await run(runner(), 'one')).toEqual({ kind: 'over' });
    const result = await all('one');
    expect(await found('one')).toMatchObject({ state: 'done', attempt: 2 });
    ice.thaw();
    expect(await late).toEqual({ kind: 'over' });
    expect(await all('one')).toEqual(result);
    expect(result).toEqual(await all('calm'));
    expect(await run(runner(), 'one')).toEqual({ kind: 'over' });
    expect((await found('one')).attempt).toBe(2);
  });

  test('by its own node going down is not over, and is done by the next', async () => {
    await add('one', aRequest({ bars: STORED }));
    const first = runner({ engine: { compute: hanging } });
    const ended = run(first, 'one');
    await until(async () => (await found('one')).state === 'running');
    first.close();
    await expect(ended).rejects.toThrow('goes down');
    await expect(run(first, 'one')).rejects.toMatchObject({ type: 'NODE_CLOSING' });
    await run(runner(), 'one');
    expect(await found('one')).toMatchObject({ state: 'done', attempt: 2 });
  });

  test('is not begun where its actor’s shard is held no more', async () => {
    await add('one', aRequest({ bars: STORED }));
    const gone = runner({ heldBy: () => undefined });
    await expect(run(gone, 'one')).rejects.toMatchObject({ type: 'WRONG_OWNER' });
    expect((await found('one')).state).toBe('queued');
  });
});

const hanging: RunnerDeps['engine']['compute'] = (_job, _hear, signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('a cancel', () => {
  test('ends a run, and one that waits for its turn, and leaves the turn to the next', async () => {
    const one = runner({ engine: { compute: hanging } });
    for (const id of ['a', 'b', 'c']) await add(id, aRequest({ bars: STORED }));
    const [a, b, c] = ['a', 'b', 'c'].map((id) => run(one, id));
    await until(async () => (await found('a')).state === 'running');
    expect((await found('b')).state).toBe('queued');
    expect(await one.perform('backtest.b', { kind: 'look', id: 'b' })).toMatchObject({ attempt: 0 });
    for (const id of ['b', 'a', 'c']) await one.perform(`backtest.${id}`, { kind: 'cancel', id, by: 'ada' });
    expect(await Promise.all([a, b, c])).toEqual(Array(3).fill({ kind: 'over' }));
    for (const id of ['a', 'b', 'c']) expect((await found(id)).state).toBe('cancelled');
  });

  test('that is only written down, by another node, ends it within a beat', async () => {
    await add('one', aRequest({ bars: STORED }));
    const ended = run(runner({ engine: { compute: hanging } }), 'one');
    await until(async () => (await found('one')).state === 'running');
    await store().cancel('one', 'ada');
    expect(await ended).toEqual({ kind: 'over' });
    expect(await found('one')).toMatchObject({ state: 'cancelled', summary: null });
  });
});

describe('a thread', () => {
  test('that is aborted ends, and one that runs out of memory is an outcome', async () => {
    const job = async () => ({
      ...{ request: aRequest({ bars: STORED }), symbol: 'WAVE', timeframe: '1m' as const },
      bars: (await postgresBacktestBars(fixture.source).read(STORED, 100_000)).bars,
    });
    const control = new AbortController();
    const hear = { progress: () => undefined, rows: async () => undefined };
    const ended = threads.compute(await job(), hear, control.signal);
    control.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
    const small = threadEngine({ script: new URL('../../actors/backtest/thread.ts', import.meta.url), memoryMb: 4 });
    expect(await small.compute(await job(), hear, new AbortController().signal)).toMatchObject({
      ...{ kind: 'failed', type: 'BACKTEST_TOO_LARGE' },
    });
    const refused = threads.compute(
      await job(),
      { progress: () => undefined, rows: () => Promise.reject(new Error('not kept')) },
      new AbortController().signal,
    );
    await expect(refused).rejects.toThrow('not kept');
  });
});
