import type { DataSource } from 'typeorm';
import { UNLIMITED_DENIALS } from '../../actors/domain/denial.ts';
import type { BreachRow, RiskControlRow, RiskLimitRow } from '../../actors/domain/risk-rows.ts';
import type { Records } from '../../actors/ports/records.ts';
import { idOfCursor, pageOf } from './cursor.ts';
import { reachable } from './faults.ts';
import { exact, iso } from './row-text.ts';

type RiskRecords = Pick<Records, 'riskControls' | 'riskLimitHistory' | 'breaches' | 'accountsOn'>;

/** Reads of what the risk supervisor has said, of limits by version, and of what they held back; newest first. */
export function riskRecords(source: DataSource): RiskRecords {
  const rowsOf = <Row>(sql: string, parameters: unknown[]): Promise<(Row & { id: string })[]> =>
    reachable(() => source.query<(Row & { id: string })[]>(sql, parameters));

  return {
    async riskControls({ seq, limit, cursor }) {
      const before = idOfCursor('risk_controls', cursor);
      return pageOf('risk_controls', await rowsOf<RiskControlRow>(CONTROLS, [seq ?? null, before, limit + 1]), limit);
    },
    async riskLimitHistory({ scope, name, current, limit, cursor }) {
      const before = idOfCursor('risk_limits', cursor);
      const table = current === true ? 'risk_limits_current' : 'risk_limits';
      const asked = [scope ?? null, name ?? null, before, limit + 1];
      return pageOf('risk_limits', await rowsOf<RiskLimitRow>(limitsOf(table), asked), limit);
    },
    async breaches({ account, accounts, actor, limit, cursor }) {
      const before = idOfCursor('breaches', cursor);
      const asked = [account ?? null, actor ?? null, before, limit + 1, UNLIMITED_DENIALS, accounts ?? null];
      return pageOf('breaches', await rowsOf<BreachRow>(BREACHES, asked), limit);
    },
    async accountsOn({ node }) {
      const rows = await rowsOf<{ account: string }>(ACCOUNTS_ON, [node]);
      return rows.map(({ account }) => account);
    },
  };
}

/** Accounts of a control that are named. */
const NAMED = 20;

const CONTROLS = `
  SELECT seq::text AS id, seq::float8 AS seq, kind, scope, body ->> 'state' AS state, coalesce((body ->> 'flatten')::boolean, false) AS flatten,
         body #>> '{entry,limit}' AS "limit", by, reason, ${iso('at')} AS at, cardinality(affected_accounts) AS affected,
         coalesce(affected_accounts[1:${NAMED}], '{}') AS accounts, affected_actors AS actors, ${iso('confirmed_at')} AS "confirmedAt",
         ${iso('flat_at')} AS "flatAt"
    FROM risk_controls
   WHERE ($1::bigint IS NULL OR seq = $1) AND ($2::bigint IS NULL OR seq < $2)
   ORDER BY risk_controls.seq DESC LIMIT $3`;

const limitsOf = (table: 'risk_limits' | 'risk_limits_current'): string => `
  SELECT control::text AS id, scope, name AS "limit", version, ${exact('before')} AS before, ${exact('after')} AS after, by, ${iso('at')} AS at,
         reason, approved_by AS "approvedBy", control::float8 AS control
    FROM ${table} t
   WHERE ($1::text IS NULL OR scope = $1) AND ($2::text IS NULL OR name = $2) AND ($3::bigint IS NULL OR t.control < $3)
   ORDER BY t.control DESC LIMIT $4`;

const BREACHES = `
  SELECT * FROM (
    (SELECT id, 'denial' AS kind, ${iso('decided_at')} AS time, account, actor, split_part(reason, ':', 1) AS code, reason,
            client_order_id AS "clientOrderId", instrument, NULL::jsonb AS action, NULL::jsonb AS inputs
       FROM orders
      WHERE state = 'DENIED' AND reason IS NOT NULL AND split_part(reason, ':', 1) <> ALL ($5::text[]) AND ($1::text IS NULL OR account = $1)
        AND ($2::text IS NULL OR actor = $2) AND ($3::bigint IS NULL OR id < $3)
        AND ($6::text[] IS NULL OR account = ANY ($6))
      ORDER BY id DESC LIMIT $4)
    UNION ALL
    (SELECT id, 'firing', ${iso('time')}, account, NULL, rule, title, NULL, NULL, action, inputs
       FROM risk_firings
      WHERE ($1::text IS NULL OR account = $1) AND $2::text IS NULL AND ($3::bigint IS NULL OR id < $3)
        AND ($6::text[] IS NULL OR account = ANY ($6))
      ORDER BY id DESC LIMIT $4)) breaches
   ORDER BY id DESC LIMIT $4`;

const ACCOUNTS_ON = `
  SELECT substr(m.address, length('risk-monitor.') + 1) AS account
    FROM actors m JOIN shards s ON s.id = m.shard
   WHERE m.kind = 'risk-monitor' AND s.owner = $1 AND s.expires > clock_timestamp()
   ORDER BY 1`;
