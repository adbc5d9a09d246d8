// What operators see of a cluster, and what they may ask of its nodes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeTroupe, fault } from '../support/fake-troupe.ts';
import { type OpenDashboard, openDashboard, until } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard({ troupe: fakeTroupe({ cluster: true }) });
});
afterEach(() => dashboard.close());

const page = async (path: string): Promise<string> => (await dashboard.get(path)).text();
const outcomes = (): unknown[] => dashboard.troupe.seen('records.audit-command').map((call) => call.params['outcome']);

describe('nodes in the API', () => {
  it('lists nodes with their shards, and every shard with owner and epoch', async () => {
    const answer = (await (await dashboard.get('/api/v1/nodes')).json()) as { nodes: object[] };
    expect(answer).toMatchObject({ shards: 256, unowned: 0 });
    expect(answer.nodes).toHaveLength(4);
    expect(answer.nodes[0]).toMatchObject({ node: 'worker-1', role: 'worker', state: 'up', draining: false });
    const { shards } = (await (await dashboard.get('/api/v1/shards')).json()) as { shards: object[] };
    expect(shards).toHaveLength(256);
    expect(shards[7]).toEqual({ shard: 7, node: expect.any(String) as string, epoch: expect.any(Number) as number });
  });

  it('drains a node once for one idempotency key, audited, and puts it back', async () => {
    const key = { 'idempotency-key': 'k1' };
    const first = await dashboard.send('/api/v1/nodes/worker-2/drain', { reason: 'upgrade' }, key);
    expect(first.status).toBe(202);
    const { commandId } = (await first.json()) as { commandId: string };
    expect(first.headers.get('location')).toBe(`/api/v1/commands/${commandId}`);
    const again = await dashboard.send('/api/v1/nodes/worker-2/drain', { reason: 'upgrade' }, key);
    expect(await again.json()).toMatchObject({ commandId });
    expect((await dashboard.send('/api/v1/nodes/worker-2/undrain', {}, key)).status).toBe(422);
    await until('handed over', () => dashboard.troupe.cluster.nodes.get('worker-2')!.shards === 0);
    expect(dashboard.troupe.seen('troupe.drain')).toMatchObject([
      { params: { node: 'worker-2', by: 'local', reason: 'upgrade', commandId } },
    ]);
    expect(outcomes()).toEqual(['requested', 'acknowledged']);
    expect((await dashboard.send('/api/v1/nodes/worker-2/undrain', {})).status).toBe(202);
    expect(dashboard.troupe.cluster.nodes.get('worker-2')!.draining).toBe(false);
  });

  it.each([
    ['a node that there is not', '/api/v1/nodes/worker-9/drain', {}, 404, 'NODE_NOT_FOUND'],
    ['a node that hosts nothing', '/api/v1/nodes/gateway-1/drain', {}, 409, 'HOSTS_NOTHING'],
    ['a field too many', '/api/v1/nodes/worker-1/drain', { force: true }, 422, 'INVALID_INPUT'],
    [
      'an actor’s command for a node',
      '/api/v1/actors/node.worker-1/commands',
      { command: 'drain' },
      422,
      'INVALID_INPUT',
    ],
  ])('refuses %s, and sends nothing', async (_name, path, body, status, code) => {
    const response = await dashboard.send(path, body);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    expect(dashboard.troupe.seen('troupe.drain')).toEqual([]);
  });

  it('refuses to drain the last node that could hold the shards', async () => {
    dashboard.troupe.cluster.nodes.get('worker-1')!.draining = true;
    dashboard.troupe.cluster.nodes.get('worker-3')!.state = 'unreachable';
    const response = await dashboard.send('/api/v1/nodes/worker-2/drain', {});
    expect([response.status, await response.json()]).toMatchObject([409, { code: 'NOBODY_TAKES_OVER' }]);
    expect(await page('/topology')).not.toContain('value="drain"');
  });

  it.each([
    ['ACTOR_MOVING', 503],
    ['NODE_UNREACHABLE', 503],
    ['WRONG_OWNER', 503],
    ['CACHE_UNAVAILABLE', 503],
    ['HOSTS_NOTHING', 409],
    ['ACTOR_STOPPED', 409],
  ])('tells %s as %i, with what a person can do', async (type, status) => {
    dashboard.troupe.breakAction('records.fills', fault(type, 'node worker-2 cannot be reached'));
    const response = await dashboard.get('/api/v1/fills');
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: type, status });
  });

  it('tells why a node could not be drained', async () => {
    dashboard.troupe.breakAction(
      'troupe.drain',
      fault('NODE_UNREACHABLE', 'node worker-2 cannot be reached: NATS is away'),
    );
    const response = await dashboard.send('/api/v1/nodes/worker-2/drain', {});
    const { commandId } = (await response.json()) as { commandId: string };
    const read = async (): Promise<{ status: string; detail?: string }> =>
      (await (await dashboard.get(`/api/v1/commands/${commandId}`)).json()) as { status: string; detail?: string };
    await until('failed', async () => (await read()).status === 'failed');
    expect((await read()).detail).toBe(
      'Node worker-2 cannot be reached: NATS is away. Its actors trade on where they are, or on the node that takes over; ask again in a moment.',
    );
  });

  it('hands out the actors in parts, or those of one node and kind', async () => {
    const all = (await (await dashboard.get('/api/v1/actors')).json()) as { actors: { address: string }[] };
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const query: string = after === '' ? '' : `&after=${after}`;
      const part = (await (await dashboard.get(`/api/v1/actors?limit=5${query}`)).json()) as {
        actors: { address: string }[];
        next: string | null;
      };
      expect(part.actors.length).toBeLessThanOrEqual(5);
      seen.push(...part.actors.map(({ address }) => address));
      after = part.next;
    }
    expect(seen).toEqual(all.actors.map(({ address }) => address).sort());
    const some = (await (await dashboard.get('/api/v1/actors?node=worker-2&kind=subscription')).json()) as {
      actors: { node: string; kind: string }[];
    };
    expect(some.actors.length).toBeGreaterThan(0);
    expect(some.actors.every(({ node, kind }) => node === 'worker-2' && kind === 'subscription')).toBe(true);
    for (const query of ['limit=0', 'limit=x', 'nod=worker-1'])
      expect((await dashboard.get(`/api/v1/actors?${query}`)).status).toBe(422);
  });
});

