import { describe, expect, it } from 'vitest';
import type { ChaosReport } from '../../bench/chaos/chaos-run.ts';
import type { ZombieReport } from '../../bench/chaos/zombies.ts';
import { CONTROL_NAMES } from '../../bench/chaos/break/controls.ts';
import { chaos, reported } from './chaos-command.ts';

const KEYS =
  'verdict faults orders fills duplicates losses violations failoverP50Ms failoverP99Ms failoverMaxMs unownedMs'.split(
    ' ',
  );
const TIMEOUT = { timeout: 600_000 };

it('a cluster under chaos loses, doubles and changes no order, and lets none past a limit', TIMEOUT, async () => {
  const said = await chaos('--seconds', '25', '--seed', '5', '--json');
  const report = reported(said) as ChaosReport;
  expect(report.found).toEqual([]);
  expect(report).toMatchObject({ verdict: 'held', duplicates: 0, losses: 0, violations: 0, seed: 5 });
  expect(Object.keys(report).slice(0, KEYS.length)).toEqual(KEYS);
  expect(Object.keys(report.faults).length).toBeGreaterThan(5);
  expect(report.orders).toBeGreaterThan(500);
  expect(report.denied).toBeGreaterThan(0);
  expect(said.code).toBe(0);
});

it.each(CONTROL_NAMES)(
  'without the protection %s the same run is found broken, so it can tell',
  TIMEOUT,
  async (name) => {
    const said = await chaos('--seconds', '12', '--seed', '1', '--break', name, '--json');
    const report = reported(said) as ChaosReport;
    expect(report).toMatchObject({ verdict: 'broken', broken: name });
    expect(report.violations).toBeGreaterThan(0);
    const ofRisk = name === 'reservation' || name === 'latch';
    if (ofRisk)
      expect(
        report.found.filter((what) => what.startsWith('I6')),
        'and why',
      ).not.toEqual([]);
    expect(said.code).toBe(1);
  },
);

it(
  'a worker that wakes up after its lease is over commits nothing and sends no order of its own',
  TIMEOUT,
  async () => {
    const said = await chaos('--only', 'zombie', '--times', '3', '--json');
    const report = reported(said) as ZombieReport;
    expect(report.found).toEqual([]);
    expect(report).toMatchObject({ verdict: 'held', zombies: 3, commits: 0, venueOrders: 0 });
    expect(report.orders).toBeGreaterThan(100);
  },
);

describe('the command', () => {
  it('tells how it is used', async () => {
    const { code, stdout } = await chaos('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: npm run --silent chaos');
  });

  it.each([
    [['--seconds', 'ten'], '--seconds ten: give a whole number from 5 to 3600'],
    [['--workers', '1'], '--workers 1: give a whole number from 2 to 9'],
    [
      ['--break', 'everything'],
      '--break everything: give one of fence, unique, offset, dedup, reservation, latch, copy',
    ],
    [['--faults', 'rain'], 'there is no fault rain; there are kill-worker'],
    [['--only', 'sunshine'], '--only sunshine: give zombie, postgres-outage or nats-outage'],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])('refuses %j and says what to give instead, before it starts anything', async (args, why) => {
    const { code, stdout, stderr } = await chaos(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
  });
});
