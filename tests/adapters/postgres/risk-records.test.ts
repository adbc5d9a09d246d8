import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import type { Control } from '../../../actors/domain/risk/control.ts';
import type { SavedLimitEntry } from '../../../actors/domain/risk/limit-book.ts';
import type { SupervisorEvent } from '../../../actors/domain/risk/supervisor-event.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import { postgresAuditLog } from '../../../adapters/postgres/audit.ts';
import { postgresActorRegistry } from '../../../adapters/postgres/actor-registry.ts';
import { postgresRecords } from '../../../adapters/postgres/records.ts';
import { anOrder, T0 } from '../../support/domain-builders.ts';
import { entry, event, unitMaker } from './actor-store.conformance.ts';
import { openFixture, type Fixture } from './fixture.ts';

const SUPERVISOR = 'risk-supervisor.platform';
const MONITOR = 'risk-monitor.a1';
let fixture: Fixture;
type Unit = ReturnType<typeof unitMaker>;
let supervisor: Unit;
let monitor: Unit;
let said = 0;
let decided = 0;

const records = () => postgresRecords(fixture.source);
const rowsOf = (table: string, order: string): Promise<Record<string, unknown>[]> =>
  fixture.source.query(`SELECT * FROM ${table} ORDER BY ${order}`);

/** A unit of the supervisor: its events, and the controls among them to all accounts. */
const speech = (...events: SupervisorEvent[]) =>
  supervisor({
    events: events.map((payload) => ({
      ...event(++said, payload),
      type: payload.type,
      time: T0,
      correlationId: `c${said}`,
    })),
    entries: events.flatMap((one) =>
      one.type === 'control.issued' ? [entry('risk.controls', one.seq, one.control)] : [],
    ),
  });

const halt = (seq: number, scope = 'platform', flatten = false): SupervisorEvent => ({
  ...{ type: 'control.issued', seq, commandId: `c${seq}` },
  control: { kind: 'restrict', scope, state: 'HALTED', flatten, reason: 'a drill', by: 'ann', at: T0 + seq },
});

const limitEntry = (
  version: number,
  value: string | number | null,
  fields: Partial<SavedLimitEntry> = {},
): SavedLimitEntry => ({
  ...{ scope: 'account:a1', limit: 'maxOrderNotional', version, by: 'ann', at: T0, reason: 'less', approvedBy: null },
  value: typeof value === 'string' ? decimal(value) : value,
  ...fields,
});

const limitSet = (seq: number, after: SavedLimitEntry, before?: SavedLimitEntry): SupervisorEvent => ({
  ...{ type: 'control.issued', seq, commandId: `c${seq}` },
  control: { kind: 'limit', entry: after } satisfies Control,
  ...(before && { before }),
});

beforeAll(async () => {
  fixture = await openFixture();
  const { store, epoch } = fixture;
  const opened = await store.recover([SUPERVISOR, MONITOR].map((address) => ({ address, shard: 7, epoch })));
  supervisor = unitMaker(SUPERVISOR, epoch, opened.get(SUPERVISOR)!.incarnation);
  monitor = unitMaker(MONITOR, epoch, opened.get(MONITOR)!.incarnation);
});
afterAll(() => fixture.close());

