import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { CONTROL_NAMES, controlNamed } from '../../../bench/chaos/break/controls.ts';
import { faultNamed } from '../../../bench/chaos/faults.ts';
import { freshDatabase } from '../../support/postgres.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

describe.each(CONTROL_NAMES)('the control %s', (name) => {
  const { edits, sql, faults } = controlNamed(name);

  it('finds each text that it replaces exactly once, so that it cannot become a run that breaks nothing (C2)', () => {
    for (const { file, text } of edits)
      expect(`${file}: ${readFileSync(join(ROOT, file), 'utf8').split(text).length - 1}`).toBe(`${file}: 1`);
  });

  it('fits the database as the migrations leave it, so that it breaks what is really there', async () => {
    const database = await freshDatabase();
    const source = await openDataSource({ url: database.url, poolSize: 1 });
    try {
      for (const statement of sql) await source.query(statement);
      for (const statement of sql.filter((text) => text.includes('position(')))
        await expect(source.query(statement)).rejects.toThrow('nothing to break in commit_units');
    } finally {
      await source.destroy();
      await database.drop();
    }
  });

  it('strikes faults that there are', () => {
    expect(faults.map((fault) => faultNamed(fault).name)).toEqual(faults);
  });
});
