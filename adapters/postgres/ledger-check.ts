// Each check is one query that lists what differs, as (invariant, subject, expected, found); all run as one statement and
// so on one snapshot, while the troupe goes on writing. First records are the journal, the streams and the fills: nothing
// is taken from a running sum that the code under test keeps.
import type { DataSource } from 'typeorm';
import type { LedgerDifference } from '../../actors/domain/record-rows.ts';
import { patiently } from './client.ts';
import { reachable } from './faults.ts';
import { BALANCE_CHECKS } from './ledger-checks/balances.sql.ts';
import { COPY_CHECKS, WORDS } from './ledger-checks/copies.sql.ts';
import { ORDER_CHECKS } from './ledger-checks/orders.sql.ts';
import { RISK_CHECKS } from './ledger-checks/risk.sql.ts';
import { SEQUENCE_CHECKS } from './ledger-checks/sequences.sql.ts';

const SHOWN = 200;

export interface LedgerCheck {
  /** Rows looked at, by kind. */
  readonly checked: Record<string, number>;
  readonly differences: readonly LedgerDifference[];
}

/** Recomputes I2–I5 from first records; at most 200 differences are listed. */
export async function checkLedger(source: DataSource): Promise<LedgerCheck> {
  const [row] = await reachable(() => source.query<LedgerCheck[]>(patiently(STATEMENT)));
  return row ?? { checked: {}, differences: [] };
}

const COUNTED = {
  orders: 'orders',
  fills: 'fills',
  ledgerEntries: 'ledger_entries',
  equityMarks: 'equity',
  journalEvents: 'journal',
  streamEntries: 'stream_entries',
  bars: 'bars',
  controls: 'risk_controls',
  copies: 'copies',
  copyEntries: 'copy_entries',
  copyFees: 'copy_fees',
} as const;

const CHECKS = [...BALANCE_CHECKS, ...ORDER_CHECKS, ...SEQUENCE_CHECKS, ...RISK_CHECKS, ...COPY_CHECKS];

const STATEMENT = `
  WITH signed AS MATERIALIZED (
    SELECT account, actor, instrument, journal_seq, commission, CASE side WHEN 'BUY' THEN quantity ELSE -quantity END AS quantity,
           price * CASE side WHEN 'BUY' THEN quantity ELSE -quantity END AS value
      FROM fills),
  books AS MATERIALIZED (
    SELECT account, actor, coalesce(sum(amount) FILTER (WHERE book = 'CASH'), 0) AS cash, coalesce(sum(amount) FILTER (WHERE book = 'EQUITY'), 0) AS equity,
           coalesce(sum(amount) FILTER (WHERE book = 'INVENTORY'), 0) AS inventory,
           coalesce(sum(amount) FILTER (WHERE book = 'COMMISSION'), 0) AS commission,
           coalesce(sum(amount) FILTER (WHERE book = 'REALIZED_PNL'), 0) AS realized,
           coalesce(sum(amount) FILTER (WHERE book = 'FEES'), 0) AS fees
      FROM ledger_entries GROUP BY account, actor),
  words AS MATERIALIZED (${WORDS}),
  differences AS (
    SELECT * FROM (${CHECKS.map((check) => `(${check})`).join('\n    UNION ALL\n    ')}) found (invariant, subject, expected, found) LIMIT ${SHOWN})
  SELECT json_build_object(${Object.entries(COUNTED)
    .map(([name, table]) => `'${name}', (SELECT count(*) FROM ${table})`)
    .join(', ')}) AS checked,
         coalesce((SELECT json_agg(json_build_object('invariant', invariant, 'subject', subject, 'expected', expected, 'found', found)) FROM differences), '[]') AS differences`;
