// N1. The numbers of an account's journal have no gaps and are written in order by the one that holds the account, so what
//     comes after a number is all that has happened since, whoever asks and however often.
// N2. A look reads a bounded stretch of each journal by its primary key, whatever is in it, and says how far it got.
import type { DataSource } from 'typeorm';
import type { AccountNews } from '../../actors/domain/record-rows.ts';
import type { Records } from '../../actors/ports/records.ts';
import { reachable } from './faults.ts';
import { exact, iso } from './row-text.ts';

const MONITOR = 'risk-monitor.';

/** Reads of what accounts journal, for those who follow it live. */
export function accountRecords(source: DataSource): Pick<Records, 'accountHeads' | 'accountNews'> {
  return {
    accountHeads: ({ accounts }) => reachable(() => source.query(HEADS, [MONITOR, accounts ?? null])),
    accountNews: ({ accounts, limit }) =>
      reachable(() =>
        source.query<AccountNews[]>(NEWS, [
          MONITOR,
          accounts.map(({ account }) => account),
          accounts.map(({ after }) => after),
          limit,
        ]),
      ),
  };
}

const HEADS = `
  SELECT substr(actor, length($1) + 1) AS account, journal_seq::float8 AS seq FROM actor_heads
   WHERE CASE WHEN $2::text[] IS NULL THEN starts_with(actor, $1) ELSE actor = ANY (SELECT $1 || unnest($2::text[])) END`;

const ORDER = `json_build_object('clientOrderId', o.client_order_id, 'actor', o.actor, 'account', o.account, 'instrument', o.instrument,
  'side', o.side, 'type', o.type, 'timeInForce', o.time_in_force, 'quantity', ${exact('o.quantity')}, 'filled', ${exact('o.filled')},
  'averagePrice', ${exact('o.average_price')}, 'limitPrice', ${exact('o.limit_price')}, 'triggerPrice', ${exact('o.trigger_price')},
  'state', o.state, 'reason', o.reason, 'reduceOnly', o.reduce_only, 'decidedAt', ${iso('o.decided_at')}, 'updatedAt', ${iso('o.updated_at')})`;

const FILL = `json_build_object('fillId', f.fill_id, 'clientOrderId', f.client_order_id, 'actor', f.actor, 'account', f.account,
  'instrument', f.instrument, 'side', f.side, 'price', ${exact('f.price')}, 'quantity', ${exact('f.quantity')},
  'commission', ${exact('f.commission')}, 'time', ${iso('f.time')}, 'lane', f.lane, 'position', f.position::float8)`;

const NEWS = `
  SELECT q.account, max(j.seq)::float8 AS through, count(*) >= $4 AS "isCut",
         coalesce(json_agg(json_build_object('seq', j.seq, 'event', substr(j.type, 7), 'order', ${ORDER},
           'fill', CASE WHEN f.fill_id IS NULL THEN NULL ELSE ${FILL} END) ORDER BY j.seq) FILTER (WHERE o.client_order_id IS NOT NULL), '[]') AS news
    FROM unnest($2::text[], $3::bigint[]) q(account, after)
   CROSS JOIN LATERAL (SELECT e.seq, e.type, e.payload FROM journal e WHERE e.actor = $1 || q.account AND e.seq > q.after ORDER BY e.seq LIMIT $4) j
    LEFT JOIN orders o ON j.type LIKE 'order.%' AND o.client_order_id =
         coalesce(j.payload ->> 'clientOrderId', j.payload -> 'order' ->> 'clientOrderId', j.payload -> 'fill' ->> 'clientOrderId')
    LEFT JOIN fills f ON j.type = 'order.filled' AND f.fill_id = j.payload -> 'fill' ->> 'fillId'
   GROUP BY q.account`;
