import type { DataSource } from 'typeorm';
import { parseScope } from '../../actors/domain/risk/scope.ts';
import type { AffectedAccount } from '../../actors/ports/risk-desk.ts';
import { reachable } from './faults.ts';

/** The accounts of the registry that a scope is about, each with its trading actors that are; `accounts` in place of who they are. Rejects with StoreUnavailable. */
export const affectedAccounts =
  (source: DataSource) =>
  async (scope: string, accounts: readonly string[] | undefined): Promise<readonly AffectedAccount[]> => {
    const parsed = parseScope(scope);
    const id = parsed.kind === 'platform' ? null : parsed.id;
    return reachable(() => source.query<AffectedAccount[]>(AFFECTED, [parsed.kind, id, accounts ?? null]));
  };

const AFFECTED = `
  WITH monitors AS (
    SELECT substr(m.address, length('risk-monitor.') + 1) AS account, m.config ->> 'owner' AS owner,
           m.desired = 'running' AND a.desired = 'running' AS running
      FROM actors m JOIN actors a ON a.address = m.parent WHERE m.kind = 'risk-monitor'),
  -- A provider is named in a scope by its id, in configs by its address; what it trades with is covered as its followers are.
  provider AS (
    SELECT config ->> 'source' AS source FROM actors WHERE $1 = 'provider' AND kind = 'provider' AND address = 'provider.' || $2),
  traders AS (
    SELECT t.address, t.config ->> 'account' AS account, t.config ->> 'strategy' AS strategy, t.config ->> 'provider' AS provider,
           t.config -> 'instrument' ->> 'symbol' AS symbol
      FROM actors t WHERE t.kind IN ('subscription', 'follower', 'manual') OR t.address IN (SELECT source FROM provider)),
  covered AS (
    SELECT t.account, t.address FROM traders t JOIN monitors m USING (account)
     WHERE CASE WHEN $3::text[] IS NOT NULL THEN t.account = ANY ($3) ELSE CASE $1
             WHEN 'platform' THEN true WHEN 'user' THEN m.owner = $2 WHEN 'account' THEN t.account = $2
             WHEN 'strategy' THEN t.strategy = $2 WHEN 'follower' THEN t.address = $2
             WHEN 'provider' THEN t.provider = 'provider.' || $2 OR t.address IN (SELECT source FROM provider)
             WHEN 'instrument' THEN t.symbol = $2 ELSE false END END)
  SELECT m.account, m.running AS "isRunning", coalesce(array_agg(c.address ORDER BY c.address) FILTER (WHERE c.address IS NOT NULL), '{}') AS actors
    FROM monitors m LEFT JOIN covered c USING (account)
   WHERE c.address IS NOT NULL
      OR CASE WHEN $3::text[] IS NOT NULL THEN m.account = ANY ($3) ELSE CASE $1
           WHEN 'platform' THEN true WHEN 'user' THEN m.owner = $2 WHEN 'account' THEN m.account = $2 ELSE false END END
   GROUP BY m.account, m.running ORDER BY m.account`;
