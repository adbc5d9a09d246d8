import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fault } from '../support/fake-troupe.ts';
import { type OpenDashboard, openDashboard, until } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
});
afterEach(() => dashboard.close());

const COMMANDS = '/api/v1/actors/subscription.alice-sma/commands';
const problem = async (response: Response): Promise<Record<string, unknown>> => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return (await response.json()) as Record<string, unknown>;
};

describe('health', () => {
  it('says that it lives whatever the troupe does', async () => {
    dashboard.troupe.breakAction('troupe.status', 'hang');
    expect((await dashboard.get('/healthz')).status).toBe(200);
  });

  it('is ready while the troupe is, and names what is missing when it is not', async () => {
    expect((await dashboard.get('/readyz')).status).toBe(200);
    const broken = await openDashboard();
    broken.troupe.breakAction('troupe.status', fault('STORE_UNAVAILABLE', 'The database is away.'));
    const response = await broken.get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ready: false,
      missing: [{ part: 'actors', detail: 'The database is away.' }],
    });
    await broken.close();
  });

  it('hands out metrics as the registry wrote them', async () => {
    const response = await dashboard.get('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toContain('x 1');
  });
});

describe('actors', () => {
  it('lists all and shows one', async () => {
    const all = (await (await dashboard.get('/api/v1/actors')).json()) as { actors: unknown[] };
    expect(all.actors).toHaveLength(12);
    const one = await (await dashboard.get('/api/v1/actors/strategy.rsi-14')).json();
    expect(one).toMatchObject({ address: 'strategy.rsi-14', lifecycle: 'running' });
  });

  it('does not take an unknown address for an actor', async () => {
    const response = await dashboard.get('/api/v1/actors/strategy.nobody');
    expect(response.status).toBe(404);
    expect(await problem(response)).toMatchObject({ code: 'ACTOR_NOT_FOUND', field: 'address', status: 404 });
  });

  it('shows the last known view of an actor that no longer answers', async () => {
    dashboard.troupe.breakAction('strategy.rsi-14.inspect', fault('ACTOR_NOT_HOSTED', 'gone'));
    expect((await dashboard.get('/api/v1/actors/strategy.rsi-14')).status).toBe(200);
  });
});

