// Backtests of the real process: asked for over HTTP, killed in the middle, done by the next life once.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BacktestJson } from '../../actors/backtest/backtest-json.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTroupe, type TroupeProcess } from '../support/troupe-process.ts';

interface Told {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  readonly summary: { readonly metrics: object; readonly fills: number } | null;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SP500 = join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '..', 'data', 'sp500-2000.csv');
const PARAMS = { fast: 3, slow: 9 };
let dataDir: string;
let troupe: TroupeProcess;
beforeAll(async () => {
  dataDir = tempFolder('troupe-backtests');
  troupe = await startTroupe({ dataDir });
});
afterAll(async () => {
  await troupe.stop();
  removeFolder(dataDir);
});

const ask = async (): Promise<string> => {
  const { status, body } = await troupe.post('/api/v1/backtests', {
    ...{ strategy: 'sma-cross', params: PARAMS, bars: { kind: 'demo' } },
  });
  expect([status, body]).toMatchObject([201, { state: 'queued' }]);
  return (body as Told).id;
};
const ended = async (id: string): Promise<Told> => {
  for (const by = Date.now() + 60_000; Date.now() < by; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const told = await troupe.get<Told>(`/api/v1/backtests/${id}`);
    if (told.state !== 'queued' && told.state !== 'running') return told;
  }
  throw new Error(`${id} never ended`);
};

test('a process that is killed in the middle of runs leaves them to its next life, which gives the command’s result, each once', async () => {
  const ids = [await ask(), await ask(), await ask()];
  expect((await troupe.post('/api/v1/backtests', { strategy: 'sma-cross', bars: { kind: 'demo' } })).status).toBe(429);
  await troupe.post(`/api/v1/backtests/${ids[2]!}/cancel`, {});
  await troupe.kill();
  troupe = await startTroupe({ dataDir });
  const [first, second, third] = await Promise.all(ids.map(ended));
  expect([first!.state, second!.state, third!.state]).toEqual(['done', 'done', 'cancelled']);

  const args = ['moleculer.config.ts', 'backtest', '--bars', SP500, '--strategy', 'sma-cross', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, '--params', JSON.stringify(PARAMS)], {
    ...{ cwd: ROOT, maxBuffer: 2 ** 27 },
  });
  const command = JSON.parse(stdout) as BacktestJson;
  for (const { id, summary } of [first!, second!]) {
    expect(summary).toMatchObject({ metrics: command.metrics, fills: command.fills.length });
    const { fills } = await troupe.get<{ fills: { price: string; quantity: string }[] }>(
      `/api/v1/backtests/${id}/fills?limit=1000`,
    );
    expect(fills.map(({ price, quantity }) => [Number(price), Number(quantity)])).toEqual(
      command.fills.slice(0, 1_000).map(({ price, quantity }) => [price, quantity]),
    );
  }
});
