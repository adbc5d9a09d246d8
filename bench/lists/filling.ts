// What the tables hold beside what `fillUp` writes: the registry's other rows, follows, backtests, and who looks.
import type { DataSource } from 'typeorm';
import { postgresActorRegistry } from '../../adapters/postgres/actor-registry.ts';
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import { type BigSize, fillUp } from '../../tests/support/big-database.ts';
import { fakeBacktests } from '../../tests/support/fake-backtests.ts';
import { accountName, HOLDER, userName } from './cast.ts';

export const ADMIN = 'bench-admin';
export const HOLDING_USER = userName(HOLDER.account);
/** Backtests that are done, half of them the holder's; these two are looked at. */
export const RUNS = ['run1', 'run2'] as const;
const MOST_ROWS = 5_000;

/** Fills an empty database for a cast. */
export async function fill(source: DataSource, size: BigSize, cast: readonly NewActor[]): Promise<void> {
  await fillUp(source, size);
  const registry = postgresActorRegistry(source);
  for (let at = 0; at < cast.length; at += MOST_ROWS) await registry.add(cast.slice(at, at + MOST_ROWS));
  const accounts = Array.from({ length: HOLDER.accounts }, (_, index) => accountName(HOLDER.account + index));
  await source.query(`UPDATE actors SET owner = $1 WHERE config->>'account' = ANY ($2)`, [HOLDING_USER, accounts]);
  await source.query(PEOPLE, [ADMIN]);
  for (const rows of [FOLLOWS, LANES, SIGNALS, LETTERS]) await source.query(rows);
  await addBacktests(source, Math.max(2, Math.round(size.others / 250)));
  for (const table of [
    'actors',
    'follows',
    'streams',
    'dead_letters',
    'backtests',
    'backtest_details',
    'backtest_rows',
  ])
    await source.query(`ANALYZE ${table}`);
}

async function addBacktests(source: DataSource, number: number): Promise<void> {
  const made = fakeBacktests({ now: Date.now, isEmpty: false, fault: (_, message) => new Error(message) });
  const done = made.rows.get('done1')!;
  const detail = made.answer('backtests.detail', { id: 'done1' });
  const rows = async (kind: string, times: number): Promise<string> => {
    const { rows: some } = made.answer('backtests.rows', { kind, limit: 100 }) as { rows: readonly object[] };
    return JSON.stringify(Array.from({ length: times }, () => some).flat());
  };
  const { request, summary } = done;
  await source.query(BACKTESTS, [number, JSON.stringify(request), JSON.stringify(summary), HOLDING_USER, ADMIN]);
  await source.query('INSERT INTO backtest_details SELECT id, $1::json FROM backtests', [JSON.stringify(detail)]);
  for (const kind of ['fills', 'trades']) await source.query(BACKTEST_ROWS, [kind, await rows(kind, 200), [...RUNS]]);
}

const PEOPLE = `INSERT INTO users (name, roles, created_at) VALUES ($1, ARRAY['user', 'provider', 'ops', 'admin'], now())`;

const FOLLOWS = `
INSERT INTO follows (follower, account, provider, instrument, allocated, currency, time, journal_seq, epoch)
SELECT address, config->>'account', 'provider.p' || substring(address from 'f(\\d+)-'), 'ACME', 10000, 'USD', now(), 1, 1
  FROM actors WHERE kind = 'follower'`;

const LANES = `
INSERT INTO streams (stream, owner, head)
SELECT b.stream, 'market-data.L' || lane, b.seq FROM generate_series(1, 100) lane, LATERAL
       (SELECT stream, seq FROM bars WHERE stream = 'bars.L' || lane || '.1m' ORDER BY seq DESC LIMIT 1) b`;

const SIGNALS = `
INSERT INTO streams (stream, owner, head) SELECT 'signals.' || address, address, 0 FROM actors WHERE kind = 'strategy'`;

/** Of one subscription in ten. */
const LETTERS = `
INSERT INTO dead_letters (actor, stream, seq, position, time, correlation_id, error, crashes, is_aside, epoch)
SELECT address, 'bars.L1.1m', 500, 500, now(), 'c', 'the turn threw: no value', 3, false, 1
  FROM actors WHERE kind = 'subscription' AND substring(address from '\\d+')::int % 10 = 0`;

const BACKTESTS = `
INSERT INTO backtests (id, owner, name, request, state, attempt, bars_done, bars_total, started_at, finished_at, summary)
SELECT 'run' || n, CASE n % 2 WHEN 1 THEN $4 ELSE $5 END, 'Run ' || n, $2::json, 'done', 1, 500, 500, now(), now(), $3::json
  FROM generate_series(1, $1::int) n`;

const BACKTEST_ROWS = `
INSERT INTO backtest_rows (backtest, attempt, kind, n, body)
SELECT id, 1, $1, n, body FROM unnest($3::text[]) id, json_array_elements($2::json) WITH ORDINALITY AS rows (body, n)`;
