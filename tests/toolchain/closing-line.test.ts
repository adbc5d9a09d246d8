import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const root = join(import.meta.dirname, '../..');

function closingLine(test: string): { line: string | undefined; exit: number | null } {
  const folder = tempFolder('closing-line');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'some.test.ts'), `import { beforeAll, expect, it } from 'vitest';\n${test}`);
  const program = join(root, 'node_modules/vitest/vitest.mjs');
  const reporter = `--reporter=${join(root, 'tests/support/closing-line.ts')}`;
  const { stdout, status } = spawnSync(process.execPath, [program, 'run', '--root', folder, reporter], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { line: stdout.trimEnd().split('\n').at(-1), exit: status };
}

it('counts what passed, failed and was skipped, so that CI reads the run right', () => {
  const test = `it('a', () => {}); it('b', () => expect(1).toBe(2)); it.skip('c', () => {});`;
  expect(closingLine(test)).toEqual({ line: '1 passed, 1 failed, 1 skipped', exit: 1 });
});

it('counts a file that cannot be loaded as failed, so that a broken run never reads as green', () => {
  expect(closingLine(`import './nowhere.ts';`)).toEqual({ line: '0 passed, 1 failed, 0 skipped', exit: 1 });
});

it('counts a failing hook as failed, so that tests it prevented do not vanish', () => {
  const { line, exit } = closingLine(`beforeAll(() => { throw new Error('no'); }); it('a', () => {});`);
  expect(line).not.toContain(' 0 failed');
  expect(exit).toBe(1);
});