describe('the banner', () => {
  const TROUBLES = [
    ['postgres', 'is away: nobody orders until it is back', 'Nobody orders until it is back'],
    ['nats', 'NATS is away: actors of other nodes cannot be reached', 'trading on each node goes on'],
    ['freshness', 'Redis is away: actor states may be up to 7 s old', 'Actor states may be up to 7 s old'],
    ['packets', 'packets dropped: 12 unsigned, 3 replayed', '12 unsigned, 3 replayed'],
  ] as const;

  it.each(TROUBLES)(
    'says on every page what it means that %s is not well, and nothing when it is',
    async (part, detail, text) => {
      const paths = ['/', '/strategies', '/strategies/new', '/actors', '/actors/strategy.rsi-14', '/topology'];
      for (const path of paths) expect(await page(path), path).not.toContain(`trouble-${part}`);
      dashboard.troupe.part(part, false, detail);
      await new Promise((resolve) => setTimeout(resolve, 250));
      for (const path of paths) expect(await page(path), path).toContain(text);
    },
  );

  it('is no reason for a page to fail when the status cannot be read', async () => {
    dashboard.troupe.breakAction('troupe.status', fault('SERVICE_NOT_AVAILABLE', 'gone'));
    expect((await dashboard.get('/actors')).status).toBe(200);
  });
});

