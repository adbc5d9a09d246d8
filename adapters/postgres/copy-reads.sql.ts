// Queries of copying; each says in its comment by which index it finds its rows.
import { exact, iso } from './row-text.ts';

/** Σ over the orders of a copy, as they are now; one denied among several leaves the copy working. */
const ORDERS = `
  LEFT JOIN LATERAL (
    SELECT (array_agg(o.state ORDER BY u.leg DESC))[1] AS state, sum(o.filled) AS filled, sum(o.filled_value) AS value, min(o.instrument) AS instrument,
           CASE WHEN bool_and(o.state = 'DENIED') THEN min(o.reason) END AS denied
      FROM unnest(c.client_order_ids) WITH ORDINALITY u(id, leg) JOIN orders o ON o.client_order_id = u.id) o ON true`;

const ENTRY = 'LEFT JOIN copy_entries e ON e.provider = c.provider AND e.seq = c.provider_seq';

/** Milliseconds from an entry to its copy; as the follower told it where the entry is missing. */
const LATENCY = `coalesce(to_epoch_ms(c.at) - to_epoch_ms(e.at), c.latency_ms) AS "latencyMs"`;

const FILLED = `${exact('coalesce(o.filled, 0)')} AS "filledQuantity"`;
const MEAN_PRICE = exact('o.value / nullif(o.filled, 0)');

/** Symbol of what the source of a provider trades. */
const TRADED = `
  (SELECT s.config -> 'instrument' ->> 'symbol' FROM actors p JOIN actors s ON s.address = p.config ->> 'source' WHERE p.address = $1)`;

const copy = (id: string): string => `
  SELECT ${id}::text AS id, c.follower, c.account, c.provider, c.provider_seq::float8 AS seq, c.fill_id AS "fillId", c.outcome, c.reason, c.facts,
         c.round::float8 AS round, c.is_joined AS "isJoined", ${exact('c.scale')} AS scale, ${exact('c.provider_price')} AS "providerPrice",
         ${exact('c.price')} AS price, ${exact('c.wanted')} AS wanted, ${exact('c.ordered')} AS ordered, ${LATENCY},
         c.client_order_ids AS "clientOrderIds", o.instrument, o.state AS "orderState", o.denied, ${FILLED}, ${MEAN_PRICE} AS "fillPrice",
         ${iso('c.at')} AS at
    FROM copies c ${ENTRY} ${ORDERS}`;

/** By the key: a follower takes entries in their order, so their numbers are its cursors. */
export const COPIES = `
  ${copy('c.provider_seq')} WHERE c.follower = $1 AND ($2::bigint IS NULL OR c.provider_seq < $2) ORDER BY c.provider_seq DESC LIMIT $3`;

/** By copies_entry. */
export const COPIES_OF_ENTRY = `
  ${copy('c.id')} WHERE c.provider = $1 AND c.provider_seq = $4 AND ($2::bigint IS NULL OR c.id < $2) ORDER BY c.id DESC LIMIT $3`;

/** By copy_entries_at or its key, then by copies_entry. */
export const DELIVERY = `
  SELECT c.provider_seq::float8 AS seq, c.outcome, c.reason, o.denied, to_epoch_ms(c.at) - to_epoch_ms(e.at) AS "latencyMs",
         ${exact('c.ordered')} AS ordered, ${FILLED}, ${exact('c.provider_price')} AS "providerPrice",
         CASE WHEN o.instrument = ${TRADED} THEN ${MEAN_PRICE} END AS "fillPrice"
    FROM copy_entries e JOIN copies c ON c.provider = e.provider AND c.provider_seq = e.seq ${ORDERS}
   WHERE e.provider = $1 AND ($2::bigint IS NULL OR e.seq = $2)
     AND ($3::float8 IS NULL OR e.at >= epoch_ms($3)) AND ($4::float8 IS NULL OR e.at < epoch_ms($4))
   ORDER BY e.seq DESC, c.id DESC LIMIT $5`;

