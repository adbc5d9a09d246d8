import { ESLint } from 'eslint';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// The house's own bans, without the typed rules, so that any path can be asked about without a file being there.
const eslint = new ESLint({
  cwd: join(import.meta.dirname, '../..'),
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } }],
  ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-') || ruleId === 'no-console',
});

async function refusals(path: string, source: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(source, { filePath: path });
  return result!.messages.map(({ ruleId, message }) => ruleId ?? message);
}

const readsEnvironment = 'export const port = process.env.PORT;';
const readsTime = 'export const now = [Date.now(), new Date(), Math.random()];';

describe('the bans of the house', () => {
  it.each([
    ...['runtime/host.ts', 'actors/strategy/x.ts', 'adapters/redis/x.ts', 'dashboard/x.ts'],
    ...['moleculer.config.ts', 'config/parts/x.ts'],
  ])('refuse the environment in %s, so that every setting is validated in config/', async (path) => {
    expect(await refusals(path, readsEnvironment)).toEqual(['no-restricted-properties']);
    expect(await refusals(path, `import { env } from 'node:process'; export const e = env;`)).toEqual([
      'no-restricted-imports',
    ]);
  });

  it.each(['config/environment.ts', 'bench/run.ts', 'tests/x.test.ts'])('allow the environment in %s', async (path) => {
    expect(await refusals(path, readsEnvironment)).toEqual([]);
  });

  it.each(['runtime/host.ts', 'actors/domain/x.ts', 'actors/backtest/run.ts'])(
    'refuse a clock or dice of its own in %s, so that replays decide the same',
    async (path) => {
      expect(await refusals(path, readsTime)).toHaveLength(3);
    },
  );

  it('allow them where the ports live, and turning milliseconds into a date anywhere', async () => {
    expect(await refusals('runtime/clock.ts', readsTime)).toEqual([]);
    expect(await refusals('actors/domain/x.ts', 'export const at = (ms: number) => new Date(ms);')).toEqual([]);
  });

  it('refuse unseeded ids in actors, so that a replayed decision keeps its order id', async () => {
    const source = `import { randomUUID } from 'node:crypto'; export const id = randomUUID();`;
    expect(await refusals('actors/strategy/x.ts', source)).toEqual(['no-restricted-imports']);
  });
});
