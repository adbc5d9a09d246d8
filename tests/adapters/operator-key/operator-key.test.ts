import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepOperatorKey, readOperatorKey } from '../../../adapters/operator-key/operator-key.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test('the key is made once, for its owner’s eyes alone, and anew when the troupe does not know it or others could read it', async () => {
  const dataDir = join(tempFolder('operator'), 'data');
  let made = 0;
  let known = new Set<string>();
  const keep = () =>
    keepOperatorKey({
      dataDir,
      isGood: async (key) => known.has(key),
      make: async () => {
        made += 1;
        known.add(`key ${made}`);
        return `key ${made}`;
      },
    });
  const file = await keep();
  expect(file).toBe(join(dataDir, 'operator.key'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readOperatorKey(dataDir)).toBe('key 1');
  await keep();
  expect(made).toBe(1);
  known = new Set();
  await keep();
  expect(readOperatorKey(dataDir)).toBe('key 2');
  chmodSync(file, 0o644);
  expect(readOperatorKey(dataDir)).toBeUndefined();
  await keep();
  expect(readFileSync(file, 'utf8')).toBe('key 3\n');
  writeFileSync(file, 'nonsense');
  await keep();
  expect(made).toBe(4);
});