/** By the key. */
export const ENTRIES = `
  SELECT seq::text AS id, provider, seq::float8 AS seq, kind, fill_id AS "fillId", side, ${exact('quantity')} AS quantity, ${exact('price')} AS price,
         round::float8 AS round, ${exact('book_quantity')} AS "bookQuantity", ${exact('average_price')} AS "averagePrice",
         ${exact('equity')} AS equity, broadcasting, trading_state AS "tradingState", note, ${iso('time')} AS time, ${iso('at')} AS at
    FROM copy_entries e WHERE provider = $1 AND ($2::bigint IS NULL OR e.seq < $2) ORDER BY e.seq DESC LIMIT $3`;

/** By copy_fees_follower or copy_fees_provider. */
export const FEES = `
  SELECT c.id, c.follower, c.account, c.provider, c.day::text AS day, f.currency, ${exact('c.management')} AS management,
         ${exact('c.performance')} AS performance, ${exact('c.volume')} AS volume, ${exact('c.mark')} AS mark, ${exact('c.equity')} AS equity,
         ${iso('c.time')} AS time
    FROM copy_fees c JOIN follows f USING (follower)
   WHERE ($1::text IS NULL OR c.follower = $1) AND ($2::text IS NULL OR c.provider = $2) AND ($3::bigint IS NULL OR c.id < $3)
   ORDER BY c.id DESC LIMIT $4`;

/** Rows of a list as one JSON value, `[]` where there are none. */
const list = (fields: Readonly<Record<string, string>>, from: string, order: string): string =>
  `(SELECT coalesce(json_agg(json_build_object(${Object.entries(fields)
    .map(([name, value]) => `'${name}', ${value}`)
    .join(', ')}) ORDER BY ${order}), '[]') FROM ${from})`;

/** Paid in above zero: what EQUITY has less; by ledger_entries_paid. */
const PAID = list(
  { time: 'to_epoch_ms(l.time)', amount: exact('-l.amount') },
  `ledger_entries l WHERE l.actor = $1 AND l.book = 'EQUITY'`,
  'l.time, l.journal_seq, l.entry',
);

/** By fills_actor. */
const FILLS = list(
  {
    ...{ fillId: 'f.fill_id', clientOrderId: 'f.client_order_id', actor: 'f.actor', account: 'f.account' },
    ...{ instrument: 'f.instrument', side: 'f.side', price: exact('f.price'), quantity: exact('f.quantity') },
    ...{ commission: exact('f.commission'), time: 'to_epoch_ms(f.time)', lane: 'f.lane', position: 'f.position' },
  },
  'fills f WHERE f.actor = $1',
  'f.id',
);

const CHARGED = list(
  {
    ...{ kind: `'fees'`, day: 'c.day::text', management: exact('c.management'), performance: exact('c.performance') },
    ...{ volume: exact('c.volume'), mark: exact('c.mark'), equity: exact('c.equity') },
  },
  'copy_fees c WHERE c.follower = $1',
  'c.day',
);

const MARK = { time: 'to_epoch_ms(m.time)', equity: exact('m.equity') };

/** The last mark of each UTC day; one at midnight closes the day before. */
const DAY_MARKS = `(
  SELECT DISTINCT ON (((time - interval '1 ms') AT TIME ZONE 'UTC')::date) time, equity FROM equity WHERE actor = $1
   ORDER BY ((time - interval '1 ms') AT TIME ZONE 'UTC')::date, time DESC) m`;

/** All that a statement of a follower is made of; by keys and by actor. */
export const FOLLOWER = `
  SELECT ${exact('coalesce(w.mark, w.allocated)')} AS "firstMark", ${PAID} AS deposits, ${FILLS} AS fills, ${CHARGED} AS fees,
         ${list(MARK, DAY_MARKS, 'm.time')} AS equity
    FROM follows w WHERE w.follower = $1`;