describe('pages of a cluster', () => {
  it('tell a node that cannot be reached from one that is lost and one that has left', async () => {
    const { cluster } = dashboard.troupe;
    cluster.nodes.get('worker-1')!.state = 'unreachable';
    cluster.nodes.get('worker-2')!.state = 'stopped';
    cluster.lose('worker-3');
    const markup = await page('/topology');
    for (const word of ['Unreachable', 'trades on', 'Lost', 'Its lease ran out', 'Stopped', 'Held by nobody'])
      expect(markup).toContain(word);
  });

  it('say of every shard who holds it under which epoch, in the picture and in the table', async () => {
    const { shards } = dashboard.troupe.cluster;
    Object.assign(shards[0]!, { node: 'worker-1', epoch: 941 });
    Object.assign(shards[255]!, { node: null, epoch: null });
    const markup = await page('/topology');
    expect(markup.match(/class="cell /g)).toHaveLength(256);
    expect(markup).toContain('aria-label="Shard 0: worker-1, epoch 941"');
    expect(markup).toContain('aria-label="Shard 255: held by nobody"');
    expect(markup).toContain('id="shards-worker-1-941"');
    expect(markup).toContain('id="shards-nobody-none"');
  });

  it('drain by a form without script only after a question', async () => {
    const asked = await dashboard.submit('/nodes/worker-1/commands', { command: 'drain', return: '/topology' });
    expect(await asked.text()).toContain('Drain worker-1?');
    expect(dashboard.troupe.seen('troupe.drain')).toEqual([]);
    const done = await dashboard.submit('/nodes/worker-1/commands', {
      command: 'drain',
      confirmed: 'yes',
      return: '/topology',
    });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/topology']);
    expect(dashboard.troupe.seen('troupe.drain')).toHaveLength(1);
    expect((await dashboard.submit('/nodes/worker-1/commands', { command: 'drain' }, { token: null })).status).toBe(
      403,
    );
  });

  it('show of an actor its node, shard and epoch, and of the table one node’s actors', async () => {
    const place = await page('/actors/subscription.alice-sma');
    expect(place).toContain('href="/topology#shard-17"');
    expect(place).toMatch(/epoch \d/);
    const table = await page('/actors?node=worker-2');
    expect(table).toContain('subscription.bob-sma');
    expect(table).not.toContain('subscription.alice-sma');
  });

  it('hide the platform’s own actors from the tree until asked, but none that fails', async () => {
    expect(await page('/topology')).not.toContain('market-data.SPX');
    expect(await page('/topology?system=shown')).toContain('market-data.SPX');
    dashboard.troupe.actor('market-data.SPX').lifecycle = 'faulted';
    const own = await openDashboard({ troupe: dashboard.troupe });
    expect(await (await own.get('/topology')).text()).toContain('market-data.SPX');
    await own.close();
  });

  it('filter the tree by text and by node', async () => {
    const byText = await page('/topology?q=bob-rsi');
    expect(byText).toContain('>subscription.bob-rsi<');
    expect(byText).not.toContain('>subscription.bob-sma<');
    const byNode = await page('/topology?node=worker-2');
    expect(byNode).toContain('>subscription.bob-sma<');
    expect(byNode).not.toContain('>subscription.alice-sma<');
  });
});

describe('with ten thousand actors', () => {
  beforeEach(() => {
    const { troupe } = dashboard;
    const [run, strategy] = [troupe.actor('subscription.alice-sma'), troupe.actor('strategy.rsi-14')];
    for (let index = 0; index < 5_000; index++) {
      const node = `worker-${1 + (index % 3)}`;
      troupe.addActor({ ...strategy, node, address: `strategy.s-${index}` });
      troupe.addActor({
        ...{ ...run, node, address: `subscription.r-${index}`, parent: `account.a-${index % 1_000}` },
        state: { ...run.state, account: `a-${index % 1_000}`, strategy: `strategy.s-${index}` },
      });
    }
  });

  it.each([
    ['/', 0, 200_000],
    ['/strategies', 100, 800_000],
    ['/strategies?sort=pnl&dir=desc&page=50', 100, 800_000],
    ['/actors', 100, 500_000],
    ['/topology', 0, 500_000],
  ])('%s stays a page', async (path, rows, mostBytes) => {
    const markup = await page(path);
    expect(markup.match(/<tr id="(run|actor)-/g) ?? []).toHaveLength(rows);
    expect(markup.length).toBeLessThan(mostBytes);
  });

  it('reads the equity of the strategies on the page alone', async () => {
    await page('/strategies?page=3');
    expect(dashboard.troupe.seen('records.equity').length).toBeLessThanOrEqual(100);
  });

  it('finds one on the server, and goes on to the next page with the filter kept', async () => {
    const found = await page('/strategies?q=r-4321');
    expect(found.match(/<tr id="run-/g)).toHaveLength(1);
    const first = await page('/actors?kind=strategy');
    expect(first).toContain('5,003 of');
    expect(first).toContain('href="/actors?kind=strategy&amp;page=2"');
  });

  it('sends a live page only the rows that it shows', async () => {
    const stream = await dashboard.get('/events?topics=strategies');
    const reader = stream.body!.getReader();
    const decoder = new TextDecoder();
    let text = '';
    void (async () => {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read())
        text += decoder.decode(chunk.value as Uint8Array);
    })().catch(() => undefined);
    await until('first message', () => text.includes('id: 1\n') && text.includes('</hx-partial>\n\n'), 5_000);
    expect(text.match(/<tr /g)!.length).toBeLessThanOrEqual(100);
    await reader.cancel();
  });
});
