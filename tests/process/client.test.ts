// A program that uses the API by its typed client: dashboard/client/, which the OpenAPI document is made into.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../../dashboard/client/client/index.ts';
import * as api from '../../dashboard/client/index.ts';
import { readOperatorKey } from '../../adapters/operator-key/operator-key.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTroupe, type TroupeProcess } from '../support/troupe-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let troupe: TroupeProcess;
let dataDir: string;
let key: string;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  dataDir = tempFolder('troupe-client');
  troupe = await startTroupe({ dataDir });
  key = readOperatorKey(dataDir)!;
  client = createClient({ baseUrl: troupe.url, auth: key });
}, 60_000);
afterAll(async () => {
  await troupe.stop();
  removeFolder(dataDir);
});

/** What is wrong with an answer, by its type; throws when nothing is. */
const problemOf = ({ error }: { readonly error?: api.Problem | undefined }): api.Problem => {
  if (error === undefined) throw new Error('nothing is wrong');
  return error;
};

it('starts a strategy, reads how it does, and stops it', async () => {
  const { data: listed } = await api.getStrategies({ client, query: { limit: 1 } });
  const { lane, account } = listed!.strategies[0]!;
  const body = { strategy: 'sma-cross', params: { fast: 5, slow: 20 }, lane, account, allocation: '100' };
  const headers = { 'Idempotency-Key': 'once' };
  const started = await api.postStrategies({ client, body, headers });
  expect(started.response?.status).toBe(201);
  const again = await api.postStrategies({ client, body, headers });
  expect(again.data).toEqual(started.data);
  const path = { id: started.data!.id };
  await expect
    .poll(async () => (await api.getStrategiesById({ client, path })).data?.lifecycle, { timeout: 15_000 })
    .toBe('running');
  const performance = await api.getStrategiesByIdPerformance({
    client,
    path,
    query: { metrics: 'sharpe,maxDrawdown' },
  });
  expect(performance.response?.status).toBe(200);
  const stopped = await api.deleteStrategiesById({ client, path, query: { flatten: 'true' } });
  expect(stopped.response?.status).toBe(202);
});

it('is told what is wrong by a type with a code and a field', async () => {
  const unknown = problemOf(await api.getStrategiesById({ client, path: { id: 'nobody-knows' } }));
  expect([unknown.status, unknown.code]).toEqual([404, 'ACTOR_NOT_FOUND']);
  const unsound = problemOf(await api.getFills({ client, query: { limit: 0 } }));
  expect([unsound.status, unsound.field]).toEqual([422, 'limit']);
  const stranger = createClient({ baseUrl: troupe.url });
  expect(problemOf(await api.getMe({ client: stranger })).code).toBe('SIGN_IN_NEEDED');
});

it('the example of the README runs as it stands', async () => {
  const [, example] = /```ts\n(\/\/ client-example\.ts\n[\s\S]*?)```/.exec(
    readFileSync(join(ROOT, 'README.md'), 'utf8'),
  )!;
  expect(example!.trim().split('\n').length).toBeLessThanOrEqual(10);
  const program = join(dataDir, 'client-example.ts');
  writeFileSync(program, example!.replaceAll("'./dashboard/", `'${ROOT}dashboard/`));
  const env = { ...process.env, TROUPE_URL: troupe.url, TROUPE_API_KEY: key };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  expect(stdout).toMatch(/^subscription\.\S+ .+ on bars\.\S+: [\d.]+$/m);
  expect(stdout).toContain('404 ACTOR_NOT_FOUND');
});