describe('controls', () => {
  test('a control is a row with its commit, and says later who had to take it, that they did, and that all is flat', async () => {
    await fixture.store.commit(speech(halt(1, 'user:ann', true)));
    expect((await records().riskControls({ limit: 9 })).rows).toEqual([
      {
        ...{ seq: 1, kind: 'restrict', scope: 'user:ann', state: 'HALTED', flatten: true, limit: null, by: 'ann' },
        ...{ reason: 'a drill', at: '2024-01-01T00:00:00.001Z', affected: null, accounts: [], actors: null },
        ...{ confirmedAt: null, flatAt: null },
      },
    ]);
    await fixture.store.commit(speech({ type: 'control.affects', seq: 1, accounts: ['a1', 'a2'], actors: 5 }));
    // Whatever one turn says of a control is one batch.
    await fixture.store.commit(
      speech({ type: 'control.confirmed', seq: 1, at: T0 + 40 }, { type: 'control.flat', seq: 1, at: T0 + 900 }),
    );
    expect((await records().riskControls({ seq: 1, limit: 1 })).rows[0]).toMatchObject({
      ...{ affected: 2, accounts: ['a1', 'a2'], actors: 5 },
      ...{ confirmedAt: '2024-01-01T00:00:00.040Z', flatAt: '2024-01-01T00:00:00.900Z' },
    });
  });

  test('a control and all that became of it may be one batch', async () => {
    await fixture.store.commit(
      speech(
        halt(2),
        { type: 'control.affects', seq: 2, accounts: [], actors: 0 },
        { type: 'control.confirmed', seq: 2, at: T0 },
      ),
    );
    expect((await records().riskControls({ seq: 2, limit: 1 })).rows[0]).toMatchObject({ affected: 0, flatAt: null });
  });

  test('a word about a control that was never issued is refused whole', async () => {
    const [before, number] = [await rowsOf('risk_controls', 'seq'), said];
    const other = await fixture.store.recover([{ address: 'risk-supervisor.other', shard: 7, epoch: fixture.epoch }]);
    const unit = unitMaker('risk-supervisor.other', fixture.epoch, other.get('risk-supervisor.other')!.incarnation);
    const word = { type: 'control.confirmed', seq: 99, at: T0 };
    await expect(
      fixture.store.commit(unit({ events: [{ ...event(1, word), type: word.type }] })),
    ).rejects.toMatchObject({ type: 'COMMIT_REFUSED' });
    expect(await rowsOf('risk_controls', 'seq')).toEqual(before);
    expect(said).toBe(number);
  });

  test('rules and calendars are kept whole', async () => {
    const at = T0 + 3;
    await fixture.store.commit(
      speech(
        { type: 'control.issued', seq: 3, commandId: 'c3', control: { kind: 'rules', rules: [], by: 'ann', at } },
        { type: 'control.issued', seq: 4, commandId: 'c4', control: { kind: 'calendar', events: [], by: 'ben', at } },
      ),
    );
    const { rows } = await records().riskControls({ limit: 2 });
    expect(rows).toMatchObject([
      { seq: 4, kind: 'calendar', scope: 'platform', by: 'ben', reason: null },
      { seq: 3, kind: 'rules', scope: 'platform', by: 'ann', reason: null },
    ]);
    const [row] = await rowsOf('risk_controls', 'seq DESC');
    expect(row).toMatchObject({ body: { kind: 'calendar', events: [], by: 'ben', at } });
  });

  test('following cursors gives every control once, newest first', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await records().riskControls({ limit: 3, cursor });
      seen.push(...page.rows.map(({ seq }) => seq));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([4, 3, 2, 1]);
    await expect(records().riskControls({ limit: 1, cursor: 'x' })).rejects.toMatchObject({ type: 'BAD_CURSOR' });
  });

  // Each line breaks one promise of the table.
  test.each([
    ['an author is changed', `UPDATE risk_controls SET by = 'nobody'`],
    ['a confirmation is taken back', 'UPDATE risk_controls SET confirmed_at = NULL WHERE seq = 1'],
    ['a confirmation is moved', 'UPDATE risk_controls SET confirmed_at = now() WHERE seq = 1'],
    ['a body is added to', `UPDATE risk_controls SET body = body || '{"more":1}'`],
    ['a control is deleted', 'DELETE FROM risk_controls WHERE seq = 1'],
    ['all are', 'TRUNCATE risk_controls'],
  ])('nothing that is written changes: %s', async (_what, statement) => {
    await expect(fixture.source.query(statement)).rejects.toThrow('append-only');
  });
});

