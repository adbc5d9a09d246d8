import { describe, expect, test } from 'vitest';
import { simulate } from './simulate.ts';
import { batch, told } from './workers.ts';

const SEEDS = 1_000;
const PROCESSES = 2;

async function traceOf(seed: number): Promise<string> {
  const lines: string[] = [];
  const { digest } = await simulate(seed, { trace: (line) => lines.push(line) });
  return [...lines, digest].join('\n');
}

describe('a cluster in one process', () => {
  test.each([1, 7, 19, 42])('lives seed %i the same way twice, to the last event', async (seed) => {
    const [once, again] = [await traceOf(seed), await traceOf(seed)];
    expect(once.split('\n').length).toBeGreaterThan(500);
    expect(again === once, 'two runs of one seed differ').toBe(true);
  });

  test(`loses, doubles and delays nothing under ${SEEDS} seeds of crashes, freezes, cuts and moves`, async () => {
    const share = SEEDS / PROCESSES;
    const shares = Array.from({ length: PROCESSES }, (_, index) => batch(index * share + 1, (index + 1) * share));
    const reports = await Promise.all(shares);
    expect(reports.reduce((sum, { seeds }) => sum + seeds, 0)).toBe(SEEDS);
    expect(
      reports
        .flatMap(({ failed }) => failed)
        .map(told)
        .join('\n\n'),
    ).toBe('');
  }, 600_000);
});
