import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLIENT, writeClient } from '../../.ci/client.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [relative(folder, file), readFileSync(file, 'utf8')]),
  );

/** The names of files that two folders do not have alike. */
const unlike = (one: Record<string, string>, other: Record<string, string>): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((file) => one[file] !== other[file]);

let folder: string;
beforeAll(async () => {
  folder = tempFolder('troupe-client');
  await writeClient(folder);
});
afterAll(() => removeFolder(folder));

it('the client in dashboard/client is what the endpoints of today make: run `npm run client` and commit it', () => {
  expect(unlike(filesIn(CLIENT), filesIn(folder))).toEqual([]);
});

it('a client that is behind is found (control)', () => {
  const behind = { ...filesIn(CLIENT) };
  behind['types.gen.ts'] = behind['types.gen.ts']!.replace('code: string', 'code: number');
  expect(unlike(behind, filesIn(folder))).toEqual(['types.gen.ts']);
});
