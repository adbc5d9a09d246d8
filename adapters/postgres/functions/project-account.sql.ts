// Writes the rows that projection.ts made of a batch of risk monitors' events. An event whose order is unknown, or whose
// postings do not balance, raises TR002, so its unit is refused whole.

export const PROJECT_ACCOUNT = `
CREATE FUNCTION project_account(new_orders json, order_changes json, new_fills json, new_postings json, marks json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  matched integer;
  unbalanced text;
BEGIN
  IF new_orders IS NOT NULL THEN
    INSERT INTO orders (client_order_id, actor, account, instrument, lane, position, side, type, time_in_force, quantity, limit_price,
                        trigger_price, trailing_offset, expire_time, post_only, reduce_only, parent_order_id, order_group, decided_at,
                        correlation_id, reserved, state, reason, venue_order_id, filled, filled_value, updated_at, journal_seq, epoch)
    SELECT o."clientOrderId", o.actor, o.account, o.instrument, o.lane, o.position, o.side, o.type, o."timeInForce", o.quantity, o."limitPrice",
           o."triggerPrice", o."trailingOffset", epoch_ms(o."expireTime"), o."postOnly", o."reduceOnly", o."parentOrderId", o."group",
           epoch_ms(o."decidedAt"), o."correlationId", o.reserved, o.state, o.reason, o."venueOrderId", o.filled, o."filledValue",
           epoch_ms(o.time), o.seq, o.epoch
      FROM json_to_recordset(new_orders) AS o("clientOrderId" text, actor text, account text, instrument text, lane text, position bigint,
           side text, type text, "timeInForce" text, quantity numeric, "limitPrice" numeric, "triggerPrice" numeric, "trailingOffset" numeric,
           "expireTime" float8, "postOnly" boolean, "reduceOnly" boolean, "parentOrderId" text, "group" text, "decidedAt" float8,
           "correlationId" text, reserved numeric, state text, reason text, "venueOrderId" text, filled numeric, "filledValue" numeric,
           time float8, seq bigint, epoch bigint);
  END IF;

  IF order_changes IS NOT NULL THEN
    UPDATE orders o
       SET state = order_state_after(o.state, c.state), reason = coalesce(c.reason, o.reason),
           trigger_price = coalesce(c."triggerPrice", o.trigger_price), venue_order_id = coalesce(c."venueOrderId", o.venue_order_id),
           filled = o.filled + c.filled, filled_value = o.filled_value + c."filledValue", updated_at = epoch_ms(c.time),
           journal_seq = c.seq, epoch = c.epoch
      FROM json_to_recordset(order_changes) AS c("clientOrderId" text, state text, reason text, "triggerPrice" numeric, "venueOrderId" text,
           filled numeric, "filledValue" numeric, time float8, seq bigint, epoch bigint)
     WHERE o.client_order_id = c."clientOrderId";
    GET DIAGNOSTICS matched = ROW_COUNT;
    IF matched <> json_array_length(order_changes) THEN
      RAISE EXCEPTION 'an event names an order that was never initialized' USING ERRCODE = 'TR002';
    END IF;
  END IF;

  IF new_fills IS NOT NULL THEN
    INSERT INTO fills (fill_id, client_order_id, actor, account, instrument, side, price, quantity, commission, time, lane, position,
                       transaction_id, journal_seq, epoch)
    SELECT f."fillId", f."clientOrderId", f.actor, f.account, f.instrument, f.side, f.price, f.quantity, f.commission, epoch_ms(f.time),
           f.lane, f.position, f."transactionId", f.seq, f.epoch
      FROM json_to_recordset(new_fills) AS f("fillId" text, "clientOrderId" text, actor text, account text, instrument text, side text,
           price numeric, quantity numeric, commission numeric, time float8, lane text, position bigint, "transactionId" text, seq bigint, epoch bigint);
  END IF;

  IF new_postings IS NOT NULL THEN
    WITH written AS (
      INSERT INTO ledger_entries (transaction_id, entry, account, actor, book, currency, amount, time, journal_seq, epoch)
      SELECT p."transactionId", p.entry, p.account, p.actor, p.book, p.currency, p.amount, epoch_ms(p.time), p.seq, p.epoch
        FROM json_to_recordset(new_postings) AS p("transactionId" text, entry integer, account text, actor text, book text, currency text,
             amount numeric, time float8, seq bigint, epoch bigint)
      RETURNING transaction_id, currency, amount)
    SELECT transaction_id INTO unbalanced FROM written GROUP BY transaction_id, currency HAVING sum(amount) <> 0 LIMIT 1;
    IF unbalanced IS NOT NULL THEN
      RAISE EXCEPTION 'the postings of transaction % do not sum to zero', unbalanced USING ERRCODE = 'TR002';
    END IF;
  END IF;

  IF marks IS NOT NULL THEN
    INSERT INTO equity (actor, time, equity, cash, quantity, price, journal_seq, epoch)
    SELECT DISTINCT ON (m.actor, m.time) m.actor, epoch_ms(m.time), m.equity, m.cash, m.quantity, m.price, m.seq, m.epoch
      FROM json_to_recordset(marks) AS m(actor text, time float8, equity numeric, cash numeric, quantity numeric, price float8, seq bigint, epoch bigint)
     ORDER BY m.actor, m.time, m.seq DESC
    ON CONFLICT (actor, time) DO UPDATE
       SET equity = excluded.equity, cash = excluded.cash, quantity = excluded.quantity, price = excluded.price,
           journal_seq = excluded.journal_seq, epoch = excluded.epoch;
  END IF;
END $$;
`;
