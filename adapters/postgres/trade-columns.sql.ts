import { exact, iso } from './row-text.ts';

/** Of a fill as people and programs read it, up to FROM. */
export const FILL_COLUMNS = `
  SELECT id, fill_id AS "fillId", client_order_id AS "clientOrderId", actor, account, instrument, side, ${exact('price')} AS price,
         ${exact('quantity')} AS quantity, ${exact('commission')} AS commission, ${iso('time')} AS time, lane, position::float8 AS position
    FROM fills t`;

/** Of an order, likewise. */
export const ORDER_COLUMNS = `
  SELECT id, client_order_id AS "clientOrderId", actor, account, instrument, side, type, time_in_force AS "timeInForce",
         ${exact('quantity')} AS quantity, ${exact('filled')} AS filled, ${exact('average_price')} AS "averagePrice",
         ${exact('limit_price')} AS "limitPrice", ${exact('trigger_price')} AS "triggerPrice", state, reason, reduce_only AS "reduceOnly",
         ${iso('decided_at')} AS "decidedAt", ${iso('updated_at')} AS "updatedAt"
    FROM orders t`;