describe('commands', () => {
  it('accepts at once and tells later that the actor acknowledged', async () => {
    const response = await dashboard.send(COMMANDS, { command: 'pause', reason: 'lunch' });
    expect(response.status).toBe(202);
    const body = (await response.json()) as { commandId: string; status: string };
    expect(body.status).toBe('accepted');
    expect(response.headers.get('location')).toBe(`/api/v1/commands/${body.commandId}`);
    const read = async (): Promise<Record<string, unknown>> =>
      (await (await dashboard.get(`/api/v1/commands/${body.commandId}`)).json()) as Record<string, unknown>;
    await until('acknowledged', async () => (await read())['status'] === 'acknowledged');
    expect(dashboard.troupe.seen('subscription.alice-sma.pause')).toMatchObject([
      { params: { commandId: body.commandId, by: 'local', reason: 'lunch' } },
    ]);
    expect(dashboard.troupe.seen('records.audit-command').map((call) => call.params['outcome'])).toEqual([
      'requested',
      'acknowledged',
    ]);
  });

  it('is pending while the actor is silent', async () => {
    dashboard.troupe.breakAction('subscription.alice-sma.stop', 'hang');
    const { commandId } = (await (await dashboard.send(COMMANDS, { command: 'stop' })).json()) as { commandId: string };
    expect(await (await dashboard.get(`/api/v1/commands/${commandId}`)).json()).toMatchObject({
      status: 'pending',
      settledAt: null,
    });
  });

  it('tells why a command failed', async () => {
    dashboard.troupe.breakAction('subscription.alice-sma.stop', fault('STORE_UNAVAILABLE', 'The database is away.'));
    const { commandId } = (await (await dashboard.send(COMMANDS, { command: 'stop' })).json()) as { commandId: string };
    await until(
      'failed',
      async () =>
        ((await (await dashboard.get(`/api/v1/commands/${commandId}`)).json()) as { status: string }).status ===
        'failed',
    );
    expect(await (await dashboard.get(`/api/v1/commands/${commandId}`)).json()).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      detail: 'The database is away.',
    });
  });

  it('sends a command once for one idempotency key, and refuses the key for another command', async () => {
    const key = { 'idempotency-key': 'k1' };
    const first = (await (await dashboard.send(COMMANDS, { command: 'pause' }, key)).json()) as { commandId: string };
    await dashboard.send(COMMANDS, { command: 'resume' }, { 'idempotency-key': 'k2' });
    const again = (await (await dashboard.send(COMMANDS, { command: 'pause' }, key)).json()) as { commandId: string };
    expect(again.commandId).toBe(first.commandId);
    expect(dashboard.troupe.seen('subscription.alice-sma.pause')).toHaveLength(1);
    expect((await dashboard.send(COMMANDS, { command: 'stop' }, key)).status).toBe(422);
  });

  it('start goes to the host, stop-and-flatten to the troupe', async () => {
    await dashboard.send(COMMANDS, { command: 'start' });
    await dashboard.send(COMMANDS, { command: 'stop-and-flatten' });
    expect(dashboard.troupe.seen('troupe.start')).toMatchObject([{ params: { address: 'subscription.alice-sma' } }]);
    expect(dashboard.troupe.seen('troupe.stop-and-flatten')).toMatchObject([
      { params: { address: 'subscription.alice-sma' } },
    ]);
  });

  it.each([
    ['an unknown command', { command: 'explode' }, 422, 'command'],
    ['no command', {}, 422, 'command'],
    ['a command of the wrong type', { command: 7 }, 422, 'command'],
    ['inspect, which is no command', { command: 'inspect' }, 422, 'command'],
    ['a field too many', { command: 'pause', force: true }, 422, 'force'],
    ['a reason of the wrong type', { command: 'pause', reason: [] }, 422, 'reason'],
    ['an array', [], 422, 'body'],
    ['malformed JSON', '{"command":', 400, 'body'],
    ['an empty body', '', 422, 'body'],
  ])('refuses %s naming the field', async (_name, body, status, field) => {
    const response = await dashboard.send(COMMANDS, body);
    expect(response.status).toBe(status);
    expect(await problem(response)).toMatchObject({ status, field });
    expect(dashboard.troupe.calls.filter((call) => call.action.startsWith('subscription.'))).toEqual([]);
  });

  it('refuses an unknown address, a form, a body too large and another origin', async () => {
    expect((await dashboard.send('/api/v1/actors/strategy.nobody/commands', { command: 'stop' })).status).toBe(404);
    expect(
      (await dashboard.send(COMMANDS, 'command=stop', { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(415);
    expect((await dashboard.send(COMMANDS, { command: 'stop', reason: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await dashboard.send(COMMANDS, { command: 'stop' }, { origin: 'https://elsewhere.example' })).status).toBe(
      403,
    );
    expect((await dashboard.send(COMMANDS, { command: 'pause' }, { origin: dashboard.url })).status).toBe(202);
    expect((await dashboard.get('/api/v1/commands/unknown')).status).toBe(404);
  });
});

describe('records', () => {
  it('pages through fills without losing or repeating one', async () => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = (await (
        await dashboard.get(`/api/v1/fills?actor=subscription.alice-sma&limit=10${query}`)
      ).json()) as { fills: { fillId: string }[]; nextCursor: string | null };
      ids.push(...page.fills.map((fill) => fill.fillId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids).toHaveLength(37);
    expect(new Set(ids).size).toBe(37);
  });

  it.each(['limit=0', 'limit=1001', 'limit=ten', 'limit=1.5', 'cursor=', 'actr=x', 'open=maybe'])(
    'refuses %s naming the parameter',
    async (query) => {
      const response = await dashboard.get(`/api/v1/orders?${query}`);
      expect(response.status).toBe(422);
      expect(await problem(response)).toMatchObject({ field: query.split('=')[0] });
    },
  );

  it('refuses a cursor that was never handed out as a fault of the request, not of the server', async () => {
    dashboard.troupe.breakAction('records.orders', fault('BAD_CURSOR', '"x" is not a cursor of orders.'));
    const response = await dashboard.get('/api/v1/orders?cursor=x');
    expect(response.status).toBe(400);
    expect(await problem(response)).toMatchObject({ status: 400, code: 'BAD_CURSOR' });
  });

  it('checks the ledger', async () => {
    expect(await (await dashboard.get('/api/v1/ledger/check')).json()).toMatchObject({ holds: true, differences: [] });
  });

  it('says 503 while the store is away, and 200 once it is back', async () => {
    dashboard.troupe.breakAction('records.fills', fault('STORE_UNAVAILABLE', 'The database is away.'));
    const response = await dashboard.get('/api/v1/fills');
    expect(response.status).toBe(503);
    expect(await problem(response)).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    dashboard.troupe.breakAction('records.fills', undefined);
    expect((await dashboard.get('/api/v1/fills')).status).toBe(200);
  });

  it('keeps the words of an unexpected error to the log', async () => {
    dashboard.troupe.breakAction('records.fills', new Error('password=hunter2'));
    const response = await dashboard.get('/api/v1/fills');
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problem(response))).not.toContain('hunter2');
    expect(dashboard.logged).toContain('error request failed');
  });
});
