// I2, and the part of I3 that ties orders, fills and ledger to the journal they are the projection of.

const ACCOUNT_EVENTS = `(SELECT * FROM journal WHERE actor LIKE 'risk-monitor.%')`;

export const ORDER_CHECKS: readonly string[] = [
  // One order a client id.
  `SELECT 'I2', format('order %s', payload #>> '{order,clientOrderId}'), 'initialized once', format('initialized %s times', count(*))
     FROM ${ACCOUNT_EVENTS} j WHERE type = 'order.initialized' GROUP BY payload #>> '{order,clientOrderId}' HAVING count(*) > 1`,
  `SELECT 'I2', format('order %s', payload ->> 'clientOrderId'), 'one venue order',
          string_agg(DISTINCT payload ->> 'venueOrderId', ', ')
     FROM ${ACCOUNT_EVENTS} j WHERE type = 'order.accepted' GROUP BY payload ->> 'clientOrderId'
   HAVING count(DISTINCT payload ->> 'venueOrderId') > 1`,
  `SELECT 'I2', format('fill %s', payload #>> '{fill,fillId}'), 'booked once', format('booked %s times', count(*))
     FROM ${ACCOUNT_EVENTS} j WHERE type = 'order.filled' GROUP BY payload #>> '{fill,fillId}' HAVING count(*) > 1`,

  // Every order of the journal is in the table, and no other.
  `SELECT 'I3', format('order %s', coalesce(j.id, o.client_order_id)), CASE WHEN j.id IS NULL THEN 'not journaled' ELSE 'projected' END,
          CASE WHEN j.id IS NULL THEN 'projected' ELSE 'missing' END
     FROM (SELECT DISTINCT payload #>> '{order,clientOrderId}' AS id FROM ${ACCOUNT_EVENTS} j
            WHERE type = 'order.initialized' OR (type = 'order.denied' AND payload ->> 'reason' NOT LIKE 'DUPLICATE_ORDER: clientOrderId=%')) j
     FULL JOIN orders o ON o.client_order_id = j.id WHERE j.id IS NULL OR o.client_order_id IS NULL`,

  // Every fill of the journal is in the table with its numbers, and no other.
  `SELECT 'I3', format('fill %s', coalesce(j.id, f.fill_id)), coalesce(format('%s at %s', trim_scale(j.quantity), trim_scale(j.price)), 'not journaled'),
          coalesce(format('%s at %s', trim_scale(f.quantity), trim_scale(f.price)), 'missing')
     FROM (SELECT e.payload #>> '{fill,fillId}' AS id, (e.payload #>> '{fill,quantity}')::numeric AS quantity, (e.payload #>> '{fill,price}')::numeric AS price
             FROM ${ACCOUNT_EVENTS} e WHERE e.type = 'order.filled') j
     FULL JOIN fills f ON f.fill_id = j.id
    WHERE (j.quantity, j.price) IS DISTINCT FROM (f.quantity, f.price)`,

  // A fill belongs to a known order, of the same actor, account, instrument and side.
  `SELECT 'I3', format('fill %s', f.fill_id), coalesce(format('%s %s of %s on %s', o.side, o.instrument, o.actor, o.account), 'an order that was initialized'),
          format('%s %s of %s on %s, order %s', f.side, f.instrument, f.actor, f.account, f.client_order_id)
     FROM fills f LEFT JOIN orders o USING (client_order_id)
    WHERE (o.side, o.instrument, o.actor, o.account) IS DISTINCT FROM (f.side, f.instrument, f.actor, f.account)`,

  // An order is filled by its fills, never beyond its quantity, and FILLED only when complete.
  `SELECT 'I3', format('filled of order %s', o.client_order_id), trim_scale(coalesce(f.filled, 0))::text, trim_scale(o.filled)::text
     FROM orders o LEFT JOIN (SELECT client_order_id, sum(quantity) AS filled, sum(quantity * price) AS value FROM fills GROUP BY 1) f USING (client_order_id)
    WHERE (o.filled, o.filled_value) <> (coalesce(f.filled, 0), coalesce(f.value, 0))`,
  `SELECT 'I3', format('order %s, %s', client_order_id, state), format('at most %s', trim_scale(quantity)), trim_scale(filled)::text
     FROM orders WHERE filled > quantity`,
  `SELECT 'I3', format('order %s, FILLED', client_order_id), trim_scale(quantity)::text, trim_scale(filled)::text
     FROM orders WHERE state = 'FILLED' AND filled <> quantity`,

  // Every fill has its transaction.
  `SELECT 'I3', format('transaction %s of fill %s', f.transaction_id, f.fill_id), 'booked', 'missing'
     FROM fills f WHERE NOT EXISTS (SELECT FROM ledger_entries l WHERE l.transaction_id = f.transaction_id)`,
];
