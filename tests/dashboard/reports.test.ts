import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { monthlyReturns } from '../../actors/domain/monthly-returns.ts';
import { copyingTroupe } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

const MINE = 'subscription.alice-sma';
const KINDS = ['fills', 'orders', 'trades', 'statement'] as const;

let dashboard: OpenDashboard;
beforeAll(async () => {
  dashboard = await openDashboard({ troupe: copyingTroupe() });
  for (const name of ['alice', 'uma']) dashboard.people.add(name, 'user');
  dashboard.people.add('olga', 'ops');
});
afterAll(() => dashboard.close());

const get = (path: string, as: string, headers: Record<string, string> = {}) => dashboard.get(path, headers, as);

describe.each(KINDS)('a report of %s', (kind) => {
  const path = `/api/v1/reports/${kind}`;

  it('is a CSV file when the address or the Accept header says so, else JSON', async () => {
    const [csv, accepted, json] = await Promise.all([
      get(`${path}?actor=${MINE}&format=csv`, 'alice'),
      get(`${path}?actor=${MINE}`, 'alice', { accept: 'text/csv' }),
      get(`${path}?actor=${MINE}`, 'alice'),
    ]);
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="${kind}-${MINE}.csv"`);
    const text = await csv.text();
    expect(await accepted.text()).toBe(text);
    const rows = ((await json.json()) as Record<string, object[]>)[kind]!;
    expect(rows.length).toBeGreaterThan(0);
    expect(text.trimEnd().split('\r\n')).toHaveLength(rows.length + 1);
  });

  it('is of one’s own alone, and of anybody’s to operators', async () => {
    expect((await get(`${path}?actor=${MINE}`, 'uma')).status).toBe(404);
    expect((await get(`${path}?account=alice-main`, 'uma')).status).toBe(404);
    expect((await get(`${path}?account=alice-main`, 'olga')).status).toBe(200);
  });

  it.each([
    ['', 'actor'],
    [`?actor=${MINE}&account=alice-main`, 'actor'],
    [`?actor=${MINE}&from=yesterday`, 'from'],
    [`?actor=${MINE}&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z`, 'to'],
  ])('is refused for "%s", naming %s', async (query, field) => {
    const answer = await get(`${path}${query}`, 'alice');
    expect([answer.status, await answer.json()]).toMatchObject([422, { field }]);
  });
});

describe('a report that cannot be read', () => {
  it('is told before anything is sent, not sent as an empty file', async () => {
    const troupe = copyingTroupe();
    const poor = await openDashboard({
      troupe: {
        ...troupe,
        call: (action, params) =>
          action === 'records.fills-through'
            ? Promise.reject(Object.assign(new Error('The database is away.'), { type: 'STORE_UNAVAILABLE' }))
            : troupe.call(action, params),
      },
    });
    const answer = await poor.get(`/api/v1/reports/fills?actor=${MINE}&format=csv`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, expect.stringContaining('problem+json')]);
    await poor.close();
  });
});

describe('the performance report', () => {
  const path = `/strategies/${MINE}/report`;

  it('is whole without script: period, curve, months, figures with conventions, costs, trades, paper money in words', async () => {
    const page = await (await get(path, 'alice')).text();
    for (const words of [
      'This is paper money.',
      'Equity and drawdown',
      '<polyline',
      'Monthly returns',
      'Sharpe',
      'risk-free rate 0',
    ])
      expect(page).toContain(words);
    for (const id of ['id="months"', 'id="metrics"', 'id="costs-title"', 'id="trades"']) expect(page).toContain(id);
    expect(page).toContain(`/api/v1/reports/trades?actor=${MINE}&amp;format=csv`);
    expect(page).not.toContain('/events?');
    expect(await (await get(`/strategies/${MINE}`, 'alice')).text()).toContain(path);
  });

  it('keeps to the days asked for, in its files, too, and takes no other words for days', async () => {
    await get(`${path}?from=2009-02-01&to=2009-02-28`, 'alice');
    const asked = dashboard.called.filter(({ action }) => action === 'records.equity').at(-1)?.params;
    expect(asked).toMatchObject({ from: Date.UTC(2009, 1, 1), to: Date.UTC(2009, 2, 1) });
    const page = await (await get(`${path}?from=2009-02-01&to=2009-02-28`, 'alice')).text();
    expect(page).toContain('to=2009-03-01T00%3A00%3A00.000Z');
    expect((await get(`${path}?from=%22%3E%3Cscript%3E&to=2009-99-99`, 'alice')).status).toBe(200);
  });

  it('is nobody’s but its owner’s', async () => {
    expect((await get(path, 'uma')).status).toBe(404);
  });
});

describe('monthly returns', () => {
  const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

  it('by hand: a point at midnight closes the month before, a month without a point is none', () => {
    const times = Float64Array.from([day('2026-01-15'), day('2026-02-01'), day('2026-02-02'), day('2026-04-30')]);
    const returns = monthlyReturns(Float64Array.from([110, 120, 90, 99]), times, 100);
    expect(returns.map(({ month, fraction }) => [month, fraction?.toFixed(4)])).toEqual([
      ['2026-01', '0.2000'],
      ['2026-02', '-0.2500'],
      ['2026-04', '0.1000'],
    ]);
  });

  it('compounded are the return of the whole, whatever the curve (10,000 of them)', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1_000 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(points, (steps) => {
        let at = day('2026-01-01');
        const times = Float64Array.from(steps, ([days]) => (at += days * 86_400_000));
        const equity = Float64Array.from(steps, ([, value]) => value);
        const whole = monthlyReturns(equity, times, 500).reduce((value, { fraction }) => value * (1 + fraction!), 1);
        expect(whole).toBeCloseTo(equity.at(-1)! / 500, 9);
      }),
      { numRuns: 10_000 },
    );
  });
});