describe('limits', () => {
  const first = limitEntry(1, '2500.50');
  const second = limitEntry(2, '0.1000', { by: 'ben', reason: 'least', approvedBy: 'ann' });

  test('each version is a row with what was before, exact, and the newest is the current one', async () => {
    await fixture.store.commit(speech(limitSet(5, first), limitSet(6, second, first)));
    await fixture.store.commit(
      speech(limitSet(7, limitEntry(1, 0.25, { scope: 'platform', limit: 'maxDrawdown' as SavedLimitEntry['limit'] }))),
    );
    const { rows } = await records().riskLimitHistory({ scope: 'account:a1', limit: 9 });
    expect(rows).toEqual([
      {
        ...{ scope: 'account:a1', limit: 'maxOrderNotional', version: 2, before: '2500.5', after: '0.1', by: 'ben' },
        ...{ at: '2024-01-01T00:00:00.000Z', reason: 'least', approvedBy: 'ann', control: 6 },
      },
      {
        ...{ scope: 'account:a1', limit: 'maxOrderNotional', version: 1, before: null, after: '2500.5', by: 'ann' },
        ...{ at: '2024-01-01T00:00:00.000Z', reason: 'less', approvedBy: null, control: 5 },
      },
    ]);
    const current = await records().riskLimitHistory({ current: true, limit: 9 });
    expect(current.rows.map(({ scope, version, after }) => [scope, version, after])).toEqual([
      ['platform', 1, '0.25'],
      ['account:a1', 2, '0.1'],
    ]);
    expect((await records().riskLimitHistory({ name: 'maxDrawdown', limit: 9 })).rows).toHaveLength(1);
  });

  test('a limit that is taken away is a version without a value', async () => {
    await fixture.store.commit(speech(limitSet(8, limitEntry(3, null), second)));
    const [newest] = (await records().riskLimitHistory({ scope: 'account:a1', current: true, limit: 1 })).rows;
    expect(newest).toMatchObject({ version: 3, before: '0.1', after: null });
  });

  test('a version never comes twice, whoever says it', async () => {
    const before = await rowsOf('risk_limits', 'control');
    const { store, epoch } = fixture;
    const opened = await store.recover([{ address: 'risk-supervisor.other', shard: 7, epoch }]);
    const recovered = opened.get('risk-supervisor.other')!;
    const unit = unitMaker('risk-supervisor.other', epoch, recovered.incarnation);
    const payload = limitSet(77, limitEntry(2, '1'));
    await expect(store.commit(unit({ events: [{ ...event(1, payload), type: payload.type }] }))).rejects.toMatchObject({
      type: 'COMMIT_REFUSED',
    });
    expect(await rowsOf('risk_limits', 'control')).toEqual(before);
    await expect(fixture.source.query(`UPDATE risk_limits SET after = 1`)).rejects.toThrow('append-only');
  });
});

test('a proposal is kept with what became of it, once', async () => {
  const { value, version: _version, approvedBy: _approvedBy, ...change } = limitEntry(1, '9000');
  const proposed: SupervisorEvent = { type: 'limit.proposed', id: 'p1', change: { ...change, value, fromVersion: 3 } };
  await fixture.store.commit(speech(proposed));
  // The same command again, because its answer was lost.
  await fixture.store.commit(speech(proposed));
  await fixture.store.commit(speech({ type: 'proposal.settled', id: 'p1', by: 'ben', outcome: 'approved' }));
  expect(await rowsOf('risk_proposals', 'id')).toMatchObject([
    {
      id: 'p1',
      name: 'maxOrderNotional',
      after: '9000',
      from_version: 3,
      by: 'ann',
      outcome: 'approved',
      settled_by: 'ben',
    },
  ]);
  await expect(fixture.source.query(`UPDATE risk_proposals SET outcome = 'withdrawn'`)).rejects.toThrow('append-only');
});

