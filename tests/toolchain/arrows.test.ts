import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

// One house is built with every import below, each in a file of its own, and cruised once with the project's configuration.
// A forbidden import must be refused by the rule named; an allowed one by none.
const forbidden: [rule: string, from: string, to: string][] = [
  ['config-imports-only-zod', 'config/environment.ts', 'actors/domain/bar.ts'],
  ['config-imports-only-zod', 'config/environment.ts', 'pino'],
  ['runtime-knows-no-trading', 'runtime/host.ts', 'actors/domain/bar.ts'],
  ['runtime-knows-no-trading', 'runtime/host.ts', 'pg'],
  ['runtime-takes-a-logger', 'runtime/host.ts', 'pino'],
  ['domain-is-pure', 'actors/domain/bar.ts', 'runtime/clock.ts'],
  ['domain-is-pure', 'actors/domain/bar.ts', 'node:fs'],
  ['ports-speak-domain', 'actors/ports/broker.ts', 'adapters/brokers/paper/venue.ts'],
  ['protocol-speaks-domain', 'actors/protocol.ts', 'actors/strategy/sma-cross.ts'],
  ['kinds-are-strangers', 'actors/strategy/sma-cross.ts', 'actors/subscription/sizing/schema.ts'],
  ['kinds-are-strangers', 'actors/strategy/sma-cross.ts', 'node:fs'],
  ['kinds-are-strangers', 'actors/strategy/sma-cross.ts', 'adapters/postgres/bars.ts'],
  ['backtest-is-the-harness', 'actors/backtest/run.ts', 'adapters/postgres/bars.ts'],
  ['adapters-serve-ports', 'adapters/postgres/bars.ts', 'adapters/redis/cache.ts'],
  ['adapters-serve-ports', 'adapters/postgres/bars.ts', 'actors/strategy/sma-cross.ts'],
  ['adapters-see-runtime-ports', 'adapters/postgres/bars.ts', 'runtime/host.ts'],
  ['adapters-are-strangers', 'adapters/brokers/paper/venue.ts', 'adapters/brokers/binance/venue.ts'],
  ['dashboard-calls-actors', 'dashboard/server.ts', 'runtime/host.ts'],
  ['dashboard-calls-actors', 'dashboard/server.ts', 'actors/ports/broker.ts'],
  ['composition-root-is-on-top', 'bench/run.ts', 'moleculer.config.ts'],
  ['composition-root-is-on-top', 'config/parts/people.ts', 'moleculer.config.ts'],
  ['parts-belong-to-the-composition-root', 'config/environment.ts', 'config/parts/people.ts'],
  ['parts-belong-to-the-composition-root', 'dashboard/server.ts', 'config/parts/people.ts'],
  ['parts-belong-to-the-composition-root', 'adapters/postgres/bars.ts', 'config/parts/people.ts'],
  ['parts-belong-to-the-composition-root', 'bench/run.ts', 'config/parts/people.ts'],
  ['parts-belong-to-the-composition-root', 'tests/x.test.ts', 'config/parts/people.ts'],
  ['nobody-imports-tests', 'config/parts/people.ts', 'tests/support/postgres.ts'],
  ['no-dev-dependencies-in-the-product', 'config/parts/people.ts', 'fast-check'],
  ['nobody-imports-tests', '.ci/verify.ts', 'tests/support/postgres.ts'],
  ['nobody-imports-bench', 'tests/speed.test.ts', 'bench/run.ts'],
  ['no-dev-dependencies-in-the-product', 'runtime/host.ts', 'fast-check'],
  ['no-unresolvable', 'runtime/host.ts', 'runtime/nowhere.ts'],
];

const allowed: [from: string, to: string, keyword?: 'import type'][] = [
  ['config/environment.ts', 'zod'],
  ['runtime/host.ts', 'moleculer'],
  ['runtime/host.ts', 'pino', 'import type'],
  ['actors/domain/bar.ts', 'decimal.js'],
  ['actors/strategy/sma-cross.ts', 'actors/protocol.ts'],
  ['actors/strategy/sma-cross.ts', 'runtime/clock.ts'],
  ['actors/backtest/run.ts', 'actors/subscription/sizing/schema.ts'],
  ['adapters/postgres/bars.ts', 'runtime/ports/actor-store.ts'],
  ['adapters/postgres/bars.ts', 'runtime/errors.ts'],
  ['adapters/postgres/bars.ts', 'runtime/host.ts', 'import type'],
  ['dashboard/server.ts', 'actors/protocol.ts'],
  ['moleculer.config.ts', 'adapters/postgres/bars.ts'],
  ['moleculer.config.ts', 'config/parts/people.ts'],
  ['config/parts/people.ts', 'adapters/postgres/bars.ts'],
  ['config/parts/people.ts', 'config/environment.ts'],
  ['config/parts/people.ts', 'config/parts/node.ts'],
];

const root = join(import.meta.dirname, '../..');
const house = tempFolder('house');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  appendFileSync(join(house, path), text);
}

/** Writes a file that imports `to`, named after `from` and `label`, and returns its path; the one composition root gets one more import. */
function putImport(label: string, from: string, to: string, keyword = 'import'): string {
  const file = from === 'moleculer.config.ts' ? from : from.replace('.ts', `-${label}.ts`);
  const isFile = to.endsWith('.ts');
  const path = relative(dirname(file), to);
  const specifier = !isFile ? to : path.startsWith('.') ? path : `./${path}`;
  put(file, `${keyword} * as ${label} from '${specifier}';\nexport type Used${label} = typeof ${label};\n`);
  if (isFile && !to.includes('nowhere') && !existsSync(join(house, to))) put(to, 'export const other = 1;\n');
  return file;
}

function cruise(): Violation[] {
  for (const shared of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
    copyFileSync(join(root, shared), join(house, shared));
  }
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs', '--preserve-symlinks', '--output-type', 'json', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser said: ${stderr}${stdout}`);
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

describe('the arrows between rooms', () => {
  const passed = allowed.map(([from, to, keyword], at) => ({
    from,
    to,
    file: putImport(`ok${at}`, from, to, keyword),
  }));
  const refused = forbidden.map(([rule, from, to], at) => ({ rule, from, to, file: putImport(`no${at}`, from, to) }));
  put('runtime/circle-a.ts', `import './circle-b.ts';\n`);
  put('runtime/circle-b.ts', `import './circle-a.ts';\n`);
  put('runtime/alone.ts', 'export const alone = 1;\n');

  let violations: Violation[] = [];
  beforeAll(() => {
    violations = cruise();
  });
  const rulesBrokenBy = (file: string) => violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  it.each(refused)('$rule refuses $from → $to', ({ file, rule }) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });

  it.each(passed)('$from → $to stays allowed, so that the rules do not forbid the design', ({ file }) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  it('refuse a circle of files, so that nothing is loaded half', () => {
    expect(rulesBrokenBy('runtime/circle-a.ts')).toContain('no-cycles');
  });

  it('refuse a file that nothing imports, so that dead code is seen', () => {
    expect(rulesBrokenBy('runtime/alone.ts')).toContain('no-orphans');
  });
});
