// `npm run risk` as an admin runs it, against a troupe as its user starts it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, riskOf } from '../support/risk-command.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTroupe, type TroupeProcess } from '../support/troupe-process.ts';

describe('npm run risk', () => {
  let troupe: TroupeProcess;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = tempFolder('troupe-risk');
    troupe = await startTroupe({ dataDir, env: { TROUPE_BARS_PER_SECOND: '40' } });
  });
  afterAll(async () => {
    await troupe.stop();
    removeFolder(dataDir);
  });

  const risk = (...argv: string[]): Promise<Ran> => riskOf({ url: troupe.url, dataDir })(...argv);
  const latches = async (): Promise<object[]> => (await troupe.get<{ latches: object[] }>('/api/v1/risk')).latches;

  test('flattens the whole platform, proves it, keeps it halted, and lets it trade again', async () => {
    const flattened = await risk('flatten', '--scope', 'platform', '--reason', 'a drill');
    expect(flattened).toMatchObject({ code: 0, err: '' });
    expect(flattened.out).toMatch(
      /^flatten platform: control \d+\nconfirmed by 2 accounts \(ada, ben\) in \d+ ms\nflat by/,
    );
    const { actors } = await troupe.get<{
      actors: { kind: string; tradingState: string; state: { quantity?: string } }[];
    }>('/api/v1/actors');
    const subscriptions = actors.filter(({ kind }) => kind === 'subscription');
    expect(subscriptions.map(({ tradingState, state }) => `${tradingState} ${state.quantity}`)).toEqual(
      Array.from({ length: 5 }, () => 'HALTED 0'),
    );
    expect(await latches()).toMatchObject([{ scope: 'platform', state: 'HALTED', flatten: true }]);
    expect(await risk('reset', '--scope', 'platform', '--reason', 'over')).toMatchObject({ code: 0 });
    expect(await latches()).toEqual([]);
  }, 90_000);

  test('sets a limit that holds in every account, and keeps its versions', async () => {
    const limit = ['--scope', 'account:ada', '--limit', 'maxOrderNotional', '--reason', 'less'];
    expect(await risk('set-limit', ...limit, '--value', '10')).toMatchObject({ code: 0 });
    const { versions } = await troupe.get<{ versions: object[] }>('/api/v1/risk/limits/history?scope=account:ada');
    expect(versions).toMatchObject([{ version: 1, before: null, after: '10', reason: 'less' }]);
    expect(await troupe.get('/api/v1/ledger/check')).toMatchObject({ holds: true });
  }, 60_000);

  test('a wrong flag ends with 2, before anything is asked', async () => {
    expect(await risk('halt', '--scope', 'platform')).toMatchObject({ code: 2, out: '' });
  });
});