describe('breaches', () => {
  const denied = (clientOrderId: string, reason: string, actor = 'subscription.s1') => ({
    ...{ type: 'order.denied', reason, order: anOrder({ clientOrderId, actor }) },
  });
  const action = [{ kind: 'warn' as const, outcome: 'said' }];
  const fired = (number: number, rule: string): Extract<AccountEvent, { type: 'rule.fired' }> => ({
    ...{ type: 'rule.fired', number, rule, title: `Rule ${rule}`, scope: 'platform', of: 'maxLeverage' },
    ...{ action, inputs: { measured: '81', limit: '100' }, since: T0, time: T0 + number },
  });
  const commit = (...events: { readonly type: string }[]) =>
    fixture.store.commit(
      monitor({ events: events.map((payload) => ({ ...event(++decided, payload), type: payload.type })) }),
    );

  test('denials by a limit and firings of rules come in one order, newest first; what no limit held back is left out', async () => {
    await commit(denied('d1', 'NOTIONAL_EXCEEDS_MAX_PER_ORDER: notional=300 limit=250'));
    await commit(fired(1, 'warn-80'), denied('d2', 'TRADING_HALTED'));
    await commit(denied('d3', 'DUPLICATE_ORDER: agoMs=5 windowMs=60000 quantity=1', 'subscription.s2'));
    await commit(denied('d1', 'DUPLICATE_ORDER: clientOrderId=d1'));
    await commit(fired(2, 'heat'));
    const { rows } = await records().breaches({ limit: 9 });
    expect(rows.map(({ kind, code, clientOrderId }) => [kind, code, clientOrderId])).toEqual([
      ['firing', 'heat', null],
      ['denial', 'DUPLICATE_ORDER', 'd3'],
      ['firing', 'warn-80', null],
      ['denial', 'NOTIONAL_EXCEEDS_MAX_PER_ORDER', 'd1'],
    ]);
    expect(rows[2]).toEqual({
      ...{ kind: 'firing', time: '2024-01-01T00:00:00.001Z', account: 'a1', actor: null, code: 'warn-80' },
      ...{ reason: 'Rule warn-80', clientOrderId: null, instrument: null, action },
      inputs: { measured: '81', limit: '100' },
    });
    expect(rows[3]).toMatchObject({ account: 'a1', reason: 'NOTIONAL_EXCEEDS_MAX_PER_ORDER: notional=300 limit=250' });
  });

  test('following cursors gives every one once, and those of an actor alone', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await records().breaches({ account: 'a1', limit: 1, cursor });
      seen.push(...page.rows.map(({ code }) => code));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['heat', 'DUPLICATE_ORDER', 'warn-80', 'NOTIONAL_EXCEEDS_MAX_PER_ORDER']);
    expect((await records().breaches({ actor: 'subscription.s2', limit: 9 })).rows).toHaveLength(1);
    const all = (await records().breaches({ limit: 9 })).rows;
    const ofA1 = (await records().breaches({ accounts: ['a1'], limit: 9 })).rows;
    expect(ofA1).toEqual(all.filter(({ account }) => account === 'a1'));
    expect((await records().breaches({ accounts: [], limit: 9 })).rows).toEqual([]);
    expect((await records().breaches({ account: 'a2', limit: 9 })).rows).toEqual([]);
  });
});

test('the accounts of a node are those whose shards it holds', async () => {
  const common = { parent: 'account.x', desired: 'running', ordinal: 0, owner: 'ann', config: {} } as const;
  const registry = postgresActorRegistry(fixture.source);
  await registry.add([
    { ...common, address: 'account.x', kind: 'account', shard: 3, parent: undefined as never },
    { ...common, address: 'risk-monitor.x', kind: 'risk-monitor', shard: 3 },
  ]);
  expect(await records().accountsOn({ node: 'test' })).toEqual(['x']);
  expect(await records().accountsOn({ node: 'worker-9' })).toEqual([]);
});

test('an audited command keeps what was asked', async () => {
  const asked = { scope: 'platform', reason: 'a drill' };
  const said = { commandId: 'c1', by: 'ann', address: SUPERVISOR, command: 'halt', outcome: 'requested', asked };
  await postgresAuditLog(fixture.source).append(said);
  expect(await rowsOf('audit', 'id')).toMatchObject([{ what: 'halt', after: asked }]);
});

test('the check of the ledger finds nothing wrong, and says when a control is missing', async () => {
  const differences = async () => (await records().checkLedger()).differences;
  expect(await differences()).toEqual([]);
  const runner = fixture.source.createQueryRunner();
  await runner.startTransaction();
  await runner.query('ALTER TABLE risk_controls DISABLE TRIGGER ALL');
  await runner.query('DELETE FROM risk_controls WHERE seq = 2');
  await runner.commitTransaction();
  await runner.release();
  expect((await differences()).map(({ invariant, subject }) => `${invariant} ${subject}`)).toEqual([
    'I5 risk_controls',
    'I5 control 2',
    'I5 control 2',
  ]);
});

test('a supervisor whose shard is another’s writes nothing', async () => {
  const before = await rowsOf('risk_controls', 'seq');
  await fixture.loseShards();
  await expect(fixture.store.commit(speech(halt(9)))).rejects.toMatchObject({ type: 'STALE_EPOCH' });
  expect(await rowsOf('risk_controls', 'seq')).toEqual(before);
});
