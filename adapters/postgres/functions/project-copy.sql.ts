// Writes the rows that copy-projection.ts made of a batch: an object with an array a table, each absent where it has no rows. A word
// or a fee of somebody who never followed on that account raises TR002, so its unit is refused whole.

export const PROJECT_COPY = `
CREATE FUNCTION project_copy(rows json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  given record;
  matched integer;
BEGIN
  SELECT * INTO given FROM json_to_record(rows) AS r(follows json, copies json, notes json, fees json, entries json);

  IF given.follows IS NOT NULL THEN
    INSERT INTO follows (follower, account, provider, instrument, allocated, currency, mark, time, journal_seq, epoch)
    SELECT r.follower, r.account, r.provider, r.instrument, r.allocated, r.currency, r.mark, epoch_ms(r.time), r."journalSeq", r.epoch
      FROM json_to_recordset(given.follows) AS r(follower text, account text, provider text, instrument text, allocated numeric, currency text,
           mark numeric, time float8, "journalSeq" bigint, epoch bigint);
  END IF;

  IF given.entries IS NOT NULL THEN
    INSERT INTO copy_entries (provider, seq, kind, fill_id, side, quantity, price, round, book_quantity, average_price, equity, broadcasting,
                              trading_state, note, time, said_at, epoch)
    SELECT r.provider, r.seq, r.kind, r."fillId", r.side, r.quantity, r.price, r.round, r."bookQuantity", r."averagePrice", r.equity,
           r.broadcasting, r."tradingState", r.note, epoch_ms(r.time), epoch_ms(r."saidAt"), r.epoch
      FROM json_to_recordset(given.entries) AS r(provider text, seq bigint, kind text, "fillId" text, side text, quantity numeric, price numeric,
           round bigint, "bookQuantity" numeric, "averagePrice" numeric, equity numeric, broadcasting text, "tradingState" text, note text,
           time float8, "saidAt" float8, epoch bigint);
  END IF;

  IF given.copies IS NOT NULL THEN
    INSERT INTO copies (follower, account, provider, provider_seq, fill_id, outcome, reason, facts, round, is_joined, scale, provider_price,
                        price, wanted, ordered, latency_ms, broadcasting, client_order_ids, journal_seq, epoch)
    SELECT r.follower, r.account, f.provider, r.seq, r."fillId", r.outcome, r.reason, r.facts, r.round, r."isJoined", r.scale,
           r."providerPrice", r.price, r.wanted, r.ordered, r."latencyMs", r.broadcasting, r."clientOrderIds", r."journalSeq", r.epoch
      FROM json_to_recordset(given.copies) AS r(follower text, account text, seq bigint, "fillId" text, outcome text, reason text, facts text,
           round bigint, "isJoined" boolean, scale numeric, "providerPrice" numeric, price numeric, wanted numeric, ordered numeric,
           "latencyMs" float8, broadcasting text, "clientOrderIds" text[], "journalSeq" bigint, epoch bigint)
      JOIN follows f ON f.follower = r.follower AND f.account = r.account;
    GET DIAGNOSTICS matched = ROW_COUNT;
    IF matched <> json_array_length(given.copies) THEN
      RAISE EXCEPTION 'a copy is of somebody who never followed on its account' USING ERRCODE = 'TR002';
    END IF;
  END IF;

  IF given.notes IS NOT NULL THEN
    INSERT INTO copy_notes (follower, account, provider, kind, mode, why, by, round, client_order_ids, journal_seq, epoch)
    SELECT r.follower, r.account, f.provider, r.kind, r.mode, r.why, r.by, r.round, r."clientOrderIds", r."journalSeq", r.epoch
      FROM json_to_recordset(given.notes) AS r(follower text, account text, kind text, mode text, why text, by text, round bigint,
           "clientOrderIds" text[], "journalSeq" bigint, epoch bigint)
      JOIN follows f ON f.follower = r.follower AND f.account = r.account;
    GET DIAGNOSTICS matched = ROW_COUNT;
    IF matched <> json_array_length(given.notes) THEN
      RAISE EXCEPTION 'a wish is of somebody who never followed on its account' USING ERRCODE = 'TR002';
    END IF;
  END IF;

  IF given.fees IS NOT NULL THEN
    INSERT INTO copy_fees (follower, account, provider, day, management, performance, volume, mark, equity, transaction_id, time, journal_seq,
                           epoch)
    SELECT r.follower, r.account, f.provider, r.day, r.management, r.performance, r.volume, r.mark, r.equity, r."transactionId",
           epoch_ms(r.time), r."journalSeq", r.epoch
      FROM json_to_recordset(given.fees) AS r(follower text, account text, provider text, day date, management numeric, performance numeric,
           volume numeric, mark numeric, equity numeric, "transactionId" text, time float8, "journalSeq" bigint, epoch bigint)
      JOIN follows f ON f.follower = r.follower AND f.account = r.account AND f.provider = coalesce(r.provider, f.provider);
    GET DIAGNOSTICS matched = ROW_COUNT;
    IF matched <> json_array_length(given.fees) THEN
      RAISE EXCEPTION 'a fee is of somebody who never followed that provider on its account' USING ERRCODE = 'TR002';
    END IF;
  END IF;
END $$;
`;