/** Marks thinned evenly to at most $2, the first and the last kept. */
const THINNED_MARKS = `(
  SELECT time, equity FROM (
    SELECT time, equity, row_number() OVER (ORDER BY time) - 1 AS n, count(*) OVER () - 1 AS last FROM equity WHERE actor = $1) numbered
   WHERE n = last OR last < $2 OR n = 0 OR n * ($2::bigint - 1) / nullif(last, 0) <> (n - 1) * ($2::bigint - 1) / nullif(last, 0)) m`;

export const SOURCE = `
  SELECT ${list(MARK, THINNED_MARKS, 'm.time')} AS equity, ${PAID} AS flows, ${FILLS} AS fills`;

/** The newest copies of fills by followers that trade the source's own instrument; by copies_entry. */
export const JUDGED = `
  SELECT ${exact('c.provider_price')} AS "providerPrice", ${exact('c.price')} AS price, CASE WHEN c.wanted > 0 THEN 'BUY' ELSE 'SELL' END AS side,
         ${exact('c.wanted')} AS wanted, ${exact('c.ordered')} AS ordered
    FROM copies c JOIN follows f USING (follower)
   WHERE c.provider = $1 AND c.wanted <> 0 AND f.instrument = ${TRADED}
   ORDER BY c.provider_seq DESC, c.id DESC LIMIT $2`;

/** Who has not stopped; a follow without an actor is over. */
const MODE = `
  LEFT JOIN LATERAL (
    SELECT n.mode, n.why FROM copy_notes n WHERE n.follower = f.follower AND n.kind = 'mode' ORDER BY n.id DESC LIMIT 1) m ON true`;
const IS_FOLLOWING = `a.desired = 'running' AND coalesce(m.mode, 'copying') <> 'stopped'`;

/** By follows_provider. */
export const FOLLOWERS = `
  WITH following AS (
    SELECT f.currency, sum(f.allocated) AS allocated, count(*) AS followers
      FROM follows f JOIN actors a ON a.address = f.follower ${MODE} WHERE f.provider = $1 AND ${IS_FOLLOWING} GROUP BY f.currency)
  SELECT coalesce(sum(followers), 0)::float8 AS count, coalesce(json_object_agg(currency, ${exact('allocated')}), '{}') AS allocated FROM following`;

/** By actors_owner, then by keys. */
export const FOLLOWS = `
  WITH listed AS MATERIALIZED (
    SELECT f.*, ${IS_FOLLOWING} AS is_following, coalesce(m.mode, 'copying') AS mode, coalesce(m.why, '') AS why
      FROM actors a JOIN follows f ON f.follower = a.address ${MODE}
     WHERE a.kind = 'follower' AND ($1::text IS NULL OR a.owner = $1) AND ($2::text IS NULL OR a.address = $2)
       AND (NOT $3 OR NOT (${IS_FOLLOWING}))
       AND ($4::text IS NULL OR (f.at, f.follower) < (SELECT o.at, o.follower FROM follows o WHERE o.follower = $4))
     ORDER BY f.at DESC, f.follower DESC LIMIT $5)
  SELECT f.follower, f.account, f.provider, f.instrument, ${exact('f.allocated')} AS allocated, f.currency, ${iso('f.at')} AS since,
         f.mode, f.why AS "modeReason", f.is_following AS "isFollowing",
         coalesce(c.provider_seq, 0)::float8 AS seq, coalesce(c.round, 0)::float8 AS round, ${exact('c.scale')} AS scale,
         coalesce(c.is_joined, false) AS "isJoined"
    FROM listed f
    LEFT JOIN LATERAL (SELECT * FROM copies k WHERE k.follower = f.follower ORDER BY k.provider_seq DESC LIMIT 1) c ON true
   ORDER BY f.at DESC, f.follower DESC`;
