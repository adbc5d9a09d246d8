import { expect, it } from 'vitest';
import type { OutageReport } from '../../bench/chaos/outages.ts';
import { chaos, reported } from './chaos-command.ts';

const TIMEOUT = { timeout: 300_000 };

it('without PostgreSQL nobody orders, everybody says so, and everything resumes by itself', TIMEOUT, async () => {
  const report = reported(await chaos('--only', 'postgres-outage', '--outage-seconds', '8', '--json')) as OutageReport;
  expect(report.found).toEqual([]);
  expect(report).toMatchObject({ ordersMeanwhile: 0, readyMeanwhile: false, commandAfter: 'ok', verdict: 'held' });
  expect(report.missing).toContain('postgres');
  expect(report.pageSaid).toContain('PostgreSQL is away');
  expect(report.ordersAfter).toBeGreaterThan(0);
});

it(
  'without NATS each node trades on, commands to other nodes fail at once and say why, and everything meets again',
  TIMEOUT,
  async () => {
    const report = reported(await chaos('--only', 'nats-outage', '--outage-seconds', '8', '--json')) as OutageReport;
    expect(report.found).toEqual([]);
    expect(report).toMatchObject({ commandAfter: 'ok', verdict: 'held' });
    expect(report.ordersMeanwhile).toBeGreaterThan(0);
    expect(report.missing).toContain('nats');
    expect(report.pageSaid).toContain('NATS is away');
    expect(report.command.code).toBe('NODE_UNREACHABLE');
    expect(report.command.detail).toContain('NATS');
    expect(report.command.ms).toBeLessThan(2_000);
  },
);
