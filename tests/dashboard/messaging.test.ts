import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dump } from '../../dashboard/inspection.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
  dashboard.people.add('olga', 'ops');
  dashboard.people.add('uma', 'user');
});
afterEach(() => dashboard.close());

const textOf = async (path: string, as = 'olga'): Promise<string> => (await dashboard.get(path, {}, as)).text();
const rowOf = (page: string, id: string): string =>
  new RegExp(`<tr[^>]*id="${id}"[\\s\\S]*?</tr>`).exec(page)?.[0] ?? '';
const seen = (action: string) => dashboard.called.filter((one) => one.action === action);

describe('the messaging page', () => {
  it('shows streams with heads and whoever is furthest behind, and one stream with all its readers', async () => {
    const page = await textOf('/messaging');
    expect(rowOf(page, 'stream-bars-SPX-1d')).toMatch(/1,234[\s\S]*33 entries, 47 d[\s\S]*strategy\.rsi-14/);
    const one = await textOf('/messaging?stream=bars.SPX.1d');
    expect(rowOf(one, 'reader-strategy-rsi-14')).toMatch(/1,201[\s\S]*33[\s\S]*47 d/);
    expect(await textOf('/messaging?stream=none.such')).toContain('There is no stream none.such.');
  });

  it('shows what waits for the venue, and dead letters with what each means for its actor, none of it as markup', async () => {
    const page = await textOf('/messaging');
    expect(rowOf(page, 'waiting-T7')).toContain('UNKNOWN');
    expect(rowOf(page, 'letter-1')).toMatch(/5 crashes in a row[\s\S]*goes on without it/);
    expect(rowOf(page, 'letter-2')).toMatch(/stands there/);
    expect(page).not.toContain('<b>a price');
    // What has been gone past cannot be had back.
    expect(rowOf(page, 'letter-1')).not.toContain('/requeue');
    expect(rowOf(page, 'letter-2')).toContain('/messaging/letters/2/requeue');
    // Nobody is taken past what may be an order's.
    expect(rowOf(page, 'letter-2')).not.toContain('/discard');
  });

  it('says that there are none, and when it looked', async () => {
    dashboard.troupe.messaging.letters.splice(0);
    const page = await textOf('/messaging');
    expect(page).toContain('No dead letters.');
    expect(page).toMatch(/Looked for at\s*<time datetime="\d{4}-[^"]+Z">/);
  });

  it('shows the rest when one part cannot be read', async () => {
    dashboard.troupe.breakAction(
      'messaging.streams',
      Object.assign(new Error('The database is away.'), { type: 'STORE_UNAVAILABLE' }),
    );
    const page = await textOf('/messaging');
    expect(page).toContain('The database is away.');
    expect(rowOf(page, 'letter-1')).toContain('volume is negative');
  });

  it('takes a reason with whatever is done, in the name of whoever does it', async () => {
    const none = await dashboard.submit('/messaging/letters/2/requeue', { reason: ' ' }, { as: 'olga' });
    expect([none.status, (await none.text()).includes('Say why.')]).toEqual([422, true]);
    expect(seen('messaging.requeue')).toEqual([]);
    const done = await dashboard.submit('/messaging/letters/2/requeue', { reason: 'mended' }, { as: 'olga' });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/messaging']);
    expect(seen('messaging.requeue')).toMatchObject([
      { params: { id: '2', reason: 'mended' }, caller: { user: 'olga' } },
    ]);
    expect(await textOf('/messaging?letters=all')).toMatch(/requeued by somebody/);
    expect(await textOf('/messaging')).not.toContain('id="letter-2"');
  });
});

describe('an actor, to whoever runs the machines', () => {
  const at = '/actors/strategy.rsi-14';

  it('shows its moves with causes, its last messages, what it reads and its dead letters; to its owner nothing of that', async () => {
    const page = await textOf(at);
    for (const words of ['crashed after 12 ms: volume is negative', 'id="messages"', 'id="reads"', 'id="letter-1"'])
      expect(page).toContain(words);
    dashboard.people.add('alice', 'user');
    const own = await textOf('/actors/subscription.alice-sma', 'alice');
    expect(own).not.toMatch(/id="(messages|moves|letters)"|\/restart"|\/dump"/);
  });

  it('is restarted by operators after a question, though they may not trade', async () => {
    const asked = await dashboard.submit('/actors/subscription.alice-sma/restart', {}, { as: 'olga' });
    expect(await asked.text()).toContain('Restart subscription.alice-sma?');
    expect(seen('subscription.alice-sma.restart')).toEqual([]);
    const path = '/actors/subscription.alice-sma/restart';
    expect((await dashboard.submit(path, { confirmed: 'yes' }, { as: 'olga' })).status).toBe(303);
    expect(seen('subscription.alice-sma.restart')).toMatchObject([{ caller: { user: 'olga' } }]);
    expect(
      (await dashboard.submit('/actors/subscription.alice-sma/commands', { command: 'stop' }, { as: 'olga' })).status,
    ).toBe(403);
    dashboard.people.add('alice', 'user');
    expect((await dashboard.submit(path, { confirmed: 'yes' }, { as: 'alice' })).status).toBe(403);
  });

  it('is dumped as JSON without secrets, and the audit says so before anything is handed over', async () => {
    const answer = await dashboard.submit(`${at}/dump`, {}, { as: 'olga' });
    expect(answer.headers.get('content-disposition')).toContain('dump-strategy.rsi-14.json');
    const dump = (await answer.json()) as Dump;
    expect(dump).toMatchObject({ config: { lane: 'bars.SPX.1d', password: '[hidden]' }, stateOf: { kind: 'running' } });
    const order = dashboard.called.map(({ action }) => action).filter((one) => /audit-command|\.dump/.test(one));
    expect(order).toEqual(['records.audit-command', 'strategy.rsi-14.dump']);
    expect(seen('records.audit-command')[0]!.params).toMatchObject({ by: 'olga', command: 'dump', outcome: 'done' });
    dashboard.troupe.breakAction('records.audit-command', new Error('no'));
    expect((await dashboard.submit(`${at}/dump`, {}, { as: 'olga' })).status).toBe(500);
    expect(seen('strategy.rsi-14.dump')).toHaveLength(1);
  });

  it('that is dead keeps what it wrote down last', async () => {
    Object.assign(dashboard.troupe.actor('strategy.rsi-14'), { lifecycle: 'stopped', state: {} });
    dashboard.troupe.breakAction(
      'strategy.rsi-14.dump',
      Object.assign(new Error('gone'), { type: 'ACTOR_NOT_HOSTED' }),
    );
    const page = await textOf(at);
    expect(page).toMatch(/what it wrote down last[\s\S]*position[\s\S]*12/);
    expect(page).not.toContain('sesame');
    const dump = (await (await dashboard.submit(`${at}/dump`, {}, { as: 'olga' })).json()) as Dump;
    expect(dump).toMatchObject({ state: { position: 12, apiKey: '[hidden]' }, stateOf: { kind: 'snapshot' } });
  });
});
