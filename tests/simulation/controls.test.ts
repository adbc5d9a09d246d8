import { describe, expect, test } from 'vitest';
import { CONTROLS } from './controls.ts';
import { batch } from './workers.ts';

const MOST_SEEDS = 300;

describe('the simulation would notice', () => {
  test.each(Object.entries(CONTROLS).map(([name, { means }]) => [means, name] as const))(
    '%s',
    async (_means, name) => {
      const { failed } = await batch(1, MOST_SEEDS, name);
      expect(failed, `none of ${MOST_SEEDS} seeds failed without ${name}`).toHaveLength(1);
    },
    300_000,
  );
});
